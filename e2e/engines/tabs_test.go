package engines

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// holdUser takes ada's stored session into the memory of window.user.
func holdUser(tb *Tab) {
	tb.T.Helper()
	tb.Eval("window.user = makeUser($0, { Pool: makePool({ refresh: 'rotating' }) }), void user.getSession(() => {})", nil, harness.Username)
}

// clock is that of the service and of the pages in tabs.
type clock struct{ hours atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Now().Add(time.Duration(c.hours.Load()) * time.Hour)
}

// lapse lets so much time pass that the session expires, and waits until all tabs see the same one.
func (c *clock) lapse(tabs []*Tab) {
	tabs[0].T.Helper()
	stored := tabs[0].Storage()
	hours := c.hours.Add(2)
	for _, tb := range tabs {
		tb.Sees(stored)
		tb.Eval("void (shift = $0)", nil, hours*time.Hour.Milliseconds())
	}
}

// signedInTabs are tabs that have the session of ada, of a pool that rotates refresh tokens
// without grace, and their clock.
func signedInTabs(t *testing.T, e *Engine, s *harness.Site, count int) ([]*Tab, *clock) {
	t.Helper()
	c := new(clock)
	s.Cognito.Now = c.now
	s.Cognito.RefreshTokenRotation = true
	s.AddUser()
	s.Page("/tabs.html", `<!doctype html><title>tabs</title><script src="/clock.js"></script>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/dist/cognitowasm.state.js"></script><script src="/page.js"></script>`)
	tabs := []*Tab{e.NewTab(t, s)}
	for len(tabs) < count {
		tabs = append(tabs, tabs[0].Another())
	}
	for i, tb := range tabs {
		tb.Open("/tabs.html")
		tb.Eval("window.endpoint = $0", nil, s.Endpoint)
		if i == 0 {
			signIn(tb)
		}
		tb.Sees(tabs[0].Storage())
		holdUser(tb)
	}
	s.Cognito.ResetRequests()
	return tabs, c
}

const ask = "void (window.answer = fate((done) => user.getSession(done)))"

// TestTabsThatNeedARefresh: one of them sends the request, and the others wait for its lock and
// take over what it has stored.
func TestTabsThatNeedARefresh(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		tabs, c := signedInTabs(t, e, s, 3)
		c.lapse(tabs)
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
			c.lapse(tabs)
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
		tabs, c := signedInTabs(t, e, s, 2)
		c.lapse(tabs)
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
		tabs, _ := signedInTabs(t, e, s, 2)
		other := tabs[1]
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
