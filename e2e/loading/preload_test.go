package loading

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestPreload counts the requests for the Wasm module before a page needs it: none where
// that is not near, one by the time a password is being typed.
func TestPreload(t *testing.T) {
	t.Parallel()
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
			s := harness.NewSite(t)
			s.Cognito.IDTokenLifetime, s.Cognito.AccessTokenLifetime = tt.lifetime, tt.lifetime
			s.AddUser()
			tb := harness.NewTab(t, s)
			if _, err := chromedp.Call(tb.Ctx, emulation.SetDataSaverOverride, emulation.SetDataSaverOverrideParams{DataSaverEnabled: &tt.saveData}); err != nil {
				t.Fatal(err)
			}
			tb.OpenLibrary("ours")
			if tt.lifetime > 0 {
				tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
			}
			tb.Eval(tt.page, nil)
			// What the page was about to ask for, it has asked for by now.
			tb.Eval("new Promise((resolve) => requestIdleCallback(resolve)).then(() => fetch('/page.js'))", nil)
			if n := s.Requests(".wasm"); n != tt.want {
				t.Errorf("%d requests for the Wasm module, want %d", n, tt.want)
			}
			// It is there when it is needed, and comes once.
			if err := tb.SignIn(); err != nil {
				t.Errorf("%+v", *err)
			}
			if n := s.Requests(".wasm"); n != 1 {
				t.Errorf("after a sign-in, %d requests for the Wasm module, want 1", n)
			}
		})
	}
}
