package redirect

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// modules makes the page's library of ES modules.
const modules = `
import * as library from '/dist/index.mjs';
import { OAuth } from '/dist/oauth.mjs';
window.AmazonCognitoIdentity = { ...library, OAuth };
`

// TestBuilds: wherever the core runs, and however the library is loaded, users sign in, are
// refreshed, and sign out.
func TestBuilds(t *testing.T) {
	t.Parallel()
	sdk, err := json.Marshal(harness.SDKModule(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, library, start string }{
		{"worker", library, "AmazonCognitoIdentity.configure({ worker: true }); start()"},
		{"sealed token", library, "AmazonCognitoIdentity.configure({ tokenIsolation: 'worker' }); start()"},
		{"modules", "", modules + "start()"},
		{"inline", "", `import * as library from '/dist/cognitowasm.inline.mjs';
			import { makeOAuth } from '/dist/oauth.mjs';
			window.AmazonCognitoIdentity = { ...library, OAuth: makeOAuth(library) };
			start()`},
		{"AWS SDK", library, "AmazonCognitoIdentity.configure(" + string(sdk) + "); start()"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSiteWith(t, tt.library, tt.start)
			a := openApp(t, s)
			// The code and its verifier go nowhere else.
			s.Cognito.Fail("oauth2/token", fakecognito.Fault{Status: 307, Header: http.Header{"Location": {"/elsewhere"}}}, 1)
			a.authorize("{ state: 1 }")
			a.signIn(harness.Username, harness.Password)
			a.outcome().failed(t, "NetworkError", "NETWORK_ERROR")
			if n := len(s.Visits("/elsewhere")); n != 0 {
				t.Error("the token request has followed a redirect")
			}
			got := a.finish().good(t, harness.Username)
			if got.State != 1.0 {
				t.Errorf("the state is %v", got.State)
			}
			live := s.Cognito.RefreshTokens()
			if sealed := len(live) == 1 && live[0].Token != got.RefreshToken; sealed != (tt.name == "sealed token") {
				t.Errorf("the page's refresh token is another one than the service's: %t", sealed)
			}
			a.Eval("expire($0)", nil, harness.Username)
			a.Open("/app.html")
			if refreshed := a.Session().Value; refreshed.AccessToken == got.AccessToken {
				t.Error("the session was not refreshed")
			}
			var attributes int
			a.Eval(`(async (user) => {
				await user.getSession();
				return (await user.getUserAttributes()).length;
			})(makePool().getCurrentUser())`, &attributes)
			if attributes == 0 {
				t.Error("the user has no attributes")
			}
			a.authorize("{ prompt: 'none' }")
			a.back()
			a.outcome().good(t, harness.Username)
			a.Open("/app.html?error=access_denied&state=x")
			a.outcome().failed(t, "InvalidState", "INVALID_STATE")
			s.Cognito.ResetRequests()
			a.Eval("leave(oauth.logout({ revoke: true }))", nil)
			a.see("#bye")
			requests := s.RequestsTo("RevokeToken")
			if len(requests) != 1 {
				t.Fatalf("%d requests to revoke the token", len(requests))
			}
			if bySDK := requests[0].Header.Get("Amz-Sdk-Request") != ""; bySDK != (tt.name == "AWS SDK") {
				t.Errorf("the SDK has sent the request: %t", bySDK)
			}
		})
	}
}

// TestNoSecrets: neither the console, errors nor the page's address have a code, a verifier or a
// token.
func TestNoSecrets(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	said := a.Eavesdrop()
	a.byHand()
	a.authorize("{}")
	a.signIn(harness.Username, harness.Password)
	var verifier string
	a.Eval("JSON.parse(sessionStorage.getItem(records()[0])).codeVerifier", &verifier)
	code := regexp.MustCompile(`[?&]code=([^&]+)`).FindStringSubmatch(a.address())
	if len(verifier) != 43 || code == nil {
		t.Fatalf("a verifier of %d characters, and code %q", len(verifier), code)
	}
	var errors []string
	note := func(expression string) {
		t.Helper()
		var text string
		a.Eval("("+expression+").then(() => '', (error) => [String(error), error.stack, JSON.stringify(error), JSON.stringify({ ...error }), String(error.cause)].join())", &text)
		if text == "" {
			t.Fatalf("%s came to no error", expression)
		}
		errors = append(errors, text)
	}
	a.Eval("void (window.copy = (state) => (sessionStorage.setItem('cognitowasm.oauth.' + state, sessionStorage.getItem(records()[0])), new URL('/app.html?code=' + $0 + '&state=' + state, location)))", nil, code[1])
	note("oauth.handleRedirect(new URL(location.href + 'x'))")
	for i, fault := range []fakecognito.Fault{
		harness.JSONFault(200, "<html>portal"), harness.JSONFault(200, `{}`), harness.JSONFault(400, `{"error":"invalid_grant"}`),
		harness.JSONFault(200, `{"access_token":"a.b.c","id_token":"d.e.f","refresh_token":"g"}`), {Status: 503, Body: "busy"},
	} {
		s.Cognito.Fail("oauth2/token", fault, 1)
		note("oauth.handleRedirect(copy('" + string(rune('a'+i)) + "'))")
	}
	wantExchanges(t, s, 5)
	a.finish().good(t, harness.Username)
	secrets := []string{verifier, code[1]}
	for _, key := range []string{"idToken", "accessToken", "refreshToken"} {
		secrets = append(secrets, a.Storage()[harness.Key(harness.Username, key)])
	}
	for where, text := range map[string]string{"the console": said(), "an error": strings.Join(errors, "\n"), "the page's address": a.address()} {
		for i, secret := range secrets {
			if secret == "" || strings.Contains(text, secret) {
				t.Errorf("secret %d is in %s", i, where)
			}
		}
	}
}
