package scale

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// upstreamTab is a tab with amazon-cognito-identity-js 6.3.21. A call uses the session in
// memory while it is valid, else the one in storage while that is valid, else it sends a
// request, even if another one is in progress.
type upstreamTab struct {
	cognito *service
	stored  *expiry // of the tokens in the storage that the tabs share
	held    expiry  // of the tokens in this tab's memory
}

func openUpstream(_ context.Context, tabs int, cognito *service, _ *rand.Rand) ([]page, error) {
	pages, stored, signedIn := make([]page, tabs), new(expiry), cognito.grant()
	stored.set(signedIn)
	for i := range pages {
		tab := &upstreamTab{cognito: cognito, stored: stored}
		tab.held.set(signedIn)
		pages[i] = tab
	}
	return pages, nil
}

func (p *upstreamTab) getSession(context.Context) error {
	now := time.Now()
	switch stored := p.stored.get(); {
	case now.Before(p.held.get()):
	case now.Before(stored):
		p.held.set(stored)
	default:
		refreshed := p.cognito.refresh()
		p.held.set(refreshed)
		p.stored.set(refreshed)
	}
	return nil
}

func (p *upstreamTab) due() time.Time { return p.held.get() }

// expiry is when some tokens expire.
type expiry struct {
	mu sync.Mutex
	at time.Time
}

func (e *expiry) get() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.at
}

func (e *expiry) set(at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.at = at
}
