// Package harness is what the tests in e2e and the benchmark have in common: the browser
// and its tabs, the site that they open, the fake Cognito behind it, and the scripts of
// their pages.
//
// A console error or an uncaught exception fails the test that it happens in, unless
// the test expects it. A missing browser or a stale dist fails all.
package harness
