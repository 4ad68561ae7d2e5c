//go:build !js

package core

import (
	"crypto/rand"
	"io"
)

// native is false in a program for pages.
const native = true

// The defaults of PoolConfig outside a browser. In a browser its own random
// source and JSON decoder are used, since Go's would be paid for in bytes.
var (
	systemRand io.Reader   = rand.Reader
	systemJSON JSONDecoder = ParseJSON
)
