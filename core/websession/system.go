//go:build !js

package websession

import (
	"crypto/rand"
	"io"
)

// systemRand is the default of Config.Pool.Rand.
var systemRand io.Reader = rand.Reader
