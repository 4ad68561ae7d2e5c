package hooks

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

//go:embed hooks.js
var script string

const wafToken = "X-Aws-Waf-Token"

// place is where the core runs.
type place struct {
	name    string
	options any
}

var places = []place{
	{"page", map[string]bool{}},
	{"worker", map[string]bool{"worker": true}},
	{"sealed token", map[string]string{"tokenIsolation": "worker"}},
}

// hookTest is a test that holds wherever the core runs.
type hookTest func(t *testing.T, s *harness.Site, tb *harness.Tab)

// everywhere runs a test wherever the core can run.
func everywhere(t *testing.T, test hookTest) {
	t.Parallel()
	for _, place := range places {
		t.Run(place.name, func(t *testing.T) { in(t, place.options, test) })
	}
}

func in(t *testing.T, options any, test hookTest) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Cognito.AllowedHeaders = []string{"x-aws-waf-token", "x-second"}
	tb := harness.NewTab(t, s)
	open(tb, options)
	test(t, s, tb)
}

// TestHooksOfTheSDK runs the tests with the Wasm module that has the AWS SDK, which sends
// requests in its own way.
func TestHooksOfTheSDK(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]hookTest{
		"Headers":            headers,
		"HeadersRefused":     headersRefused,
		"HeadersFail":        headersFail,
		"HooksShareARefresh": hooksShareARefresh,
		"HeadersAfterAbort":  headersAfterAbort,
		"Events":             events,
		"HooksThrow":         hooksThrow,
		"KeysHaveNoHooks":    keysHaveNoHooks,
	} {
		t.Run(name, func(t *testing.T) { in(t, harness.SDKModule(t), test) })
	}
}

// open opens the page of our library, with the core where the options say.
func open(tb *harness.Tab, options any) {
	tb.T.Helper()
	tb.OpenLibrary("ours")
	tb.RunScript(script)
	tb.Eval("AmazonCognitoIdentity.configure($0)", nil, options)
}

// signIn signs ada in with a pool.
func signIn(tb *harness.Tab, pool string) *harness.PageError {
	tb.T.Helper()
	var got struct{ Error *harness.PageError }
	tb.Eval("signIn(userOf("+pool+"), $0)", &got, harness.Password)
	return got.Error
}

// sent names the operations that were sent.
func sent(s *harness.Site) (operations []string) {
	for _, r := range s.Cognito.Requests() {
		operations = append(operations, r.Op)
	}
	return operations
}

// refreshed is what refreshWith in hooks.js returns.
type refreshed struct {
	IsFailure, Valid bool
	Error            *harness.PageError
}

func TestHeaders(t *testing.T) { everywhere(t, headers) }

func headers(t *testing.T, s *harness.Site, tb *harness.Tab) {
	for _, tt := range []struct{ name, headers, want string }{
		{"object", "{ 'x-aws-waf-token': 'token', 'x-second': undefined }", "token"},
		{"function", "({ operation }) => ({ 'x-aws-waf-token': 'for ' + operation })", "for "},
		{"async function", "async ({ operation }) => (await settled(), { 'X-AWS-WAF-Token': 'for ' + operation })", "for "},
		{"Headers", "() => new Headers({ 'x-aws-waf-token': 'token' })", "token"},
	} {
		s.Cognito.ResetRequests()
		tb.Eval("localStorage.clear(), void (window.pool = makePool({ headers: "+tt.headers+" }))", nil)
		if err := signIn(tb, "pool"); err != nil {
			t.Fatalf("%s: %+v", tt.name, *err)
		}
		var got refreshed
		tb.Eval("refreshWith(pool)", &got)
		if !got.Valid {
			t.Errorf("%s: a refresh failed: %+v", tt.name, got.Error)
		}
		tb.Eval("new Promise((resolve) => pool.client.request('ForgotPassword', { Username: 'ada', ClientId: pool.getClientId() }, resolve))", nil)
		tb.Eval("new Promise((resolve) => pool.signUp('bob', 'Engine-1843', [], [], resolve))", nil)
		requests := s.Cognito.Requests()
		if want := []string{"InitiateAuth", "RespondToAuthChallenge", "InitiateAuth", "ForgotPassword", "SignUp"}; !slices.Equal(sent(s), want) {
			t.Errorf("%s: %q were sent, want %q", tt.name, sent(s), want)
		}
		for _, r := range requests {
			want := tt.want
			if strings.HasSuffix(want, " ") {
				want += r.Op
			}
			if got := r.Header.Get(wafToken); got != want {
				t.Errorf("%s: %s had the header %q, want %q", tt.name, r.Op, got, want)
			}
		}
	}
}

