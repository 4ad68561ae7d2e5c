//go:build js && wasm

package browser

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// Locks holds names among all tabs and workers of the origin, by the Web Locks
// API; where that is missing (pages without HTTPS, Node) among the callers of
// this program only. https://w3c.github.io/web-locks/
type Locks struct {
	local core.MemoryLocker
}

var _ core.Locker = (*Locks)(nil)

// Lock waits for the name until ctx ends. A tab that is closed loses its locks.
func (l *Locks) Lock(ctx context.Context, name string) (release func(), err error) {
	manager := lockManager()
	if manager.IsUndefined() {
		return l.local.Lock(ctx, name)
	}
	held, release, err := jsbridge.NewPromise()
	if err != nil {
		return nil, err
	}
	granted := make(chan struct{})
	// The browser calls this once the name is ours; it stays ours until the
	// promise that it returns settles.
	callback, err := jsbridge.FuncOf(func(safejs.Value, []safejs.Value) any {
		close(granted)
		return held
	})
	if err != nil {
		return nil, err
	}
	done, err := manager.Call("request", name, callback)
	if err != nil {
		callback.Release()
		return nil, err
	}
	refused := make(chan error, 1)
	go func() {
		_, err := jsbridge.Await(context.Background(), done)
		callback.Release()
		refused <- err
	}()
	select {
	case <-granted:
		return release, nil
	case err := <-refused:
		return nil, err
	case <-ctx.Done():
		release() // should the name come later, it is given back at once
		return nil, &core.Error{Code: core.Aborted, Message: "The call was aborted before it was done.", Err: ctx.Err()}
	}
}

func lockManager() safejs.Value {
	navigator, err := jsbridge.Get(safejs.Global(), "navigator")
	if err != nil || navigator.Type() != safejs.TypeObject {
		return safejs.Undefined()
	}
	manager, err := jsbridge.Get(navigator, "locks")
	if err != nil || manager.Type() != safejs.TypeObject {
		return safejs.Undefined()
	}
	return manager
}
