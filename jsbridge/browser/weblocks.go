//go:build js && wasm

package browser

import (
	"context"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// Locks holds names among all tabs and workers of the origin, by the Web Locks
// API; where that is missing (pages without HTTPS) and on servers, among the
// callers of this program only. https://w3c.github.io/web-locks/
type Locks struct {
	local core.MemoryLocker
}

var (
	_ core.Locker      = (*Locks)(nil)
	_ core.Announcer   = (*Locks)(nil)
	_ core.LocalLocker = (*Locks)(nil)
)

// Local tells whether the names are known to this program alone, while other
// tabs may share its storage.
func (l *Locks) Local() bool { return inPage() && lockManager().IsUndefined() }

// Lock waits for the name until ctx ends. A tab that is closed loses its locks.
func (l *Locks) Lock(ctx context.Context, name string) (release func(), err error) {
	manager := lockManager()
	if manager.IsUndefined() {
		return l.local.Lock(ctx, name)
	}
	release, err = hold(ctx, manager, name, "exclusive")
	if err != nil && ctx.Err() == nil {
		// The browser refuses, as it does in sandboxed frames: nobody else
		// shares the storage of those.
		return l.local.Lock(ctx, name)
	}
	return release, err
}

// announcements last as long as a write to localStorage may take to reach the
// other tabs: 56 ms were seen on a busy machine.
const announcements = 3 * time.Second

// Announce makes the name known by holding it for a while: the browser orders
// locks among tabs, and storage it does not.
func (l *Locks) Announce(ctx context.Context, name string) error {
	manager := lockManager()
	if manager.IsUndefined() {
		return nil
	}
	release, err := hold(ctx, manager, name, "shared")
	if err == nil {
		time.AfterFunc(announcements, release)
	}
	return err
}

// Announced tells whether a tab holds the name.
func (l *Locks) Announced(ctx context.Context, name string) (bool, error) {
	manager := lockManager()
	if manager.IsUndefined() {
		return false, nil
	}
	query, err := manager.Call("query")
	if err != nil {
		return false, err
	}
	state, err := jsbridge.Await(ctx, query)
	if err != nil {
		return false, err
	}
	// As one text: a page that refreshes often has a hundred names held, and each
	// object that Go looks at is kept until Go's next collection. A name is long
	// enough to be found nowhere else.
	list, err := jsbridge.CallOn("JSON", "stringify", state)
	if err != nil {
		return false, err
	}
	text, err := list.String()
	return strings.Contains(text, name), err
}

// hold asks for a name and waits until it is given.
func hold(ctx context.Context, manager safejs.Value, name, mode string) (release func(), err error) {
	options, err := jsbridge.ToJS(core.Object{{Name: "mode", Value: mode}})
	if err != nil {
		return nil, err
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
	done, err := manager.Call("request", name, options, callback)
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

// lockManager gives the page's or worker's lock manager, or undefined. A server
// has no tabs, and its process must not wait for announcements.
func lockManager() safejs.Value {
	if !inPage() {
		return safejs.Undefined()
	}
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

// inPage tells a page or a worker from a server. Edge runtimes have WorkerGlobalScope
// too, and serve many visitors; they have no address.
func inPage() bool {
	return has("document", safejs.TypeObject) || has("WorkerGlobalScope", safejs.TypeFunction) && has("location", safejs.TypeObject)
}

func has(name string, t safejs.Type) bool {
	value, err := jsbridge.Get(safejs.Global(), name)
	return err == nil && value.Type() == t
}