// A header that a request has anyway is not replaced, whatever its case, nor is one sent that
// fetch refuses; nothing is sent at all.
func TestHeadersRefused(t *testing.T) { everywhere(t, headersRefused) }

func headersRefused(t *testing.T, s *harness.Site, tb *harness.Tab) {
	for name, headers := range map[string]string{
		"content-type":            "{ 'content-type': 'x' }",
		"X-AMZ-TARGET":            "() => ({ 'X-AMZ-TARGET': 'x' })",
		"X-Amz-User-Agent":        "{ 'X-Amz-User-Agent': 'x' }",
		"a b":                     "{ 'a b': 'x' }",
		"x-second":                "async () => ({ 'x-second': 'secret\\nsecret' })",
		"must be, or return, an ": "() => 'secret'",
		"undefined":               "() => Promise.reject()",
	} {
		err := signIn(tb, "hookedPool({ headers: "+headers+" })")
		if err == nil || err.Code != "InvalidParameter" || err.Reason != "INVALID_PARAMETER" || !strings.Contains(err.Message, name) || strings.Contains(err.Message, "secret") {
			t.Errorf("%s: %+v, want InvalidParameter", name, err)
		}
	}
	if n := len(s.Cognito.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	var events []any
	if tb.Eval("events", &events); len(events) != 0 {
		t.Errorf("the hooks were called: %v", events)
	}
	tb.Eval("(() => { try { makePool({ headers: 'x' }) } catch ({ code }) { events.push(code) } try { makePool({ onRequest: {} }) } catch ({ code }) { events.push(code) } })()", nil)
	if tb.Eval("events", &events); !slices.Equal(events, []any{"InvalidParameter", "InvalidParameter"}) {
		t.Errorf("options of a wrong type: %v", events)
	}
}

// A call whose headers fail fails with the same error, whatever its code; nothing is sent, and
// a session stays.
func TestHeadersFail(t *testing.T) { everywhere(t, headersFail) }

func headersFail(t *testing.T, s *harness.Site, tb *harness.Tab) {
	if err := signIn(tb, "makePool()"); err != nil {
		t.Fatalf("%+v", *err)
	}
	before := tb.Storage()
	for name, headers := range map[string]string{
		"thrown":   "() => { throw failure }",
		"rejected": "async () => { await settled(); throw failure }",
	} {
		s.Cognito.ResetRequests()
		tb.Eval("void (window.pool = hookedPool({ headers: "+headers+" }))", nil)
		tb.Eval("void (window.user = pool.getCurrentUser(), user.getSession(() => {}), window.held = user.signInUserSession)", nil)
		var got refreshed
		if tb.Eval("refreshWith(pool)", &got); !got.IsFailure {
			t.Errorf("%s: a refresh came to %+v, want the error itself", name, got)
		}
		var kept bool
		tb.Eval("new Promise((resolve) => user.refreshSession(held.getRefreshToken(), () => resolve(user.signInUserSession === held)))", &kept)
		if !kept {
			t.Errorf("%s: the session in memory has ended", name)
		}
		var failed struct{ IsFailure bool }
		tb.Eval("failing((done) => pool.client.request('ForgotPassword', { Username: 'ada', ClientId: pool.getClientId() }, done))", &failed)
		if !failed.IsFailure {
			t.Errorf("%s: a request did not fail with the error itself", name)
		}
		if n := len(s.Cognito.Requests()); n != 0 {
			t.Errorf("%s: %d requests were sent", name, n)
		}
		tb.Eval("localStorage.removeItem($0)", nil, harness.Key("ada.clockDrift"))
		for key, value := range before {
			if now := tb.Storage()[key]; now != value && !strings.HasSuffix(key, "clockDrift") {
				t.Errorf("%s: storage has lost %s", name, key)
			}
		}
	}
	var got refreshed
	if tb.Eval("refreshWith(makePool())", &got); !got.Valid {
		t.Errorf("a refresh afterwards: %+v", got.Error)
	}
}

// A sign-in whose headers fail at a challenge can be continued.
func TestHeadersFailInAChallenge(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddSMSUser()
	tb := harness.NewTab(t, s)
	open(tb, map[string]bool{})
	var got struct{ Called string }
	tb.Eval("void (window.fails = false, window.user = userOf(makePool({ headers: () => { if (fails) throw failure } }), 'sms'))", nil)
	if tb.Eval("signIn(user, $0)", &got, harness.Password); got.Called != "mfaRequired" {
		t.Fatalf("a sign-in came to %q", got.Called)
	}
	code := s.Cognito.Mailbox("sms")[0].Code
	var isFailure bool
	tb.Eval("fails = true, new Promise((resolve) => user.sendMFACode($0, { onSuccess: resolve, onFailure: (error) => resolve(error === failure) }))", &isFailure, code)
	if !isFailure {
		t.Error("the code was not refused with the error itself")
	}
	var done bool
	tb.Eval("fails = false, new Promise((resolve) => user.sendMFACode($0, { onSuccess: () => resolve(true), onFailure: () => resolve(false) }))", &done, code)
	if !done {
		t.Error("the code was refused")
	}
}

// Calls of pools with the same hooks share a refresh, as they do without: where it fails, it fails
// for both. (With different hooks the second one would try for itself.)
func TestHooksShareARefresh(t *testing.T) { everywhere(t, hooksShareARefresh) }

func hooksShareARefresh(t *testing.T, s *harness.Site, tb *harness.Tab) {
	if err := signIn(tb, "makePool()"); err != nil {
		t.Fatalf("%+v", *err)
	}
	s.Cognito.ResetRequests()
	s.Cognito.Fail("InitiateAuth", harness.JSONFault(400, `{"__type":"OddException","message":"x"}`), 1)
	held := s.Cognito.HoldReply("InitiateAuth")
	tb.Eval(`void (() => {
		const options = { headers: () => ({ 'x-aws-waf-token': 'token' }), onResponse() {} };
		expire('ada');
		const get = () => new Promise((resolve) => makePool(options).getCurrentUser().getSession((error) => resolve(error ? error.code : '')));
		window.both = Promise.all([get(), get()]);
	})()`, nil)
	tb.Wait(held)
	held.Release()
	var codes []string
	if tb.Eval("both", &codes); !slices.Equal(codes, []string{"OddException", "OddException"}) {
		t.Errorf("the refreshes came to %q, want the same error", codes)
	}
	if n := len(s.RequestsTo("InitiateAuth")); n != 1 {
		t.Errorf("%d requests were sent, want 1", n)
	}
}

// Headers that come after the call was aborted are for nobody.
func TestHeadersAfterAbort(t *testing.T) { everywhere(t, headersAfterAbort) }

func headersAfterAbort(t *testing.T, s *harness.Site, tb *harness.Tab) {
	tb.Eval(`void (() => {
		const come = new Promise((resolve) => (window.come = resolve));
		window.asked = new Promise((resolve) => {
			window.pool = hookedPool({ headers: () => (resolve(true), come) });
		});
		window.controller = new AbortController();
		window.outcome = new Promise((resolve) => pool.signUp('bob', 'Engine-1843', [], [], controller.signal).catch(resolve));
	})()`, nil)
	var code string
	tb.Eval("asked.then(() => (controller.abort(), outcome)).then(({ code }) => code)", &code)
	if code != "Aborted" {
		t.Errorf("the call came to %q", code)
	}
	tb.Eval("come({ 'x-second': 'x' }), new Promise((resolve) => pool.signUp('cy', 'Engine-1843', [], [], resolve))", nil)
	if said, _, _ := takeEvents(tb); !slices.Equal(said, []string{"request SignUp", "response SignUp 200"}) {
		t.Errorf("events: %q, want those of the second call", said)
	}
	if n := len(s.RequestsTo("SignUp")); n != 1 {
		t.Errorf("%d requests were sent, want 1", n)
	}
}

// Where the page has its own client, or its own request, that comes first.
func TestHooksAndOwnClient(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	tb := harness.NewTab(t, s)
	open(tb, map[string]bool{})
	var got []any
	tb.Eval(`new Promise((resolve) => {
		const pool = hookedPool({ headers: () => (events.push('headers'), {}) });
		pool.client.request = (operation, input, callback) => (events.push(operation), callback(null, {}));
		userOf(pool).forgotPassword({ onSuccess: () => resolve(events), onFailure: (error) => resolve([error.message]) });
	})`, &got)
	if !slices.Equal(got, []any{"ForgotPassword"}) {
		t.Errorf("%v, want the page's client alone", got)
	}
}
