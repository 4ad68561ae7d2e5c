package session

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

func TestExpiredSessionIsRefreshedOnce(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	before := tb.Storage()
	tb.Eval("expire($0)", nil, harness.Username)

	var calls []harness.Call
	tb.Eval("trace((_, callback) => makePool().getCurrentUser().getSession(callback))", &calls)
	harness.WantCalls(t, calls, "callback(null, session) later")
	harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
	if got := harness.Body(t, s.Refreshes()[0]).AuthParameters["REFRESH_TOKEN"]; got != before[harness.Key(harness.Username, "refreshToken")] {
		t.Error("the request has another refresh token than storage")
	}
	after := tb.Storage()
	for _, name := range []string{".idToken", ".accessToken"} {
		if after[harness.Key(harness.Username+name)] == before[harness.Key(harness.Username+name)] {
			t.Errorf("%s is still the old one", name)
		}
	}
	// The service gave none, so it stays.
	if after[harness.Key(harness.Username, "refreshToken")] != before[harness.Key(harness.Username, "refreshToken")] {
		t.Error("the refresh token changed")
	}
	wantSmallDrift(t, after[harness.Key(harness.Username, "clockDrift")])
	if again := tb.Session(); !again.Synchronous || again.Value.AccessToken != after[harness.Key(harness.Username, "accessToken")] {
		t.Error("the refreshed session is not read from storage at once")
	}
	for _, suffix := range []string{".wasm", ".runtime.js"} {
		if n := s.Requests(suffix); n != 1 {
			t.Errorf("%d requests for %s, want 1", n, suffix)
		}
	}
}

func TestConcurrentCallsShareOneRefresh(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	for name, users := range map[string]string{
		"one user object":  "((user) => Array(10).fill(user))(makePool().getCurrentUser())",
		"ten user objects": "Array.from({ length: 10 }, () => makePool().getCurrentUser())",
		"mixed":            "((user, other) => Array.from({ length: 10 }, (_, i) => [user, other, makeUser(user.getUsername())][i % 3]))(makePool().getCurrentUser(), makePool().getCurrentUser())",
	} {
		t.Run(name, func(t *testing.T) {
			tb.Eval("expire($0)", nil, harness.Username)
			s.Cognito.ResetRequests()
			held := s.Cognito.Hold("InitiateAuth")
			defer held.Release()
			tb.Eval(`void (window.asked = `+users+`.map((user) => {
				const tokens = [];
				return trace(
					(_, callback) => user.getSession(callback),
					(_, [error, session]) => tokens.push(session && session.getAccessToken().getJwtToken()),
				).then((calls) => ({ calls, tokens }));
			}))`, nil)
			if err := held.Arrived(tb.Ctx); err != nil {
				t.Fatal(err)
			}
			held.Release()
			var answers []struct {
				Calls  []harness.Call
				Tokens []string
			}
			tb.Eval("Promise.all(asked)", &answers)
			if len(answers) != 10 {
				t.Fatalf("%d answers, want 10", len(answers))
			}
			stored := tb.Storage()[harness.Key(harness.Username, "accessToken")]
			for _, answer := range answers {
				harness.WantCalls(t, answer.Calls, "callback(null, session) later")
				if !slices.Equal(answer.Tokens, []string{stored}) {
					t.Error("an answer has other tokens than storage")
				}
			}
			harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
		})
	}
}

// All tabs ask while the first one's request is under way: the others wait for
// the lock, and then find in storage what it brought.
func TestTabsShareOneRefresh(t *testing.T) {
	t.Parallel()
	for _, count := range []int{2, 5} {
		t.Run(fmt.Sprint(count, " tabs"), func(t *testing.T) {
			s := harness.NewSite(t)
			s.AddUser()
			first := harness.NewTab(t, s)
			openSeeded(first, "ours")
			first.Eval("expire($0)", nil, harness.Username)
			tabs := []*harness.Tab{first}
			for len(tabs) < count {
				tb := first.Another()
				tb.OpenLibrary("ours")
				tabs = append(tabs, tb)
			}

			held := s.Cognito.Hold("InitiateAuth")
			defer held.Release()
			for _, tb := range tabs {
				tb.Eval("void (window.asked = session())", nil)
			}
			if err := held.Arrived(first.Ctx); err != nil {
				t.Fatal(err)
			}
			first.Eval("queued($0)", nil, count-1)
			held.Release()

			tokens := map[harness.PageSession]bool{}
			for _, tb := range tabs {
				var got *harness.GotSession
				tb.Eval("asked", &got)
				if session := tb.Checked(got); session.Synchronous {
					t.Error("an expired session was answered at once")
				}
				tokens[*got.Value] = true
			}
			if len(tokens) != 1 {
				t.Errorf("the tabs have %d different sessions, want 1", len(tokens))
			}
			harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
		})
	}
}

func TestRefusedRefreshEndsTheSession(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	tb.Eval("window.user = makePool().getCurrentUser(), user.getSession(() => {})", nil)
	tb.Eval("expire($0), user.getSignInUserSession().clockDrift = -100000", nil, harness.Username)
	s.Cognito.RevokeAll(harness.Username)

	var calls []harness.Call
	tb.Eval("trace((_, callback) => user.getSession(callback))", &calls)
	if len(calls) != 1 || !strings.HasPrefix(calls[0].String(), "callback(NotAuthorizedException|NotAuthorizedException|") {
		t.Errorf("callbacks: %v, want one NotAuthorizedException", calls)
	}
	// Upstream asks six times.
	harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
	if stored := tb.Storage(); len(stored) != 0 {
		t.Errorf("still stored: %q", slices.Sorted(maps.Keys(stored)))
	}
	var session any
	tb.Eval("user.getSignInUserSession()", &session)
	if session != nil {
		t.Error("the session is still in memory")
	}
}
