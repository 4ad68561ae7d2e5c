//go:build race

package srp

// race reports whether the race detector is on.
const race = true
