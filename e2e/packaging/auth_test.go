package packaging

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestDocsAuthSwap: in an application that has the package, the changed line of docs/auth.md
// imports the class, and CommonJS gets the same names.
func TestDocsAuthSwap(t *testing.T) {
	t.Parallel()
	folder := harness.Install(t, "cognitowasm")
	line := ""
	for changed := range strings.Lines(sample(t, "docs/auth.md", "diff", 0)) {
		if after, ok := strings.CutPrefix(changed, "+"); ok {
			line = after
		}
	}
	got := harness.Node(t, folder, line+`
		import * as named from 'cognitowasm/auth';
		import { CognitoAccessToken, CookieStorage } from 'cognitowasm';
		import { createRequire } from 'node:module';
		const required = createRequire(process.cwd() + '/x.js')('cognitowasm/auth');
		const names = (module) => Object.keys(module).filter((name) => /^\w+$/.test(name) && !/default|__esModule/.test(name)).sort().join(' ');
		console.log(names(named), names(named) === names(required), CognitoAuth === named.CognitoAuth);
		console.log(new named.CognitoAccessToken('') instanceof CognitoAccessToken, named.CookieStorage === CookieStorage);
		const auth = new CognitoAuth({ ClientId: 'c', AppWebDomain: 'd', RedirectUriSignIn: 'i', RedirectUriSignOut: 'o', UserPoolId: 'eu-west-1_a' });
		console.log(auth.isUserSignedIn(), auth.getFQDNSignOut());`)
	want := `CognitoAccessToken CognitoAuth CognitoAuthSession CognitoIdToken CognitoRefreshToken CognitoTokenScopes CookieStorage DateHelper StorageHelper makeAuth true true
true true
false https://d/logout?logout_uri=o&client_id=c
`
	if got != want {
		t.Errorf("it prints\n%s", got)
	}
}

// TestDocsAuthSamples signs in and out in a page that consists of the samples of docs/auth.md.
func TestDocsAuthSamples(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Cognito.RedirectURIs = []string{s.URL + "/"}
	s.Cognito.LogoutURIs = []string{s.URL + "/bye"}
	script := `
const { CognitoAuth } = AmazonCognitoIdentity;
const show = (...shown) => { document.title = shown.join(' '); };
` + sample(t, "docs/auth.md", "js", 0) + sample(t, "docs/auth.md", "js", 1) + `
if (auth.isUserSignedIn()) auth.getSession();
window.finished = true;`
	s.Script("/app.js", inTest(s, script))
	s.Page("/", `<!doctype html><title>nobody</title><button id="sign-in">In</button><button id="sign-out">Out</button><script src="/page.js"></script>`+
		inTest(s, sample(t, "docs/auth.md", "html", 0))+`<script src="/app.js"></script>`)
	s.Page("/bye", `<!doctype html><title>bye</title><p id="bye">Goodbye.</p>`)
	tb := harness.NewTab(t, s)
	shows := func(title string) {
		t.Helper()
		tb.Eventually("window.finished && document.title === $0", title)
	}
	tb.Open("/")
	shows("nobody")
	tb.Run(
		chromedp.Click(chromedp.CSS("#sign-in"), chromedp.NodeVisible),
		chromedp.SetValue(chromedp.CSS("#username"), harness.Username, chromedp.NodeVisible),
		chromedp.SetValue(chromedp.CSS("#password"), harness.Password, chromedp.NodeVisible),
		chromedp.Click(chromedp.CSS("#signin"), chromedp.NodeVisible),
		chromedp.WaitReady(chromedp.CSS("#sign-out")),
	)
	shows(harness.Username + " page-7")
	var email string
	tb.Eval("new Promise((done) => email(auth, done))", &email)
	if email != harness.Email {
		t.Errorf("the e-mail address is %q", email)
	}
	tb.Reload()
	shows(harness.Username)
	tb.Run(
		chromedp.Click(chromedp.CSS("#sign-out"), chromedp.NodeVisible),
		chromedp.WaitReady(chromedp.CSS("#bye")),
	)
	if left := tb.Storage(); len(left) != 0 {
		t.Errorf("after signing out, storage has %d entries", len(left))
	}
}
