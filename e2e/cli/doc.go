// Package cli tests that the program of examples/cli signs in by a real browser.
package cli
