package core_test

import (
	"crypto/rand"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge/browser"
)

// ports gives the pool what a page has and core does not bring along.
func ports(config core.PoolConfig) core.PoolConfig {
	config.Rand, config.JSON = rand.Reader, browser.ParseJSON
	return config
}
