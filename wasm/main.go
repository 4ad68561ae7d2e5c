//go:build js && wasm

// The program that runs in a web page: core's session logic over the browser's
// fetch, storage and locks. The loader (jsbridge/js/runtime/runtime.ts) starts it and
// is handed the one function that reaches it; see jsbridge.
//
// With the build tag awssdk, the AWS SDK sends the requests and golang-jwt verifies
// the tokens (sdk.go); without, the page's fetch and WebCrypto do (lean.go).
package main

import (
	"sync"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/cognitowasm/cognitowasm/jsbridge/browser"
	"github.com/hack-pad/safejs"
)

// version is set by the build to that of package.json; the loader compares it
// with its own.
var version = "unset"

func main() {
	var program program
	ready, err := safejs.Global().Get("cognitowasmReady")
	if err == nil {
		err = ready.Set("version", version)
	}
	if err == nil {
		err = jsbridge.Serve(ready, program.configure)
	}
	if err != nil {
		panic("cognitowasm: start this program with its loader")
	}
	select {}
}

// program holds what all pools of the page share.
type program struct {
	locks     browser.Locks
	ownLocks  core.MemoryLocker
	verifiers verifiers
	verified  core.VerifiedTokens

	defaultOnce    sync.Once
	defaultStorage core.Storage
}

// configure gives a pool the ports of the page.
func (p *program) configure(r jsbridge.PoolRequest) core.PoolConfig {
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

// provider is the page's own way to send requests, where it has one.
func provider(r jsbridge.PoolRequest) core.IdentityProvider {
	if !r.Request.IsUndefined() {
		return browser.Client{Request: r.Request}
	}
	return identityProvider(r)
}

// locker keeps those apart who share a storage: this tab, or all.
func (p *program) locker(r jsbridge.PoolRequest) core.Locker {
	if r.OwnStorage {
		return &p.ownLocks
	}
	return &p.locks
}

// storage is the page's object, else the page's default, which is nil on a server.
func (p *program) storage(object safejs.Value) core.Storage {
	if !object.IsUndefined() {
		return browser.Storage{Object: object}
	}
	p.defaultOnce.Do(func() { p.defaultStorage = browser.DefaultStorage() })
	return p.defaultStorage
}
