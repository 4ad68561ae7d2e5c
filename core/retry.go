package core

import (
	"context"
	"errors"
	"time"
)

// callPatiently repeats a call that failed for a passing reason.
func (p *Pool) callPatiently(ctx context.Context, operation string, input Object) (Object, error) {
	for attempt := 1; ; attempt++ {
		reply, err := p.call(ctx, operation, input)
		if err == nil || attempt == patience || !worthRetrying(err) {
			return reply, err
		}
		if err := p.pause(ctx, attempt, err); err != nil {
			return nil, err
		}
	}
}

// longestPause is how long a person may be made to wait because the service asks
// for it (Retry-After).
const longestPause = 5 * time.Second

// worthRetrying tells whether the library itself should try again: not where the
// person has waited long enough, or where the browser knows that it is offline.
func worthRetrying(err error) bool {
	switch ReasonOf(err) {
	case NetworkFailure, Throttled, ServiceFailure, NotCognito:
		service, ok := errors.AsType[*ServiceError](err)
		return !ok || service.After <= longestPause
	}
	return false
}

// pause waits longer after each attempt and a random part more, so that the
// clients of a service that comes back do not all come back at once.
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
