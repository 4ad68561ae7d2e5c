//go:build race

package srp

// race tells whether the race detector is on.
const race = true
