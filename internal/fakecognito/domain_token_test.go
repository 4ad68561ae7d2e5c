package fakecognito_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// wantOAuthError checks an error of the token endpoint.
func (v *visitor) wantOAuthError(what string, set *tokenSet, status int, code string) {
	v.Helper()
	if set.status != status || set.Error != code || set.AccessToken != "" {
		v.Errorf("%s: %d %s %s, want %d %s", what, set.status, set.Error, set.Description, status, code)
	}
}

func TestCodeIsBound(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	code := v.code(v.signInAtDomain())
	for _, c := range []struct {
		what, code string
		pairs      []string
	}{
		{"unknown", "invalid_grant", []string{"code", "other"}},
		{"another address", "invalid_grant", []string{"redirect_uri", callback + "?from=cognito"}},
		{"no verifier", "invalid_grant", []string{"code_verifier", "-"}},
		{"wrong verifier", "invalid_grant", []string{"code_verifier", strings.Repeat("a", 43)}},
		{"short verifier", "invalid_request", []string{"code_verifier", strings.Repeat("a", 42)}},
		{"long verifier", "invalid_request", []string{"code_verifier", strings.Repeat("a", 129)}},
		{"odd verifier", "invalid_request", []string{"code_verifier", strings.Repeat("a", 42) + "+"}},
		{"no code", "invalid_request", []string{"code", "-"}},
		{"no address", "invalid_request", []string{"redirect_uri", "-"}},
		{"no grant", "invalid_request", []string{"grant_type", "-"}},
		{"other grant", "unsupported_grant_type", []string{"grant_type", "password"}},
		{"client's own", "unauthorized_client", []string{"grant_type", "client_credentials"}},
		{"unknown parameter", "invalid_request", []string{"username", "alice"}},
	} {
		v.wantOAuthError(c.what, v.exchange(code, c.pairs...), 400, c.code)
	}
	v.wantOAuthError("another client", v.exchange(code, "client_id", "other"), 401, "invalid_client")
	v.wantOAuthError("a secret", v.exchange(code, "client_secret", "guess"), 401, "invalid_client")
	v.wantOAuthError("no form", v.token(values("grant_type", "authorization_code"), "Content-Type", "application/json"), 400, "invalid_request")
	if set := v.exchange(code); set.status != 200 {
		t.Errorf("after all of these: %d %s", set.status, set.Description)
	}

	code = v.code(v.authorize("code_challenge", "-", "code_challenge_method", "-"))
	v.wantOAuthError("a verifier too many", v.exchange(code), 400, "invalid_grant")
	if set := v.exchange(code, "code_verifier", "-"); set.status != 200 {
		t.Errorf("without PKCE: %d %s", set.status, set.Description)
	}
}

func TestCodeExpires(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	code := v.code(v.signInAtDomain())
	v.clock.Advance(5*time.Minute - time.Second)
	late := v.code(v.authorize())
	if set := v.exchange(code); set.status != 200 {
		t.Errorf("before 5 minutes: %s", set.Description)
	}
	v.clock.Advance(5 * time.Minute)
	v.wantOAuthError("after 5 minutes", v.exchange(late), 400, "invalid_grant")

	code = v.code(v.authorize())
	v.srv.DisableUser("alice")
	v.wantOAuthError("a disabled user", v.exchange(code), 400, "invalid_grant")
	v.srv.DeleteUser("alice")
	v.wantOAuthError("a deleted user", v.exchange(code), 400, "invalid_grant")
}

// TestCodeUsedTwice: the second use ends what the first one began.
func TestCodeUsedTwice(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	code := v.code(v.signInAtDomain())
	set := v.exchange(code)
	v.ok(v.getUser(set.AccessToken))
	v.wantOAuthError("again", v.exchange(code), 400, "invalid_grant")
	v.wantError(v.getUser(set.AccessToken), "NotAuthorizedException: Access Token has been revoked")
	v.wantOAuthError("refresh", v.refreshAtDomain(set.RefreshToken), 400, "invalid_grant")
}

