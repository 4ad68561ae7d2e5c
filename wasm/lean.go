//go:build js && wasm && !awssdk

package main

import (
	"cmp"
	"sync"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/tokenrules"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/cognitowasm/cognitowasm/jsbridge/browser"
)

func identityProvider(r jsbridge.PoolRequest) core.IdentityProvider {
	return browser.Fetch{
		Endpoint:    cmp.Or(r.Endpoint, core.Endpoint(r.UserPoolID)),
		Credentials: r.Credentials,
		UserAgent:   r.UserAgent,
		Fetch:       r.Fetch,
	}
}

// verifiers creates verifiers, which share the keys that they have fetched.
type verifiers struct {
	once sync.Once
	keys *tokenrules.Keys
}

func (v *verifiers) of(r jsbridge.PoolRequest) core.TokenVerifier {
	v.once.Do(func() { v.keys = browser.NewKeys(core.SystemClock{}) })
	return browser.NewVerifier(v.keys, r.UserPoolID, r.ClientID, r.Endpoint, r.JWKSURL)
}
