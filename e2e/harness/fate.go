package harness

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Fate is what became of a call, as page.js tells it.
type Fate struct {
	Times       int
	Error       *PageError
	Session     *PageSession
	Stored      map[string]string
	Synchronous bool
}

// Fate makes a call and returns its fate.
func (p *Page) Fate(expression string, arguments ...any) Fate {
	p.T.Helper()
	var f Fate
	p.Eval(expression, &f, arguments...)
	return f
}

// Good fails unless the callback was called once, with a valid session.
func (f Fate) Good(t *testing.T) {
	t.Helper()
	switch {
	case f.Times != 1:
		t.Errorf("called back %d times, want once", f.Times)
	case f.Error != nil:
		t.Errorf("called back with %+v, want a session", *f.Error)
	case f.Session == nil || !f.Session.Valid:
		t.Error("the session is not valid")
	}
}

// Failed fails unless the callback was called once, with an error of one of the codes.
func (f Fate) Failed(t *testing.T, codes ...string) {
	t.Helper()
	switch {
	case f.Times != 1:
		t.Errorf("called back %d times, want once", f.Times)
	case f.Error == nil:
		t.Errorf("called back with a session, want error %q", codes)
	case !slices.Contains(codes, f.Error.Code):
		t.Errorf("called back with %+v, want %q", *f.Error, codes)
	}
}

// Wait waits until the request that a test holds is there.
func (p *Page) Wait(held *fakecognito.Held) {
	p.T.Helper()
	ctx, cancel := context.WithTimeout(p.Ctx, Patience)
	defer cancel()
	if err := held.Arrived(ctx); err != nil {
		p.T.Fatalf("the request did not come: %v", err)
	}
}

// Eventually waits in the page until a condition holds.
func (p *Page) Eventually(condition string, arguments ...any) {
	p.T.Helper()
	var after float64
	if p.Eval("eventually(() => "+condition+")", &after, arguments...); after < 0 {
		p.T.Fatalf("never came true: %s", condition)
	}
}

// Sees waits until the page sees what another tab has stored: localStorage takes
// its time from one process to another. What every pool tries storage out with comes
// and goes.
func (p *Page) Sees(stored map[string]string) {
	p.T.Helper()
	stored = maps.Clone(stored)
	delete(stored, "aws.cognito.test-ls")
	p.Eventually("((a, b) => JSON.stringify(a) === JSON.stringify(b))(Object.entries({...localStorage}).filter(([key]) => key !== 'aws.cognito.test-ls').sort(), Object.entries($0).sort())", stored)
}

// Reach waits for a page in which a condition holds, whatever pages come and go meanwhile; a
// page may come from the back/forward cache too.
func (p *Page) Reach(condition string) {
	p.T.Helper()
	ctx, cancel := context.WithTimeout(p.Ctx, Patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		// An error is that of a page that goes away, or has not come yet.
		if holds, err := p.window.Evaluate(ctx, "(async () => String(!!("+condition+")))()"); err == nil && holds == "true" {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			p.T.Fatalf("no page came for which %s", condition)
		}
	}
}
