//go:build !js

package core_test

// preemptions is how many the explorer of interleavings allows.
const preemptions = 2
