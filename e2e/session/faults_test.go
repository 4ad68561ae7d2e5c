package session

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

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// heard waits, but not for ever, until the server has done with so many requests:
// it notices late when a page gives one up. Then it waits until the page has taken
// what came of them.
func heard(tb *harness.Tab, requests int) {
	tb.T.Helper()
	for range 200 {
		tb.Eval("fetch('/page.js').then(settled)", nil)
		if len(tb.Site.Cognito.Requests()) >= requests {
			break
		}
	}
	tb.Eval("fetch('/page.js').then(settled)", nil)
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
		begin          func(tb *harness.Tab) (end func()) // where it is no fault of the server
		requests       int
		code, reason   string
		status         int
		atLeast, below int // milliseconds
	}{
		{name: "offline", requests: 1, code: "NetworkError", reason: "OFFLINE", below: 1000, begin: func(tb *harness.Tab) func() {
			tb.Offline(true)
			return func() { tb.Offline(false) }
		}},
		{name: "DNS", requests: 3, code: "NetworkError", reason: "NETWORK_ERROR", begin: func(tb *harness.Tab) func() {
			tb.Eval("void (window.endpoint = 'http://nowhere.invalid/', user.client.endpoint = endpoint)", nil)
			return func() {
				tb.Eval("void (window.endpoint = $0, user.client.endpoint = endpoint)", nil, tb.Site.Endpoint)
			}
		}},
		// Once more, since the token may have been replaced.
		{name: "timeout", requests: 2, code: "Timeout", reason: "TIMEOUT", atLeast: 2000, below: 8000, begin: func(tb *harness.Tab) func() {
			tb.Site.Cognito.ResetRequests()
			first := tb.Site.Cognito.Hold("GetTokensFromRefreshToken")
			second := tb.Site.Cognito.Hold("GetTokensFromRefreshToken")
			return func() {
				// The server notices that the client has left: it must not go on with it now.
				for _, held := range []*fakecognito.Held{first, second} {
					if err := held.Arrived(tb.Ctx); err != nil {
						t.Error(err)
					}
				}
				for len(tb.Site.Cognito.Requests()) < 2 {
					tb.Eval("settled()", nil)
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
		{name: "too many", requests: 3, code: "TooManyRequestsException", reason: "THROTTLED", status: 400, fault: harness.TooMany},
		{name: "throttling", requests: 3, code: "ThrottlingException", reason: "THROTTLED", status: 400, fault: fakecognito.Fault{Status: 400, Code: "ThrottlingException", Message: "Rate exceeded"}},
		{name: "no CORS", requests: 3, code: "NetworkError", reason: "NETWORK_ERROR", fault: fakecognito.Fault{Status: 403, Body: "<html>blocked</html>", NoCORS: true}},
		{name: "captive portal", requests: 3, code: "InvalidResponse", reason: "INVALID_RESPONSE", status: 200, fault: fakecognito.Fault{Status: 200, Body: "<html>Welcome to the hotel</html>"}},
		{name: "connection closed", requests: 3, code: "NetworkError", reason: "NETWORK_ERROR", fault: fakecognito.Fault{CloseConnection: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := rotatingSite(t, 0)
			tb := harness.NewTab(t, s)
			tb.Expect("CORS policy") // the browser's own report
			openSeeded(tb, "ours")
			timeout := 10_000
			if c.reason == "TIMEOUT" {
				timeout = 1000
			}
			holdUser(tb, fmt.Sprintf("{ refresh: 'rotating', requestTimeout: %d }", timeout))
			tb.Eval("AmazonCognitoIdentity.preload(), count()", nil)
			// The Wasm module is there, and what it learns at its first request.
			tb.Eval("user.client.promisifyRequest('GetUser', { AccessToken: 'x' }).catch(() => 0)", nil)
			for _, ask := range []string{getSession, refreshSession} {
				tb.Eval("lapse(user)", nil)
				before := tb.Storage()
				end := func() {}
				if c.begin != nil {
					end = c.begin(tb)
				} else {
					s.Cognito.Fail("GetTokensFromRefreshToken", c.fault, 100)
				}
				var got struct {
					Fate           harness.Fate
					Took           float64
					Sent           int
					Writes         map[string]int
					RetryAfter     float64
					SessionIsThere bool
				}
				tb.Eval("((began) => (count(), "+ask+").then((fate) => ({ fate, took: performance.now() - began, sent, writes, sessionIsThere: !!user.getSignInUserSession() })))(performance.now())", &got)
				got.Fate.Failed(t, c.code)
				if e := got.Fate.Error; e != nil && (e.Reason != c.reason || !e.Retryable || e.StatusCode != c.status) {
					t.Errorf("error %+v, want %s, retryable, status %d", *e, c.reason, c.status)
				}
				if got.Sent != c.requests {
					t.Errorf("%d requests, want %d", got.Sent, c.requests)
				}
				if got.Took < float64(c.atLeast) || c.below > 0 && got.Took > float64(c.below) {
					t.Errorf("it took %.0f ms", got.Took)
				}
				if after := tb.Storage(); !maps.Equal(before, after) || len(got.Writes) > 0 {
					t.Errorf("storage changed: %v", got.Writes)
				}
				if !got.SessionIsThere {
					t.Error("the session in memory is gone")
				}
				end()
				s.Cognito.ClearFaults()
				f := tb.Fate(ask)
				f.Good(t)
				newest(tb)
			}
			notReused(t, s)
		})
	}
}

// TestProperty7DefiniteIsDefinite: what the service says for good is asked once,
// and ends the session in storage and in memory, in this tab and in others.
func TestProperty7DefiniteIsDefinite(t *testing.T) {
	t.Parallel()
	junk := func(s *harness.Site, tb *harness.Tab) {
		tb.Eval("localStorage.setItem($0, 'junk'), user.getSignInUserSession().refreshToken.token = 'junk'", nil, harness.Key(harness.Username, "refreshToken"))
	}
	for _, c := range []struct {
		name         string
		end          func(s *harness.Site, tb *harness.Tab)
		code, reason string
		lifetime     time.Duration
		devices      fakecognito.DeviceTracking
	}{
		{name: "revoked", end: func(s *harness.Site, _ *harness.Tab) { s.Cognito.RevokeAll(harness.Username) }, code: "NotAuthorizedException", reason: "REFRESH_REVOKED"},
		{name: "expired", end: func(*harness.Site, *harness.Tab) {}, lifetime: time.Millisecond, code: "NotAuthorizedException", reason: "REFRESH_EXPIRED"},
		{name: "unknown", end: junk, devices: fakecognito.DeviceTrackingAlways, code: "NotAuthorizedException", reason: "REFRESH_INVALID"},
		{name: "unknown, without a device", end: junk, code: "NotAuthorizedException", reason: "DEVICE_KEY_MISSING"},
		{name: "deleted", end: func(s *harness.Site, _ *harness.Tab) { s.Cognito.DeleteUser(harness.Username) }, code: "UserNotFoundException", reason: "USER_NOT_FOUND"},
		{name: "disabled", end: func(s *harness.Site, _ *harness.Tab) { s.Cognito.DisableUser(harness.Username) }, code: "NotAuthorizedException", reason: "USER_DISABLED"},
		{name: "reused", end: func(s *harness.Site, _ *harness.Tab) {
			s.Cognito.Fail("", fakecognito.Fault{Code: "RefreshTokenReuseException", Message: "Refresh token reused"}, 1)
		}, code: "RefreshTokenReuseException", reason: "REFRESH_REVOKED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.Cognito.RefreshTokenLifetime, s.Cognito.DeviceTracking = c.lifetime, c.devices
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenLibrary("ours")
			for i, ask := range []string{getSession, refreshSession, getSession} {
				option := []string{"classic", "rotating", "auto"}[i]
				s.Cognito.DeleteUser(harness.Username)
				s.AddUser()
				tb.Eval("localStorage.clear(), void (window.user = makeUser($0, { Pool: makePool({ refresh: $1 }) }))", nil, harness.Username, option)
				f := tb.Fate("signInFate((callbacks) => user.authenticateUser(" + harness.Details("") + ", callbacks))")
				f.Good(t)
				tb.Eval("lapse(user), void (user.getSignInUserSession().clockDrift = -100000)", nil)
				c.end(s, tb)
				device := tb.Storage()[harness.Key(harness.Username, "deviceKey")]
				s.Cognito.ResetRequests()
				f = tb.Fate(ask)
				f.Failed(t, c.code)
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
				harness.WantOperations(t, s, want)
				session0(t, tb)
				if after := tb.Storage(); after[harness.Key(harness.Username, "deviceKey")] != device {
					t.Error("the remembered device is gone")
				}
				// The next one asks nobody.
				f = tb.Fate(getSession)
				f.Failed(t, "")
				harness.WantOperations(t, s, want)
			}
		})
	}
}

// session0 fails unless there is no session.
func session0(t *testing.T, tb *harness.Tab) {
	t.Helper()
	var held bool
	tb.Eval("!!user.getSignInUserSession()", &held)
	stored := slices.DeleteFunc(slices.Sorted(maps.Keys(tb.Storage())), func(name string) bool {
		return slices.Contains(harness.DeviceKeys(harness.Username), name) || strings.HasPrefix(name, "cognitowasm.")
	})
	if held || len(stored) > 0 {
		t.Errorf("a session in memory: %t; stored: %q", held, stored)
	}
}

// TestProperty8Timeout: a server that does not answer ends a call at the time
// that the application has set.
func TestProperty8Timeout(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	holdUser(tb, "{ requestTimeout: 400 }")
	tb.Eval("fateOf(user.client.promisifyRequest('GetUser', { AccessToken: 'x' }))", nil) // the Wasm module is there
	signIn := func(flow string) string {
		return "(user.setAuthenticationFlowType('" + flow + "'), signInFate((callbacks) => user.authenticateUser(" + harness.Details("") + ", callbacks)))"
	}
	for _, c := range []struct {
		name, operation, start string
		requests               int
	}{
		{"SRP, first step", "InitiateAuth", signIn("USER_SRP_AUTH"), 1},
		{"SRP", "RespondToAuthChallenge", signIn("USER_SRP_AUTH"), 2},
		{"password", "InitiateAuth", signIn("USER_PASSWORD_AUTH"), 1},
		{"password, a promise", "InitiateAuth", "(user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), fateOf(user.authenticateUser(" + harness.Details("") + ")))", 1},
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
				tb.Eval("user.client[Symbol.for('cognitowasm.options')].requestTimeout = $0, lapse(user)", nil, limit)
				before := tb.Storage()
				hold := s.Cognito.Hold
				if reply {
					hold = s.Cognito.HoldReply
				}
				held := hold(c.operation)
				defer held.Release()
				s.Cognito.ResetRequests()
				var got struct {
					Fate harness.Fate
					Took float64
				}
				tb.Eval("((began) => ("+c.start+").then((fate) => ({ fate, took: performance.now() - began })))(performance.now())", &got)
				got.Fate.Failed(t, "Timeout")
				if e := got.Fate.Error; e != nil && (e.Reason != "TIMEOUT" || !e.Retryable) {
					t.Errorf("%+v", *e)
				}
				if got.Took < float64(limit) || got.Took > float64(limit)+4000 {
					t.Errorf("it took %.0f ms, want %d", got.Took, limit)
				}
				held.Release()
				heard(tb, c.requests)
				if after := tb.Storage(); !maps.Equal(before, after) {
					t.Error("storage changed")
				}
				if n := len(s.Cognito.Requests()); n != c.requests {
					t.Errorf("requests: %q, want %d", s.Operations(), c.requests)
				}
			})
		}
	}
	f := tb.Fate("user.client[Symbol.for('cognitowasm.options')].requestTimeout = undefined, lapse(user), " + getSession)
	f.Good(t)
}

