package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestPreload counts the requests for the program before a page needs it: none where
// that is not near, one by the time a password is being typed.
func TestPreload(t *testing.T) {
	const (
		asks = "makePool().getCurrentUser().getSession(() => {}), undefined"
		// A form as applications have them: the way docs/loading.md shows, and the library's own.
		form = `(() => {
			document.body.innerHTML = '<form><input id="name"><input id="password" type="password"></form>';
			document.querySelector('form').addEventListener('focusin', () => AmazonCognitoIdentity.preload());
			for (const id of ['name', 'password']) document.getElementById(id).focus();
		})()`
		details = "void new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'x' })"
	)
	for _, tt := range []struct {
		name, page string
		lifetime   time.Duration // of the stored session; none where it is 0
		saveData   bool
		want       int
	}{
		{name: "a comfortably valid session", page: asks, lifetime: time.Hour},
		{name: "a session that ends in minutes", page: asks, lifetime: 4 * time.Minute, want: 1},
		{name: "the same, saving data", page: asks, lifetime: 4 * time.Minute, saveData: true},
		{name: "nobody", page: "makePool().getCurrentUser(), makeUser('ada').getSession(() => {}), undefined"},
		{name: "a form with the focus", page: form, want: 1},
		{name: "the same, saving data", page: form, saveData: true},
		{name: "a password in hand", page: details, want: 1},
		{name: "all of it", page: form + ", " + details + ", " + asks, lifetime: 4 * time.Minute, want: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.cognito.IDTokenLifetime, s.cognito.AccessTokenLifetime = tt.lifetime, tt.lifetime
			s.addUser()
			tb := newTab(t, s)
			if _, err := chromedp.Call(tb.ctx, emulation.SetDataSaverOverride, emulation.SetDataSaverOverrideParams{DataSaverEnabled: &tt.saveData}); err != nil {
				t.Fatal(err)
			}
			tb.openLibrary("ours")
			if tt.lifetime > 0 {
				tb.eval("seed($0, $1)", nil, username, password)
			}
			tb.eval(tt.page, nil)
			// What the page was about to ask for, it has asked for by now.
			tb.eval("new Promise((resolve) => requestIdleCallback(resolve)).then(() => fetch('/page.js'))", nil)
			if n := s.requests(".wasm"); n != tt.want {
				t.Errorf("%d requests for the program, want %d", n, tt.want)
			}
			// It is there when it is needed, and comes once.
			if err := tb.signIn(); err != nil {
				t.Errorf("%+v", *err)
			}
			if n := s.requests(".wasm"); n != 1 {
				t.Errorf("after a sign-in, %d requests for the program, want 1", n)
			}
		})
	}
}

// The link of docs/loading.md loads the Wasm module beside the page's scripts, and the library
// takes what has come.
func TestDocsPreloadLink(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.page("/preload.html", "<!doctype html><title>preload</title>"+s.inTest(sample(t, "docs/loading.md", "html", 0))+`<script src="/page.js"></script>`)
	s.script("/configure.js", "AmazonCognitoIdentity.configure({ wasmURL: '/dist/cognitowasm.wasm' });")
	tb := newTab(t, s)
	tb.open("/preload.html")
	tb.eval("window.endpoint = $0", nil, s.endpoint)
	tb.eventually("performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm'))")
	if err := tb.signIn(); err != nil {
		t.Errorf("%+v", *err)
	}
	if n := s.requests(".wasm"); n != 1 {
		t.Errorf("%d requests for the program, want 1", n)
	}
}
