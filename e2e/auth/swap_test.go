package auth

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestSwap: whoever has signed in with one library is signed in with the other, and with both
// libraries' CognitoUser; each refreshes what the other has stored, and signs it out.
func TestSwap(t *testing.T) {
	t.Parallel()
	for first, second := range map[string]string{ours: upstream, upstream: ours} {
		t.Run(first+" first", func(t *testing.T) {
			t.Parallel()
			a := openApp(t, newSite(t), first)
			a.signIn().succeeded(t)
			for _, library := range []string{"ours", "upstream"} {
				a.OpenLibrary(library)
				if got := a.Session(); got.Error != nil || !got.Value.Valid {
					t.Errorf("CognitoUser, %s: %+v", library, got)
				}
			}
			a.open(second)
			o := a.step("auth.getSession()")
			o.succeeded(t)
			if !o.Callbacks[0].Synchronous {
				t.Error("the session was not there at once")
			}
			for _, library := range []string{second, first} {
				a.open(library)
				before := a.Storage()[harness.Key(harness.Username, "accessToken")]
				a.step("(endStored(), stay(), auth.getSession(), calledBack())").succeeded(t)
				if a.Storage()[harness.Key(harness.Username, "accessToken")] == before {
					t.Errorf("%s has not refreshed", library)
				}
			}
			a.open(second)
			a.Eval("void auth.signOut(), undefined", nil)
			a.Run(chromedp.WaitReady(chromedp.CSS("#bye")))
			a.open(first)
			left := a.step("undefined").Storage
			delete(left, ".ada.clockDrift") // amazon-cognito-auth-js does not know it
			if len(left) != 0 {
				t.Errorf("storage has %v after a sign-out", left)
			}
			var is bool
			a.Eval("auth.isUserSignedIn()", &is)
			if is {
				t.Error("the user is still signed in")
			}
		})
	}
}

// In the classic script the names that both of Amazon's libraries have are those of one.
func TestTokensOfTheClassicScript(t *testing.T) {
	t.Parallel()
	a := openApp(t, newSite(t), ours)
	var got []bool
	a.Eval(`(() => {
		const { CognitoAuthSession, CognitoIdToken, CognitoUserSession } = AmazonCognitoIdentity;
		const session = new CognitoAuthSession();
		session.getIdToken().setJwtToken('t');
		return [
			session instanceof CognitoUserSession, session.getIdToken() instanceof CognitoIdToken,
			session.getIdToken().getJwtToken() === 't', new CognitoIdToken({ IdToken: 't' }).getJwtToken() === 't',
		];
	})()`, &got)
	if len(got) != 4 || slices.Contains(got, false) {
		t.Errorf("the checks came to %v", got)
	}
}
