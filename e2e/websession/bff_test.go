package websession

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// newPage serves a page with the classic script, the entry and a pool whose sessions the server
// keeps.
func newPage(t *testing.T, changes ...func(*backend, *websession.Config)) (*backend, *harness.Tab) {
	t.Helper()
	b := start(t, new(websession.MemoryStore), changes...)
	b.Page("/bff.html", `<!doctype html><title>bff</title><script src="/dist/amazon-cognito-identity.min.js"></script>
<script src="/dist/cognitowasm.bff.js"></script><script src="/page.js"></script><script>
window.endpoint = "`+b.Endpoint+`";
const newPool = () => makePool({ Storage: new AmazonCognitoIdentity.BackendStorage() });
const pool = newPool();
const userOf = (name) => new AmazonCognitoIdentity.CognitoUser({ Username: name, Pool: pool, Storage: pool.storage });
const begin = (user, Password) => new Promise((resolve) => user.authenticateUser(
	new AmazonCognitoIdentity.AuthenticationDetails({ Username: user.getUsername(), Password }),
	{ totpRequired: () => resolve('totpRequired'), onFailure: ({ code, reason }) => resolve(code + ' ' + reason) },
));
// What state libraries make of what they hold.
const reactive = (held) => new Proxy(held, {
	get(target, key, receiver) {
		const value = Reflect.get(target, key, receiver);
		const own = Reflect.getOwnPropertyDescriptor(target, key);
		return Object(value) === value && typeof value === 'object' && !(own && !own.configurable) ? reactive(value) : value;
	},
});
const failure = (promise) => promise.then(() => 'no error', ({ code, reason, retryable }) => [code, reason, retryable].join(' '));
const thrown = (call) => { try { call(); return 'nothing'; } catch ({ code, reason }) { return code + ' ' + reason; } };
</script>`)
	tb := harness.NewTab(t, b.Site)
	tb.Open("/bff.html")
	return b, tb
}

// comesTo fails unless an expression comes to that text.
func comesTo(tb *harness.Tab, want, expression string, arguments ...any) {
	tb.T.Helper()
	var got string
	if tb.Eval(expression, &got, arguments...); got != want {
		tb.T.Errorf("%s: %q, want %q", expression, got, want)
	}
}

// signInHere signs ada in by password and TOTP, with callbacks.
func signInHere(t *testing.T, b *backend, tb *harness.Tab) {
	t.Helper()
	tb.Eval("void (window.user = userOf($0))", nil, harness.Username)
	comesTo(tb, "totpRequired", "begin(user, $0)", harness.Password)
	code, err := totp.GenerateCode(totpSecret, b.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	comesTo(tb, "function", "new Promise((resolve) => user.sendMFACode($0, { onSuccess: (session) => resolve(typeof session.isValid), onFailure: (error) => resolve(error.message) }, 'SOFTWARE_TOKEN_MFA'))", code)
}

// A browser that the pool remembers is not asked for a second factor again; where the user
// decides about a new device, the page hears it as from upstream.
func TestBackendDevice(t *testing.T) {
	t.Parallel()
	var pool *core.Pool
	b, tb := newPage(t, func(b *backend, config *websession.Config) {
		b.Cognito.DeviceTracking = fakecognito.DeviceTrackingOptional
		var err error
		if pool, err = core.NewPool(config.Pool); err != nil {
			t.Fatal(err)
		}
	})
	b.Serve("/remember", b.handler.Require(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		session, _ := websession.FromContext(r.Context())
		if _, err := pool.Call(r.Context(), "UpdateDeviceStatus", core.Object{
			{Name: "AccessToken", Value: session.AccessToken()},
			{Name: "DeviceKey", Value: session.AccessClaims().Text("device_key")},
			{Name: "DeviceRememberedStatus", Value: "remembered"},
		}); err != nil {
			t.Error(err)
		}
	})).ServeHTTP)
	tb.Eval(`void (window.outcome = (call) => new Promise((resolve) => call({
		onSuccess: (session, necessary) => resolve('signed in ' + necessary),
		totpRequired: () => resolve('totpRequired'),
		onFailure: (error) => resolve(error.message),
	})))`, nil)
	signIn := func(wants ...string) {
		t.Helper()
		tb.Eval("void (window.user = userOf($0))", nil, harness.Username)
		comesTo(tb, wants[0], "outcome((to) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: user.getUsername(), Password: $0 }), to))", harness.Password)
		for _, want := range wants[1:] {
			b.clock.ahead.Add(int64(31 * time.Second)) // each code counts once
			code, err := totp.GenerateCode(totpSecret, b.clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			comesTo(tb, want, "outcome((to) => user.sendMFACode($0, to, 'SOFTWARE_TOKEN_MFA'))", code)
		}
	}
	signOut := func() { tb.Eval("new Promise((resolve) => user.signOut(() => resolve()))", nil) }
	signIn("totpRequired", "signed in true")
	signOut()
	signIn("totpRequired", "signed in undefined")
	comesTo(tb, "200", "fetch('/remember').then(({ status }) => String(status))")
	signOut()
	signIn("signed in undefined")
}

