package session

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestProperty3RefusalOfAReplacedToken: the service refuses a refresh token while
// another tab signs in anew: the new session is the answer, and stays.
func TestProperty3RefusalOfAReplacedToken(t *testing.T) {
	t.Parallel()
	for _, refresh := range []string{"classic", "rotating"} {
		t.Run(refresh, func(t *testing.T) {
			s := harness.NewSite(t)
			s.AddUser()
			tabs := tabsOf(t, s, 2, "{ refresh: '"+refresh+"' }", "")
			for _, ask := range []string{getSession, refreshSession} {
				lapse(tabs)
				operation := map[string]string{"classic": "InitiateAuth", "rotating": "GetTokensFromRefreshToken"}[refresh]
				held := s.Cognito.Hold(operation)
				defer held.Release()
				tabs[0].Eval("void (window.asked = "+ask+")", nil)
				tabs[0].Wait(held)
				s.Cognito.RevokeAll(harness.Username)
				if err := tabs[1].SignIn(); err != nil {
					t.Fatal(err)
				}
				after := tabs[1].Storage()
				tabs[0].Sees(after)
				held.Release()
				f := tabs[0].Fate("asked")
				if f.Good(t); f.Session != nil && f.Session.AccessToken != after[harness.Key(harness.Username, "accessToken")] {
					t.Error("the answer is not the new session")
				}
				if got := tabs[0].Storage(); !maps.Equal(got, after) {
					t.Errorf("stored %q, and before the refusal %q", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(after)))
				}
				live(tabs[0])
				tabs[1].Eval("user = makeUser($0, { Pool: user.pool }), void user.getSession(() => {})", nil, harness.Username)
			}
		})
	}
}

// TestProperty3StaleTokenInMemory: a refresh token in a tab's memory that another
// tab has rotated since is not spent.
func TestProperty3StaleTokenInMemory(t *testing.T) {
	t.Parallel()
	for _, refresh := range []string{"rotating", "auto"} {
		t.Run(refresh, func(t *testing.T) {
			s := rotatingSite(t, 0)
			tabs := tabsOf(t, s, 3, "{ refresh: '"+refresh+"' }", "")
			tabs[2].Eval("makeUser($0).signOut()", nil, harness.Username) // not that of the others
			tabs[0].Eval("seed($0, $1)", nil, harness.Username, harness.Password)
			for _, tb := range tabs {
				tb.Sees(tabs[0].Storage())
				tb.Eval("user = makeUser($0, { Pool: user.pool }), void user.getSession(() => {})", nil, harness.Username)
			}
			// Valid or not, in one tab after the other.
			for i := range 6 {
				tb := tabs[i%3]
				if i >= 3 {
					tb.Eval("void (user.getSignInUserSession().clockDrift = -100000)", nil)
				}
				f := tb.Fate(refreshSession)
				if f.Good(t); f.Session == nil {
					t.Fatal("no session")
				}
				live(tb)
				notReused(t, s)
				stored := tb.Storage()
				if f.Session.RefreshToken != stored[harness.Key(harness.Username, "refreshToken")] || f.Session.AccessToken != stored[harness.Key(harness.Username, "accessToken")] {
					t.Error("the answer is not what is stored")
				}
				for _, other := range tabs {
					other.Sees(stored)
				}
			}
		})
	}
}

// TestProperty4StoredBeforeCalledBack: a new refresh token is in storage before
// anybody is told, so that a page that goes away then has lost nothing.
func TestProperty4StoredBeforeCalledBack(t *testing.T) {
	t.Parallel()
	s := rotatingSite(t, 0)
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	holdUser(tb, "{ refresh: 'rotating' }")
	for name, ask := range map[string]string{
		"getSession":                getSession,
		"refreshSession":            refreshSession,
		"a promise":                 "fateOf(user.getSession())",
		"a promise with a signal":   "fateOf(user.getSession(new AbortController().signal))",
		"refreshSession, a promise": "fateOf(user.refreshSession(user.getSignInUserSession().getRefreshToken()))",
	} {
		t.Run(name, func(t *testing.T) {
			tb.Eval("lapse(user)", nil)
			old := tb.Storage()[harness.Key(harness.Username, "refreshToken")]
			f := tb.Fate(ask)
			if f.Good(t); f.Session == nil {
				return
			}
			if f.Session.RefreshToken == old || f.Stored[harness.Key(harness.Username, "refreshToken")] != f.Session.RefreshToken || f.Stored[harness.Key(harness.Username, "accessToken")] != f.Session.AccessToken {
				t.Error("at the callback, storage did not have the new session")
			}
			newest(tb)
			notReused(t, s)
		})
	}
}