func TestClientSecretAtDomain(t *testing.T) {
	const secret = "s+cret/1"
	basic := func(id, secret string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
	}
	v := visit(t, &fakecognito.Server{ClientSecret: secret})
	form := func(pairs ...string) url.Values {
		return values(append([]string{
			"grant_type", "authorization_code", "code", v.code(v.signInAtDomain("prompt", "login")),
			"redirect_uri", callback, "code_verifier", codeVerifier,
		}, pairs...)...)
	}
	for what, set := range map[string]*tokenSet{
		"in the body":         v.token(form("client_id", clientID, "client_secret", secret)),
		"Basic":               v.token(form(), "Authorization", basic(clientID, secret)),
		"Basic and client_id": v.token(form("client_id", clientID), "Authorization", basic(clientID, secret)),
	} {
		if set.status != 200 {
			t.Errorf("%s: %d %s", what, set.status, set.Description)
		}
	}
	for what, set := range map[string]*tokenSet{
		"no secret":    v.token(form("client_id", clientID)),
		"wrong secret": v.token(form("client_id", clientID, "client_secret", "guess")),
		"wrong Basic":  v.token(form(), "Authorization", basic(clientID, "guess")),
		"no Basic":     v.token(form("client_id", clientID), "Authorization", "Bearer "+secret),
		"both":         v.token(form("client_secret", secret), "Authorization", basic(clientID, secret)),
		"two clients":  v.token(form("client_id", "other"), "Authorization", basic(clientID, secret)),
	} {
		v.wantOAuthError(what, set, 401, "invalid_client")
		if set.header.Get("Www-Authenticate") != "Basic" {
			t.Errorf("%s: no Www-Authenticate", what)
		}
	}
}

// TestRefreshOfDomainSession: scope, aud and auth_time stay, at the domain and at the API.
func TestRefreshOfDomainSession(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	signedIn := v.clock.Now()
	set := v.tokens("nonce", "nonce-1", "resource", "https://api.example", "scope", "openid phone aws.cognito.signin.user.admin")
	v.clock.Advance(time.Hour)
	check := func(how, idToken, accessToken string) {
		t.Helper()
		_, id := v.verify(idToken)
		_, access := v.verify(accessToken)
		if access["scope"] != "openid phone aws.cognito.signin.user.admin" || access["aud"] != "https://api.example" {
			t.Errorf("%s: access token %v", how, access)
		}
		for _, claims := range []map[string]any{id, access} {
			if claims["auth_time"] != float64(signedIn.Unix()) || claims["nonce"] != nil || claims["email"] != nil {
				t.Errorf("%s: %v", how, claims)
			}
		}
	}
	atDomain := v.refreshAtDomain(set.RefreshToken)
	check("oauth2/token", atDomain.IDToken, atDomain.AccessToken)
	if atDomain.RefreshToken != "" {
		t.Error("a new refresh token without rotation")
	}
	result, err := v.env.refresh(set.RefreshToken)
	v.ok(err)
	check("REFRESH_TOKEN_AUTH", *result.IdToken, *result.AccessToken)
	out, err := v.api.GetTokensFromRefreshToken(v.ctx, &cognitoidentityprovider.GetTokensFromRefreshTokenInput{
		ClientId: aws.String(clientID), RefreshToken: &set.RefreshToken,
	})
	v.ok(err)
	check("GetTokensFromRefreshToken", *out.AuthenticationResult.IdToken, *out.AuthenticationResult.AccessToken)
	v.ok(v.getUser(*result.AccessToken))

	// A session of the API can be refreshed at the domain too.
	if other := v.refreshAtDomain(*v.signIn().RefreshToken); other.status != 200 || other.IDToken == "" {
		t.Errorf("the API's session: %d %s", other.status, other.Description)
	}
	v.wantOAuthError("unknown", v.refreshAtDomain("unknown"), 400, "invalid_grant")
	v.srv.RevokeAll("alice")
	v.wantOAuthError("revoked", v.refreshAtDomain(set.RefreshToken), 400, "invalid_grant")
}

