package harness

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Tab is one tab of a profile of Chromium.
type Tab struct {
	*Page
	// Close closes the tab as a person does, whatever it is doing; not the first
	// one of a profile, which would take the others along.
	Close func()

	hasClock bool // see clock.js
}

// NewTab opens a tab in a profile of its own: nothing is stored there yet.
func NewTab(t *testing.T, s *Site) *Tab {
	t.Helper()
	return OpenTab(t, s, Browser(t), chromedp.WithNewBrowserContext())
}

// NewWholeTab is NewTab in [WholeBrowser].
func NewWholeTab(t *testing.T, s *Site) *Tab {
	t.Helper()
	return OpenTab(t, s, WholeBrowser(t), chromedp.WithNewBrowserContext())
}

// Another opens one more tab in the profile of this one.
func (tb *Tab) Another() *Tab {
	tb.T.Helper()
	return OpenTab(tb.T, tb.Site, tb.Ctx)
}

// Opening returns a function that returns the window that the tab's page opens next. Tests at
// the same time open windows too, in the same browser.
func (tb *Tab) Opening() func() *Tab {
	tb.T.Helper()
	own := chromedp.FromContext(tb.Ctx).Target.TargetID
	opened := chromedp.WaitNewTarget(tb.Ctx, func(info *target.Info) bool { return info.OpenerID == own })
	return func() *Tab {
		tb.T.Helper()
		select {
		case id := <-opened:
			return OpenTab(tb.T, tb.Site, tb.Ctx, chromedp.WithTargetID(id))
		case <-time.After(Patience):
			tb.T.Fatal("the page did not open a window")
			return nil
		}
	}
}

func OpenTab(t *testing.T, s *Site, parent context.Context, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	tb := &Tab{Page: NewPage(ctx, t, s, chromiumWindow{})}
	tb.Close = sync.OnceFunc(func() {
		tb.Closing()
		cancel()
	})
	t.Cleanup(tb.Close)
	opened := make(chan error, 1)
	// Not with a timeout of its own: that would bound the tab's whole life.
	go func() { opened <- chromedp.Do(ctx) }()
	select {
	case err := <-opened:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(Patience):
		t.Fatal("the browser did not open a tab")
	}
	if err := chromedp.Listen(ctx, tb.listen); err != nil {
		t.Fatal(err)
	}
	return tb
}

// listen turns what the page complains about into failures.
func (tb *Tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, argument := range e.Args {
			words = append(words, strings.Trim(string(argument.Value), `"`)+argument.Description)
		}
		text := strings.Join(words, " ")
		if e.Type == "error" || e.Type == "warning" {
			tb.Complain("console." + string(e.Type) + ": " + text)
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description + string(e.ExceptionDetails.Exception.Value)
		}
		tb.Complain("uncaught: " + text)
	case *log.EventEntryAdded:
		// Refused requests are logged as errors too; those are the tests' business.
		if e.Entry.Level == "error" && e.Entry.Source != "network" {
			tb.Complain("browser: " + e.Entry.Text)
		}
	}
}

// StopClock makes the clock of the pages that are opened from now on stand still;
// timers go on.
func (tb *Tab) StopClock(at time.Time) {
	tb.T.Helper()
	tb.withClock(fmt.Sprintf("window.stopped = %d", at.UnixMilli()))
}

// BeforePages runs a script in all pages that are opened from now on, before
// their own.
func (tb *Tab) BeforePages(script string) {
	tb.T.Helper()
	if _, err := chromedp.Call(tb.Ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		tb.T.Fatal(err)
	}
}

// Hurry shortens the waits of the pages that are opened from now on, from a tenth
// of a second to a few seconds, as there are between tries.
func (tb *Tab) Hurry() {
	tb.T.Helper()
	tb.withClock("window.hurried = 50")
}

// withClock gives the pages that are opened from now on a clock that tests can turn, and
// sets it.
func (tb *Tab) withClock(set string) {
	tb.T.Helper()
	if !tb.hasClock {
		tb.BeforePages(string(clockScript))
	}
	tb.hasClock = true
	tb.BeforePages(set)
}

func (tb *Tab) Run(actions ...chromedp.Action[chromedp.Void]) {
	tb.T.Helper()
	ctx, cancel := context.WithTimeout(tb.Ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tb.T.Fatal(err)
	}
}

// chromiumWindow is the window of a tab, whose context the commands get.
type chromiumWindow struct{}

func (chromiumWindow) Navigate(ctx context.Context, url string) error {
	return chromedp.Do(ctx, chromedp.Navigate(url))
}

func (chromiumWindow) Reload(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Reload()) }

func (chromiumWindow) Evaluate(ctx context.Context, expression string) (string, error) {
	return chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
}
