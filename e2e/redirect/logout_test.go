package redirect

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestLogout: the user is signed out here, in other tabs, and at the domain; without the
// latter, the next one to come is the same user.
func TestLogout(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.signInAda("{}")
	b := a.another()
	b.Sees(a.Storage())
	b.Eval("(window.user = makePool().getCurrentUser(), user.getSession(() => {}), window.heard = [], AmazonCognitoIdentity.events.addEventListener('signedout', ({ detail }) => heard.push(detail.username)))", nil)

	// Local sign-out only.
	a.Eval("makePool().getCurrentUser().signOut()", nil)
	b.Eventually("heard.length === 1")
	a.authorize("{}")
	a.back()
	a.outcome().good(t, harness.Username)

	// The page is empty before it leaves.
	b.Sees(a.Storage())
	b.Eval("(window.user = makePool().getCurrentUser(), user.getSession(() => {}))", nil)
	hold := make(chan struct{})
	logout := s.Cognito.Domain()
	s.ServeDomain("/logout", waiting(hold, logout))
	a.Eval("leave(oauth.logout())", nil)
	b.Eventually("heard.length === 2 && user.getSignInUserSession() === null")
	b.wantNoSession()
	close(hold)
	a.see("#bye")
	if got := a.address(); got != s.URL+"/bye.html" {
		t.Errorf("the address is %s", got)
	}
	visits := s.Visits("/logout")
	if len(visits) != 1 || len(visits[0]) != 2 || visits[0].Get("logout_uri") != s.URL+"/bye.html" || visits[0].Get("client_id") == "" {
		t.Errorf("the domain was asked for %v", visits)
	}
	if n := len(s.RequestsTo("RevokeToken")); n != 0 {
		t.Errorf("%d requests to revoke a token that nobody asked for", n)
	}
	a.Open("/app.html")
	a.authorize("{ prompt: 'none' }")
	a.back()
	a.outcome().failed(t, "login_required", "LOGIN_REQUIRED")
	a.signInAda("{}") // the password is asked for
}

// TestLogoutSignsIn: a logout may lead to the sign-in page, where another user signs in.
func TestLogoutSignsIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	addBob(t, s)
	a := openApp(t, s)
	a.signInAda("{}")
	a.Eval("leave(oauth.logout({ signIn: { state: 'next' } }))", nil)
	a.signIn("bob", harness.Password)
	if got := a.outcome().good(t, "bob"); got.State != "next" {
		t.Errorf("the state is %v", got.State)
	}
	stored := a.Storage()
	if stored[harness.LastUserKey] != "bob" || stored[harness.Key(harness.Username, "idToken")] != "" {
		t.Error("the first user is not gone, or the second one not there")
	}
	// Nobody needs to be signed in for it.
	a.Eval("makePool().getCurrentUser().signOut()", nil)
	a.Eval("leave(oauth.logout({ logoutUri: $0 }))", nil, s.URL+"/bye.html")
	a.see("#bye")
}

// TestLogoutRevokes: the refresh token is revoked before the page is left, if that works.
func TestLogoutRevokes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.signInAda("{}")
	// A logout that is refused signs nobody out.
	a.finished("finished(makeLogin({ domain: 'http://auth.example.com' }).logout())").failed(t, "InvalidParameter", "INVALID_PARAMETER")
	var signedIn bool
	if a.Eval("!!makePool().getCurrentUser()", &signedIn); !signedIn {
		t.Error("a logout that was refused has signed the user out")
	}
	held := s.Cognito.Hold("RevokeToken")
	defer held.Release()
	a.Eval("leave(oauth.logout({ revoke: true }))", nil)
	a.Wait(held)
	a.wantNoSession()
	if n := len(s.Visits("/logout")); n != 0 {
		t.Error("the page was left before the token was revoked")
	}
	held.Release()
	a.see("#bye")
	if n := liveTokens(s); n != 0 {
		t.Errorf("%d refresh tokens are live", n)
	}

	// A token that cannot be revoked keeps nobody signed in.
	a.Open("/app.html")
	a.signInAda("{}")
	s.Cognito.Fail("RevokeToken", harness.TooMany, 100)
	a.Eval("leave(oauth.logout({ revoke: true }))", nil)
	a.see("#bye")
	a.Open("/app.html")
	a.wantNoSession()
	a.authorize("{ prompt: 'none' }")
	a.back()
	a.outcome().failed(t, "login_required", "LOGIN_REQUIRED")

	a.finished("finished(makeLogin({ logoutUri: '' }).logout())").failed(t, "InvalidParameter", "INVALID_PARAMETER")
}
