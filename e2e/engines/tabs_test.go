package engines

import (
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// holdUser takes ada's stored session into the memory of window.user.
func holdUser(tb *Tab) {
	tb.T.Helper()
	tb.Eval("window.user = makeUser($0, { Pool: makePool({ refresh: 'rotating' }) }), void user.getSession(() => {})", nil, harness.Username)
}

// signedInTabs are tabs that have the session of ada, of a pool that rotates refresh tokens
// without grace.
func signedInTabs(t *testing.T, e *Engine, s *harness.Site, count int) []*Tab {
	t.Helper()
	s.Cognito.RefreshTokenRotation = true
	first := signedIn(t, e, s)
	tabs := []*Tab{first}
	for len(tabs) < count {
		tb := first.Another()
		tb.OpenLibrary("ours")
		tb.Sees(first.Storage())
		tabs = append(tabs, tb)
	}
	for _, tb := range tabs {
		holdUser(tb)
	}
	s.Cognito.ResetRequests()
	return tabs
}

// lapse makes the session expire in all tabs.
func lapse(tabs []*Tab) {
	tabs[0].T.Helper()
	tabs[0].Eval("lapse(user)", nil)
	stored := tabs[0].Storage()
	for _, tb := range tabs[1:] {
		tb.Sees(stored)
		tb.Eval("void (user.getSignInUserSession().clockDrift = -100000)", nil)
	}
}

const ask = "void (window.answer = fate((done) => user.getSession(done)))"

// TestTabsThatNeedARefresh: one of them sends the request, and the others wait for its lock and
// take over what it has stored.
func TestTabsThatNeedARefresh(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		tabs := signedInTabs(t, e, s, 3)
		lapse(tabs)
		held := s.Cognito.Hold("GetTokensFromRefreshToken")
		defer held.Release()
		for _, tb := range tabs {
			tb.Eval(ask, nil)
		}
		tabs[0].Wait(held)
		tabs[0].Eval("queued($0)", nil, len(tabs)-1)
		held.Release()
		wantOneRefresh(s, tabs)

		// However fast the service is, they get the lock one after the other; who has it does not
		// see immediately, in any engine, what the last one has stored.
		for range 5 {
			s.Cognito.ResetRequests()
			lapse(tabs)
			for _, tb := range tabs {
				tb.Eval(ask, nil)
			}
			wantOneRefresh(s, tabs)
		}
	})
}

// wantOneRefresh waits for the tabs that have asked, and fails unless one request was enough.
func wantOneRefresh(s *harness.Site, tabs []*Tab) {
	t := s.T
	t.Helper()
	for _, tb := range tabs {
		tb.Fate("answer").Good(t)
	}
	harness.WantOperations(t, s, "GetTokensFromRefreshToken")
	for _, token := range s.Cognito.RefreshTokens() {
		if token.Spent > 1 {
			t.Errorf("spent twice: %v", token)
		}
	}
}

// TestClosedTabIsSucceeded: the lock of a tab that is closed while it refreshes is the next tab's,
// which finds the refresh token unspent.
func TestClosedTabIsSucceeded(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		tabs := signedInTabs(t, e, s, 2)
		lapse(tabs)
		held := s.Cognito.Hold("GetTokensFromRefreshToken")
		defer held.Release()
		tabs[1].Eval(ask, nil)
		tabs[1].Wait(held)
		tabs[0].Eval(ask, nil)
		tabs[0].Eval("queued(1)", nil)
		tabs[1].Close()
		// The lock is free before the request is answered.
		tabs[0].Eventually("navigator.locks.query().then(({ pending }) => pending.length === 0)")
		tabs[0].Fate("answer").Good(t)
	})
}

// TestSignOutInAnotherTab: a tab that has a session in memory hears that another one has signed
// out, and so do listeners to the state.
func TestSignOutInAnotherTab(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		s.Page("/state.html", `<!doctype html><title>state</title>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/dist/cognitowasm.state.js"></script><script src="/page.js"></script>`)
		tabs := signedInTabs(t, e, s, 2)
		other := tabs[1]
		other.Open("/state.html")
		other.Eval("window.endpoint = $0", nil, s.Endpoint)
		holdUser(other)
		other.Eval(`void makePool().onStateChange(({ change, status }) => (window.story = [...(window.story || []), change + ' ' + status]))`, nil)
		other.Eventually("window.story")

		tabs[0].Eval("user.signOut()", nil)
		other.Eventually("!user.getSignInUserSession() && !makePool().getCurrentUser() && story.length > 1")
		var story []string
		if other.Eval("story", &story); !slices.Equal(story, []string{"initial signedIn", "signedOut signedOut"}) {
			t.Errorf("the listener heard %q", story)
		}
		other.Sees(map[string]string{})
	})
}
