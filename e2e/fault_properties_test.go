package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// offline takes the tab's network away, or gives it back.
func (tb *tab) offline(is bool) {
	tb.t.Helper()
	conditions := []*network.Conditions{{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}}
	if _, err := chromedp.Call(tb.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions}); err != nil {
		tb.t.Fatal(err)
	}
	if _, err := chromedp.Call(tb.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}); err != nil {
		tb.t.Fatal(err)
	}
	tb.eventually("navigator.onLine === $0", !is)
}

// heard waits, but not for ever, until the server has done with so many requests:
// it notices late when a page gives one up. Then it waits until the page has taken
// what came of them.
func (tb *tab) heard(requests int) {
	tb.t.Helper()
	for range 200 {
		tb.eval("fetch('/page.js').then(settled)", nil)
		if len(tb.site.cognito.Requests()) >= requests {
			break
		}
	}
	tb.eval("fetch('/page.js').then(settled)", nil)
}

// TestProperty6TemporaryIsTemporary: what passes is tried a few times, ends in a
// typed error, and has changed nothing when it has passed.
func TestProperty6TemporaryIsTemporary(t *testing.T) {
	t.Parallel()
	retryAfter := func(seconds string) http.Header {
		return http.Header{"Retry-After": {seconds}, "Access-Control-Expose-Headers": {"Retry-After"}}
	}
	for _, c := range []struct {
		name           string
		fault          fakecognito.Fault
		begin          func(tb *tab) (end func()) // where it is no fault of the server
		requests       int
		code, reason   string
		status         int
		atLeast, below int // milliseconds
	}{
		{name: "offline", requests: 1, code: "NetworkError", reason: "OFFLINE", below: 1000, begin: func(tb *tab) func() {
			tb.offline(true)
			return func() { tb.offline(false) }
		}},
		{name: "DNS", requests: 3, code: "NetworkError", reason: "NETWORK_ERROR", begin: func(tb *tab) func() {
			tb.eval("void (window.endpoint = 'http://nowhere.invalid/', user.client.endpoint = endpoint)", nil)
			return func() {
				tb.eval("void (window.endpoint = $0, user.client.endpoint = endpoint)", nil, tb.site.endpoint)
			}
		}},
		// Once more, since the token may have been replaced.
		{name: "timeout", requests: 2, code: "Timeout", reason: "TIMEOUT", atLeast: 2000, below: 8000, begin: func(tb *tab) func() {
			tb.site.cognito.ResetRequests()
			first := tb.site.cognito.Hold("GetTokensFromRefreshToken")
			second := tb.site.cognito.Hold("GetTokensFromRefreshToken")
			return func() {
				// The server notices that the client has left: it must not go on with it now.
				for _, held := range []*fakecognito.Held{first, second} {
					if err := held.Arrived(tb.ctx); err != nil {
						t.Error(err)
					}
				}
				for len(tb.site.cognito.Requests()) < 2 {
					tb.eval("settled()", nil)
				}
				first.Release()
				second.Release()
			}
		}},
		{name: "500", requests: 3, code: "InternalErrorException", reason: "SERVICE_FAILURE", status: 500,
			fault: fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "Something went wrong"}},
		{name: "503 page", requests: 3, code: "InvalidResponse", reason: "INVALID_RESPONSE", status: 503, fault: fakecognito.Fault{Status: 503, Body: "<html>Service Unavailable</html>"}},
		{name: "429 in a second", requests: 3, code: "TooManyRequestsException", reason: "THROTTLED", status: 429, atLeast: 2000,
			fault: fakecognito.Fault{Status: 429, Code: "TooManyRequestsException", Message: "Rate exceeded", Header: retryAfter("1")}},
		{name: "429 in a minute", requests: 1, code: "TooManyRequestsException", reason: "THROTTLED", status: 429,
			fault: fakecognito.Fault{Status: 429, Code: "TooManyRequestsException", Message: "Rate exceeded", Header: retryAfter("60")}},
		{name: "too many", requests: 3, code: "TooManyRequestsException", reason: "THROTTLED", status: 400, fault: tooMany},
		{name: "throttling", requests: 3, code: "ThrottlingException", reason: "THROTTLED", status: 400, fault: fakecognito.Fault{Status: 400, Code: "ThrottlingException", Message: "Rate exceeded"}},
		{name: "no CORS", requests: 3, code: "NetworkError", reason: "NETWORK_ERROR", fault: fakecognito.Fault{Status: 403, Body: "<html>blocked</html>", NoCORS: true}},
		{name: "captive portal", requests: 3, code: "InvalidResponse", reason: "INVALID_RESPONSE", status: 200, fault: fakecognito.Fault{Status: 200, Body: "<html>Welcome to the hotel</html>"}},
		{name: "connection closed", requests: 3, code: "NetworkError", reason: "NETWORK_ERROR", fault: fakecognito.Fault{CloseConnection: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := rotatingSite(t, 0)
			tb := newTab(t, s)
			tb.expect("CORS policy") // the browser's own report
			tb.openSeeded("ours")
			timeout := 10_000
			if c.reason == "TIMEOUT" {
				timeout = 1000
			}
			tb.holdUser(fmt.Sprintf("{ refresh: 'rotating', requestTimeout: %d }", timeout))
			tb.eval("AmazonCognitoIdentity.preload(), count()", nil)
			// The program is there, and what it learns at its first request.
			tb.eval("user.client.promisifyRequest('GetUser', { AccessToken: 'x' }).catch(() => 0)", nil)
			for _, ask := range []string{getSession, refreshSession} {
				tb.eval("lapse(user)", nil)
				before := tb.storage()
				end := func() {}
				if c.begin != nil {
					end = c.begin(tb)
				} else {
					s.cognito.Fail("GetTokensFromRefreshToken", c.fault, 100)
				}
				var got struct {
					Fate           fate
					Took           float64
					Sent           int
					Writes         map[string]int
					RetryAfter     float64
					SessionIsThere bool
				}
				tb.eval("((began) => (count(), "+ask+").then((fate) => ({ fate, took: performance.now() - began, sent, writes, sessionIsThere: !!user.getSignInUserSession() })))(performance.now())", &got)
				got.Fate.failed(t, c.code)
				if e := got.Fate.Error; e != nil && (e.Reason != c.reason || !e.Retryable || e.StatusCode != c.status) {
					t.Errorf("error %+v, want %s, retryable, status %d", *e, c.reason, c.status)
				}
				if got.Sent != c.requests {
					t.Errorf("%d requests, want %d", got.Sent, c.requests)
				}
				if got.Took < float64(c.atLeast) || c.below > 0 && got.Took > float64(c.below) {
					t.Errorf("it took %.0f ms", got.Took)
				}
				if after := tb.storage(); !maps.Equal(before, after) || len(got.Writes) > 0 {
					t.Errorf("storage changed: %v", got.Writes)
				}
				if !got.SessionIsThere {
					t.Error("the session in memory is gone")
				}
				end()
				s.cognito.ClearFaults()
				f := tb.fate(ask)
				f.good(t)
				tb.newest()
			}
			notReused(t, s)
		})
	}
}

