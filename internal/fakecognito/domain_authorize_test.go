package fakecognito_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestAuthorizationCode(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	v.clock.Advance(time.Hour)
	set := v.tokens("nonce", "nonce-1", "scope", "openid email unheard/of")
	if set.TokenType != "Bearer" || set.ExpiresIn != 3600 || set.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%+v", set)
	}
	_, id := v.verify(set.IDToken)
	_, access := v.verify(set.AccessToken)
	user, _ := v.srv.User("alice")
	if id["nonce"] != "nonce-1" || id["aud"] != clientID || id["email"] != "alice@example.com" || id["sub"] != user.Sub {
		t.Errorf("ID token: %v", id)
	}
	if access["scope"] != "openid email" || access["username"] != "alice" || access["aud"] != nil || access["nonce"] != nil {
		t.Errorf("access token: %v", access)
	}
	if user.LastSignIn != v.clock.Now() {
		t.Errorf("last sign-in: %v", user.LastSignIn)
	}
}

func TestAuthorizeReturnsState(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	for _, state := range []string{"a b+c%20d", `{"x":1}&error=no`, "grün", "-"} {
		a := v.another().signInAtDomain("state", state, "redirect_uri", callback+"?from=cognito")
		if state == "-" { // no state
			if a.location.Query().Has("state") {
				t.Errorf("state out of nothing: %v", a.location)
			}
			continue
		}
		if q := a.location.Query(); q.Get("state") != state || q.Get("from") != "cognito" || q.Get("code") == "" {
			t.Errorf("%q: %v", state, a.location)
		}
	}
}

// TestAuthorizeRefusesWithoutRedirect: an address that is not registered gets nothing.
func TestAuthorizeRefusesWithoutRedirect(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	for name, address := range map[string]string{
		"no client":          v.authorizeURL("client_id", "-"),
		"other client":       v.authorizeURL("client_id", "other"),
		"two clients":        v.authorizeURL() + "&client_id=" + clientID,
		"no address":         v.authorizeURL("redirect_uri", "-"),
		"other address":      v.authorizeURL("redirect_uri", "https://evil.example/"),
		"address and more":   v.authorizeURL("redirect_uri", callback+"/more"),
		"address and query":  v.authorizeURL("redirect_uri", callback+"?x=1"),
		"two addresses":      v.authorizeURL() + "&redirect_uri=" + url.QueryEscape(callback),
		"malformed":          v.authorizeURL() + "&x=%zz",
		"login, no client":   strings.Replace(v.authorizeURL("client_id", "-"), "/oauth2/authorize", "/login", 1),
		"other, unknown too": v.authorizeURL("redirect_uri", "https://evil.example/", "x", "1"),
	} {
		if a := v.get(address); a.status != 400 || a.error() == "" || a.header.Get("Location") != "" {
			t.Errorf("%s: status %d, location %v", name, a.status, a.location)
		}
	}
}

