package core_test

import (
	"crypto/rand"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge/browser"
)

// ports adds to the configuration what a page has and core has no default for.
func ports(config core.PoolConfig) core.PoolConfig {
	config.Rand, config.JSON = rand.Reader, browser.ParseJSON
	return config
}