// TestBackendStorage: a page of upstream's API has a session and no token.
func TestBackendStorage(t *testing.T) {
	t.Parallel()
	b, tb := newPage(t)
	comesTo(tb, "null", "String(pool.getCurrentUser())")
	comesTo(tb, "NotAuthorizedException BAD_CREDENTIALS", "begin(userOf('ada'), 'Engine-1844')")
	signInHere(t, b, tb)
	comesTo(tb, "ada", "pool.getCurrentUser().getUsername()")
	tb.Reload()
	comesTo(tb, "ada", "pool.getCurrentUser().getUsername()")

	// One request, however many callers; then none.
	before := b.Requests("/auth/session")
	comesTo(tb, "20", "Promise.all(Array.from({ length: 20 }, () => new Promise((resolve) => pool.getCurrentUser().getSession((error, session) => resolve(error || session.isValid()))))).then((all) => String(all.filter((one) => one === true).length))")
	comesTo(tb, harness.Email, "called((done) => { window.user = pool.getCurrentUser(); user.getSession(done); }).then(({ value, synchronous }) => synchronous && value.getIdToken().payload.email)")
	if n := b.Requests("/auth/session") - before; n != 1 {
		t.Errorf("%d requests for the session, want 1", n)
	}
	comesTo(tb, "true", "String(user.getSession().then) !== '' && user.getSession().then((session) => String(session.getAccessToken().getExpiration() > Date.now() / 1000 && session.getRefreshToken().getToken() === ''))")

	// What has expired the server refreshes, once.
	b.clock.ahead.Add(int64(2 * time.Hour))
	tb.Eval("void (user.getSignInUserSession().clockDrift = -100000)", nil)
	b.Cognito.ResetRequests()
	comesTo(tb, "true", "Promise.all(Array.from({ length: 20 }, () => user.getSession())).then((all) => String(all.every((one) => one.isValid())))")
	if n := len(b.RequestsTo("GetTokensFromRefreshToken")); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}

	// What needs a token says so.
	comesTo(tb, "TokenUnavailable TOKEN_UNAVAILABLE", "thrown(() => user.getSignInUserSession().getIdToken().getJwtToken())")
	comesTo(tb, "TokenUnavailable TOKEN_UNAVAILABLE false", "failure(user.changePassword('a', 'b'))")
	comesTo(tb, "TokenUnavailable", "called((done) => user.getUserAttributes(done)).then(({ error }) => error.code)")
	comesTo(tb, "TokenUnavailable", "called((done) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), done)).then(({ error }) => error.code)")

	// Nothing that scripts can read is a token, and the Wasm module was never loaded.
	var visible string
	tb.Eval("JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, user.getSignInUserSession()])", &visible)
	if token := regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]+`).FindString(visible); token != "" {
		t.Errorf("a token is visible: %.20q", token)
	}
	if n := b.Requests(".wasm"); n != 0 {
		t.Errorf("%d requests for the Wasm module", n)
	}

	// A sign-out is seen in other tabs, and ends the session at the server.
	other := tb.Another()
	other.Open("/bff.html")
	comesTo(other, "ada", "pool.getCurrentUser().getUsername()")
	tb.Eval("new Promise((resolve) => user.signOut(resolve))", nil)
	comesTo(tb, "null", "String(pool.getCurrentUser())")
	comesTo(other, "null", "String(pool.getCurrentUser())")
	comesTo(other, " NO_SESSION false", "failure(userOf('ada').getSession())")
	comesTo(tb, "401", "fetch('/auth/session').then(({ status }) => String(status))")
}

// TestBackendStorageInProxies: the pool and its users may be held by a state library, and callbacks
// go to either.
func TestBackendStorageInProxies(t *testing.T) {
	t.Parallel()
	b, tb := newPage(t)
	b.Cognito.MFARequired = true
	if _, err := b.Cognito.CreateUser(fakecognito.NewUser{Username: "grace", Password: harness.Password, Email: "grace@example.com"}); err != nil {
		t.Fatal(err)
	}
	tb.Eval("void (window.raw = userOf('grace'), window.held = reactive(raw))", nil)
	var secret string
	tb.Eval("new Promise((resolve, reject) => held.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'grace', Password: $0 }), { mfaSetup: () => raw.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject }), onFailure: reject }))", &secret, harness.Password)
	code, err := totp.GenerateCode(secret, b.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	comesTo(tb, "true", "new Promise((resolve, reject) => held.verifySoftwareToken($0, 'app', { onSuccess: (session) => resolve(String(session.isValid())), onFailure: reject }))", code)
	comesTo(tb, "grace", "reactive(pool).getCurrentUser().getUsername()")
	comesTo(tb, "grace@example.com", "reactive(newPool()).getCurrentUser().getSession().then((session) => reactive(session).getIdToken().payload.email)")
	comesTo(tb, "TokenUnavailable TOKEN_UNAVAILABLE", "thrown(() => reactive(raw.getSignInUserSession()).getAccessToken().getJwtToken())")
	comesTo(tb, "TokenUnavailable", "called((done) => held.updateAttributes([], done)).then(({ error }) => error.code)")
	tb.Eval("new Promise((resolve) => held.signOut(resolve))", nil)
	comesTo(tb, "null", "String(reactive(pool).getCurrentUser())")
}

// TestBackendUnreachable: while the server cannot be reached, nobody is signed out, and a
// sign-out is made up for.
func TestBackendUnreachable(t *testing.T) {
	t.Parallel()
	b, tb := newPage(t)
	signInHere(t, b, tb)
	tb.Expect("503")
	tb.Eval("void (user.getSignInUserSession().clockDrift = -100000)", nil)
	tb.Offline(true)
	comesTo(tb, "NetworkError NETWORK_ERROR true", "failure(user.getSession())")
	tb.Offline(false)
	handler := b.Override("/auth/session")
	b.Serve("/auth/session", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable) // a proxy's page
	})
	comesTo(tb, "InvalidResponse INVALID_RESPONSE true", "failure(user.getSession())")
	b.Serve("/auth/session", handler)
	comesTo(tb, "ada", "pool.getCurrentUser().getUsername()")
	comesTo(tb, "true", "user.getSession().then((session) => String(session.isValid()))")

	tb.Offline(true)
	comesTo(tb, "NetworkError null", "new Promise((resolve) => user.signOut((error) => resolve(error.code + ' ' + pool.getCurrentUser())))")
	tb.Offline(false)
	comesTo(tb, "200", "fetch('/auth/session').then(({ status }) => String(status))") // it has not heard
	tb.Eval("void document.cookie.split('; ').filter(Boolean).forEach((one) => (document.cookie = one.split('=')[0] + '=; Path=/; Max-Age=0; Secure'))", nil)
	tb.Expect("401")
	tb.Reload()
	tb.Eventually("fetch('/auth/session').then(({ status }) => status === 401)")
	tb.Eventually("Object.keys(localStorage).every((key) => !key.includes('bff'))") // once it has the answer
}

// TestBackendSignOutMeanwhile: a reply that comes after a sign-out signs nobody in.
func TestBackendSignOutMeanwhile(t *testing.T) {
	t.Parallel()
	b, tb := newPage(t)
	signInHere(t, b, tb)
	handler := b.Override("/auth/session")
	arrived, release := make(chan struct{}), make(chan struct{})
	b.Serve("/auth/session", func(w http.ResponseWriter, r *http.Request) {
		reply := httptest.NewRecorder()
		handler(reply, r)
		close(arrived)
		<-release
		_, _ = w.Write(reply.Body.Bytes()) // without the cookie, which a browser may have dropped
	})
	tb.Eval("void (user.getSignInUserSession().clockDrift = -100000, window.asked = failure(user.getSession()))", nil)
	<-arrived
	tb.Eval("new Promise((resolve) => user.signOut(resolve))", nil)
	close(release)
	comesTo(tb, "SignedOut SIGNED_OUT false null", "asked.then((failed) => failed + ' ' + user.getSignInUserSession())")
}

// TestDocsBackend runs the sample of docs/bff.md.
func TestDocsBackend(t *testing.T) {
	t.Parallel()
	b, tb := newPage(t)
	signInHere(t, b, tb)
	match := regexp.MustCompile("(?s)```js\n(.*?)```").FindStringSubmatch(harness.Document(t, "docs/bff.md"))
	if match == nil {
		t.Fatal("docs/bff.md has no sample")
	}
	b.Script("/sample.js", strings.NewReplacer("'amazon-cognito-identity-js'", "'/dist/index.mjs'", "'cognitowasm/bff'", "'/dist/bff.mjs'").Replace(match[1])+"\ngreet((text) => { window.greeting = text; });")
	b.Page("/sample.html", `<!doctype html><title>sample</title><script src="/page.js"></script><script type="module" src="/sample.js"></script>`)
	tb.Open("/sample.html")
	tb.Eventually("window.greeting")
	comesTo(tb, "Hello "+harness.Email, "window.greeting")
}
