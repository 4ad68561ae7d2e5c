package core

import "io"

// In a browser the page's random source and JSON decoder are given with
// PoolConfig.
var (
	systemRand io.Reader
	systemJSON JSONDecoder
)