// TestProperty7DefiniteIsDefinite: what the service says for good is asked once,
// and ends the session in storage and in memory, in this tab and in others.
func TestProperty7DefiniteIsDefinite(t *testing.T) {
	t.Parallel()
	junk := func(s *site, tb *tab) {
		tb.eval("localStorage.setItem($0, 'junk'), user.getSignInUserSession().refreshToken.token = 'junk'", nil, key(username+".refreshToken"))
	}
	for _, c := range []struct {
		name         string
		end          func(s *site, tb *tab)
		code, reason string
		lifetime     time.Duration
		devices      fakecognito.DeviceTracking
	}{
		{name: "revoked", end: func(s *site, _ *tab) { s.cognito.RevokeAll(username) }, code: "NotAuthorizedException", reason: "REFRESH_REVOKED"},
		{name: "expired", end: func(*site, *tab) {}, lifetime: time.Millisecond, code: "NotAuthorizedException", reason: "REFRESH_EXPIRED"},
		{name: "unknown", end: junk, devices: fakecognito.DeviceTrackingAlways, code: "NotAuthorizedException", reason: "REFRESH_INVALID"},
		{name: "unknown, without a device", end: junk, code: "NotAuthorizedException", reason: "DEVICE_KEY_MISSING"},
		{name: "deleted", end: func(s *site, _ *tab) { s.cognito.DeleteUser(username) }, code: "UserNotFoundException", reason: "USER_NOT_FOUND"},
		{name: "disabled", end: func(s *site, _ *tab) { s.cognito.DisableUser(username) }, code: "NotAuthorizedException", reason: "USER_DISABLED"},
		{name: "reused", end: func(s *site, _ *tab) {
			s.cognito.Fail("", fakecognito.Fault{Code: "RefreshTokenReuseException", Message: "Refresh token reused"}, 1)
		}, code: "RefreshTokenReuseException", reason: "REFRESH_REVOKED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.cognito.RefreshTokenLifetime, s.cognito.DeviceTracking = c.lifetime, c.devices
			s.addUser()
			tb := newTab(t, s)
			tb.openLibrary("ours")
			for i, ask := range []string{getSession, refreshSession, getSession} {
				option := []string{"classic", "rotating", "auto"}[i]
				s.cognito.DeleteUser(username)
				s.addUser()
				tb.eval("localStorage.clear(), void (window.user = makeUser($0, { Pool: makePool({ refresh: $1 }) }))", nil, username, option)
				f := tb.fate("signInFate((callbacks) => user.authenticateUser(" + details("") + ", callbacks))")
				f.good(t)
				tb.eval("lapse(user), void (user.getSignInUserSession().clockDrift = -100000)", nil)
				c.end(s, tb)
				device := tb.storage()[key(username+".deviceKey")]
				s.cognito.ResetRequests()
				f = tb.fate(ask)
				f.failed(t, c.code)
				if e := f.Error; e != nil && (e.Reason != c.reason || e.Retryable) {
					t.Errorf("error %+v, want %s", *e, c.reason)
				}
				for name := range f.Stored {
					if strings.HasSuffix(name, "Token") {
						t.Errorf("at the callback, %s was still there", name)
					}
				}
				want := "InitiateAuth[REFRESH_TOKEN_AUTH]"
				if option == "rotating" {
					want = "GetTokensFromRefreshToken"
				}
				wantOperations(t, s, want)
				tb.session0(t)
				if after := tb.storage(); after[key(username+".deviceKey")] != device {
					t.Error("the remembered device is gone")
				}
				// The next one asks nobody.
				f = tb.fate(getSession)
				f.failed(t, "")
				wantOperations(t, s, want)
			}
		})
	}
}

