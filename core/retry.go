package core

import (
	"context"
	"errors"
	"time"
)

// callWithRetry repeats a call that failed with a transient error.
func (p *Pool) callWithRetry(ctx context.Context, operation string, input Object) (Object, error) {
	for attempt := 1; ; attempt++ {
		reply, err := p.call(ctx, operation, input)
		if err == nil || attempt == maxAttempts || !worthRetrying(err) {
			return reply, err
		}
		if err := p.pause(ctx, attempt, err); err != nil {
			return nil, err
		}
	}
}

// longestPause is the longest wait that the service may ask for (Retry-After).
const longestPause = 5 * time.Second

// worthRetrying reports whether the library itself should try again. It does not after a
// timeout, when the user has waited long enough, nor while the browser is offline.
func worthRetrying(err error) bool {
	switch ReasonOf(err) {
	case NetworkError, Throttled, ServiceFailure, InvalidResponse:
		service, ok := errors.AsType[*ServiceError](err)
		return !ok || service.After <= longestPause
	}
	return false
}

// pause waits, longer after each attempt, and for a random time more, so that not all
// clients come back at the same moment once the service has recovered.
func (p *Pool) pause(ctx context.Context, attempt int, failure error) error {
	wait := 200 * time.Millisecond << (attempt - 1)
	var jitter [1]byte
	if _, err := p.config.Rand.Read(jitter[:]); err == nil {
		wait += wait * time.Duration(jitter[0]) / 512
	}
	if service, ok := errors.AsType[*ServiceError](failure); ok {
		wait = max(wait, service.After)
	}
	if p.config.Clock.Sleep(ctx, wait) != nil {
		return aborted(ctx)
	}
	return nil
}
