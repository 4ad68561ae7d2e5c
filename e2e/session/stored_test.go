package session

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// The promise that routers and start-up code rely on, and the reason for the
// facade: the answer is there while the page is still being parsed.
func TestStoredSessionAnswersInTheSameTickWithoutRequests(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Page("/instant.html", `<!doctype html><title>instant</title>
<script src="/dist/amazon-cognito-identity.min.js"></script>
<script>
	const pool = new AmazonCognitoIdentity.CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake' });
	const user = pool.getCurrentUser();
	let answer;
	user.getSession((error, session) => (answer = { error, token: session && session.getAccessToken().getJwtToken() }));
	window.atOnce = { username: user.getUsername(), answer };
</script>
<script src="/page.js"></script>`)
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	stored := tb.Storage()

	tb.Open("/instant.html")
	var got struct {
		Username string
		Answer   *struct {
			Error any
			Token string
		}
	}
	tb.Eval("atOnce", &got)
	if got.Username != harness.Username {
		t.Errorf("current user %q, want %q", got.Username, harness.Username)
	}
	if got.Answer == nil {
		t.Fatal("getSession returned before it called back")
	}
	if got.Answer.Error != nil || got.Answer.Token != stored[harness.Key(harness.Username, "accessToken")] {
		t.Errorf("getSession gave %+v", *got.Answer)
	}

	// What the page was about to ask for, it has asked for by now.
	tb.Eval("new Promise((resolve) => requestIdleCallback(resolve)).then(() => fetch('/page.js'))", nil)
	for _, suffix := range []string{".wasm", ".runtime.js"} {
		if n := s.Requests(suffix); n != 0 {
			t.Errorf("%d requests for %s, want none", n, suffix)
		}
	}
	harness.WantOperations(t, s)
}

func TestSecondTabSeesTheSessionAtOnce(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	first := harness.NewTab(t, s)
	first.OpenLibrary("ours")
	second := first.Another()
	second.OpenLibrary("ours")
	var calls []harness.Call
	first.Eval("traceSignIn(makeUser($0), $1)", &calls, harness.Username, harness.Password)
	harness.WantCalls(t, calls, "onSuccess(session) later")

	want := first.Session()
	second.Sees(first.Storage())
	got := second.Session()
	if !got.Synchronous || *got.Value != *want.Value {
		t.Error("the second tab does not have the first one's session at once")
	}
	// The first tab's Wasm module is the only one that was needed.
	if n := s.Requests(".wasm"); n != 1 {
		t.Errorf("%d requests for the Wasm module, want 1", n)
	}
}

// TestProperty9BlockedStorage: the session is kept in memory where the page may not look
// at localStorage at all.
func TestProperty9BlockedStorage(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Page("/blocked.html", `<!doctype html><title>blocked</title>
<script>
	Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
</script>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/page.js"></script>`)
	tb := harness.NewTab(t, s)
	tb.Open("/blocked.html")
	tb.Eval("window.endpoint = $0", nil, s.Endpoint)
	var calls []harness.Call
	tb.Eval("traceSignIn(makeUser($0), $1)", &calls, harness.Username, harness.Password)
	harness.WantCalls(t, calls, "onSuccess(session) later")
	// Another pool of the page, as another part of the application would make.
	if got := tb.Session(); !got.Synchronous {
		t.Error("the session in memory was answered later, want at once")
	}
	tb.Eval("window.user = makePool().getCurrentUser(), trace((_, callback) => user.refreshSession(user.getSession((_, session) => session.getRefreshToken()), callback))", &calls)
	harness.WantCalls(t, calls, "callback(null, session) later")
	tb.Eval("trace((_, callback) => callback(makePool().getCurrentUser().signOut()))", &calls)
	harness.WantCalls(t, calls, "callback(undefined) at once")
	var current any
	tb.Eval("makePool().getCurrentUser()", &current)
	if current != nil {
		t.Error("there is still a current user after signing out")
	}
}