// session0 fails unless there is no session.
func (tb *tab) session0(t *testing.T) {
	t.Helper()
	var held bool
	tb.eval("!!user.getSignInUserSession()", &held)
	stored := slices.DeleteFunc(slices.Sorted(maps.Keys(tb.storage())), func(name string) bool {
		return slices.Contains(deviceKeys(username), name) || strings.HasPrefix(name, "cognitowasm.")
	})
	if held || len(stored) > 0 {
		t.Errorf("a session in memory: %t; stored: %q", held, stored)
	}
}

// TestProperty8Timeout: a server that does not answer ends a call at the time
// that the application has set.
func TestProperty8Timeout(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openSeeded("ours")
	tb.holdUser("{ requestTimeout: 400 }")
	tb.eval("fateOf(user.client.promisifyRequest('GetUser', { AccessToken: 'x' }))", nil) // the program is there
	signIn := func(flow string) string {
		return "(user.setAuthenticationFlowType('" + flow + "'), signInFate((callbacks) => user.authenticateUser(" + details("") + ", callbacks)))"
	}
	for _, c := range []struct {
		name, operation, start string
		requests               int
	}{
		{"SRP, first step", "InitiateAuth", signIn("USER_SRP_AUTH"), 1},
		{"SRP", "RespondToAuthChallenge", signIn("USER_SRP_AUTH"), 2},
		{"password", "InitiateAuth", signIn("USER_PASSWORD_AUTH"), 1},
		{"password, a promise", "InitiateAuth", "(user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), fateOf(user.authenticateUser(" + details("") + ")))", 1},
		{"getSession", "InitiateAuth", getSession, 1},
		{"refreshSession", "InitiateAuth", refreshSession, 1},
		{"refresh, a promise", "InitiateAuth", "fateOf(user.getSession())", 1},
		{"changePassword", "ChangePassword", "(user.getSignInUserSession().clockDrift = 0, fate((done) => user.changePassword('a', 'b', done)))", 1},
	} {
		for _, reply := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/processed %t", c.name, reply), func(t *testing.T) {
				limit := 400
				if c.requests > 1 {
					limit = 2000 // the first one is answered, on a busy machine too
				}
				tb.eval("user.client[Symbol.for('cognitowasm.options')].requestTimeout = $0, lapse(user)", nil, limit)
				before := tb.storage()
				hold := s.cognito.Hold
				if reply {
					hold = s.cognito.HoldReply
				}
				held := hold(c.operation)
				defer held.Release()
				s.cognito.ResetRequests()
				var got struct {
					Fate fate
					Took float64
				}
				tb.eval("((began) => ("+c.start+").then((fate) => ({ fate, took: performance.now() - began })))(performance.now())", &got)
				got.Fate.failed(t, "Timeout")
				if e := got.Fate.Error; e != nil && (e.Reason != "TIMEOUT" || !e.Retryable) {
					t.Errorf("%+v", *e)
				}
				if got.Took < float64(limit) || got.Took > float64(limit)+4000 {
					t.Errorf("it took %.0f ms, want %d", got.Took, limit)
				}
				held.Release()
				tb.heard(c.requests)
				if after := tb.storage(); !maps.Equal(before, after) {
					t.Error("storage changed")
				}
				if n := len(s.cognito.Requests()); n != c.requests {
					t.Errorf("requests: %q, want %d", s.operations(), c.requests)
				}
			})
		}
	}
	f := tb.fate("user.client[Symbol.for('cognitowasm.options')].requestTimeout = undefined, lapse(user), " + getSession)
	f.good(t)
}

