//go:build !js

package websession

import (
	"context"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// Store keeps sessions on the server. Keys are hashes of the ids in the cookies, and data is
// encrypted. It must be safe for concurrent use, and programs that share its contents must
// share its locks.
//
// Errors have reason core.StorageBlocked, or core.Aborted if ctx ended. They do not end sessions.
type Store interface {
	// Create stores data under a new key until the time expires.
	Create(ctx context.Context, key string, data []byte, expires time.Time) error
	// Load returns the data under key, or nil if there is none or it has expired.
	Load(ctx context.Context, key string) ([]byte, error)
	// Replace stores data under key in place of old, and reports whether it did: not if
	// something else is under key by now, or nothing. It must be atomic.
	Replace(ctx context.Context, key string, old, data []byte) (replaced bool, err error)
	// Delete removes key. It is no error if there is none.
	Delete(ctx context.Context, key string) error
	// Lock, as of core.Locker, locks one session while it is refreshed. The lock of a
	// process that was killed must become free.
	core.Locker
}

// storeError converts an error of a Store's own means.
func storeError(ctx context.Context, verb string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return aborted(ctx)
	}
	return &core.Error{Reason: core.StorageBlocked, Err: err, Message: "The store of sessions failed to " + verb + ": " + err.Error()}
}

func aborted(ctx context.Context) error {
	return &core.Error{Reason: core.Aborted, Message: "The call was aborted before it was done.", Err: context.Cause(ctx)}
}

// clockOr returns a Store's clock.
func clockOr(clock core.Clock) core.Clock {
	if clock == nil {
		return core.SystemClock{}
	}
	return clock
}

// cleaning is how often a Store removes what has expired.
const cleaning = 10 * time.Minute

// cleaner knows when that was done last.
type cleaner struct {
	mu   sync.Mutex
	last time.Time
}

// due reports whether it is to be done now, to one caller.
func (c *cleaner) due(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	due := now.Sub(c.last) >= cleaning
	if due {
		c.last = now
	}
	return due
}
