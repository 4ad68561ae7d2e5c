package fakecognito_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func newGet(ctx context.Context, address string) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
}

// userInfo calls the endpoint with an Authorization header.
func (v *visitor) userInfo(method, authorization string) (int, map[string]string, http.Header) {
	v.Helper()
	req, err := http.NewRequestWithContext(v.ctx, method, v.domain+"/oauth2/userInfo", nil)
	v.ok(err)
	req.Header.Set("Authorization", authorization)
	req.Header.Set("Origin", "https://app.example")
	a := v.do(req)
	var claims map[string]string
	v.ok(json.Unmarshal([]byte(a.body), &claims))
	return a.status, claims, a.header
}

func TestUserInfo(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	user := v.create(fakecognito.NewUser{Username: "carol", Password: password, Email: "c@example.com", Attributes: map[string]string{
		"name": "Carol", "phone_number": "+15551234567",
	}})
	signIn := func(scope string) *tokenSet {
		t.Helper()
		page := v.open(v.authorize("prompt", "login", "scope", scope))
		return v.exchange(v.code(v.submit(page, "username", "carol", "password", password)))
	}
	all := map[string]string{
		"sub": user.Sub, "username": "carol", "name": "Carol", "phone_number": "+15551234567",
		"email": "c@example.com", "email_verified": "true",
	}
	for scope, want := range map[string]map[string]string{
		"openid":                               all,
		"openid aws.cognito.signin.user.admin": all,
		"openid email phone profile":           all,
		"openid profile":                       {"sub": user.Sub, "username": "carol", "name": "Carol"},
		"openid email":                         {"sub": user.Sub, "username": "carol", "email": "c@example.com", "email_verified": "true"},
		"openid phone":                         {"sub": user.Sub, "username": "carol", "phone_number": "+15551234567"},
	} {
		set := signIn(scope)
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			status, claims, header := v.userInfo(method, "Bearer "+set.AccessToken)
			if status != 200 || !maps.Equal(claims, want) || header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s %s: %d %v", method, scope, status, claims)
			}
		}
		_, id := v.verify(set.IDToken)
		for name := range all {
			if _, has := want[name]; has != (id[name] != nil) && name != "username" {
				t.Errorf("%s: %s in the ID token: %v", scope, name, id[name])
			}
		}
	}

	set := signIn("openid")
	v.clock.Advance(time.Hour)
	for what, authorization := range map[string]string{
		"expired":       "Bearer " + set.AccessToken,
		"ID token":      "Bearer " + set.IDToken,
		"nonsense":      "Bearer nonsense",
		"without scope": "Bearer " + signIn("aws.cognito.signin.user.admin").AccessToken,
		"the API's":     "Bearer " + *v.signIn().AccessToken,
	} {
		status, claims, header := v.userInfo("GET", authorization)
		if status != 401 || claims["error"] != "invalid_token" || header.Get("Www-Authenticate") == "" {
			t.Errorf("%s: %d %v", what, status, claims)
		}
	}
	for _, authorization := range []string{"", "Bearer", "Basic x"} {
		if status, claims, _ := v.userInfo("GET", authorization); status != 400 || claims["error"] != "invalid_request" {
			t.Errorf("%q: %d %v", authorization, status, claims)
		}
	}
}