// TestProperty8Abort: an AbortSignal in the callback's place ends the call, and
// nothing comes of it.
func TestProperty8Abort(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	gate := make(chan struct{})
	defer func() {
		select {
		case <-gate:
		default:
			close(gate)
		}
	}()
	asked := make(chan struct{})
	arrived := sync.OnceFunc(func() { close(asked) })
	s.serve("/dist/cognitowasm.wasm", func(w http.ResponseWriter, r *http.Request) {
		arrived()
		select {
		case <-gate:
		case <-r.Context().Done():
		}
		w.Header().Set("Content-Type", "application/wasm")
		http.ServeFile(w, r, filepath.Join(root, "dist/cognitowasm.wasm"))
	})
	tb.openSeeded("ours")
	tb.holdUser("{}")
	type aborted struct {
		Fate  fate
		Cause string
		Took  float64
	}
	calls := []struct{ operation, start string }{
		{"InitiateAuth", "user.authenticateUser(" + details("") + ", signal)"},
		{"InitiateAuth", "user.getSession(signal)"},
		{"InitiateAuth", "user.refreshSession(user.getSignInUserSession().getRefreshToken(), signal)"},
		{"ChangePassword", "(user.getSignInUserSession().clockDrift = 0, user.changePassword('a', 'b', signal))"},
		{"GetUser", "(user.getSignInUserSession().clockDrift = 0, user.getUserData(signal, { bypassCache: true }))"},
		{"ForgotPassword", "user.forgotPassword(signal)"},
		{"SignUp", "user.pool.signUp('bob', '" + password + "', null, null, signal)"},
	}
	check := func(t *testing.T, start, abort string) {
		t.Helper()
		var got aborted
		tb.eval(`(async () => {
			const controller = new AbortController();
			const { signal } = controller;
			`+abort+`
			const asked = fateOf(`+start+`.catch((error) => Promise.reject(Object.assign(error, { statusCode: error.cause === 'enough' ? 1 : 0 }))));
			await arrived;
			const began = performance.now();
			controller.abort('enough');
			return { fate: await asked, took: performance.now() - began };
		})()`, &got)
		got.Fate.failed(t, "Aborted")
		if e := got.Fate.Error; e != nil && (e.Reason != "ABORTED" || !e.Retryable || e.Name != "CognitoError" || e.StatusCode != 1) {
			t.Errorf("%s: %+v", start, *e)
		}
		if got.Took > 1000 {
			t.Errorf("%s: it took %.0f ms", start, got.Took)
		}
	}
	for _, c := range calls {
		tb.eval("lapse(user)", nil)
		before := tb.storage()
		check(t, c.start, "controller.abort('enough'); const arrived = undefined;")
		check(t, c.start, "const arrived = settled();")
		if after := tb.storage(); !maps.Equal(before, after) {
			t.Errorf("%s: storage changed", c.start)
		}
	}
	wantOperations(t, s)
	select {
	case <-asked:
	case <-time.After(patience):
		t.Fatal("nobody asks for the program")
	}
	if n := s.requests(".wasm"); n != 1 {
		t.Errorf("%d requests for the program, want 1 that hangs", n)
	}
	// The program comes: nothing is sent for the calls that have been ended.
	close(gate)
	tb.eval("lapse(user)", nil)
	f := tb.fate(getSession)
	f.good(t)
	wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")

	for _, c := range calls {
		t.Run(c.start, func(t *testing.T) {
			tb.eval("lapse(user)", nil)
			before := tb.storage()
			s.cognito.ResetRequests()
			held := s.cognito.HoldReply(c.operation)
			defer held.Release()
			tb.eval("void (window.went = new Promise((resolve) => { window.go = resolve }))", nil)
			go func() {
				if held.Arrived(tb.ctx) == nil {
					_, _ = chromedp.Run(tb.ctx, chromedp.Evaluate[bool]("go(), true"))
				}
			}()
			check(t, c.start, "const arrived = went;")
			held.Release()
			tb.eval("fetch('/page.js').then(settled)", nil)
			if after := tb.storage(); !maps.Equal(before, after) && !strings.Contains(c.start, "Session") {
				// What a refresh brings is kept: the token may be spent.
				t.Error("storage changed")
			}
		})
	}
}

