package world

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// oauthTokens are the tokens of a reply that oauth4webapi has accepted, with the ID token's
// claims.
type oauthTokens struct {
	Tokens struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int    `json:"expires_in"`
	}
	Claims struct {
		Sub      string `json:"sub"`
		Email    string `json:"email"`
		Nonce    string `json:"nonce"`
		AtHash   string `json:"at_hash"`
		Username string `json:"cognito:username"`
	}
}

// newOAuth opens an application with oauth4webapi.
func newOAuth(t *testing.T) *domainApplication {
	t.Helper()
	a := newDomainApplication(t, "domain-oauth4webapi.mjs")
	a.configure = fmt.Sprintf("application.configure(%q, %q, %q)", a.site.Cognito.IssuerURL(), fakecognito.DefaultClientID, a.site.URL+applicationPage)
	a.open()
	return a
}

// Every step of a sign-in, checked by a client that follows the specifications strictly: state,
// nonce, signatures, and the forms of all replies.
func TestOAuth4WebAPI(t *testing.T) {
	a := newOAuth(t)
	a.leave("#signin", "signIn", harness.Object{"scope": "openid email profile"})
	a.signInOnPage()
	got := call[oauthTokens](a, "finish")
	if got.Claims.Username != harness.Username || got.Claims.Email != harness.Email || got.Claims.Nonce == "" || got.Claims.AtHash == "" || got.Tokens.ExpiresIn != 3600 {
		t.Errorf("claims: %+v", got.Claims)
	}
	info := call[map[string]string](a, "userInfo", got.Tokens.AccessToken, got.Claims.Sub)
	if info["email"] != harness.Email || info["username"] != harness.Username {
		t.Errorf("userInfo: %v", info)
	}
	refreshed := call[oauthTokens](a, "refresh", got.Tokens.RefreshToken)
	if refreshed.Claims.Sub != got.Claims.Sub || refreshed.Claims.Nonce != "" || refreshed.Tokens.AccessToken == got.Tokens.AccessToken {
		t.Errorf("refreshed: %+v", refreshed.Claims)
	}
	call[any](a, "revoke", got.Tokens.RefreshToken)
	if again := try[any](a, "refresh", got.Tokens.RefreshToken); !strings.Contains(again.Error, "ResponseBodyError") {
		t.Errorf("a refresh after the revocation: %+v", again)
	}
	// The header WWW-Authenticate is not one that pages of other origins can read.
	if again := try[any](a, "userInfo", refreshed.Tokens.AccessToken, got.Claims.Sub); !strings.Contains(again.Error, "unexpected HTTP status code") {
		t.Errorf("userInfo after the revocation: %+v", again)
	}
	if again := try[any](a, "finish"); !strings.Contains(again.Error, "ResponseBodyError") {
		t.Errorf("the same code again: %+v", again)
	}
}

// oursBeside makes the library's own sign-in in a page with oauth4webapi. The two keep the same
// of a sign-in: each can finish what the other one has begun.
const oursBeside = `(async () => {
	const { CognitoUserPool } = await import('/dist/index.mjs');
	const { OAuth } = await import('/dist/oauth.mjs');
	const pool = new CognitoUserPool({ UserPoolId: %q, ClientId: %q, endpoint: %q });
	window.ours = new OAuth(pool, { domain: %q, redirectUri: %q });
	window.prefix = 'cognitowasm.oauth.';
	window.record = () => {
		const key = Object.keys(sessionStorage).find((key) => key.startsWith(prefix));
		const { codeVerifier, nonce } = JSON.parse(sessionStorage.getItem(key));
		return { state: key.slice(prefix.length), verifier: codeVerifier, nonce };
	};
})()`

// What the library asks the domain for, and keeps of it, is what oauth4webapi needs to finish
// the sign-in; and the other way round.
func TestOAuth4WebAPIBesideOurs(t *testing.T) {
	a := newOAuth(t)
	a.configure = "Promise.all([" + a.configure + ", " + fmt.Sprintf(oursBeside,
		fakecognito.DefaultPoolID, fakecognito.DefaultClientID, a.site.Endpoint, a.site.Domain, a.site.URL+applicationPage) + "])"
	a.tab.Eval(a.configure, nil)

	a.tab.Eval("void ours.authorize()", nil)
	a.see("#signin")
	asked := a.site.Visits("/oauth2/authorize")[0]
	a.signInOnPage()
	var kept struct{ State, Verifier, Nonce string }
	a.tab.Eval("sessionStorage.kept = JSON.stringify(record())", nil)
	a.tab.Eval("record()", &kept)
	if challenge := call[string](a, "challenge", kept.Verifier); challenge != asked.Get("code_challenge") || kept.State != asked.Get("state") || kept.Nonce != asked.Get("nonce") {
		t.Errorf("the domain was asked for %v", asked)
	}
	if got := call[oauthTokens](a, "finish"); got.Claims.Username != harness.Username || got.Claims.Nonce != kept.Nonce {
		t.Errorf("claims: %+v", got.Claims)
	}

	a.bounce("signIn", harness.Object{})
	var username string
	a.tab.Eval(`(() => {
		const { state, verifier, nonce } = JSON.parse(sessionStorage.kept);
		sessionStorage.setItem(prefix + state, JSON.stringify({
			clientId: $0, redirectUri: location.origin + location.pathname, codeVerifier: verifier, nonce, at: Date.now(),
		}));
		return ours.handleRedirect().then(({ user }) => user.getUsername());
	})()`, &username, fakecognito.DefaultClientID)
	if username != harness.Username {
		t.Errorf("%q has signed in", username)
	}
}

// Errors come back with the state, in a form that the client reads.
func TestOAuth4WebAPIRefusal(t *testing.T) {
	a := newOAuth(t)
	for _, parameters := range []harness.Object{{"prompt": "none"}, {"response_type": "token"}, {"scope": "unknown"}} {
		a.bounce("signIn", parameters)
		if got := try[any](a, "finish"); !strings.Contains(got.Error, "AuthorizationResponseError") {
			t.Errorf("%v: %+v", parameters, got)
		}
	}
}
