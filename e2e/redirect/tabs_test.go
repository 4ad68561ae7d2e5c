package redirect

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestTwoTabs: two tabs sign in at once, at two providers, and finish in the other order; so
// do two sign-ins of one tab. Each finds its own.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]string{"sessionStorage": "", "localStorage": "anyTab: true, "} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			a := openApp(t, s)
			b := a.another()
			a.authorize("{ " + options + "provider: 'Google', state: 'first' }")
			a.see("#account")
			b.authorize("{ " + options + "provider: 'Saml', state: 'second' }")
			wantState := func(tab app, username, state string) {
				t.Helper()
				if got := tab.outcome().good(t, username); got.State != state {
					t.Errorf("the state of %s is %v", username, got.State)
				}
			}
			b.continueAs("bea")
			wantState(b, "Saml_bea", "second")
			a.continueAs("abe")
			wantState(a, "Google_abe", "first")
			if last := a.Storage()[harness.LastUserKey]; last != "Google_abe" {
				t.Errorf("the current user is %s, want the one who came last", last)
			}
		})
	}
	t.Run("one tab", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		a := openApp(t, s)
		first := a.begin("{ state: 'first' }")
		second := a.begin("{ state: 'second' }")
		for state, want := range map[string]string{first: "first", second: "second"} {
			a.Open("/app.html?error=login_required&state=" + state)
			if o := a.outcome(); o.Error == nil || o.State != want {
				t.Errorf("the state of the %s sign-in is %v", want, o.State)
			}
		}
	})
}

// TestAnyTab: a sign-in for any tab may be finished in another one, once; another sign-in
// not.
func TestAnyTab(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.byHand()
	a.authorize("{ anyTab: true, state: 1 }")
	a.signIn(harness.Username, harness.Password)
	address := a.address()[len(s.URL):]
	b := a.another()
	b.Open(address)
	if got := b.outcome().good(t, harness.Username); got.State != 1.0 {
		t.Errorf("the state is %v", got.State)
	}
	a.finish().failed(t, "InvalidState", "INVALID_STATE")
	wantExchanges(t, s, 1)

	a.Eval("sessionStorage.clear()", nil)
	state := a.begin("{ prompt: 'login' }")
	b.Open("/app.html?error=x&state=" + state)
	b.outcome().failed(t, "InvalidState", "INVALID_STATE")
}

// TestBlockedStorage: a sign-in is kept where there is room; without any, nobody leaves the
// page.
func TestBlockedStorage(t *testing.T) {
	t.Parallel()
	full := `{
		const { setItem } = Storage.prototype;
		Storage.prototype.setItem = function (key, value) {
			if (key.startsWith('cognitowasm.oauth.') && window.isFull.some((name) => window[name] === this))
				throw new DOMException('full', 'QuotaExceededError');
			setItem.call(this, key, value);
		};
	}`
	blocked := `for (const name of window.isBlocked)
		Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });`
	for _, tt := range []struct {
		name, script string
		fails        bool
	}{
		{"sessionStorage is full", "window.isFull = ['sessionStorage'];" + full, false},
		{"both are full", "window.isFull = ['sessionStorage', 'localStorage'];" + full, true},
		{"sessionStorage is blocked", "window.isBlocked = ['sessionStorage'];" + blocked, false},
		{"both are blocked", "window.isBlocked = ['sessionStorage', 'localStorage'];" + blocked, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSiteWith(t, library, "window.oauth = makeLogin(); document.documentElement.dataset.started = 'yes'; finish()")
			a := app{harness.NewTab(t, s)}
			a.BeforePages("if (location.port === '" + s.URL[len("http://127.0.0.1:"):] + "') {" + tt.script + "}")
			a.Open("/app.html")
			if !tt.fails {
				if got := a.signInAda("{ state: 1 }"); got.State != 1.0 {
					t.Errorf("the state is %v", got.State)
				}
				return
			}
			// That is not what is wrong with a state that is no JSON value.
			if o := a.finished("finished(oauth.authorize({ state: 1n }))"); o.Error == nil || o.Error.Name != "TypeError" {
				t.Errorf("a BigInt came to %+v", o)
			}
			a.finished("finished(oauth.authorize())").failed(t, "StorageError", "STORAGE_BLOCKED")
			a.finished("finished(oauth.logout({ signIn: {} }))").failed(t, "StorageError", "STORAGE_BLOCKED")
			if n := len(s.Visits("/oauth2/authorize")); n != 0 || a.address() != s.URL+"/app.html" {
				t.Errorf("the page was left, %d times", n)
			}
		})
	}
}