func TestAuthorizeErrors(t *testing.T) {
	v := visit(t, &fakecognito.Server{Providers: []string{"Google"}})
	for _, c := range []struct {
		want  string
		pairs []string
	}{
		{"invalid_request", []string{"response_type", "-"}},
		{"invalid_request", []string{"response_type", "code token"}},
		{"unauthorized_client", []string{"response_type", "token"}},
		{"invalid_request", []string{"code_challenge", "-"}},
		{"invalid_request", []string{"code_challenge", "short"}},
		{"invalid_request", []string{"code_challenge_method", "-"}},
		{"invalid_request", []string{"code_challenge_method", "plain"}},
		{"invalid_scope", []string{"scope", "unheard/of"}},
		{"invalid_scope", []string{"scope", ""}},
		{"invalid_scope", []string{"scope", "email"}},
		{"invalid_request", []string{"prompt", "maybe"}},
		{"invalid_request", []string{"prompt", "none login"}},
		{"login_required", []string{"prompt", "none"}},
		{"invalid_request", []string{"max_age", "-5"}},
		{"invalid_request", []string{"max_age", "soon"}},
		{"invalid_request", []string{"identity_provider", "Facebook"}},
		{"invalid_request", []string{"idp_identifier", "example.com"}},
		{"invalid_request", []string{"identity_provider", "Google", "idp_identifier", "example.com"}},
		{"invalid_request", []string{"resource", "http://api.example"}},
		{"invalid_request", []string{"resource", "api"}},
		{"invalid_request", []string{"resource", "https://api.example/#part"}},
		{"invalid_request", []string{"code_chalenge", "x"}},
	} {
		a := v.authorize(c.pairs...)
		if got := v.callbackError(a); got != c.want || a.location.Query().Get("state") != "state-1" || a.location.Query().Get("error_description") == "" {
			t.Errorf("%q: %v", c.pairs, a.location)
		}
	}
	if a := v.get(v.authorizeURL() + "&state=2"); v.callbackError(a) != "invalid_request" {
		t.Errorf("repeated: %v", a.location)
	}
	for _, pairs := range [][]string{
		{"lang", "de"}, {"userContextData", "x"}, {"acr_values", "urn:cognito:loa:1"}, {"prompt", "select_account consent"},
		{"response_mode", "query"}, {"display", "page"}, {"ui_locales", "de"}, {"code_challenge", "-", "code_challenge_method", "-"},
		{"resource", "https://api.example"}, {"resource", "http://localhost:8080/x"}, {"resource", "custom:thing"},
	} {
		v.open(v.authorize(pairs...))
	}
}

func TestSessionCookie(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	a := v.signInAtDomain()
	cookie := a.header.Get("Set-Cookie")
	for _, part := range []string{"cognito=", "Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=3600"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie without %s", part)
		}
	}
	signedIn := v.clock.Now()
	for range 2 {
		// Each use makes it last another hour.
		v.clock.Advance(59 * time.Minute)
		_, id := v.verify(v.exchange(v.code(v.authorize("prompt", "none"))).IDToken)
		if id["auth_time"] != float64(signedIn.Unix()) {
			t.Errorf("auth_time %v", id["auth_time"])
		}
	}
	if got := v.callbackError(v.another().authorize("prompt", "none")); got != "login_required" {
		t.Errorf("another browser: %s", got)
	}
	// What ends tokens does not end the browser's session.
	v.srv.RevokeAll("alice")
	v.code(v.authorize())
	v.srv.DisableUser("alice")
	if got := v.callbackError(v.authorize("prompt", "none")); got != "login_required" {
		t.Errorf("a disabled user: %s", got)
	}
	v.srv.EnableUser("alice")
	v.clock.Advance(time.Hour)
	if got := v.callbackError(v.authorize("prompt", "none")); got != "login_required" {
		t.Errorf("after an hour: %s", got)
	}
	v.open(v.authorize())
}

func TestAskAgain(t *testing.T) {
	v := visit(t, &fakecognito.Server{Providers: []string{"Google"}})
	v.signInAtDomain()
	v.clock.Advance(10 * time.Minute)
	v.open(v.authorize("prompt", "login"))
	v.open(v.authorize("max_age", "599"))
	v.open(v.authorize("max_age", "0"))
	v.open(v.authorize("identity_provider", "Google"))
	if got := v.callbackError(v.authorize("max_age", "599", "prompt", "none")); got != "login_required" {
		t.Errorf("too old: %s", got)
	}
	if got := v.callbackError(v.authorize("identity_provider", "Google", "prompt", "none")); got != "login_required" {
		t.Errorf("another provider: %s", got)
	}
	v.code(v.authorize("max_age", "600"))
	v.code(v.authorize("identity_provider", "COGNITO", "prompt", "none"))
	_, id := v.verify(v.tokens("prompt", "login").IDToken)
	if id["auth_time"] != float64(v.clock.Now().Unix()) {
		t.Errorf("auth_time after prompt=login: %v", id["auth_time"])
	}
}
