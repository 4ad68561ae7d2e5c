package fakecognito_test

import (
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestLogout(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	set := v.tokens()
	logout := func(pairs ...string) *answer {
		t.Helper()
		return v.get(v.domain + "/logout?" + values(append([]string{"client_id", clientID}, pairs...)...).Encode())
	}
	for what, a := range map[string]*answer{
		"nothing":          logout(),
		"no client":        logout("client_id", "-", "logout_uri", goodbye),
		"another client":   logout("client_id", "other", "logout_uri", goodbye),
		"another address":  logout("logout_uri", goodbye+"/"),
		"OpenID's logout":  logout("post_logout_redirect_uri", goodbye, "id_token_hint", set.IDToken),
		"unknown name":     logout("logout_uri", goodbye, "logout_url", goodbye),
		"the wrong list":   logout("logout_uri", callback),
		"the other list":   logout("redirect_uri", goodbye, "response_type", "code"),
		"another callback": logout("redirect_uri", callback+"/", "response_type", "code"),
	} {
		if a.status != 400 || a.location != nil || a.error() == "" {
			t.Errorf("%s: %d %v", what, a.status, a.location)
		}
	}
	v.code(v.authorize("prompt", "none"))

	a := logout("logout_uri", goodbye)
	if a.location == nil || a.location.String() != goodbye || !strings.Contains(a.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("%d %v, cookie %q", a.status, a.location, a.header.Get("Set-Cookie"))
	}
	if got := v.callbackError(v.authorize("prompt", "none")); got != "login_required" {
		t.Errorf("after logout: %s", got)
	}
	v.ok(v.getUser(set.AccessToken)) // tokens live on

	v.signInAtDomain()
	page := v.open(logout("redirect_uri", callback, "response_type", "code", "state", "state-2", "scope", "openid"))
	if got := v.callbackError(v.authorize("prompt", "none")); got != "login_required" {
		t.Errorf("after logout: %s", got)
	}
	a = v.submit(page, "username", "alice", "password", password)
	if v.code(a); a.location.Query().Get("state") != "state-2" {
		t.Errorf("%v", a.location)
	}
}

// TestLogoutOnServer: a copy of the cookie is worth nothing afterwards.
func TestLogoutOnServer(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	copied := strings.SplitN(v.signInAtDomain().header.Get("Set-Cookie"), ";", 2)[0]
	v.get(v.domain + "/logout?" + values("client_id", clientID, "logout_uri", goodbye).Encode())
	req, err := newGet(v.ctx, v.authorizeURL("prompt", "none"))
	v.ok(err)
	req.Header.Set("Cookie", copied)
	if got := v.callbackError(v.another().do(req)); got != "login_required" {
		t.Errorf("with the old cookie: %s", got)
	}
}