// TestProperty4TabKilledBeforeItsWrite: a tab is closed when the service has
// rotated its token and the reply is on the way. Inside the grace, another tab
// spends the token that is in storage once more.
func TestProperty4TabKilledBeforeItsWrite(t *testing.T) {
	t.Parallel()
	for _, waiting := range []bool{true, false} {
		t.Run(fmt.Sprintf("another waits: %t", waiting), func(t *testing.T) {
			s := rotatingSite(t, time.Minute)
			tabs := tabsOf(t, s, 2, "{ refresh: 'rotating' }", "")
			lapse(tabs)
			before := tabs[0].Storage()
			held := s.Cognito.HoldReply("GetTokensFromRefreshToken")
			defer held.Release()
			tabs[1].Eval("void (window.asked = "+getSession+")", nil)
			tabs[1].Wait(held)
			if waiting {
				tabs[0].Eval("void (window.asked = "+getSession+")", nil)
				tabs[0].Eval("queued(1)", nil)
			}
			tabs[1].Close()
			held.Release()
			if !waiting {
				tabs[0].Eval("void (window.asked = "+getSession+")", nil)
			}
			f := tabs[0].Fate("asked")
			f.Good(t)
			tokens := s.Cognito.RefreshTokens()
			if len(tokens) != 3 || tokens[0].Spent != 2 || tokens[0].Token != before[harness.Key(harness.Username, "refreshToken")] {
				t.Errorf("tokens: %v", tokens)
			}
			live(tabs[0])
			newest(tabs[0])
		})
	}
}

// TestProperty4RefreshOption: what each value of the option does with each kind
// of service, twice, and after a reload.
func TestProperty4RefreshOption(t *testing.T) {
	t.Parallel()
	const classic, rotating = "InitiateAuth[REFRESH_TOKEN_AUTH]", "GetTokensFromRefreshToken"
	type row struct {
		option      string
		first, then []string
		reason      string
	}
	for service, rows := range map[string][]row{
		"rotates": {
			{"{}", []string{classic, rotating}, []string{rotating}, ""},
			{"{ refresh: 'auto' }", []string{classic, rotating}, []string{rotating}, ""},
			{"{ refresh: 'rotating' }", []string{rotating}, []string{rotating}, ""},
			{"{ refresh: 'classic' }", []string{classic}, []string{classic}, "ROTATION_REQUIRED"},
		},
		"does not": {
			{"{}", []string{classic}, []string{classic}, ""},
			{"{ refresh: 'auto' }", []string{classic}, []string{classic}, ""},
			{"{ refresh: 'rotating' }", []string{rotating}, []string{rotating}, ""},
			{"{ refresh: 'classic' }", []string{classic}, []string{classic}, ""},
		},
		"emulator": {
			{"{}", []string{classic}, []string{classic}, ""},
			{"{ refresh: 'auto' }", []string{classic}, []string{classic}, ""},
			{"{ refresh: 'rotating' }", []string{rotating}, []string{rotating}, "UNKNOWN"},
			{"{ refresh: 'classic' }", []string{classic}, []string{classic}, ""},
			// It took the place of a service that rotates.
			{"{ learnt: true }", []string{rotating, classic}, []string{classic}, ""},
		},
	} {
		t.Run(service, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.Cognito.RefreshTokenRotation, s.Cognito.NoTokenRotationAPI = service == "rotates", service == "emulator"
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenLibrary("ours")
			for _, c := range rows {
				t.Run(c.option, func(t *testing.T) {
					tb.Eval("localStorage.clear(), seed($0, $1)", nil, harness.Username, harness.Password)
					if strings.Contains(c.option, "learnt") {
						tb.Eval("localStorage.setItem('cognitowasm.1fakeclient2fakeclient3fake.refresh', 'rotating')", nil)
					}
					for i, want := range [][]string{c.first, c.then, c.then} {
						if i == 2 && strings.Contains(c.option, "auto") {
							tb.ReloadLibrary()
						}
						if i != 1 {
							tb.Eval("window.user = makeUser($0, { Pool: makePool("+c.option+") }), void user.getSession(() => {})", nil, harness.Username)
						}
						tb.Eval("lapse(user)", nil)
						before := tb.Storage()
						s.Cognito.ResetRequests()
						f := tb.Fate(getSession)
						harness.WantOperations(t, s, want...)
						if c.reason == "" {
							f.Good(t)
						} else {
							if f.Times != 1 || f.Error == nil || f.Error.Reason != c.reason || f.Error.Retryable {
								t.Errorf("error: %+v", f.Error)
							}
							if after := tb.Storage(); !maps.Equal(before, after) {
								t.Error("storage changed")
							}
							// Or the next look at it would send a request.
							tb.Eval("localStorage.setItem($0, '0'), void (user.getSignInUserSession().clockDrift = 0)", nil, harness.Key(harness.Username, "clockDrift"))
						}
						live(tb)
					}
				})
			}
			if n := s.Cognito.ReuseRevocations(); n != 0 {
				t.Errorf("%d sign-ins were ended for a reuse", n)
			}
		})
	}
	s := harness.NewSite(t)
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	var code string
	tb.Eval("(() => { try { makePool({ refresh: 'sometimes' }) } catch (error) { return error.code } })()", &code)
	if code != "InvalidParameter" {
		t.Errorf("a wrong option: %q", code)
	}
}
