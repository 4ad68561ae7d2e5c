package session

import (
	"fmt"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// passes turns the page's clock by so many seconds and asks for the session: it is
// valid, and took so many requests.
func passes(t *testing.T, tb *harness.Tab, what string, seconds, requests int) {
	t.Helper()
	tb.Eval("void (shift += $0)", nil, seconds*1000)
	tb.Site.Cognito.ResetRequests()
	got := tb.Session()
	if n := len(tb.Site.Cognito.Requests()); n != requests {
		t.Errorf("%s: %d requests, want %d: %v", what, n, requests, tb.Site.Operations())
	}
	if got.Synchronous != (requests == 0) {
		t.Errorf("%s: answered at once: %t", what, got.Synchronous)
	}
}

// TestProperty10WrongClock signs in by SRP, whose proof is dated, with a clock that
// is wrong by more than the service bears, and turns it later.
func TestProperty10WrongClock(t *testing.T) {
	t.Parallel()
	for _, hours := range []int{-2, 2} {
		t.Run(fmt.Sprint(hours, " hours"), func(t *testing.T) {
			s := harness.NewSite(t)
			s.AddUser()
			tb := harness.NewTab(t, s)
			openProperties(tb)
			tb.Eval("void (shift = $0)", nil, hours*3600*1000)
			if err := tb.SignIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			harness.WantOperations(t, s, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]")
			passes(t, tb, "after the sign-in", 0, 0)
			passes(t, tb, "55 minutes later", 55*60, 0)
			passes(t, tb, "after its end", 6*60, 1)
			passes(t, tb, "and again", 0, 0)
			for _, jump := range []int{-5, 8, -3, -20 * 24, 60 * 24} {
				passes(t, tb, fmt.Sprint("the clock jumps by ", jump, " hours"), jump*3600, 1)
				passes(t, tb, "then", 0, 0)
				passes(t, tb, "half a minute back", -30, 0)
			}
		})
	}
}

// TestProperty10Asleep has the session in memory as the machine falls asleep.
func TestProperty10Asleep(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	openProperties(tb)
	tb.Eval("signIn(window.user = makeUser($0), $1)", nil, harness.Username, harness.Password)
	for range 2 {
		s.Cognito.ResetRequests()
		var valid []bool
		tb.Eval(`(async () => {
			shift += 9 * 3600 * 1000;
			const all = await Promise.all(Array.from({ length: 5 }, () => once((done) => user.getSession(done))));
			return all.map(({ calls, error, value }) => calls === 1 && !error && value.isValid());
		})()`, &valid)
		if fmt.Sprint(valid) != "[true true true true true]" {
			t.Errorf("sessions are valid: %v", valid)
		}
		harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
	}
}

// TestProperty10ForeignDrift reads sessions that others have written under the
// same keys.
func TestProperty10ForeignDrift(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	for _, drift := range []string{"-700", "7200000", "-7200000"} {
		t.Run("Amplify "+drift, func(t *testing.T) {
			tb := harness.NewTab(t, s)
			openProperties(tb)
			tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
			tb.Eval("localStorage.setItem($0, $1), localStorage.setItem($2, '{}')", nil, harness.Key(harness.Username, "clockDrift"), drift, harness.Key(harness.Username, "signInDetails"))
			passes(t, tb, "at first", 0, 0)
			// Five minutes are left; with the drift the session would be over.
			openProperties(tb)
			passes(t, tb, "55 minutes later", 55*60, 0)
			passes(t, tb, "after its end", 6*60, 1)
			stored := tb.Storage()
			if _, there := stored[harness.Key(harness.Username, "signInDetails")]; there {
				t.Error("signInDetails are left beside a drift in seconds")
			}
			passes(t, tb, "then", 0, 0)
		})
	}
	for _, hours := range []int{-2, 2} {
		t.Run(fmt.Sprint("upstream ", hours, " hours"), func(t *testing.T) {
			tb := harness.NewTab(t, s)
			openPropertiesOf(tb, "/upstream/")
			var outcome harness.Outcome
			tb.Eval("(shift = $0, window.user = makeUser($1), user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), signIn(user, $2))", &outcome, hours*3600*1000, harness.Username, harness.Password)
			if outcome.Called != "onSuccess" {
				t.Fatalf("%+v", outcome)
			}
			openProperties(tb)
			tb.Eval("void (shift = $0)", nil, hours*3600*1000)
			passes(t, tb, "at first", 0, 0)
			passes(t, tb, "55 minutes later", 55*60, 0)
			passes(t, tb, "after its end", 6*60, 1)
		})
	}
}

// TestProperty13EarlyRefresh counts on no timers: the clock jumps.
func TestProperty13EarlyRefresh(t *testing.T) {
	t.Parallel()
	const before = 600
	s := harness.NewSite(t)
	s.AddUser()
	for _, c := range []struct {
		name, options  string
		left, requests int
	}{
		{"more than 1.25 N", "{ refreshBefore: 600 }", before*5/4 + 15, 0},
		{"under N", "{ refreshBefore: 600 }", before - 1, 1},
		{"long under N", "{ refreshBefore: 600 }", 20, 1},
		{"off", "{}", 20, 0},
		{"zero", "{ refreshBefore: 0 }", 20, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			tb := harness.NewTab(t, s)
			openProperties(tb)
			tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
			tb.Eval(`void (window.timers = [], ((start) => {
				window.setTimeout = (run, delay, ...rest) => (timers.push(delay || 0), start(run, delay, ...rest));
			})(setTimeout), window.user = makePool(`+c.options+`).getCurrentUser())`, nil)
			s.Cognito.ResetRequests()
			var got struct {
				First, Second, Third bool // at once
				Valid                bool
				Longest              int
			}
			tb.Eval(`(async () => {
				const ask = () => called((done) => user.getSession((error, session) => done(error, session && session.isValid())));
				const first = await ask();
				const longest = Math.max(0, ...timers);
				shift += (3600 - $0) * 1000;
				const second = await ask(), third = await ask();
				return { first: first.synchronous, second: second.synchronous, third: third.synchronous, valid: first.value && second.value && third.value, longest };
			})()`, &got, c.left)
			if !got.First || !got.Third || !got.Valid || got.Second != (c.requests == 0) {
				t.Errorf("%+v", got)
			}
			if got.Longest > 60000 {
				t.Errorf("a timer of %d ms runs", got.Longest)
			}
			if n := len(s.Refreshes()); n != c.requests {
				t.Errorf("%d refreshes, want %d", n, c.requests)
			}
		})
	}

	t.Run("temporary failure", func(t *testing.T) {
		tb := harness.NewTab(t, s)
		tb.Expect("blocked by CORS policy") // the browser's own report
		openProperties(tb)
		tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
		stored := tb.Storage()
		tb.Eval("void (window.user = makePool({ refreshBefore: 600 }).getCurrentUser(), shift = 3300000)", nil)
		ask := func() harness.GotSession {
			var got harness.GotSession
			tb.Eval("called((done) => user.getSession((error, session) => done(error, plainSession(session))))", &got)
			return tb.Checked(&got)
		}
		for name, fault := range map[string]fakecognito.Fault{
			"503":               {Status: 503, Body: "no"},
			"429":               harness.TooMany,
			"portal":            {Status: 200, Body: "<html>"},
			"closed connection": {CloseConnection: true},
			"CORS":              {NoCORS: true},
		} {
			// Chromium repeats a request whose connection was closed.
			times := 3
			if fault.CloseConnection {
				times = 30
			}
			s.Cognito.Fail("InitiateAuth", fault, times)
			if got := ask(); got.Value.AccessToken != stored[harness.Key(harness.Username, "accessToken")] {
				t.Errorf("%s: not the session in hand", name)
			}
			if fault.CloseConnection {
				for range 30 { // what is left of them
					tb.Eval("fetch(endpoint, { method: 'POST', headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth' }, body: '{}' }).catch(() => {})", nil)
				}
			}
		}
		if got := ask(); got.Value.AccessToken == stored[harness.Key(harness.Username, "accessToken")] {
			t.Error("once the faults are gone, nothing is refreshed")
		}
		// What is definite ends the session all the same.
		s.Cognito.RevokeAll(harness.Username)
		tb.Eval("void (shift += 3300000)", nil)
		var got harness.GotSession
		if tb.Eval("called((done) => user.getSession((error, session) => done(error, plainSession(session))))", &got); got.Error == nil || got.Error.Code != "NotAuthorizedException" {
			t.Errorf("after a revocation: %+v", got)
		}
	})
}
