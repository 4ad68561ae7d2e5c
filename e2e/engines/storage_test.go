package engines

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// liveInMemory signs in, refreshes and signs out in a page that may not look at localStorage.
func liveInMemory(tb *Tab) {
	t := tb.T
	t.Helper()
	var denied string
	tb.Eval("(() => { try { return String(localStorage) } catch (error) { return error.name } })()", &denied)
	if denied != "SecurityError" {
		t.Fatalf("localStorage is %s, want a SecurityError", denied)
	}
	tb.Eval("window.endpoint = $0", nil, tb.Site.Endpoint)
	signIn(tb)
	// Another pool of the page, as another part of the application would make.
	before := tb.Session()
	if !before.Synchronous {
		t.Error("the session in memory was answered later, want synchronously")
	}
	tb.Eval("window.user = makePool({ refresh: 'rotating' }).getCurrentUser(), void user.getSession(() => {})", nil)
	var refreshed harness.GotSession
	tb.Eval(`called((done) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), (error, session) =>
		done(error, plainSession(session))))`, &refreshed)
	if tb.Checked(&refreshed); refreshed.Value.AccessToken == before.Value.AccessToken {
		t.Error("the access token is still the old one")
	}
	var left bool
	if tb.Eval("(user.signOut(), !!makePool().getCurrentUser())", &left); left {
		t.Error("there is still a current user after signing out")
	}
	harness.WantOperations(t, tb.Site, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]", "GetTokensFromRefreshToken")
}

// TestBlockedStorage: the session is kept in memory where localStorage throws.
func TestBlockedStorage(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		s.Cognito.RefreshTokenRotation = true
		s.AddUser()
		s.Page("/blocked.html", `<!doctype html><title>blocked</title>
<script>
	Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
</script>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/page.js"></script>`)
		tb := e.NewTab(t, s)
		tb.Open("/blocked.html")
		liveInMemory(tb)
	})
}

// TestBlockedSite: the same where a person has blocked the site's cookies. Firefox then refuses
// IndexedDB, workers of the origin and Web Locks too.
func TestBlockedSite(t *testing.T) {
	each(t, []*Engine{Firefox}, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		s.Cognito.RefreshTokenRotation = true
		s.AddUser()
		BlockStorage(t, s)
		tb := e.NewTab(t, s)
		tb.OpenLibrary("ours")
		var locks string
		tb.Eval("navigator.locks.request('probe', () => 'granted').catch((error) => error.name)", &locks)
		if locks != "SecurityError" {
			t.Errorf("a lock is %s: this test does not see what it looks for", locks)
		}
		liveInMemory(tb)
	})
}

// TestPrivateWindow: a private window is a profile of its own, in which a session lives as in
// any other; the key of a sealed refresh token too.
func TestPrivateWindow(t *testing.T) {
	each(t, []*Engine{Firefox}, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		s.Cognito.RefreshTokenRotation = true
		s.AddUser()
		tb := NewPrivateTab(t, s)
		open := func(tb *Tab) {
			tb.OpenLibrary("ours")
			tb.Eval("AmazonCognitoIdentity.configure({ tokenIsolation: 'worker' })", nil)
		}
		open(tb)
		signIn(tb)
		open(tb)
		tb.Eval("expire($0)", nil, harness.Username)
		tb.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Good(t)

		outside := e.NewTab(t, s)
		outside.OpenLibrary("ours")
		if stored := outside.Storage(); len(stored) != 0 {
			t.Errorf("outside of private windows, %d values are stored", len(stored))
		}
	})
}
