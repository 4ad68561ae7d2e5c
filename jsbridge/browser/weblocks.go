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

// Locks provides locks among all tabs and workers of the origin with the Web Locks API. If
// that is missing (in pages without HTTPS), and on servers, they are local to the Wasm module.
// https://w3c.github.io/web-locks/
type Locks struct {
	local core.MemoryLocker
}

var (
	_ core.Locker      = (*Locks)(nil)
	_ core.Announcer   = (*Locks)(nil)
	_ core.LocalLocker = (*Locks)(nil)
)

// Local reports whether the locks are local to the Wasm module, while other tabs may share
// its storage.
func (l *Locks) Local() bool { return inPage() && lockManager().IsUndefined() }

// Lock waits for the lock of that name until ctx ends. A tab that is closed loses its locks.
func (l *Locks) Lock(ctx context.Context, name string) (release func(), err error) {
	manager := lockManager()
	if manager.IsUndefined() {
		return l.local.Lock(ctx, name)
	}
	release, err = holdLock(ctx, manager, name, "exclusive")
	if err != nil && ctx.Err() == nil {
		// The browser refuses, as in sandboxed frames, whose storage nobody else
		// shares.
		return l.local.Lock(ctx, name)
	}
	return release, err
}

// announcements is how long an announcement lasts. A write to localStorage must have reached
// the other tabs by then: 56 ms were seen on a busy machine.
const announcements = 3 * time.Second

// Announce makes the name known by holding a lock of that name for a while: the browser
// orders locks among tabs, but not storage.
func (l *Locks) Announce(ctx context.Context, name string) error {
	manager := lockManager()
	if manager.IsUndefined() {
		return nil
	}
	release, err := holdLock(ctx, manager, name, "shared")
	if err == nil {
		time.AfterFunc(announcements, release)
	}
	return err
}

// Announced reports whether a tab holds a lock of that name.
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
	// As a single string: a page that refreshes often holds a hundred locks, and each
	// object that Go has seen is kept until Go's next garbage collection. A name is long
	// enough not to be part of another.
	list, err := jsbridge.CallOn("JSON", "stringify", state)
	if err != nil {
		return false, err
	}
	text, err := list.String()
	return strings.Contains(text, name), err
}

// holdLock requests a lock and waits until it is granted.
func holdLock(ctx context.Context, manager safejs.Value, name, mode string) (release func(), err error) {
	options, err := jsbridge.ToJS(core.Object{{Name: "mode", Value: mode}})
	if err != nil {
		return nil, err
	}
	held, release, err := jsbridge.NewPromise()
	if err != nil {
		return nil, err
	}
	granted := make(chan struct{})
	// The browser calls this once the lock is granted, and keeps it until the returned
	// promise settles.
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
		release() // if the lock is granted later, it is released immediately
		return nil, &core.Error{Reason: core.Aborted, Message: "The call was aborted before it was done.", Err: ctx.Err()}
	}
}

// lockManager returns the page's or worker's lock manager, or undefined. It is undefined on a
// server, which has no tabs, and whose process must not wait for announcements.
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

// inPage reports whether this is a page or a worker, not a server. Edge runtimes, which serve
// many visitors, have WorkerGlobalScope too, but no location.
func inPage() bool {
	return hasGlobal("document", safejs.TypeObject) || hasGlobal("WorkerGlobalScope", safejs.TypeFunction) && hasGlobal("location", safejs.TypeObject)
}

func hasGlobal(name string, t safejs.Type) bool {
	value, err := jsbridge.Get(safejs.Global(), name)
	return err == nil && value.Type() == t
}
