//go:build !js

package jwtverify

import "github.com/cognitowasm/cognitowasm/core"

var systemJSON core.JSONDecoder = core.ParseJSON
