package session

import (
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// holdUser takes ada's stored session into the memory of window.user, whose pool
// has the options.
func holdUser(tb *harness.Tab, options string) {
	tb.T.Helper()
	tb.Eval("window.user = makeUser($0, { Pool: makePool("+options+") })", nil, harness.Username)
	tb.Eventually("localStorage.getItem($0)", harness.Key(harness.Username, "idToken"))
	f := tb.Fate("fate((done) => user.getSession(done))")
	f.Good(tb.T)
}

// rotatingSite is a site whose app client rotates refresh tokens.
func rotatingSite(t *testing.T, grace time.Duration) *harness.Site {
	t.Helper()
	s := harness.NewSite(t)
	s.Cognito.RefreshTokenRotation, s.Cognito.RotationGrace = true, grace
	s.AddUser()
	return s
}

// tabsOf opens tabs of one profile that hold ada's session.
func tabsOf(t *testing.T, s *harness.Site, count int, options, before string) []*harness.Tab {
	t.Helper()
	first := harness.NewTab(t, s)
	tabs := []*harness.Tab{first}
	for len(tabs) < count {
		tabs = append(tabs, first.Another())
	}
	for i, tb := range tabs {
		if before != "" {
			tb.BeforePages(before)
		}
		if i == 0 {
			openSeeded(tb, "ours")
		} else {
			tb.OpenLibrary("ours")
		}
		holdUser(tb, options)
	}
	return tabs
}

// lapse makes the session end in all tabs, and waits until all of them know.
func lapse(tabs []*harness.Tab) {
	stored := tabs[0].Storage()
	for _, tb := range tabs {
		tb.Sees(stored)
	}
	tabs[0].Eval("lapse(user)", nil)
	stored = tabs[0].Storage()
	for _, tb := range tabs[1:] {
		tb.Sees(stored)
		tb.Eval("void (user.getSignInUserSession().clockDrift = -100000)", nil)
	}
}

// notReused fails where a refresh token was spent twice.
func notReused(t *testing.T, s *harness.Site) {
	t.Helper()
	for _, token := range s.Cognito.RefreshTokens() {
		if token.Spent > 1 {
			t.Errorf("spent twice: %v", token)
		}
	}
	if n := s.Cognito.ReuseRevocations(); n != 0 {
		t.Errorf("%d sign-ins were ended for a reuse", n)
	}
}

// live fails unless the service would accept the stored refresh token.
func live(tb *harness.Tab) {
	tb.T.Helper()
	stored := tb.Storage()[harness.Key(harness.Username, "refreshToken")]
	for _, token := range tb.Site.Cognito.RefreshTokens() {
		if token.Token == stored {
			if !token.Live {
				tb.T.Errorf("the stored refresh token is dead: %v", token)
			}
			return
		}
	}
	tb.T.Errorf("the stored refresh token is %.10q, which is none", stored)
}

// newest fails unless the stored refresh token is the last one that was given.
func newest(tb *harness.Tab) {
	tb.T.Helper()
	tokens := tb.Site.Cognito.RefreshTokens()
	if stored := tb.Storage()[harness.Key(harness.Username, "refreshToken")]; stored != tokens[len(tokens)-1].Token {
		tb.T.Errorf("the stored refresh token is not the last of %d", len(tokens))
	}
}

const (
	getSession     = "fate((done) => user.getSession(done))"
	refreshSession = "fate((done) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), done))"
)
