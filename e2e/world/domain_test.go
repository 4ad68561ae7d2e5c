package world

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The tests of the clients in domain_*_test.go do not concern the library either: clients that
// people use with the service sign in at the fake's domain, by its pages, in a browser that
// goes from origin to origin.

// domainApplication is an application that signs in at the domain. Its page is also the
// address that the domain sends the browser back to.
type domainApplication struct {
	*testing.T
	site *harness.Site
	tab  *harness.Tab
	// configure is the JavaScript that each of its pages begins with.
	configure string
}

const (
	applicationPage = "/application.html"
	signedOutPage   = "/signed-out.html"
)

// newDomainApplication opens the application that a script of this folder is.
func newDomainApplication(t *testing.T, script string) *domainApplication {
	t.Helper()
	s := harness.NewSite(t)
	s.AddUser()
	s.Cognito.Issuer = s.Endpoint + fakecognito.DefaultPoolID
	s.Cognito.RedirectURIs = []string{s.URL + applicationPage}
	s.Cognito.LogoutURIs = []string{s.URL + signedOutPage}
	s.Cognito.Providers = []string{"Google"}
	folder := t.TempDir()
	harness.Command(t, harness.Root, "go", "tool", "esbuild", filepath.Join(harness.Root, "e2e", "world", script),
		"--bundle", "--log-level=error", "--define:global=globalThis", "--outfile="+filepath.Join(folder, "application.js"))
	serveFolder(s, "/assets/", folder)
	page := `<!doctype html><title>application</title><script src="/assets/application.js"></script>`
	s.Page(applicationPage, page+`<p id="application">application</p>`)
	s.Page(signedOutPage, page+`<p id="signed-out">signed out</p>`)
	return &domainApplication{T: t, site: s, tab: harness.NewTab(t, s)}
}

// open opens the application as a visitor does, and configures it.
func (a *domainApplication) open() {
	a.Helper()
	a.tab.Open(applicationPage)
	a.tab.Eval(a.configure, nil)
}

// fate is what became of a call of the application: a result, or an error's text.
type fate[T any] struct {
	Result T
	Error  string
}

// call calls one of the application's functions, and fails the test if that fails.
func call[T any](a *domainApplication, name string, input ...any) T {
	a.Helper()
	got := try[T](a, name, input...)
	if got.Error != "" {
		a.Fatalf("%s: %s", name, got.Error)
	}
	return got.Result
}

// try calls one of the application's functions.
func try[T any](a *domainApplication, name string, input ...any) (got fate[T]) {
	a.Helper()
	if input == nil {
		input = []any{}
	}
	a.tab.Eval("application.call($0, ...$1)", &got, name, input)
	return got
}

// leave calls a function that leads away from the page, and waits until an element of the next
// one can be seen, whose text it returns.
func (a *domainApplication) leave(selector, name string, input ...any) string {
	a.Helper()
	if input == nil {
		input = []any{}
	}
	a.tab.Eval("void application.call($0, ...$1)", nil, name, input)
	return a.see(selector)
}

// see waits until an element can be seen, and returns its text.
func (a *domainApplication) see(selector string) string {
	a.Helper()
	ctx, cancel := context.WithTimeout(a.tab.Ctx, harness.Patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector), chromedp.NodeVisible))
	if err != nil {
		a.Fatalf("%s: %v", selector, err)
	}
	return text
}

// signInOnPage signs ada in by the domain's form, and comes back to the application.
func (a *domainApplication) signInOnPage() {
	a.Helper()
	a.tab.Run(
		chromedp.SendKeys(chromedp.CSS("#username"), harness.Username, chromedp.NodeVisible),
		chromedp.SendKeys(chromedp.CSS("#password"), harness.Password, chromedp.NodeVisible),
		chromedp.Click(chromedp.CSS("#signin"), chromedp.NodeVisible),
	)
	a.back()
}

// back waits until the browser is back at the application, and configures it.
func (a *domainApplication) back() {
	a.Helper()
	a.see("#application")
	a.tab.Eval(a.configure, nil)
}

// bounce calls a function that leads to the domain and straight back. The page is the same
// before and after, so it marks the one that is to go.
func (a *domainApplication) bounce(name string, input ...any) {
	a.Helper()
	a.tab.Eval("document.getElementById('application').id = 'before'", nil)
	a.leave("#application", name, input...)
	a.tab.Eval(a.configure, nil)
}
