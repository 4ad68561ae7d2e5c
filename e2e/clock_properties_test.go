package e2e

import (
	"fmt"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// passes turns the page's clock by so many seconds and asks for the session: it is
// valid, and took so many requests.
func (tb *tab) passes(t *testing.T, what string, seconds, requests int) {
	t.Helper()
	tb.eval("void (shift += $0)", nil, seconds*1000)
	tb.site.cognito.ResetRequests()
	got := tb.session()
	if n := len(tb.site.cognito.Requests()); n != requests {
		t.Errorf("%s: %d requests, want %d: %v", what, n, requests, tb.site.operations())
	}
	if got.Synchronous != (requests == 0) {
		t.Errorf("%s: answered at once: %t", what, got.Synchronous)
	}
}

// TestProperty10WrongClock signs in by SRP, whose proof is dated, with a clock that
// is wrong by more than the service bears, and turns it later.
func TestProperty10WrongClock(t *testing.T) {
	for _, hours := range []int{-2, 2} {
		t.Run(fmt.Sprint(hours, " hours"), func(t *testing.T) {
			s := newSite(t)
			s.addUser()
			tb := newTab(t, s)
			tb.openProperties()
			tb.eval("void (shift = $0)", nil, hours*3600*1000)
			if err := tb.signIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			wantOperations(t, s, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]")
			tb.passes(t, "after the sign-in", 0, 0)
			tb.passes(t, "55 minutes later", 55*60, 0)
			tb.passes(t, "after its end", 6*60, 1)
			tb.passes(t, "and again", 0, 0)
			for _, jump := range []int{-5, 8, -3, -20 * 24, 60 * 24} {
				tb.passes(t, fmt.Sprint("the clock jumps by ", jump, " hours"), jump*3600, 1)
				tb.passes(t, "then", 0, 0)
				tb.passes(t, "half a minute back", -30, 0)
			}
		})
	}
}

// TestProperty10Asleep has the session in memory as the machine falls asleep.
func TestProperty10Asleep(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openProperties()
	tb.eval("signIn(window.user = makeUser($0), $1)", nil, username, password)
	for range 2 {
		s.cognito.ResetRequests()
		var valid []bool
		tb.eval(`(async () => {
			shift += 9 * 3600 * 1000;
			const all = await Promise.all(Array.from({ length: 5 }, () => once((done) => user.getSession(done))));
			return all.map(({ calls, error, value }) => calls === 1 && !error && value.isValid());
		})()`, &valid)
		if fmt.Sprint(valid) != "[true true true true true]" {
			t.Errorf("sessions are valid: %v", valid)
		}
		wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
	}
}

// TestProperty10ForeignDrift reads sessions that others have written under the
// same keys.
func TestProperty10ForeignDrift(t *testing.T) {
	s := newSite(t)
	s.addUser()
	for _, drift := range []string{"-700", "7200000", "-7200000"} {
		t.Run("Amplify "+drift, func(t *testing.T) {
			tb := newTab(t, s)
			tb.openProperties()
			tb.eval("seed($0, $1)", nil, username, password)
			tb.eval("localStorage.setItem($0, $1), localStorage.setItem($2, '{}')", nil, key(username+".clockDrift"), drift, key(username+".signInDetails"))
			tb.passes(t, "at first", 0, 0)
			// Five minutes are left; with the drift the session would be over.
			tb.openProperties()
			tb.passes(t, "55 minutes later", 55*60, 0)
			tb.passes(t, "after its end", 6*60, 1)
			stored := tb.storage()
			if _, there := stored[key(username+".signInDetails")]; there {
				t.Error("signInDetails are left beside a drift in seconds")
			}
			tb.passes(t, "then", 0, 0)
		})
	}
	for _, hours := range []int{-2, 2} {
		t.Run(fmt.Sprint("the peer ", hours, " hours"), func(t *testing.T) {
			tb := newTab(t, s)
			tb.openPropertiesOf("/peer/")
			var outcome outcome
			tb.eval("(shift = $0, window.user = makeUser($1), user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), signIn(user, $2))", &outcome, hours*3600*1000, username, password)
			if outcome.Called != "onSuccess" {
				t.Fatalf("%+v", outcome)
			}
			tb.openProperties()
			tb.eval("void (shift = $0)", nil, hours*3600*1000)
			tb.passes(t, "at first", 0, 0)
			tb.passes(t, "55 minutes later", 55*60, 0)
			tb.passes(t, "after its end", 6*60, 1)
		})
	}
}

// TestProperty13EarlyRefresh counts on no timers: the clock jumps.
func TestProperty13EarlyRefresh(t *testing.T) {
	const before = 600
	s := newSite(t)
	s.addUser()
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
			tb := newTab(t, s)
			tb.openProperties()
			tb.eval("seed($0, $1)", nil, username, password)
			tb.eval(`void (window.timers = [], ((start) => {
				window.setTimeout = (run, delay, ...rest) => (timers.push(delay || 0), start(run, delay, ...rest));
			})(setTimeout), window.user = makePool(`+c.options+`).getCurrentUser())`, nil)
			s.cognito.ResetRequests()
			var got struct {
				First, Second, Third bool // at once
				Valid                bool
				Longest              int
			}
			tb.eval(`(async () => {
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
			if n := len(s.refreshes()); n != c.requests {
				t.Errorf("%d refreshes, want %d", n, c.requests)
			}
		})
	}

	t.Run("temporary failure", func(t *testing.T) {
		tb := newTab(t, s)
		tb.expect("blocked by CORS policy") // the browser's own report
		tb.openProperties()
		tb.eval("seed($0, $1)", nil, username, password)
		stored := tb.storage()
		tb.eval("void (window.user = makePool({ refreshBefore: 600 }).getCurrentUser(), shift = 3300000)", nil)
		ask := func() gotSession {
			var got gotSession
			tb.eval("called((done) => user.getSession((error, session) => done(error, plainSession(session))))", &got)
			return tb.checked(&got)
		}
		for name, fault := range map[string]fakecognito.Fault{
			"503":               {Status: 503, Body: "no"},
			"429":               tooMany,
			"portal":            {Status: 200, Body: "<html>"},
			"closed connection": {CloseConnection: true},
			"CORS":              {NoCORS: true},
		} {
			// Chromium repeats a request whose connection was closed.
			times := 3
			if fault.CloseConnection {
				times = 30
			}
			s.cognito.Fail("InitiateAuth", fault, times)
			if got := ask(); got.Value.AccessToken != stored[key(username+".accessToken")] {
				t.Errorf("%s: not the session in hand", name)
			}
			if fault.CloseConnection {
				for range 30 { // what is left of them
					tb.eval("fetch(endpoint, { method: 'POST', headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth' }, body: '{}' }).catch(() => {})", nil)
				}
			}
		}
		if got := ask(); got.Value.AccessToken == stored[key(username+".accessToken")] {
			t.Error("once the faults are gone, nothing is refreshed")
		}
		// What is definite ends the session all the same.
		s.cognito.RevokeAll(username)
		tb.eval("void (shift += 3300000)", nil)
		var got gotSession
		if tb.eval("called((done) => user.getSession((error, session) => done(error, plainSession(session))))", &got); got.Error == nil || got.Error.Code != "NotAuthorizedException" {
			t.Errorf("after a revocation: %+v", got)
		}
	})
}
