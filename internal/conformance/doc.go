// Package conformance has a test suite for each port of package core that has several
// implementations. Every implementation runs it, so that package core can rely on what its
// interfaces promise.
package conformance
