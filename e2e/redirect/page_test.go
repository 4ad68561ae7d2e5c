package redirect

import (
	_ "embed"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

//go:embed page.js
var pageScript string

// google and saml are providers of the pool.
const google, saml = "Google", "Saml"

// library is what a page of the classic script has.
const library = `<script src="/dist/amazon-cognito-identity.min.js"></script>
<script src="/dist/cognitowasm.oauth.js"></script>
`

// newSite is a site with ada, two providers, and the pages /app.html, which users come back
// to, and /bye.html.
func newSite(t *testing.T) *harness.Site { return newSiteWith(t, library, "start()") }

// newSiteWith is newSite with another library, and with what starts the application.
func newSiteWith(t *testing.T, library, start string) *harness.Site {
	t.Helper()
	s := harness.NewSite(t)
	s.AddUser()
	s.Cognito.Providers = []string{google, saml}
	s.Cognito.ProviderIdentifiers = map[string]string{"example.com": saml}
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
`+library+`<script src="/page.js"></script><script src="/redirect.js"></script><script type="module">`+start+`</script>`)
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

// another is one more tab with the application.
func (a app) another() app {
	a.T.Helper()
	b := app{a.Another()}
	b.Open("/app.html")
	return b
}

// outcome is what a redirect came to.
type outcome struct {
	Result *result
	Error  *harness.PageError
	State  any
}

type result struct {
	Username, IDToken, AccessToken, RefreshToken string
	Valid                                        bool
	State                                        any
}

func (a app) outcome() outcome {
	a.T.Helper()
	return a.finished("outcome")
}

// finished evaluates what finished in page.js returns.
func (a app) finished(expression string, arguments ...any) (o outcome) {
	a.T.Helper()
	a.Eval(expression, &o, arguments...)
	return o
}

// good fails unless that user has signed in.
func (o outcome) good(t *testing.T, username string) *result {
	t.Helper()
	if o.Error != nil {
		t.Fatalf("it came to %+v", *o.Error)
	}
	if o.Result == nil {
		t.Fatal("it came to nothing")
	}
	if o.Result.Username != username || !o.Result.Valid {
		t.Fatalf("%s has signed in, valid %t, want %s", o.Result.Username, o.Result.Valid, username)
	}
	return o.Result
}

// failed fails unless it came to an error of that code and reason.
func (o outcome) failed(t *testing.T, code, reason string) *harness.PageError {
	t.Helper()
	if o.Error == nil {
		t.Fatalf("it came to no error, want %s, %s", code, reason)
	}
	if o.Error.Code != code || o.Error.Reason != reason {
		t.Errorf("it came to %+v, want %s, %s", *o.Error, code, reason)
	}
	return o.Error
}

// nothing fails unless there was nothing to finish.
func (o outcome) nothing(t *testing.T) {
	t.Helper()
	if o.Result != nil || o.Error != nil {
		t.Errorf("there was nothing to finish, and it came to %+v", o)
	}
}

// authorize leaves the page; the options are JavaScript. What becomes of the promise is in
// `left`.
func (a app) authorize(options string) {
	a.T.Helper()
	a.Eval("leave(oauth.authorize("+options+"))", nil)
}

// signIn fills in the form of the domain, and comes back.
func (a app) signIn(username, password string) {
	a.T.Helper()
	a.fill("#username", username)
	a.fill("#password", password)
	a.click("#signin")
	a.back()
}

// signInAda is signIn for the user of AddUser, from authorize on.
func (a app) signInAda(options string) *result {
	a.T.Helper()
	a.authorize(options)
	a.signIn(harness.Username, harness.Password)
	return a.outcome().good(a.T, harness.Username)
}

// continueAs answers the page of a provider, and comes back.
func (a app) continueAs(account string) {
	a.T.Helper()
	a.fill("#account", account)
	a.click("#continue")
	a.back()
}

// see waits for an element.
func (a app) see(selector string) {
	a.T.Helper()
	a.Reach("document.querySelector(`" + selector + "`)")
}

func (a app) fill(selector, text string) {
	a.T.Helper()
	a.see(selector)
	a.Eval("void (document.querySelector($0).value = $1)", nil, selector, text)
}

// click clicks on a button that leads to another page.
func (a app) click(selector string) {
	a.T.Helper()
	a.see(selector)
	a.Eval("void setTimeout(() => document.querySelector($0).click())", nil, selector)
}

// back waits until the application has started on a page that has not been left.
func (a app) back() {
	a.T.Helper()
	a.see("html[data-started]:not([data-leaving])")
}

// byHand makes the page wait for the test before it finishes a sign-in.
func (a app) byHand() {
	a.T.Helper()
	a.Eval("sessionStorage.setItem('byHand', 'yes')", nil)
}

// finish finishes a sign-in by hand.
func (a app) finish() outcome {
	a.T.Helper()
	return a.finished("(finish(), outcome)")
}

// address returns the page's address.
func (a app) address() string {
	a.T.Helper()
	var href string
	a.Eval("location.href", &href)
	return href
}

// tokenRequests are the bodies of the requests for tokens so far.
func tokenRequests(t *testing.T, s *harness.Site) []url.Values {
	t.Helper()
	var forms []url.Values
	for _, r := range s.RequestsTo("oauth2/token") {
		form, err := url.ParseQuery(string(r.Body))
		if err != nil {
			t.Fatal(err)
		}
		forms = append(forms, form)
	}
	return forms
}

// wantExchanges fails unless so many codes were sent for tokens.
func wantExchanges(t *testing.T, s *harness.Site, want int) {
	t.Helper()
	if got := len(tokenRequests(t, s)); got != want {
		t.Errorf("%d requests for tokens, want %d", got, want)
	}
}

// wantNoSession fails if storage has a session.
func (a app) wantNoSession() {
	a.T.Helper()
	for key := range a.Storage() {
		if key != "aws.cognito.test-ls" {
			a.T.Errorf("storage has %s", key)
		}
	}
}

// addBob makes another user, with ada's password.
func addBob(t *testing.T, s *harness.Site) {
	t.Helper()
	harness.AddPerson(t, s.Cognito, "bob")
}

// liveTokens counts the refresh tokens that would be accepted.
func liveTokens(s *harness.Site) int {
	n := 0
	for _, token := range s.Cognito.RefreshTokens() {
		if token.Live {
			n++
		}
	}
	return n
}
