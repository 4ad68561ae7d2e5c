package redirect

import (
	_ "embed"
	"encoding/json"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

//go:embed page.js
var pageScript string

// google and saml are providers of the pool.
const google, saml = "Google", "Saml"

// newSite is a site with ada, two providers, and the pages /app.html, which users come back
// to, and /bye.html.
func newSite(t *testing.T) *harness.Site {
	t.Helper()
	s := harness.NewSite(t)
	s.AddUser()
	s.Cognito.Providers = []string{google, saml}
	s.Cognito.RedirectURIs = []string{s.URL + "/app.html"}
	s.Cognito.LogoutURIs = []string{s.URL + "/bye.html"}
	globals, err := json.Marshal(map[string]string{
		"domain": s.Domain, "redirectUri": s.URL + "/app.html", "logoutUri": s.URL + "/bye.html",
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Script("/redirect.js", "window.endpoint = '"+s.Endpoint+"', window.login = "+string(globals)+";\n"+pageScript)
	s.Page("/app.html", `<!doctype html><title>app</title>
<script src="/dist/amazon-cognito-identity.min.js"></script>
<script src="/dist/cognitowasm.oauth.js"></script>
<script src="/page.js"></script><script src="/redirect.js"></script><script>start()</script>`)
	s.Page("/bye.html", `<!doctype html><title>bye</title><p id="bye">Goodbye.</p>`)
	return s
}

// app is a tab with the application.
type app struct{ *harness.Tab }

func openApp(t *testing.T, s *harness.Site) app {
	t.Helper()
	a := app{harness.NewTab(t, s)}
	a.Open("/app.html")
	return a
}

// outcome is what a redirect came to.
type outcome struct {
	Result *struct {
		Username, IDToken, AccessToken, RefreshToken string
		Valid                                        bool
		State                                        any
	}
	Error *struct{ Name, Code, Message, Reason string }
	State any
}

func (a app) outcome() (o outcome) {
	a.T.Helper()
	a.Eval("outcome", &o)
	return o
}

// authorize leaves the page; the options are JavaScript.
func (a app) authorize(options string) {
	a.T.Helper()
	a.Eval("void oauth.authorize("+options+"), undefined", nil)
}

// signIn fills in the form of the domain, and comes back.
func (a app) signIn(username, password string) {
	a.T.Helper()
	a.fill("#username", username)
	a.fill("#password", password)
	a.click("#signin")
	a.back()
}

// continueAs answers the page of a provider, and comes back.
func (a app) continueAs(account string) {
	a.T.Helper()
	a.fill("#account", account)
	a.click("#continue")
	a.back()
}

func (a app) fill(selector, text string) {
	a.T.Helper()
	a.Run(chromedp.SetValue(chromedp.CSS(selector), text, chromedp.NodeVisible))
}

func (a app) click(selector string) {
	a.T.Helper()
	a.Run(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// back waits for the application's page.
func (a app) back() {
	a.T.Helper()
	a.Run(chromedp.WaitReady(chromedp.CSS("script[src='/redirect.js']")))
}
