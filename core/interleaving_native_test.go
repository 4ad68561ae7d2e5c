//go:build !js

package core_test

const (
	preemptions = 2 // that the explorer of interleavings allows
	refusals    = 8 // the writes that it lets storage refuse, and none
)
