package fakecognito_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestDomainHooks: tests cause failures and delays at the domain as at the API.
func TestDomainHooks(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	code := v.code(v.signInAtDomain())
	v.srv.Fail("oauth2/token", fakecognito.Fault{Code: "server_error", Message: "Try later", Status: 503}, 1)
	if set := v.exchange(code); set.status != 503 || set.Error != "server_error" || set.Description != "Try later" {
		t.Errorf("%+v", set)
	}
	held := v.srv.Hold("oauth2/token")
	done := make(chan *tokenSet)
	go func() { done <- v.exchange(code) }()
	v.ok(held.Arrived(v.ctx))
	if n := len(v.srv.RefreshTokens()); n != 0 {
		t.Errorf("processed while held: %d", n)
	}
	held.Release()
	set := <-done
	if set.status != 200 {
		t.Errorf("released: %s", set.Description)
	}
	heldReply := v.srv.HoldReply("oauth2/revoke")
	revoked := make(chan *answer)
	go func() {
		revoked <- v.submitForm(v.domain+"/oauth2/revoke", values("client_id", clientID, "token", set.RefreshToken))
	}()
	v.ok(heldReply.Arrived(v.ctx))
	if v.srv.RefreshTokens()[0].Live {
		t.Error("not processed, though only the reply is held")
	}
	heldReply.Release()
	<-revoked
	v.userInfo("GET", "Bearer "+set.AccessToken)

	var lines []string
	for _, r := range v.srv.Requests() {
		lines = append(lines, r.String())
	}
	form := `{"client_id":"` + clientID + `","code":"***","code_verifier":"***","grant_type":"authorization_code","redirect_uri":"` + callback + `"}`
	want := strings.Join([]string{
		`oauth2/token ` + form + ` -> 503 server_error`,
		`oauth2/token ` + form + ` -> 200`,
		`oauth2/revoke {"client_id":"` + clientID + `","token":"***"} -> 200`,
		`oauth2/userInfo {} -> 401 invalid_token`,
	}, "\n")
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDomainCORS(t *testing.T) {
	const good, bad = "https://app.example", "https://evil.example"
	v := visit(t, &fakecognito.Server{AllowedOrigins: []string{good}})
	for _, path := range []string{"/oauth2/token", "/oauth2/revoke", "/oauth2/userInfo"} {
		for origin, want := range map[string]string{good: good, bad: ""} {
			req, err := http.NewRequestWithContext(v.ctx, http.MethodOptions, v.domain+path, nil)
			v.ok(err)
			req.Header.Set("Origin", origin)
			req.Header.Set("Access-Control-Request-Method", "POST")
			req.Header.Set("Access-Control-Request-Headers", "content-type,x-amz-user-agent,authorization")
			preflight := v.do(req)
			post := v.submitForm(v.domain+path, nil, "Origin", origin)
			for _, a := range []*answer{preflight, post} {
				if got := a.header.Get("Access-Control-Allow-Origin"); got != want {
					t.Errorf("%s for %s: %q", path, origin, got)
				}
			}
			if preflight.status == 200 != (origin == good) {
				t.Errorf("%s for %s: preflight %d", path, origin, preflight.status)
			}
		}
	}
	// Pages are for navigation only.
	if a := v.authorize(); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("authorize has CORS headers")
	}
	for _, path := range []string{"/", "/oauth2/other", "/oauth2/idpresponse"} {
		if a := v.get(v.domain + path); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := v.get(v.domain + "/oauth2/token"); a.status != 405 {
		t.Errorf("GET token: %d", a.status)
	}
}

func TestDiscovery(t *testing.T) {
	for _, domain := range []string{"", "https://login.example"} {
		e := start(t, &fakecognito.Server{DomainURL: domain})
		resp, err := http.Get(e.url + "/" + fakecognito.DefaultPoolID + "/.well-known/openid-configuration")
		e.ok(err)
		defer resp.Body.Close()
		var config map[string]any
		e.ok(json.NewDecoder(resp.Body).Decode(&config))
		for name, path := range map[string]string{
			"authorization_endpoint": "/oauth2/authorize",
			"token_endpoint":         "/oauth2/token",
			"userinfo_endpoint":      "/oauth2/userInfo",
			"revocation_endpoint":    "/oauth2/revoke",
			"end_session_endpoint":   "/logout",
		} {
			if domain == "" && config[name] != nil || domain != "" && config[name] != domain+path {
				t.Errorf("domain %q: %s is %v", domain, name, config[name])
			}
		}
		if config["code_challenge_methods_supported"] != nil {
			t.Error("the service does not announce PKCE")
		}
	}
}
