package core

import (
	"context"
	"errors"
	"sync"
)

// flights lets callers that want the same thing at the same time share one
// attempt at it. Its zero value is ready.
type flights[Key comparable, Result any] struct {
	mu       sync.Mutex
	underway map[Key]*flight[Result]
}

type flight[Result any] struct {
	end    context.CancelCauseFunc
	landed chan struct{}
	result Result
	err    error
}

// do runs attempt, or waits for the one under way for key. The attempt goes on
// when a caller leaves, since others may wait for it, and its outcome is worth
// keeping; but not when a caller leaves because the user has signed out.
func (f *flights[Key, Result]) do(ctx context.Context, key Key, attempt func(context.Context) (Result, error)) (Result, error) {
	if ctx.Err() != nil {
		var none Result
		return none, aborted(ctx)
	}
	f.mu.Lock()
	current, ok := f.underway[key]
	if !ok {
		attempted, end := context.WithCancelCause(context.WithoutCancel(ctx))
		current = &flight[Result]{end: end, landed: make(chan struct{})}
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
				if f.underway[key] == current {
					delete(f.underway, key)
				}
				f.mu.Unlock()
				close(current.landed)
				end(nil)
			}()
			current.result, current.err = attempt(attempted)
		}()
	}
	f.mu.Unlock()
	select {
	case <-current.landed:
		return current.result, current.err
	case <-ctx.Done():
		if errors.Is(context.Cause(ctx), SignedOut) {
			current.end(SignedOut)
		}
		var none Result
		return none, aborted(ctx)
	}
}

// end ends the attempts of the keys that are meant. Whoever wants the same from now on
// makes another.
func (f *flights[Key, Result]) end(isMeant func(Key) bool, cause error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, attempt := range f.underway {
		if isMeant(key) {
			attempt.end(cause)
			delete(f.underway, key)
		}
	}
}

// any reports whether an attempt is under way whose key is one of those meant.
func (f *flights[Key, Result]) any(isMeant func(Key) bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key := range f.underway {
		if isMeant(key) {
			return true
		}
	}
	return false
}
