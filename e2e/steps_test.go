package e2e

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// sdkProgram is the option of configure and load that takes the program with the
// AWS SDK inside.
func sdkProgram(t *testing.T) map[string]string {
	t.Helper()
	if err := wasmbuild.SDK.Check(root); err != nil {
		t.Fatal(err)
	}
	info, err := wasmbuild.ReadInfo(filepath.Join(root, filepath.FromSlash(wasmbuild.SDK.Folder)))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"wasmURL": "/" + wasmbuild.SDK.Folder + "/" + info.Wasm.File, "wasmIntegrity": info.Wasm.Integrity}
}

// TestSteps takes the same steps with the program that pages load and with the one
// that has the AWS SDK and golang-jwt inside, in the page and in a worker, with the
// refresh token sealed and as it is: the page, its storage and the service must not
// see which one it is.
func TestSteps(t *testing.T) {
	const (
		signIn  = "traceSignIn(window.user = makeUser('ada'), 'Engine-1843')"
		refresh = "(expire('ada'), trace((_, callback) => makePool().getCurrentUser().getSession(callback)))"
	)
	fail := func(fault fakecognito.Fault, times int) func(*site) func() {
		return func(s *site) func() { s.cognito.Fail("InitiateAuth", fault, times); return func() {} }
	}
	steps := []struct {
		name, run string
		service   func(*site) (after func()) // what the service is to do
		codes     bool                       // run needs the codes that were sent
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
		{name: "too many", run: refresh, service: fail(tooMany, 3)},
		{name: "500", run: refresh, service: fail(fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "x"}, 3)},
		{name: "portal", run: refresh, service: fail(fakecognito.Fault{Status: 200, Body: "<html>Welcome</html>"}, 3)},
		{name: "no CORS", run: refresh, service: fail(fakecognito.Fault{NoCORS: true}, 3)},
		{name: "hanging", run: "(expire('ada'), trace((_, callback) => makePool({ requestTimeout: 300 }).getCurrentUser().getSession(callback)))",
			service: func(s *site) func() { return s.cognito.HoldReply("InitiateAuth").Release }},
		{name: "refresh after all", run: refresh},
		{name: "unknown code", run: refresh, service: fail(jsonFault(400, `{"__type":"OddException","message":"x"}`), 1)},
		{name: "rotation is switched on", run: refresh, service: func(s *site) func() { s.cognito.RefreshTokenRotation = true; return func() {} }},
		{name: "rotation is known", run: refresh},
		{name: "revoked", run: refresh, service: func(s *site) func() { s.cognito.RevokeAll(username); return func() {} }},
		{name: "nobody", run: "trace((_, callback) => makeUser('ada').getSession(callback))"},
		{name: "in again", run: signIn},
		{name: "sign-out", run: "trace((_, callback) => user.signOut(callback))"},
	}
	life := func(options any, bySDK, inPage bool) (seen []string) {
		s := newSite(t)
		s.addUser()
		s.addSMSUser()
		tb := newTab(t, s)
		tb.expect("blocked by CORS policy")
		tb.beforePages(`{
			window.sent = 0; // by the page's own thread
			const { fetch } = window;
			window.fetch = (url, ...rest) => (sent += String(url) === endpoint, fetch(url, ...rest));
		}`)
		tb.openLibrary("ours")
		tb.eval("AmazonCognitoIdentity.configure($0)", nil, options)
		for _, step := range steps {
			s.cognito.ResetRequests()
			after := func() {}
			if step.service != nil {
				after = step.service(s)
			}
			if step.codes {
				giveCodes(tb)
			}
			var calls []call
			tb.eval(step.run, &calls)
			after()
			names := slices.Sorted(maps.Keys(tb.storage()))
			for i := range names {
				names[i] = strings.TrimPrefix(names[i], key(""))
			}
			for _, r := range s.cognito.Requests() {
				if sent := r.Header.Get("Amz-Sdk-Request") != ""; sent != bySDK {
					t.Errorf("%s: %s was sent by the SDK: %t", step.name, r.Op, sent)
				}
			}
			seen = append(seen, fmt.Sprintf("%s: %v; sent %q; stored %q", step.name, calls, s.operations(), names))
		}
		if n := s.requests(".wasm"); n != 1 {
			t.Errorf("%d programs were loaded, want 1", n)
		}
		var sent int
		tb.eval("sent", &sent)
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
		{"AWS SDK", sdkProgram(t), true, true},
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
