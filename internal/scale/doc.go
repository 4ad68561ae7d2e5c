// Package scale simulates a working day of many people with core's refresh code, and
// counts the requests to Cognito. docs/scale.md is its result (make scale).
//
// # Map
//
//   - [Day] is what people do: when they sign in, how many tabs they have, how
//     often a tab requests the session. [Day.Run] simulates it.
//   - [Client] is the library in their pages: upstream (upstream.go), and ours by
//     several rules for when to refresh (ours.go).
//   - service.go is Cognito for one user, [Load] what all users have sent.
//   - report.go and plot.go write docs/scale.md and docs/scale.svg.
//
// Time passes in bubbles of package testing/synctest, in which eight hours take no longer
// than the work that is done in them: pages, calls and core's goroutines are real, and
// the bubble's clock advances when all of them wait. This needs a *testing.T, so go test
// runs the simulation.
package scale
