// Package ecosystem builds the applications in examples with their own tools, with the packed
// package installed, and drives them in Chromium. It has the build tag ecosystem, since it
// downloads what the applications need: make test-ecosystem runs it.
package ecosystem
