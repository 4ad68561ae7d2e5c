package worker

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestSteps takes the same steps with the Wasm module that pages load and with the one
// that has the AWS SDK and golang-jwt inside, in the page and in a worker, with the
// refresh token sealed and as it is: the page, its storage and the service must not
// see which one it is.
func TestSteps(t *testing.T) {
	t.Parallel()
	const (
		signIn  = "traceSignIn(window.user = makeUser('ada'), 'Engine-1843')"
		refresh = "(expire('ada'), trace((_, callback) => makePool().getCurrentUser().getSession(callback)))"
	)
	fail := func(fault fakecognito.Fault, times int) func(*harness.Site) func() {
		return func(s *harness.Site) func() { s.Cognito.Fail("InitiateAuth", fault, times); return func() {} }
	}
	steps := []struct {
		name, run string
		service   func(*harness.Site) (after func()) // what the service is to do
		codes     bool                               // run needs the codes that were sent
	}{
		{name: "SRP", run: signIn},
		{name: "wrong password", run: "traceSignIn(makeUser('ada'), 'wrong')"},
		{name: "password", run: "(window.user = makeUser('ada'), user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), traceSignIn(user, 'Engine-1843'))"},
		{name: "second factor", run: "traceSignIn(window.user = makeUser('sms'), 'Engine-1843')"},
		{name: "code", run: "trace((map) => user.sendMFACode(code, map))", codes: true},
		{name: "sign-out of one", run: "trace((_, callback) => user.signOut(callback))"},
		{name: "again", run: signIn},
		{name: "attributes", run: "trace((_, callback) => user.getUserAttributes(callback))"},
		{name: "null members", run: "trace((_, callback) => user.setUserMfaPreference(null, null, callback))"},
		{name: "refused code", run: "trace((map, callback) => user.verifyAttribute('email', '000000', map))"},
		{name: "refresh", run: refresh},
		{name: "503", run: refresh, service: fail(fakecognito.Fault{Status: 503, Body: "<html>"}, 3)},
		{name: "too many", run: refresh, service: fail(harness.TooMany, 3)},
		{name: "500", run: refresh, service: fail(fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "x"}, 3)},
		{name: "portal", run: refresh, service: fail(fakecognito.Fault{Status: 200, Body: "<html>Welcome</html>"}, 3)},
		{name: "no CORS", run: refresh, service: fail(fakecognito.Fault{NoCORS: true}, 3)},
		{name: "hanging", run: "(expire('ada'), trace((_, callback) => makePool({ requestTimeout: 300 }).getCurrentUser().getSession(callback)))",
			service: func(s *harness.Site) func() { return s.Cognito.HoldReply("InitiateAuth").Release }},
		{name: "refresh after all", run: refresh},
		{name: "unknown code", run: refresh, service: fail(harness.JSONFault(400, `{"__type":"OddException","message":"x"}`), 1)},
		{name: "rotation is switched on", run: refresh, service: func(s *harness.Site) func() { s.Cognito.RefreshTokenRotation = true; return func() {} }},
		{name: "rotation is known", run: refresh},
		{name: "revoked", run: refresh, service: func(s *harness.Site) func() { s.Cognito.RevokeAll(harness.Username); return func() {} }},
		{name: "nobody", run: "trace((_, callback) => makeUser('ada').getSession(callback))"},
		{name: "in again", run: signIn},
		{name: "sign-out", run: "trace((_, callback) => user.signOut(callback))"},
	}
	life := func(options any, bySDK, inPage bool) (seen []string) {
		s := harness.NewSite(t)
		s.AddUser()
		s.AddSMSUser()
		tb := harness.NewTab(t, s)
		tb.Expect("blocked by CORS policy")
		tb.BeforePages(`{
			window.sent = 0; // by the page's own thread
			const { fetch } = window;
			window.fetch = (url, ...rest) => (sent += String(url) === endpoint, fetch(url, ...rest));
		}`)
		tb.OpenLibrary("ours")
		tb.Eval("AmazonCognitoIdentity.configure($0)", nil, options)
		for _, step := range steps {
			s.Cognito.ResetRequests()
			after := func() {}
			if step.service != nil {
				after = step.service(s)
			}
			if step.codes {
				harness.GiveCodes(tb)
			}
			var calls []harness.Call
			tb.Eval(step.run, &calls)
			after()
			names := slices.Sorted(maps.Keys(tb.Storage()))
			for i := range names {
				names[i] = strings.TrimPrefix(names[i], harness.Key(""))
			}
			for _, r := range s.Cognito.Requests() {
				if sent := r.Header.Get("Amz-Sdk-Request") != ""; sent != bySDK {
					t.Errorf("%s: %s was sent by the SDK: %t", step.name, r.Op, sent)
				}
			}
			seen = append(seen, fmt.Sprintf("%s: %v; sent %q; stored %q", step.name, calls, s.Operations(), names))
		}
		if n := s.Requests(".wasm"); n != 1 {
			t.Errorf("%d Wasm modules were loaded, want 1", n)
		}
		var sent int
		tb.Eval("sent", &sent)
		if sent > 0 != inPage {
			t.Errorf("the page's own thread has sent %d requests", sent)
		}
		return seen
	}
	want := life(map[string]bool{}, false, true)
	for _, tt := range []struct {
		name    string
		options any
		bySDK   bool
		inPage  bool
	}{
		{"AWS SDK", harness.SDKModule(t), true, true},
		{"worker", map[string]bool{"worker": true}, false, false},
		{"sealed token", map[string]string{"tokenIsolation": "worker"}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i, seen := range life(tt.options, tt.bySDK, tt.inPage) {
				if seen != want[i] {
					t.Errorf("%s\n otherwise: %s", seen, want[i])
				}
			}
		})
	}
}
