package harness

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// Window is a tab or window of a browser, by the protocol that the browser speaks.
type Window interface {
	// Navigate goes to an address and waits until the page has loaded.
	Navigate(ctx context.Context, url string) error
	// Reload loads the page again and waits until it has loaded.
	Reload(ctx context.Context) error
	// Evaluate waits for the promise that an expression returns, and returns its text. What
	// JavaScript throws is an error.
	Evaluate(ctx context.Context, expression string) (string, error)
}

// Page is what tests do with the page of a window, whichever browser it is of.
type Page struct {
	T    *testing.T
	Site *Site
	// Ctx ends with the window.
	Ctx context.Context

	window     Window
	complaints complaints
}

// NewPage returns the page of a window.
func NewPage(ctx context.Context, t *testing.T, s *Site, window Window) *Page {
	return &Page{T: t, Site: s, Ctx: ctx, window: window}
}

// In makes the page's failures those of a subtest.
func (p *Page) In(t *testing.T) {
	p.complaints.mu.Lock()
	defer p.complaints.mu.Unlock()
	p.T = t
}

// Patience bounds every wait in a page; what takes longer hangs.
const Patience = time.Minute

// Open goes to a path of the site and waits until the page has loaded.
func (p *Page) Open(path string) {
	p.T.Helper()
	ctx, cancel := context.WithTimeout(p.Ctx, Patience)
	defer cancel()
	if err := p.window.Navigate(ctx, p.Site.URL+path); err != nil {
		p.T.Fatalf("%s: %v", path, err)
	}
}

// OpenLibrary opens the page of one library, "ours" or "upstream", and tells page.js
// where Cognito is.
func (p *Page) OpenLibrary(library string) {
	p.T.Helper()
	p.Open("/" + library + ".html")
	p.Eval("window.endpoint = $0", nil, p.Site.Endpoint)
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.T.Helper()
	ctx, cancel := context.WithTimeout(p.Ctx, Patience)
	defer cancel()
	if err := p.window.Reload(ctx); err != nil {
		p.T.Fatal(err)
	}
}

// ReloadLibrary loads the page of OpenLibrary again.
func (p *Page) ReloadLibrary() {
	p.T.Helper()
	p.Reload()
	p.Eval("window.endpoint = $0", nil, p.Site.Endpoint)
}

// Eval evaluates JavaScript in the page, waits for it when it is a promise, and
// decodes its value into result, unless that is nil. What JavaScript throws is
// fatal: let it catch what a test expects. arguments stand in the expression as
// $0, $1 and so on.
func (p *Page) Eval(expression string, result any, arguments ...any) {
	p.T.Helper()
	p.EvalWithin(Patience, expression, result, arguments...)
}

// EvalWithin is Eval for what takes long.
func (p *Page) EvalWithin(patience time.Duration, expression string, result any, arguments ...any) {
	p.T.Helper()
	for i := len(arguments) - 1; i >= 0; i-- {
		text, err := json.Marshal(arguments[i])
		if err != nil {
			p.T.Fatal(err)
		}
		expression = strings.ReplaceAll(expression, "$"+string(rune('0'+i)), string(text))
	}
	ctx, cancel := context.WithTimeout(p.Ctx, patience)
	defer cancel()
	text, err := p.window.Evaluate(ctx, "(async () => JSON.stringify((await ("+expression+")) ?? null))()")
	if err != nil {
		p.T.Fatalf("%s: %v", expression, err)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal([]byte(text), result); err != nil {
		p.T.Fatalf("%s gave %s: %v", expression, text, err)
	}
}

// RunScript runs a script in the page that is open, as if the page had it.
func (p *Page) RunScript(source string) {
	p.T.Helper()
	p.Eval("void document.head.append(Object.assign(document.createElement('script'), { text: $0 }))", nil, source)
}

// Storage returns the whole localStorage of the page.
func (p *Page) Storage() map[string]string {
	p.T.Helper()
	var entries map[string]string
	p.Eval("({...localStorage})", &entries)
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
