package auth

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

var (
	//go:embed page.js
	pageScript string
	//go:embed scenarios.js
	scenariosScript string
)

// The two libraries, by the name of their page.
const (
	ours     = "ours-auth"
	upstream = "upstream-auth"
)

// google is a provider of the pool.
const google = "Google"

// newSite is a site with ada, a provider, a page for each library to come back to, and /bye.html.
// /both.html has upstream's amazon-cognito-identity-js.
func newSite(t *testing.T) *harness.Site {
	t.Helper()
	s := harness.NewSite(t)
	s.AddUser()
	s.Cognito.Providers = []string{google}
	s.Cognito.RedirectURIs = []string{s.URL + "/" + ours + ".html", s.URL + "/" + upstream + ".html"}
	s.Cognito.LogoutURIs = []string{s.URL + "/bye.html"}
	login, err := json.Marshal(map[string]string{"domain": s.Domain, "logoutUri": s.URL + "/bye.html"})
	if err != nil {
		t.Fatal(err)
	}
	s.Serve("/amazon-cognito-auth.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(harness.Root, "node_modules/amazon-cognito-auth-js/dist/amazon-cognito-auth.js"))
	})
	s.Script("/auth.js", "window.endpoint = '"+s.Endpoint+"', window.login = "+string(login)+";\n"+pageScript+scenariosScript)
	page := func(scripts string) string {
		return `<!doctype html><title>app</title>` + scripts + `
<script src="/page.js"></script><script src="/auth.js"></script><script>start()</script><p id="started">`
	}
	s.Page("/"+ours+".html", page(`<script src="/dist/amazon-cognito-identity.min.js"></script>
<script src="/dist/cognitowasm.auth.js"></script>`))
	s.Page("/"+upstream+".html", page(`<script>window.isUpstream = true</script><script src="/amazon-cognito-auth.js"></script>`))
	s.Page("/bye.html", `<!doctype html><title>bye</title><p id="bye">Goodbye.</p>`)
	return s
}

// app is a tab with an application that has one of the libraries.
type app struct {
	*harness.Tab
	library string
}

func openApp(t *testing.T, s *harness.Site, library string) app {
	t.Helper()
	a := app{harness.NewTab(t, s), library}
	a.open(library)
	return a
}

func (a *app) open(library string) {
	a.T.Helper()
	a.library = library
	a.Open("/" + library + ".html")
}

// observation is what is to be seen when a step has run.
type observation struct {
	Value     any
	Callbacks []callback
	Addresses []map[string]any
	Getters   map[string]any
	Storage   map[string]string
}

type callback struct {
	Called      string
	Arguments   []any
	Synchronous bool
}

// step runs JavaScript as a step; an expression that is a promise is waited for.
func (a app) step(expression string) (o observation) {
	a.T.Helper()
	a.Eval("step(() => "+expression+")", &o)
	return o
}

// signIn leaves for the domain, fills in its form, and comes back.
func (a app) signIn() observation {
	a.T.Helper()
	a.leave("makeAuth()")
	a.login()
	return a.outcome()
}

// leave begins a sign-in with an object, which is JavaScript. The page that is left behind must not
// be taken for the one that comes back.
func (a app) leave(auth string) {
	a.T.Helper()
	a.Eval("window.auth = "+auth+", calls.length = 0, document.querySelector('#started').remove(), void auth.getSession(), undefined", nil)
}

// login fills in the form of the domain.
func (a app) login() {
	a.T.Helper()
	a.fill("#username", harness.Username)
	a.fill("#password", harness.Password)
	a.click("#signin")
}

// outcome waits until the application has been called back after a redirect, and observes.
func (a app) outcome() (o observation) {
	a.T.Helper()
	a.Run(chromedp.WaitReady(chromedp.CSS("#started")))
	a.Eval("calledBack().then(() => { window.came = [...calls]; return step(() => undefined); }).then((o) => ({ ...o, callbacks: came }))", &o)
	return o
}

func (a app) fill(selector, text string) {
	a.T.Helper()
	a.Run(chromedp.SetValue(chromedp.CSS(selector), text, chromedp.NodeVisible))
}

func (a app) click(selector string) {
	a.T.Helper()
	a.Run(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

func (a app) address() (href string) {
	a.T.Helper()
	a.Eval("location.href", &href)
	return href
}
