package harness

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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
func (tb *Tab) Fate(expression string, arguments ...any) Fate {
	tb.T.Helper()
	var f Fate
	tb.Eval(expression, &f, arguments...)
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
func (tb *Tab) Wait(held *fakecognito.Held) {
	tb.T.Helper()
	ctx, cancel := context.WithTimeout(tb.Ctx, Patience)
	defer cancel()
	if err := held.Arrived(ctx); err != nil {
		tb.T.Fatalf("the request did not come: %v", err)
	}
}

// Eventually waits in the page until a condition holds.
func (tb *Tab) Eventually(condition string, arguments ...any) {
	tb.T.Helper()
	var after float64
	if tb.Eval("eventually(() => "+condition+")", &after, arguments...); after < 0 {
		tb.T.Fatalf("never came true: %s", condition)
	}
}

// Sees waits until the page sees what another tab has stored: localStorage takes
// its time from one process to another. What every pool tries storage out with comes
// and goes.
func (tb *Tab) Sees(stored map[string]string) {
	tb.T.Helper()
	stored = maps.Clone(stored)
	delete(stored, "aws.cognito.test-ls")
	tb.Eventually("((a, b) => JSON.stringify(a) === JSON.stringify(b))(Object.entries({...localStorage}).filter(([key]) => key !== 'aws.cognito.test-ls').sort(), Object.entries($0).sort())", stored)
}

// Reach waits for a page in which a condition holds, whatever pages come and go meanwhile; a
// page may come from the back/forward cache too.
func (tb *Tab) Reach(condition string) {
	tb.T.Helper()
	ctx, cancel := context.WithTimeout(tb.Ctx, Patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		// An error is that of a page that goes away, or has not come yet.
		if holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+condition+")")); err == nil && holds {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tb.T.Fatalf("no page came for which %s", condition)
		}
	}
}
