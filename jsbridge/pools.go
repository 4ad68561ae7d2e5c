//go:build js && wasm

package jsbridge

import (
	"sync"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
	"github.com/hack-pad/safejs"
)

// pools are the pools with a call under way. Calls about the same app client
// over the same storage share one core.Pool, and so one refresh; a pool that
// nobody uses is dropped, since a server makes one for every visitor.
type pools struct {
	configure func(protocol.PoolRequest) (core.PoolConfig, error)

	mu     sync.Mutex
	active []*activePool
}

type activePool struct {
	request protocol.PoolRequest
	pool    *core.Pool
	calls   int
}

func (p *pools) acquire(request protocol.PoolRequest) (*core.Pool, func(), error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.active {
		if samePool(a.request, request) {
			a.calls++
			return a.pool, func() { p.release(a) }, nil
		}
	}
	config, err := p.configure(request)
	if err != nil {
		return nil, nil, err
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

// samePool compares what makes a pool; user context data is made anew for every
// call, so a request that has some gets a pool of its own.
func samePool(a, b protocol.PoolRequest) bool {
	return a.UserPoolID == b.UserPoolID && a.ClientID == b.ClientID && a.Endpoint == b.Endpoint &&
		a.Credentials == b.Credentials && a.UserAgent == b.UserAgent &&
		a.UserContextData == nil && b.UserContextData == nil &&
		sameObject(a.Storage, b.Storage)
}

func sameObject(a, b protocol.PageObject) bool {
	x, xOK := a.(safejs.Value)
	y, yOK := b.(safejs.Value)
	return xOK == yOK && (!xOK || x.Equal(y))
}
