// Package scale simulates a working day of many people over core's own refresh
// code, and counts what reaches Cognito: docs/scale.md is its result (make scale).
//
// # Map
//
//   - [Day] is what people do: when they sign in, how many tabs they have, how
//     often a tab asks for the session. [Day.Run] lets it pass.
//   - [Client] is the library in their pages: upstream (upstream.go), and ours by
//     several rules for when to refresh (ours.go).
//   - service.go is the Cognito of one user, [Load] what all of them sent.
//   - report.go and plot.go write docs/scale.md and docs/scale.svg.
//
// Time passes in bubbles of package testing/synctest, where eight hours are over as
// soon as nobody has anything to do: pages, calls and core's own goroutines are
// real, and the bubble knows when all of them wait. That takes a *testing.T, so the
// simulation is run by go test.
package scale
