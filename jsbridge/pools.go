//go:build js && wasm

package jsbridge

import (
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// PoolRequest is the part common to all requests, protocol.PoolRequest: which
// app client, and where its state is kept.
type PoolRequest struct {
	UserPoolID, ClientID             string
	Endpoint, Credentials, UserAgent string        // "" if omitted
	Refresh                          string        // core.RefreshBy; "" if omitted
	Timeout                          time.Duration // 0 if omitted, negative for none
	Storage, Signal                  safejs.Value  // undefined if omitted
	UserContextData                  core.Value
	VerifyTokens                     bool
	JWKSURL                          string       // "" if omitted
	Request, Fetch                   safejs.Value // functions, or undefined
	OwnStorage                       bool
	Keeps                            bool // whether the operation needs Storage
}

func readPool(r *request) PoolRequest {
	return PoolRequest{
		UserPoolID:      r.optionalText(poolUserPoolID),
		ClientID:        r.optionalText(poolClientID),
		Endpoint:        r.optionalText(poolEndpoint),
		Credentials:     r.optionalText(poolCredentials),
		UserAgent:       r.optionalText(poolUserAgent),
		Storage:         r.page(poolStorage),
		UserContextData: r.json(poolUserContextData),
		Refresh:         r.optionalText(poolRefresh),
		Timeout:         r.milliseconds(poolRequestTimeout),
		Signal:          r.page(poolSignal),
		VerifyTokens:    r.flag(poolVerifyTokens),
		JWKSURL:         r.optionalText(poolJWKSURL),
		Request:         r.page(poolRequest),
		Fetch:           r.page(poolFetch),
		OwnStorage:      r.flag(poolOwnStorage),
	}
}

// pools are the pools that are in use. Calls for the same app client with the same storage
// share one core.Pool, and so one refresh. A pool that is no longer in use is dropped, since a
// server has one for every visitor.
type pools struct {
	configure func(PoolRequest) core.PoolConfig

	mu     sync.Mutex
	active []*activePool
}

type activePool struct {
	request PoolRequest
	pool    *core.Pool
	calls   int
}

func (p *pools) acquire(request PoolRequest) (*core.Pool, func(), error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.active {
		if a.serves(request) {
			a.calls++
			return a.pool, func() { p.release(a) }, nil
		}
	}
	config := p.configure(request)
	if config.Storage == nil && request.Keeps {
		// Core's default, memory, would be shared by concurrent visitors.
		return nil, nil, &core.Error{Reason: core.InvalidParameter, Message: "Pass a storage, one for each visitor: there is no default outside a page. It has getItem, setItem and removeItem, which may return promises."}
	}
	pool, err := core.NewPool(config)
	if err != nil {
		return nil, nil, err
	}
	a := &activePool{request: request, pool: pool, calls: 1}
	p.active = append(p.active, a)
	return pool, func() { p.release(a) }, nil
}

func (p *pools) release(a *activePool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a.calls--; a.calls > 0 {
		return
	}
	for i := range p.active {
		if p.active[i] == a {
			p.active = append(p.active[:i], p.active[i+1:]...)
			return
		}
	}
}

// serves reports whether a request can use the pool. User context data is different for each
// call, so a request that has some needs its own pool.
func (a *activePool) serves(r PoolRequest) bool {
	return a.request.UserPoolID == r.UserPoolID && a.request.ClientID == r.ClientID &&
		a.request.Endpoint == r.Endpoint && a.request.Credentials == r.Credentials &&
		a.request.UserAgent == r.UserAgent && a.request.Refresh == r.Refresh && a.request.Timeout == r.Timeout &&
		a.request.Keeps == r.Keeps && a.request.VerifyTokens == r.VerifyTokens && a.request.JWKSURL == r.JWKSURL &&
		a.request.Storage.Equal(r.Storage) && a.request.Request.Equal(r.Request) && a.request.Fetch.Equal(r.Fetch) &&
		a.request.UserContextData == nil && r.UserContextData == nil
}