// TestProperty8OthersGoOn: who leaves a shared refresh takes nobody along.
func TestProperty8OthersGoOn(t *testing.T) {
	t.Parallel()
	s := rotatingSite(t, 0)
	tb := newTab(t, s)
	tb.openSeeded("ours")
	tb.holdUser("{ refresh: 'rotating' }")
	for leaver := range 4 {
		for _, of := range []string{"user", "makeUser(user.getUsername(), { Pool: user.pool })"} {
			tb.eval("lapse(user), count()", nil)
			s.cognito.ResetRequests()
			held := s.cognito.HoldReply("GetTokensFromRefreshToken")
			defer held.Release()
			tb.eval(`void (() => {
				window.controller = new AbortController();
				window.asked = [0, 1, 2, 3].map((i) => ((user) => i === $0
					? fateOf(user.getSession(controller.signal))
					: i % 2 ? fateOf(user.getSession()) : fate((done) => user.getSession(done)))(`+of+`));
			})()`, nil, leaver)
			tb.wait(held)
			var left fate
			tb.eval("(controller.abort(), asked[$0])", &left, leaver)
			left.failed(t, "Aborted")
			held.Release()
			var fates []fate
			tb.eval("Promise.all(asked)", &fates)
			for i, f := range fates {
				if i != leaver {
					f.good(t)
				}
			}
			wantOperations(t, s, "GetTokensFromRefreshToken")
			tb.newest()
		}
	}
	notReused(t, s)
}
