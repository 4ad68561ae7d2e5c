package packaging

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// The samples of docs/redirect.md in one page, as an application has them: a sign-in that leaves
// the page, one in a window, one without a page, once more, and signing out.
func TestDocsRedirectSamples(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Cognito.Providers = []string{"Google"}
	s.Cognito.RedirectURIs = []string{s.URL + "/"}
	s.Cognito.LogoutURIs = []string{s.URL + "/goodbye"}
	script := ""
	for i := range sampleTests["docs/redirect.md"] {
		script += sample(t, "docs/redirect.md", "js", i)
	}
	s.Script("/samples.js", inTest(s, script)+redirectApplication)
	page := `<!doctype html><title>e2e</title><script src="/page.js"></script><script type="module" src="/samples.js"></script>`
	s.Page("/", page)
	s.Page("/goodbye", page+`<p id="goodbye">Goodbye.</p>`)
	tb := harness.NewTab(t, s)
	loaded := func() {
		t.Helper()
		tb.Run(chromedp.WaitReady(chromedp.CSS("script[src='/samples.js']")))
		tb.Eventually("window.application")
	}
	comesTo := func(want, expression string) {
		t.Helper()
		var got string
		tb.Eval(expression, &got)
		if got != want {
			t.Errorf("%s: %q, want %q", expression, got, want)
		}
	}
	tb.Open("/")
	loaded()
	tb.Eval("application.signIn()", nil)
	tb.Run(chromedp.SetValue(chromedp.CSS("#account"), "babbage", chromedp.NodeVisible), chromedp.Click(chromedp.CSS("#continue")))
	loaded()
	comesTo(`Google_babbage {"page":"/"}`, "application.told")
	comesTo("Google_babbage", "application.signInInWindow().then((user) => user.getUsername())")
	comesTo("Google_babbage", "application.signInSilently().then((user) => user.getUsername())")
	opened := tb.Opening()
	tb.Eval("void (application.again = application.confirmIdentity(application.pool().getCurrentUser()))", nil)
	opened().Run(chromedp.SetValue(chromedp.CSS("#username"), harness.Username, chromedp.NodeVisible),
		chromedp.SetValue(chromedp.CSS("#password"), harness.Password), chromedp.Click(chromedp.CSS("#signin")))
	comesTo("USER_MISMATCH", "application.again.catch((error) => error.reason)")
	tb.Eval("application.signOut()", nil)
	tb.Run(chromedp.WaitReady(chromedp.CSS("#goodbye")))
	loaded()
	comesTo("null", "String(localStorage.getItem('CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.LastAuthUser'))")
	comesTo("nobody", "application.signInSilently().then((user) => user ? user.getUsername() : 'nobody')")
}

// redirectApplication is what the samples of docs/redirect.md call, and what the test does.
const redirectApplication = `
let tell;
const told = new Promise((resolve) => { tell = resolve; });
const show = (user, state) => tell(user.getUsername() + ' ' + JSON.stringify(state));
const report = (error) => tell(error.message);
window.application = { pool: () => pool, signIn, signInInWindow, signInSilently, signOut, confirmIdentity, told };
start();
`
