// Package e2e tests the files in dist in headless Chromium, against the fake
// Cognito on an origin of its own: what a page can see, with the peer beside it
// where the two must agree.
//
// A console error or an uncaught exception fails the test that it happens in,
// unless the test expects it. A missing browser or a stale dist fails all.
//
// scenarios_test.go is what TestDifferential does with both libraries,
// differences.json what may differ, appendix_test.go what must be covered.
package e2e
