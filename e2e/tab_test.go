package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is one tab of a browser profile.
type tab struct {
	t    *testing.T
	site *site
	ctx  context.Context
	// close closes the tab as a person does, whatever it is doing; not the first
	// one of a profile, which would take the others along.
	close func()

	mu       sync.Mutex
	closing  bool
	expected []string
	seen     []string
}

// patience bounds every wait in a tab; what takes longer hangs.
const patience = 30 * time.Second

// newTab opens a tab in a profile of its own: nothing is stored there yet.
func newTab(t *testing.T, s *site) *tab {
	t.Helper()
	return openTab(t, s, browser, chromedp.WithNewBrowserContext())
}

// another opens one more tab in the profile of this one.
func (tb *tab) another() *tab {
	tb.t.Helper()
	return openTab(tb.t, tb.site, tb.ctx)
}

func openTab(t *testing.T, s *site, parent context.Context, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	tb := &tab{t: t, site: s, ctx: ctx}
	tb.close = sync.OnceFunc(func() {
		tb.mu.Lock()
		tb.closing = true
		tb.mu.Unlock()
		cancel()
	})
	t.Cleanup(tb.close)
	opened := make(chan error, 1)
	// Not with a timeout of its own: that would bound the tab's whole life.
	go func() { opened <- chromedp.Do(ctx) }()
	select {
	case err := <-opened:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(patience):
		t.Fatal("the browser did not open a tab")
	}
	if err := chromedp.Listen(ctx, tb.listen); err != nil {
		t.Fatal(err)
	}
	return tb
}

// listen turns what the page complains about into failures.
func (tb *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, argument := range e.Args {
			words = append(words, strings.Trim(string(argument.Value), `"`)+argument.Description)
		}
		text := strings.Join(words, " ")
		if e.Type == "error" || e.Type == "warning" {
			tb.complain("console." + string(e.Type) + ": " + text)
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description + string(e.ExceptionDetails.Exception.Value)
		}
		tb.complain("uncaught: " + text)
	case *log.EventEntryAdded:
		// Refused requests are logged as errors too; those are the tests' business.
		if e.Entry.Level == "error" && e.Entry.Source != "network" {
			tb.complain("browser: " + e.Entry.Text)
		}
	}
}

func (tb *tab) complain(text string) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.seen = append(tb.seen, text)
	for _, part := range tb.expected {
		if strings.Contains(text, part) {
			return
		}
	}
	if !tb.closing {
		tb.t.Errorf("the page said: %s", text)
	}
}

// expect lets the page complain in words that contain part, and returns a
// function that tells how often it has.
func (tb *tab) expect(part string) (times func() int) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.expected = append(tb.expected, part)
	return func() int {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		n := 0
		for _, text := range tb.seen {
			if strings.Contains(text, part) {
				n++
			}
		}
		return n
	}
}

// open goes to a path of the site and waits until the page has loaded.
func (tb *tab) open(path string) {
	tb.t.Helper()
	tb.run(chromedp.Navigate(tb.site.url + path))
}

// openLibrary opens the page of one library, "ours" or "peer", and tells page.js
// where Cognito is.
func (tb *tab) openLibrary(library string) {
	tb.t.Helper()
	tb.open("/" + library + ".html")
	tb.eval("window.endpoint = $0", nil, tb.site.endpoint)
}

// stopClock makes the clock of the pages that are opened from now on stand still;
// timers go on.
func (tb *tab) stopClock(at time.Time) {
	tb.t.Helper()
	tb.beforePages(fmt.Sprintf(`globalThis.Date = class extends Date {
		constructor(...args) {
			super(...(args.length ? args : [%[1]d]));
		}
		static now() {
			return %[1]d;
		}
	};`, at.UnixMilli()))
}

// beforePages runs a script in all pages that are opened from now on, before
// their own.
func (tb *tab) beforePages(script string) {
	tb.t.Helper()
	if _, err := chromedp.Call(tb.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		tb.t.Fatal(err)
	}
}

// hurry shortens the waits of the pages that are opened from now on, from a tenth
// of a second to a few seconds, as there are between tries.
func (tb *tab) hurry() {
	tb.t.Helper()
	const script = `{
		const real = setTimeout;
		globalThis.setTimeout = (run, wait, ...args) => real(run, wait >= 100 && wait <= 5100 ? wait / 50 : wait, ...args);
	}`
	if _, err := chromedp.Call(tb.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		tb.t.Fatal(err)
	}
}

// in makes the tab's failures those of a subtest.
func (tb *tab) in(t *testing.T) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.t = t
}

// reload loads the page again.
func (tb *tab) reload() {
	tb.t.Helper()
	tb.run(chromedp.Reload())
}

func (tb *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tb.t.Fatal(err)
	}
}

// eval evaluates JavaScript in the page, waits for it when it is a promise, and
// decodes its value into result, unless that is nil. What JavaScript throws is
// fatal: let it catch what a test expects. arguments stand in the expression as
// $0, $1 and so on.
func (tb *tab) eval(expression string, result any, arguments ...any) {
	tb.t.Helper()
	for i := len(arguments) - 1; i >= 0; i-- {
		text, err := json.Marshal(arguments[i])
		if err != nil {
			tb.t.Fatal(err)
		}
		expression = strings.ReplaceAll(expression, "$"+string(rune('0'+i)), string(text))
	}
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		"(async () => JSON.stringify((await ("+expression+")) ?? null))()", chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%s: %v", expression, err)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal([]byte(text), result); err != nil {
		tb.t.Fatalf("%s gave %s: %v", expression, text, err)
	}
}

// storage gives the whole localStorage of the page.
func (tb *tab) storage() map[string]string {
	tb.t.Helper()
	var entries map[string]string
	tb.eval("({...localStorage})", &entries)
	return entries
}

// outcome is what page.js tells of a call: the callback it ended in, with how
// many arguments.
type outcome struct {
	Called    string
	Arguments int
	Username  string
	Error     *pageError
}

// pageError is an error as page.js describes it.
type pageError struct {
	Name, Code, Message, Reason string
	StatusCode                  int
	Retryable                   bool
}
