//go:build js && awssdk

package jwtverify

import "github.com/cognitowasm/cognitowasm/core"

// In a browser the page's decoder is given with Config.
var systemJSON core.JSONDecoder
