package harness

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

// Tab is one tab of a browser profile.
type Tab struct {
	T    *testing.T
	Site *Site
	Ctx  context.Context
	// Close closes the tab as a person does, whatever it is doing; not the first
	// one of a profile, which would take the others along.
	Close func()

	hasClock bool // see clock.js

	mu       sync.Mutex
	closing  bool
	expected []string
	seen     []string
}

// Patience bounds every wait in a tab; what takes longer hangs.
const Patience = time.Minute

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

func OpenTab(t *testing.T, s *Site, parent context.Context, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	tb := &Tab{T: t, Site: s, Ctx: ctx}
	tb.Close = sync.OnceFunc(func() {
		tb.mu.Lock()
		tb.closing = true
		tb.mu.Unlock()
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

func (tb *Tab) complain(text string) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.seen = append(tb.seen, text)
	for _, part := range tb.expected {
		if strings.Contains(text, part) {
			return
		}
	}
	if !tb.closing {
		tb.T.Errorf("the page said: %s", text)
	}
}

// Expect lets the page complain in words that contain part, and returns a
// function that returns how often it has.
func (tb *Tab) Expect(part string) (times func() int) {
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

// Open goes to a path of the site and waits until the page has loaded.
func (tb *Tab) Open(path string) {
	tb.T.Helper()
	tb.Run(chromedp.Navigate(tb.Site.URL + path))
}

// OpenLibrary opens the page of one library, "ours" or "upstream", and tells page.js
// where Cognito is.
func (tb *Tab) OpenLibrary(library string) {
	tb.T.Helper()
	tb.Open("/" + library + ".html")
	tb.Eval("window.endpoint = $0", nil, tb.Site.Endpoint)
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

// In makes the tab's failures those of a subtest.
func (tb *Tab) In(t *testing.T) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.T = t
}

// Reload loads the page again.
func (tb *Tab) Reload() {
	tb.T.Helper()
	tb.Run(chromedp.Reload())
}

func (tb *Tab) Run(actions ...chromedp.Action[chromedp.Void]) {
	tb.T.Helper()
	ctx, cancel := context.WithTimeout(tb.Ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tb.T.Fatal(err)
	}
}

// Eval evaluates JavaScript in the page, waits for it when it is a promise, and
// decodes its value into result, unless that is nil. What JavaScript throws is
// fatal: let it catch what a test expects. arguments stand in the expression as
// $0, $1 and so on.
func (tb *Tab) Eval(expression string, result any, arguments ...any) {
	tb.T.Helper()
	tb.EvalWithin(Patience, expression, result, arguments...)
}

// EvalWithin is Eval for what takes long.
func (tb *Tab) EvalWithin(patience time.Duration, expression string, result any, arguments ...any) {
	tb.T.Helper()
	for i := len(arguments) - 1; i >= 0; i-- {
		text, err := json.Marshal(arguments[i])
		if err != nil {
			tb.T.Fatal(err)
		}
		expression = strings.ReplaceAll(expression, "$"+string(rune('0'+i)), string(text))
	}
	ctx, cancel := context.WithTimeout(tb.Ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		"(async () => JSON.stringify((await ("+expression+")) ?? null))()", chromedp.EvalAwaitPromise))
	if err != nil {
		tb.T.Fatalf("%s: %v", expression, err)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal([]byte(text), result); err != nil {
		tb.T.Fatalf("%s gave %s: %v", expression, text, err)
	}
}

// RunScript runs a script in the page that is open, as if the page had it.
func (tb *Tab) RunScript(source string) {
	tb.T.Helper()
	tb.Eval("void document.head.append(Object.assign(document.createElement('script'), { text: $0 }))", nil, source)
}

// Storage returns the whole localStorage of the page.
func (tb *Tab) Storage() map[string]string {
	tb.T.Helper()
	var entries map[string]string
	tb.Eval("({...localStorage})", &entries)
	return entries
}

// Outcome is what page.js tells of a call: the callback it ended in, with how
// many arguments.
type Outcome struct {
	Called    string
	Arguments int
	Username  string
	Error     *PageError
}

// PageError is an error as page.js describes it.
type PageError struct {
	Name, Code, Message, Reason string
	StatusCode                  int
	Retryable                   bool
}
