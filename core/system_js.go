package core

import "io"

// native tells the compiler to leave out what no page needs.
const native = false

// In a browser the page's random source and JSON decoder are given with
// PoolConfig.
var (
	systemRand io.Reader
	systemJSON JSONDecoder
)
