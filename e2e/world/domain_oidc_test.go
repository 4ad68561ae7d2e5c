package world

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// oidcUser is a User of oidc-client-ts.
type oidcUser struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	Scope        string `json:"scope"`
	Profile      struct {
		Email string `json:"email"`
	} `json:"profile"`
	State string `json:"state"`
}

// newOIDC opens an application with oidc-client-ts, which finds the domain by discovery.
func newOIDC(t *testing.T) *domainApplication {
	t.Helper()
	a := newDomainApplication(t, "domain-oidc.mjs")
	settings, err := json.Marshal(harness.Object{
		"authority": a.site.Cognito.IssuerURL(), "client_id": fakecognito.DefaultClientID,
		"redirect_uri": a.site.URL + applicationPage, "scope": "openid email",
		"post_logout_redirect_uri": a.site.URL + signedOutPage,
	})
	if err != nil {
		t.Fatal(err)
	}
	a.configure = "application.configure(" + string(settings) + ")"
	a.open()
	return a
}

// A sign-in with PKCE, and a renewal by the refresh token.
func TestOIDCClient(t *testing.T) {
	a := newOIDC(t)
	a.leave("#signin", "signinRedirect", harness.Object{"state": "where I was", "nonce": "n-1"})
	a.signInOnPage()
	user := call[oidcUser](a, "signinCallback")
	if user.Profile.Email != harness.Email || user.State != "where I was" || user.AccessToken == "" || user.RefreshToken == "" {
		t.Errorf("user: %+v", user)
	}
	renewed := call[oidcUser](a, "signinSilent")
	if renewed.AccessToken == user.AccessToken || renewed.RefreshToken != user.RefreshToken || renewed.Profile.Email != harness.Email {
		t.Errorf("renewed: %+v", renewed)
	}
	var grants []string
	for _, r := range a.site.RequestsTo("oauth2/token") {
		grants = append(grants, strings.Split(strings.Split(string(r.Body), "grant_type=")[1], "&")[0])
	}
	if !slices.Equal(grants, []string{"authorization_code", "refresh_token"}) {
		t.Errorf("token requests: %q", grants)
	}

	// The client revokes access tokens too unless it is told not to, and Cognito refuses that.
	if got := try[any](a, "revokeTokens", []string{"access_token"}); !strings.Contains(got.Error, "only refresh tokens can be revoked") {
		t.Errorf("revoking an access token: %q", got.Error)
	}
	call[any](a, "revokeTokens", []string{"refresh_token"})
	if a.site.Cognito.RefreshTokens()[0].Live {
		t.Error("the refresh token lives on")
	}
}

// With rotation the client keeps the new refresh token.
func TestOIDCClientRotation(t *testing.T) {
	a := newOIDC(t)
	a.site.Cognito.RefreshTokenRotation = true
	a.leave("#signin", "signinRedirect")
	a.signInOnPage()
	user := call[oidcUser](a, "signinCallback")
	first := call[oidcUser](a, "signinSilent")
	second := call[oidcUser](a, "signinSilent")
	if first.RefreshToken == user.RefreshToken || second.RefreshToken == first.RefreshToken || a.site.Cognito.ReuseRevocations() != 0 {
		t.Error("a refresh token was used twice")
	}
}

// What fits and what does not of a sign-out: Cognito's logout is not OpenID's. It knows neither
// post_logout_redirect_uri nor id_token_hint; the client can send what it needs instead.
func TestOIDCClientSignOut(t *testing.T) {
	a := newOIDC(t)
	a.leave("#signin", "signinRedirect")
	a.signInOnPage()
	call[oidcUser](a, "signinCallback")
	if text := a.leave("#error", "signoutRedirect"); !strings.Contains(text, "client_id") {
		t.Errorf("the page says %q", text)
	}

	// So the browser is still signed in at the domain, though not in the application.
	a.open()
	a.bounce("signinRedirect", harness.Object{"prompt": "none"})
	call[oidcUser](a, "signinCallback")

	a.leave("#signed-out", "signoutRedirect", harness.Object{
		// Without an address of OpenID's the client adds no client_id of its own.
		"post_logout_redirect_uri": "",
		"extraQueryParams":         harness.Object{"client_id": fakecognito.DefaultClientID, "logout_uri": a.site.URL + signedOutPage},
	})
	a.open()
	a.bounce("signinRedirect", harness.Object{"prompt": "none"})
	if got := try[any](a, "signinCallback"); !strings.Contains(got.Error, "Login required") {
		t.Errorf("after the sign-out: %+v", got)
	}
}
