package session

import (
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
