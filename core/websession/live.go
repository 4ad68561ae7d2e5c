//go:build !js

package websession

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// liveSession is a session that requests are refreshing at the moment. It is the Storage and
// the Locker of the Pool that they share.
//
// Package core reads and writes the storage key by key. Here one read of the Store answers
// until time passes: until the lock was waited for, or the service has answered. What is
// written is stored when the lock is released, all keys in one step, and only in place of what
// was read: a sign-out in the meantime wins, and a process that is killed leaves the session as
// it was.
type liveSession struct {
	h    *Handler
	key  string
	pool *core.Pool
	uses int // guarded by the mutex of liveSessions

	mu      sync.Mutex
	loaded  bool
	data    []byte            // what the Store has, or nil
	rec     *record           // data, decrypted
	changed map[string]string // the values, if some have changed
}

var (
	_ core.Storage = (*liveSession)(nil)
	_ core.Locker  = (*liveSession)(nil)
)

// liveSessions are those of a process. Its zero value is ready to use.
type liveSessions struct {
	mu    sync.Mutex
	byKey map[string]*liveSession
}

// acquire returns the live session of a key, until it is released.
func (l *liveSessions) acquire(ctx context.Context, h *Handler, key string) (*liveSession, error) {
	l.mu.Lock()
	live, ok := l.byKey[key]
	if !ok {
		live = &liveSession{h: h, key: key}
		config := h.config.Pool
		config.Storage, config.Locker = live, live
		config.Clock = sleepingClock{h.clock, live}
		if config.IdentityProvider != nil {
			config.IdentityProvider = answeringProvider{config.IdentityProvider, live}
		}
		var err error
		if live.pool, err = core.NewPool(config); err != nil {
			l.mu.Unlock()
			return nil, err
		}
		if l.byKey == nil {
			l.byKey = make(map[string]*liveSession)
		}
		l.byKey[key] = live
	}
	live.uses++
	first := live.uses == 1
	l.mu.Unlock()
	if first && ok {
		live.flush(ctx) // what the Store has refused before
	}
	live.forget()
	return live, nil
}

// release forgets the live session when nobody uses it, unless the Store has refused it.
func (l *liveSessions) release(live *liveSession) {
	l.mu.Lock()
	defer l.mu.Unlock()
	live.uses--
	if live.uses == 0 && !live.isChanged() && l.byKey[live.key] == live {
		delete(l.byKey, live.key)
	}
}

func (l *liveSession) isChanged() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed != nil
}

// forget makes the next read look at the Store.
func (l *liveSession) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed == nil {
		l.loaded = false
	}
}

// load reads the Store, unless it has been read. The caller holds the mutex.
func (l *liveSession) load(ctx context.Context) error {
	if l.loaded {
		return nil
	}
	data, err := l.h.store.Load(ctx, l.key)
	if err != nil {
		return err
	}
	l.data, l.rec = data, nil
	if data != nil {
		l.rec = l.h.open(data, l.key)
	}
	l.loaded = true
	return nil
}

// look returns what the Store has, or nil if the session has ended, and whether the Store has
// all of it.
func (l *liveSession) look(ctx context.Context) (data []byte, rec *record, stored bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	err = l.load(ctx)
	return l.data, l.rec, l.changed == nil, err
}

// isLearned reports whether a key belongs to the app client, not to the session.
func (l *liveSession) isLearned(key string) bool {
	return key == "cognitowasm."+l.h.config.Pool.ClientID+".refresh"
}

// Get implements core.Storage.
func (l *liveSession) Get(ctx context.Context, key string) (string, error) {
	if l.isLearned(key) {
		return l.h.learned.Get(ctx, key)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.load(ctx); err != nil {
		return "", err
	}
	switch {
	case l.changed != nil:
		return l.changed[key], nil
	case l.rec == nil:
		return "", nil
	}
	return l.rec.Values[key], nil
}

// Set implements core.Storage.
func (l *liveSession) Set(ctx context.Context, key, value string) error {
	if l.isLearned(key) {
		return l.h.learned.Set(ctx, key, value)
	}
	return l.change(ctx, func(values map[string]string) { values[key] = value })
}

// Remove implements core.Storage.
func (l *liveSession) Remove(ctx context.Context, key string) error {
	if l.isLearned(key) {
		return l.h.learned.Remove(ctx, key)
	}
	return l.change(ctx, func(values map[string]string) { delete(values, key) })
}

func (l *liveSession) change(ctx context.Context, change func(values map[string]string)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.load(ctx); err != nil {
		return err
	}
	if l.rec == nil {
		return nil // the session has ended, and nothing is stored any more
	}
	if l.changed == nil {
		l.changed = maps.Clone(l.rec.Values)
	}
	change(l.changed)
	return nil
}

// Lock implements core.Locker. The session has one lock, whatever its name.
func (l *liveSession) Lock(ctx context.Context, _ string) (release func(), err error) {
	releaseStore, err := l.h.store.Lock(ctx, l.key)
	if err != nil {
		return nil, err
	}
	l.forget()
	return func() {
		l.flush(ctx)
		releaseStore()
	}, nil
}

// longestWrite is how long a write to the Store may take.
const longestWrite = 10 * time.Second

// flush stores what has changed. If the Store fails, this process keeps it, and tries again
// when the session is next used.
func (l *liveSession) flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestWrite)
	defer cancel()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed == nil {
		return
	}
	next := *l.rec
	next.Version++
	next.Values = l.changed
	var err error
	if !next.hasSession() {
		// The service has refused the session for good.
		if err = l.h.store.Delete(ctx, l.key); err == nil {
			l.data, l.rec, l.changed = nil, nil, nil
		}
	} else {
		var sealed []byte
		var replaced bool
		if sealed, err = l.h.seal(&next, l.key); err == nil {
			replaced, err = l.h.store.Replace(ctx, l.key, l.data, sealed)
		}
		if err == nil {
			// If it was not replaced, there was a sign-out, or another process was faster.
			l.data, l.rec, l.changed, l.loaded = sealed, &next, nil, replaced
		}
	}
	if err != nil {
		l.h.log(ctx, "a refreshed session was not stored", err)
	}
}

// answeringProvider is the service, after whose answers the Store is looked at again.
type answeringProvider struct {
	core.IdentityProvider
	live *liveSession
}

// Call implements core.IdentityProvider.
func (p answeringProvider) Call(ctx context.Context, operation string, input core.Object) (core.Reply, error) {
	defer p.live.forget()
	return p.IdentityProvider.Call(ctx, operation, input)
}

// sleepingClock is the clock, after whose pauses the Store is looked at again.
type sleepingClock struct {
	core.Clock
	live *liveSession
}

// Sleep implements core.Clock.
func (c sleepingClock) Sleep(ctx context.Context, d time.Duration) error {
	defer c.live.forget()
	return c.Clock.Sleep(ctx, d)
}
