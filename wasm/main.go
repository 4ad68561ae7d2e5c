//go:build js && wasm

// The Wasm module: core's session logic with the browser's fetch, storage and locks. The
// loader (jsbridge/js/runtime/runtime.ts) starts it, and receives the function that starts
// operations; see jsbridge.
//
// With the build tag awssdk, the AWS SDK sends the requests and golang-jwt verifies
// the tokens (sdk.go); without it, the page's fetch and WebCrypto do (lean.go).
package main

import (
	"sync"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/cognitowasm/cognitowasm/jsbridge/browser"
	"github.com/hack-pad/safejs"
)

func main() {
	var ports pagePorts
	ready, err := safejs.Global().Get("cognitowasmReady")
	if err == nil {
		err = jsbridge.Serve(ready, ports.configure)
	}
	if err != nil {
		panic("cognitowasm: start this Wasm module with its loader")
	}
	select {}
}

// pagePorts are the ports that all pools of the page share.
type pagePorts struct {
	locks     browser.Locks
	ownLocks  core.MemoryLocker
	verifiers verifiers
	verified  core.VerifiedTokens

	defaultOnce    sync.Once
	defaultStorage core.Storage
}

// configure returns a pool's configuration, with the ports of the page.
func (p *pagePorts) configure(r jsbridge.PoolRequest) core.PoolConfig {
	config := core.PoolConfig{
		UserPoolID:       r.UserPoolID,
		ClientID:         r.ClientID,
		IdentityProvider: provider(r),
		Storage:          p.storage(r.Storage),
		Locker:           p.locker(r),
		Rand:             browser.Rand{},
		JSON:             browser.ParseJSON,
		Yield:            browser.Yield,
		UserContextData:  r.UserContextData,
		DeviceName:       browser.DeviceName(),
		Refresh:          core.RefreshBy(r.Refresh),
		Timeout:          r.Timeout,
	}
	if r.VerifyTokens {
		config.TokenVerifier = p.verifiers.of(r)
		config.Verified = &p.verified
	}
	return config
}

// provider returns what sends requests: the page's own client, if it has one.
func provider(r jsbridge.PoolRequest) core.IdentityProvider {
	if !r.Request.IsUndefined() {
		return browser.Client{Request: r.Request}
	}
	return identityProvider(r)
}

// locker returns the locks among those that share a storage: this tab alone, or all tabs.
func (p *pagePorts) locker(r jsbridge.PoolRequest) core.Locker {
	if r.OwnStorage {
		return &p.ownLocks
	}
	return &p.locks
}

// storage returns the page's object, else the default, which is nil on a server.
func (p *pagePorts) storage(object safejs.Value) core.Storage {
	if !object.IsUndefined() {
		return browser.Storage{Object: object}
	}
	p.defaultOnce.Do(func() { p.defaultStorage = browser.DefaultStorage() })
	return p.defaultStorage
}