func TestRotationAtDomain(t *testing.T) {
	v := visit(t, &fakecognito.Server{RefreshTokenRotation: true})
	first := v.tokens().RefreshToken
	second := v.refreshAtDomain(first)
	if second.status != 200 || second.RefreshToken == "" || second.RefreshToken == first {
		t.Fatalf("%+v", second)
	}
	v.wantOAuthError("again", v.refreshAtDomain(first), 400, "invalid_grant")
	v.wantOAuthError("after reuse", v.refreshAtDomain(second.RefreshToken), 400, "invalid_grant")
	if v.srv.ReuseRevocations() != 1 {
		t.Errorf("%d reuses", v.srv.ReuseRevocations())
	}
}

// TestScopesOfTokens: without openid there is no ID token, and without the API's own scope no
// operation on the account.
func TestScopesOfTokens(t *testing.T) {
	v := visit(t, &fakecognito.Server{Scopes: []string{"openid", "email", "aws.cognito.signin.user.admin", "files/read"}})
	set := v.tokens("scope", "files/read")
	if set.IDToken != "" {
		t.Error("an ID token without openid")
	}
	v.wantError(v.getUser(set.AccessToken), "NotAuthorizedException: Access Token does not have required scopes")
	_, err := v.api.GlobalSignOut(v.ctx, &cognitoidentityprovider.GlobalSignOutInput{AccessToken: &set.AccessToken})
	v.wantError(err, "NotAuthorizedException: Access Token does not have required scopes")
	result, err := v.env.refresh(set.RefreshToken)
	v.ok(err)
	if result.IdToken != nil {
		t.Error("an ID token after a refresh")
	}
	all := v.exchange(v.code(v.authorize()))
	if _, access := v.verify(all.AccessToken); access["scope"] != "openid email aws.cognito.signin.user.admin files/read" {
		t.Errorf("no scope asked: %v", access["scope"])
	}
	v.ok(v.getUser(all.AccessToken))
}

func TestRevokeAtDomain(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	revoke := func(pairs ...string) *answer {
		t.Helper()
		return v.submitForm(v.domain+"/oauth2/revoke", values(append([]string{"client_id", clientID}, pairs...)...))
	}
	set := v.tokens()
	for what, a := range map[string]*answer{
		"access token": revoke("token", set.AccessToken),
		"ID token":     revoke("token", set.IDToken, "token_type_hint", "access_token"),
	} {
		if a.status != 400 || !strings.Contains(a.body, "unsupported_token_type") {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	if a := revoke(); a.status != 400 || !strings.Contains(a.body, "invalid_request") {
		t.Errorf("no token: %d %s", a.status, a.body)
	}
	if a := revoke("token", set.RefreshToken, "client_id", "other"); a.status != 401 || !strings.Contains(a.body, "invalid_client") {
		t.Errorf("another client: %d %s", a.status, a.body)
	}
	v.ok(v.getUser(set.AccessToken))
	for _, token := range []string{set.RefreshToken, set.RefreshToken, "unknown"} {
		if a := revoke("token", token); a.status != http.StatusOK || a.body != "" {
			t.Errorf("%d %q", a.status, a.body)
		}
	}
	v.wantError(v.getUser(set.AccessToken), "NotAuthorizedException: Access Token has been revoked")
	v.wantOAuthError("refresh", v.refreshAtDomain(set.RefreshToken), 400, "invalid_grant")
	v = visit(t, &fakecognito.Server{DisableTokenRevocation: true})
	if a := v.submitForm(v.domain+"/oauth2/revoke", values("client_id", clientID, "token", v.tokens().RefreshToken)); a.status != 400 {
		t.Errorf("revocation is off: %d", a.status)
	}
}
