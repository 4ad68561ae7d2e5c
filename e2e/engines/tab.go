package engines

import (
	"context"
	"sync"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// Tab is a tab of an engine, or a window where it has no tabs.
type Tab struct {
	*harness.Page
	// Close closes it as a person does.
	Close func()

	engine  *Engine
	profile string
	window  window
}

// NewTab opens a tab in a profile of its own: nothing is stored there yet.
func (e *Engine) NewTab(t *testing.T, s *harness.Site) *Tab {
	t.Helper()
	b := e.started(t)
	ctx, cancel := context.WithTimeout(t.Context(), harness.Patience)
	defer cancel()
	profile, err := b.newProfile(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.removeProfile(context.Background(), profile); err != nil {
			t.Error(err)
		}
	})
	return e.openTab(t, s, profile)
}

// Another opens one more tab in the profile of this one.
func (tb *Tab) Another() *Tab {
	tb.T.Helper()
	return tb.engine.openTab(tb.T, tb.Site, tb.profile)
}

func (e *Engine) openTab(t *testing.T, s *harness.Site, profile string) *Tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), harness.Patience)
	defer cancel()
	w, err := e.started(t).open(ctx, profile)
	if err != nil {
		t.Fatalf("opening a tab in %s: %v", e.Name, err)
	}
	return e.tabOf(t, s, profile, w)
}

// tabOf is the tab that a window is.
func (e *Engine) tabOf(t *testing.T, s *harness.Site, profile string, w window) *Tab {
	ctx, cancel := context.WithCancel(context.Background())
	tb := &Tab{Page: harness.NewPage(ctx, t, s, w), engine: e, profile: profile, window: w}
	w.listen(tb.Complain)
	tb.Close = sync.OnceFunc(func() {
		tb.Closing()
		closing, stop := context.WithTimeout(ctx, harness.Patience)
		defer stop()
		if err := w.close(closing); err != nil {
			t.Errorf("closing a tab in %s: %v", e.Name, err)
		}
		cancel()
	})
	t.Cleanup(tb.Close)
	return tb
}

// Click clicks on the first element that a selector finds.
func (tb *Tab) Click(selector string) {
	tb.T.Helper()
	ctx, cancel := context.WithTimeout(tb.Ctx, harness.Patience)
	defer cancel()
	if err := tb.window.click(ctx, selector); err != nil {
		tb.T.Fatalf("clicking on %s: %v", selector, err)
	}
}
