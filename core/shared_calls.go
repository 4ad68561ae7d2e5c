package core

import (
	"context"
	"errors"
	"sync"
)

// sharedCalls lets callers that want the same thing at the same time share one call. Its
// zero value is ready to use.
type sharedCalls[Key comparable, Result any] struct {
	mu       sync.Mutex
	underway map[Key]*sharedCall[Result]
}

type sharedCall[Result any] struct {
	end    context.CancelCauseFunc
	landed chan struct{}
	result Result
	err    error
}

// do runs attempt, or waits for the one that is already running for key. The attempt goes on
// when a caller leaves, since others may be waiting and its result must not be lost; it ends
// only when a caller leaves because the user has signed out.
func (f *sharedCalls[Key, Result]) do(ctx context.Context, key Key, attempt func(context.Context) (Result, error)) (Result, error) {
	if ctx.Err() != nil {
		var none Result
		return none, aborted(ctx)
	}
	f.mu.Lock()
	current, ok := f.underway[key]
	if !ok {
		attempted, end := context.WithCancelCause(context.WithoutCancel(ctx))
		current = &sharedCall[Result]{end: end, landed: make(chan struct{})}
		if f.underway == nil {
			f.underway = make(map[Key]*sharedCall[Result])
		}
		f.underway[key] = current
		go func() {
			defer func() {
				// Nobody may wait forever for an attempt that panicked.
				if fault := recover(); fault != nil {
					current.err = &Error{Reason: InternalError, Message: "A fault in cognitowasm stopped this call. Please report it."}
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

// end cancels the attempts whose key matches. Later callers begin another.
func (f *sharedCalls[Key, Result]) end(matches func(Key) bool, cause error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, attempt := range f.underway {
		if matches(key) {
			attempt.end(cause)
			delete(f.underway, key)
		}
	}
}

// any reports whether an attempt is running whose key matches.
func (f *sharedCalls[Key, Result]) any(matches func(Key) bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key := range f.underway {
		if matches(key) {
			return true
		}
	}
	return false
}
