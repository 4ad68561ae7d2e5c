package core

import (
	"context"
	"sync"
)

// flights lets callers that want the same thing at the same time share one
// attempt at it. Its zero value is ready.
type flights[Key comparable, Result any] struct {
	mu       sync.Mutex
	underway map[Key]*flight[Result]
}

type flight[Result any] struct {
	landed chan struct{}
	result Result
	err    error
}

// do runs attempt, or waits for the one under way for key. The attempt goes on
// when the caller that began it leaves, since others may wait for it, and its
// outcome is worth keeping.
func (f *flights[Key, Result]) do(ctx context.Context, key Key, attempt func(context.Context) (Result, error)) (Result, error) {
	f.mu.Lock()
	current, ok := f.underway[key]
	if !ok {
		current = &flight[Result]{landed: make(chan struct{})}
		if f.underway == nil {
			f.underway = make(map[Key]*flight[Result])
		}
		f.underway[key] = current
		go func() {
			defer func() {
				// Nobody may wait for ever for an attempt that broke down.
				if fault := recover(); fault != nil {
					current.err = &Error{Code: InternalError, Message: "A fault in cognitowasm stopped this call. Please report it."}
				}
				f.mu.Lock()
				delete(f.underway, key)
				f.mu.Unlock()
				close(current.landed)
			}()
			current.result, current.err = attempt(context.WithoutCancel(ctx))
		}()
	}
	f.mu.Unlock()
	select {
	case <-current.landed:
		return current.result, current.err
	case <-ctx.Done():
		var none Result
		return none, aborted(ctx)
	}
}