// TestProperty8Abort: an AbortSignal in the callback's place ends the call, and
// nothing comes of it.
func TestProperty8Abort(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
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
	s.Serve("/dist/cognitowasm.wasm", func(w http.ResponseWriter, r *http.Request) {
		arrived()
		select {
		case <-gate:
		case <-r.Context().Done():
		}
		w.Header().Set("Content-Type", "application/wasm")
		http.ServeFile(w, r, filepath.Join(harness.Root, "dist/cognitowasm.wasm"))
	})
	openSeeded(tb, "ours")
	holdUser(tb, "{}")
	type aborted struct {
		Fate  harness.Fate
		Cause string
		Took  float64
	}
	calls := []struct{ operation, start string }{
		{"InitiateAuth", "user.authenticateUser(" + harness.Details("") + ", signal)"},
		{"InitiateAuth", "user.getSession(signal)"},
		{"InitiateAuth", "user.refreshSession(user.getSignInUserSession().getRefreshToken(), signal)"},
		{"ChangePassword", "(user.getSignInUserSession().clockDrift = 0, user.changePassword('a', 'b', signal))"},
		{"GetUser", "(user.getSignInUserSession().clockDrift = 0, user.getUserData(signal, { bypassCache: true }))"},
		{"ForgotPassword", "user.forgotPassword(signal)"},
		{"SignUp", "user.pool.signUp('bob', '" + harness.Password + "', null, null, signal)"},
	}
	check := func(t *testing.T, start, abort string) {
		t.Helper()
		var got aborted
		tb.Eval(`(async () => {
			const controller = new AbortController();
			const { signal } = controller;
			`+abort+`
			const asked = fateOf(`+start+`.catch((error) => Promise.reject(Object.assign(error, { statusCode: error.cause === 'enough' ? 1 : 0 }))));
			await arrived;
			const began = performance.now();
			controller.abort('enough');
			return { fate: await asked, took: performance.now() - began };
		})()`, &got)
		got.Fate.Failed(t, "Aborted")
		if e := got.Fate.Error; e != nil && (e.Reason != "ABORTED" || !e.Retryable || e.Name != "CognitoError" || e.StatusCode != 1) {
			t.Errorf("%s: %+v", start, *e)
		}
		if got.Took > 1000 {
			t.Errorf("%s: it took %.0f ms", start, got.Took)
		}
	}
	for _, c := range calls {
		tb.Eval("lapse(user)", nil)
		before := tb.Storage()
		check(t, c.start, "controller.abort('enough'); const arrived = undefined;")
		check(t, c.start, "const arrived = settled();")
		if after := tb.Storage(); !maps.Equal(before, after) {
			t.Errorf("%s: storage changed", c.start)
		}
	}
	harness.WantOperations(t, s)
	select {
	case <-asked:
	case <-time.After(harness.Patience):
		t.Fatal("nobody asks for the Wasm module")
	}
	if n := s.Requests(".wasm"); n != 1 {
		t.Errorf("%d requests for the Wasm module, want 1 that hangs", n)
	}
	// The Wasm module comes: nothing is sent for the calls that have been ended.
	close(gate)
	tb.Eval("lapse(user)", nil)
	f := tb.Fate(getSession)
	f.Good(t)
	harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")

	for _, c := range calls {
		t.Run(c.start, func(t *testing.T) {
			tb.Eval("lapse(user)", nil)
			before := tb.Storage()
			s.Cognito.ResetRequests()
			held := s.Cognito.HoldReply(c.operation)
			defer held.Release()
			tb.Eval("void (window.went = new Promise((resolve) => { window.go = resolve }))", nil)
			go func() {
				if held.Arrived(tb.Ctx) == nil {
					_, _ = chromedp.Run(tb.Ctx, chromedp.Evaluate[bool]("go(), true"))
				}
			}()
			check(t, c.start, "const arrived = went;")
			held.Release()
			tb.Eval("fetch('/page.js').then(settled)", nil)
			if after := tb.Storage(); !maps.Equal(before, after) && !strings.Contains(c.start, "Session") {
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
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	holdUser(tb, "{ refresh: 'rotating' }")
	for leaver := range 4 {
		for _, of := range []string{"user", "makeUser(user.getUsername(), { Pool: user.pool })"} {
			tb.Eval("lapse(user), count()", nil)
			s.Cognito.ResetRequests()
			held := s.Cognito.HoldReply("GetTokensFromRefreshToken")
			defer held.Release()
			tb.Eval(`void (() => {
				window.controller = new AbortController();
				window.asked = [0, 1, 2, 3].map((i) => ((user) => i === $0
					? fateOf(user.getSession(controller.signal))
					: i % 2 ? fateOf(user.getSession()) : fate((done) => user.getSession(done)))(`+of+`));
			})()`, nil, leaver)
			tb.Wait(held)
			var left harness.Fate
			tb.Eval("(controller.abort(), asked[$0])", &left, leaver)
			left.Failed(t, "Aborted")
			held.Release()
			var fates []harness.Fate
			tb.Eval("Promise.all(asked)", &fates)
			for i, f := range fates {
				if i != leaver {
					f.Good(t)
				}
			}
			harness.WantOperations(t, s, "GetTokensFromRefreshToken")
			newest(tb)
		}
	}
	notReused(t, s)
}
