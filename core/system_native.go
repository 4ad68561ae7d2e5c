//go:build !js

package core

import (
	"crypto/rand"
	"io"
)

// native is false in the Wasm module.
const native = true

// The defaults of PoolConfig outside a browser. In a browser its own random source and
// JSON decoder are used, since Go's would make the Wasm module larger.
var (
	systemRand io.Reader   = rand.Reader
	systemJSON JSONDecoder = ParseJSON
)
