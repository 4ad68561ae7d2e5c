package redirect

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestOnce: a code is exchanged once, however often the page asks, as React's StrictMode does.
func TestOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.byHand()
	a.authorize("{ state: 'mine' }")
	a.signIn(harness.Username, harness.Password)
	var all []outcome
	a.Eval("Promise.all([oauth, oauth, makeLogin()].map((each) => finished(each.handleRedirect())))", &all)
	for _, o := range all {
		if o.good(t, harness.Username); o.Result.State != "mine" {
			t.Errorf("the state is %v", o.Result.State)
		}
	}
	wantExchanges(t, s, 1)
	// Its address is clean by now.
	a.finish().nothing(t)
	a.Reload()
	a.back()
	a.finish().nothing(t)
	if !a.Session().Value.Valid {
		t.Error("nobody is signed in after the reload")
	}
	wantExchanges(t, s, 1)
}

// TestReloadMeanwhile: a page that is reloaded while its code is exchanged shows no error, and
// begins again.
func TestReloadMeanwhile(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(*fakecognito.Server, string) *fakecognito.Held{
		"before the exchange": (*fakecognito.Server).Hold, "after the exchange": (*fakecognito.Server).HoldReply,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			held := hold(s.Cognito, "oauth2/token")
			defer held.Release()
			a := openApp(t, s)
			a.authorize("{}")
			a.signIn(harness.Username, harness.Password)
			a.Wait(held)
			if got := a.address(); got != s.URL+"/app.html" {
				t.Errorf("the address is %s while the code is exchanged", got)
			}
			a.Reload()
			a.back()
			a.outcome().nothing(t)
			a.wantNoSession()
			held.Release()

			// The browser's session at the domain makes the next attempt a short one.
			a.authorize("{}")
			a.back()
			a.outcome().good(t, harness.Username)
			codes := map[string]bool{}
			for _, form := range tokenRequests(t, s) {
				if codes[form.Get("code")] {
					t.Error("a code was sent twice")
				}
				codes[form.Get("code")] = true
			}
		})
	}
}

// TestClosedMeanwhile: a tab that is closed while its code is exchanged leaves nothing.
func TestClosedMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first := openApp(t, s)
	a := first.another()
	held := s.Cognito.HoldReply("oauth2/token")
	defer held.Release()
	a.authorize("{ anyTab: true }")
	a.signIn(harness.Username, harness.Password)
	a.Wait(held)
	a.Close()
	held.Release()
	first.wantNoSession()
	first.authorize("{}")
	first.back()
	first.outcome().good(t, harness.Username)
}

// TestBackForwardCache: who comes back from the domain by the browser's button finds the page
// as it was, whose promise is rejected, and can begin again.
func TestBackForwardCache(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := app{harness.NewWholeTab(t, s)}
	a.Open("/app.html")
	a.Eval("window.addEventListener('pageshow', ({ persisted }) => { window.persisted = persisted }), undefined", nil)
	for range 2 {
		a.authorize("{ state: 'mine' }")
		a.see("#signin")
		goBack(a)
		var persisted bool
		if a.Eval("!!window.persisted", &persisted); !persisted {
			t.Fatal("the page was loaded again: it is not fit for the back/forward cache")
		}
		a.finished("left").failed(t, "Aborted", "ABORTED")
		a.Eval("delete window.persisted", nil)
	}
	a.signInAda("{}")
}

// goBack is the browser's button.
func goBack(a app) {
	a.T.Helper()
	a.Eval("void setTimeout(() => history.back())", nil)
	a.see("html[data-started]")
}
