package core

import "io"

// native tells the compiler to omit what no page needs.
const native = false

// In a browser, PoolConfig supplies the page's random source and JSON decoder.
var (
	systemRand io.Reader
	systemJSON JSONDecoder
)
