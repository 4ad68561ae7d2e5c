package world

import (
	"encoding/json"
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// amplifyClaims are the claims of Amplify's tokens.
type amplifyClaims struct {
	Access struct {
		Username string `json:"username"`
		Scope    string `json:"scope"`
		JTI      string `json:"jti"`
	}
	ID struct {
		Email string `json:"email"`
		Nonce string `json:"nonce"`
	}
}

// newAmplifyRedirect opens an application with Amplify. It insists on TLS at the domain, so the
// domain has some, with a certificate that this tab does not look at.
func newAmplifyRedirect(t *testing.T) *domainApplication {
	t.Helper()
	a := newDomainApplication(t, "domain-amplify.mjs")
	domain := httptest.NewUnstartedServer(a.site.Cognito.Domain())
	domain.Config.ErrorLog = log.New(io.Discard, "", 0) // the browser breaks off and tries again
	domain.StartTLS()
	t.Cleanup(domain.Close)
	if _, err := chromedp.Call(a.tab.Ctx, security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true}); err != nil {
		t.Fatal(err)
	}
	a.tab.Expect("You are using a custom Amazon")
	settings, err := json.Marshal(harness.Object{
		"userPoolId": fakecognito.DefaultPoolID, "userPoolClientId": fakecognito.DefaultClientID, "userPoolEndpoint": a.site.Endpoint,
		"loginWith": harness.Object{"oauth": harness.Object{
			"domain":          strings.TrimPrefix(domain.URL, "https://"),
			"scopes":          []string{"openid", "email", "aws.cognito.signin.user.admin"},
			"redirectSignIn":  a.site.Cognito.RedirectURIs,
			"redirectSignOut": a.site.Cognito.LogoutURIs,
			"responseType":    "code",
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	a.configure = "application.configure(" + string(settings) + ")"
	a.open()
	return a
}

// wantAnnounced waits until Amplify announces one of the events, which must be want.
func (a *domainApplication) wantAnnounced(want string) {
	a.Helper()
	if got := call[string](a, "announced", "signInWithRedirect", "signInWithRedirect_failure"); got != want {
		a.Fatalf("Amplify announced %s: %+v", got, call[[]any](a, "events"))
	}
}

// A sign-in by redirect, the session, a refresh by the API, an operation on the account, and
// the sign-out by redirect, after which the browser is signed in nowhere.
func TestAmplifyRedirect(t *testing.T) {
	a := newAmplifyRedirect(t)
	a.leave("#signin", "signInWithRedirect", harness.Object{
		"customState": "where I was, with ü & =", "options": harness.Object{"nonce": "n-1", "lang": "de"},
	})
	a.signInOnPage()
	a.wantAnnounced("signInWithRedirect")
	var custom any
	for _, e := range call[[]struct {
		Event string
		Data  any
	}](a, "events") {
		if e.Event == "customOAuthState" {
			custom = e.Data
		}
	}
	if custom != "where I was, with ü & =" {
		t.Errorf("the application's state: %v", custom)
	}
	claims := call[amplifyClaims](a, "claims")
	if claims.Access.Username != harness.Username || claims.ID.Email != harness.Email || claims.ID.Nonce != "n-1" ||
		claims.Access.Scope != "openid email aws.cognito.signin.user.admin" {
		t.Errorf("claims: %+v", claims)
	}
	refreshed := call[amplifyClaims](a, "claims", harness.Object{"forceRefresh": true})
	if refreshed.Access.JTI == claims.Access.JTI || refreshed.Access.Scope != claims.Access.Scope {
		t.Errorf("refreshed: %+v", refreshed)
	}
	if attributes := call[map[string]string](a, "fetchUserAttributes"); attributes["email"] != harness.Email {
		t.Errorf("attributes: %v", attributes)
	}

	a.leave("#signed-out", "signOut")
	a.open()
	if claims := call[amplifyClaims](a, "claims"); claims.Access.Username != "" {
		t.Errorf("after the sign-out: %+v", claims)
	}
	if a.site.Cognito.RefreshTokens()[0].Live {
		t.Error("the refresh token lives on")
	}
	a.bounce("signInWithRedirect", harness.Object{"options": harness.Object{"prompt": "NONE"}})
	a.wantAnnounced("signInWithRedirect_failure")
}

// A federated provider, who is refused at first; then a silent sign-in of the same session.
func TestAmplifyRedirectProvider(t *testing.T) {
	a := newAmplifyRedirect(t)
	google := harness.Object{"provider": "Google"}
	a.leave("#continue", "signInWithRedirect", google)
	a.tab.Run(chromedp.Click(chromedp.CSS("#refuse"), chromedp.NodeVisible))
	a.back()
	a.wantAnnounced("signInWithRedirect_failure")

	a.open()
	a.leave("#continue", "signInWithRedirect", google)
	a.tab.Run(
		chromedp.SendKeys(chromedp.CSS("#account"), "grace", chromedp.NodeVisible),
		chromedp.Click(chromedp.CSS("#continue"), chromedp.NodeVisible),
	)
	a.back()
	a.wantAnnounced("signInWithRedirect")
	if claims := call[amplifyClaims](a, "claims"); claims.Access.Username != "Google_grace" {
		t.Errorf("claims: %+v", claims)
	}
	a.tab.Eval("localStorage.clear()", nil)
	a.open()
	a.bounce("signInWithRedirect", harness.Object{"options": harness.Object{"prompt": "NONE"}})
	a.wantAnnounced("signInWithRedirect")
	if claims := call[amplifyClaims](a, "claims"); claims.Access.Username != "Google_grace" {
		t.Errorf("claims of the silent sign-in: %+v", claims)
	}
}
