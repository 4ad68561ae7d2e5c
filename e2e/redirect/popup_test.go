package redirect

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// popup begins a sign-in in a window, and returns the window's tab, which is at the domain.
// What becomes of the promise is in `signedIn`.
func (a app) popup(options string) app {
	a.T.Helper()
	opened := a.Opening()
	a.Eval("void (window.signedIn = finished(oauth.authorize({ popup: true, "+options+" })))", nil)
	window := app{opened()}
	window.see("#signin, #account")
	return window
}

// TestPopup: the page stays where it is and has the result; the window is closed. It does not
// matter whether a policy separates the two.
func TestPopup(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]string{"no policy": "", "separated": "same-origin", "allowed": "same-origin-allow-popups"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			withOpenerPolicy(s, policy)
			a := openApp(t, s)
			a.Eval("window.stays = true", nil)
			window := a.popup("state: { n: 1 }, provider: 'Google'")
			a.Eval("void (window.ticks = 0, setInterval(() => ticks++, 500))", nil)
			// The page has looked after the window, whatever it has seen.
			a.Eventually("ticks > 2")
			window.fill("#account", "gus")
			window.Eval("void setTimeout(() => document.querySelector('#continue').click())", nil)
			got := a.finished("signedIn").good(t, "Google_gus")
			if got.State.(map[string]any)["n"] != 1.0 {
				t.Errorf("the state is %v", got.State)
			}
			wantGone(a, window)
			wantExchanges(t, s, 1)
			var left []string
			if a.Eval("[...records(), ...records(localStorage)]", &left); len(left) != 0 {
				t.Errorf("%q are left", left)
			}
			if got := a.address(); got != s.URL+"/app.html" {
				t.Errorf("the page is at %s", got)
			}
			if !a.Session().Value.Valid {
				t.Error("nobody is signed in")
			}
		})
	}
}

// withOpenerPolicy serves the application's page with a Cross-Origin-Opener-Policy.
func withOpenerPolicy(s *harness.Site, policy string) {
	page := s.Override("/app.html")
	s.Serve("/app.html", func(w http.ResponseWriter, r *http.Request) {
		if policy != "" {
			w.Header().Set("Cross-Origin-Opener-Policy", policy)
		}
		page(w, r)
	})
}

// wantGone waits until a window is closed.
func wantGone(a, window app) {
	a.T.Helper()
	id := chromedp.FromContext(window.Ctx).Target.TargetID
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for until := time.Now().Add(harness.Patience); ; <-tick.C {
		targets, err := chromedp.Targets(a.Ctx)
		if err != nil {
			a.T.Fatal(err)
		}
		if !slices.ContainsFunc(targets, func(info *target.Info) bool { return info.TargetID == id }) {
			return
		}
		if time.Now().After(until) {
			a.T.Fatal("the window is open")
		}
	}
}

// TestPopupEnds: what can go wrong with a window.
func TestPopupEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	window := a.popup("state: 1")
	a.Eval("void (window.ticks = 0, setInterval(() => ticks++, 500))", nil)
	a.Eventually("ticks > 1")
	window.Close()
	a.finished("signedIn").failed(t, "Aborted", "ABORTED")

	window = a.popup("state: 1, provider: 'Google'")
	window.Eval("void setTimeout(() => document.querySelector('#refuse').click())", nil)
	if o := a.finished("signedIn"); o.failed(t, "invalid_request", "CONSENT_REFUSED") == nil || o.State != 1.0 {
		t.Errorf("the state is %v", o.State)
	}
	wantGone(a, window)
	a.wantNothingKept()

	a.Eval("void (window.opens = window.open, window.open = () => null)", nil)
	a.finished("finished(oauth.authorize({ popup: true }))").failed(t, "Aborted", "ABORTED")
	// What fails before the window is anywhere closes it.
	a.Eval("void (window.open = (...args) => (window.opened = opens(...args)))", nil)
	a.finished("finished(makeLogin({ domain: 'http://auth.example.com' }).authorize({ popup: 'width=300' }))").failed(t, "InvalidParameter", "INVALID_PARAMETER")
	a.Eventually("opened.closed")
}

// wantNothingKept fails if storage has a session.
func (a app) wantNothingKept() {
	a.T.Helper()
	for key := range a.Storage() {
		if key == harness.LastUserKey {
			a.T.Errorf("storage has %s", key)
		}
	}
}

// TestReauthenticateInAWindow: with the entry /state, a user object takes the session of its
// user's sign-in at the domain.
func TestReauthenticateInAWindow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	first := a.signInAda("{}")
	a.Eval("new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement('script'), { src: '/dist/cognitowasm.state.js', onload, onerror })))", nil)
	opened := a.Opening()
	a.Eval("void (window.user = makePool().getCurrentUser(), user.getSession(() => {}), window.signedIn = finished(user.reauthenticate({ redirect: oauth, popup: true, state: 7 })))", nil)
	window := app{opened()}
	window.fill("#username", harness.Username)
	window.fill("#password", harness.Password)
	window.Eval("void setTimeout(() => document.querySelector('#signin').click())", nil)
	got := a.finished("signedIn").good(t, harness.Username)
	if got.State != 7.0 || got.AccessToken == first.AccessToken {
		t.Errorf("the state is %v; new tokens: %t", got.State, got.AccessToken != first.AccessToken)
	}
	var held string
	if a.Eval("user.getSignInUserSession().getAccessToken().getJwtToken()", &held); held != got.AccessToken {
		t.Error("the user object has the session of before")
	}
}
