//go:build !js

package jwtverify_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

// then is the clock of the table's tokens.
type then struct{ core.SystemClock }

func (then) Now() time.Time { return time.Unix(conformance.TokensAt, 0) }

func TestMiddleware(t *testing.T) {
	keys := new(conformance.KeyServer)
	v := newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: transport(keys.Get)}, Clock: then{}})
	handler := jwtverify.Middleware(v, core.AccessToken)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		claims, ok := jwtverify.ClaimsFrom(r.Context())
		if !ok {
			t.Error("there are no claims")
		}
		_, _ = w.Write([]byte(claims.Text("username")))
	}))
	get := func(headers ...string) *http.Response {
		r := httptest.NewRequest("GET", "/", nil)
		for _, value := range headers {
			r.Header.Add("Authorization", value)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Result()
	}
	body := func(r *http.Response) string {
		text := make([]byte, 100)
		n, _ := r.Body.Read(text)
		return string(text[:n])
	}
	accepted := ""
	for _, token := range conformance.Tokens() {
		_, err := v.Verify(t.Context(), token.Text, core.AccessToken)
		asAccess := err == nil
		r := get("Bearer " + token.Text)
		challenge := r.Header.Get("WWW-Authenticate")
		switch {
		case asAccess && r.StatusCode == 200:
			if token.Accepted && token.Use == core.AccessToken && body(r) == "ada" {
				accepted = token.Text
			}
		case asAccess:
			t.Errorf("%s: status %d", token.Name, r.StatusCode)
		case r.StatusCode != 401 || challenge != `Bearer error="invalid_token"` || body(r) != "Unauthorized\n":
			t.Errorf("%s: status %d, %q", token.Name, r.StatusCode, challenge)
		}
	}
	if accepted == "" {
		t.Fatal("no access token was accepted")
	}
	for _, headers := range [][]string{nil, {""}, {"Bearer"}, {accepted}, {"Basic " + accepted}, {"Bearer " + accepted, "Bearer " + accepted}} {
		if r := get(headers...); r.StatusCode != 401 || r.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%.20q: status %d, %q", headers, r.StatusCode, r.Header)
		}
	}
	for _, header := range []string{"bearer " + accepted, "BEARER   " + accepted} {
		if r := get(header); r.StatusCode != 200 {
			t.Errorf("%.10q: status %d", header, r.StatusCode)
		}
	}
	if _, ok := jwtverify.ClaimsFrom(t.Context()); ok {
		t.Error("claims come from nowhere")
	}

	broken := newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: transport(func(string) (int, string, bool) { return 502, "", true })}, Clock: then{}})
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+accepted)
	jwtverify.Middleware(broken, core.AccessToken)(http.NotFoundHandler()).ServeHTTP(w, r)
	if w.Code != 503 || w.Header().Get("WWW-Authenticate") != "" {
		t.Errorf("without keys: status %d", w.Code)
	}
}

func TestNew(t *testing.T) {
	for _, config := range []jwtverify.Config{
		{},
		{UserPoolID: "us-east-1_FakePool1"},
		{UserPoolID: "us-east-1", ClientIDs: []string{"x"}},
		{UserPoolID: "us-east-1_FakePool1", ClientIDs: []string{""}},
		{UserPoolID: "us-east-1_FakePool1", ClientIDs: []string{"x"}, JWKSURL: "file:///etc/passwd"},
		{UserPoolID: "us-east-1_FakePool1", ClientIDs: []string{"x"}, JWKSURL: "jwks.json"},
	} {
		if _, err := jwtverify.New(config); core.ReasonOf(err) != core.InvalidParameter {
			t.Errorf("%+v: got %v", config, err)
		}
	}
}

// The default HTTP client requests only the configured address, and reads no more than
// necessary.
func TestDefaultClient(t *testing.T) {
	visited := ""
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visited += r.URL.Path
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/keys", http.StatusFound)
		case "/endless":
			for range 1000 {
				if _, err := w.Write([]byte(strings.Repeat(" ", 1<<16))); err != nil {
					return
				}
			}
			t.Error("all of an endless answer was read")
		case "/keys":
			_, _ = w.Write([]byte(conformance.KeySet()))
		}
	}))
	defer web.Close()
	token := conformance.Tokens()[0]
	for path, want := range map[string]core.Reason{"/moved": core.InvalidResponse, "/endless": core.InvalidResponse, "/keys": ""} {
		visited = ""
		v := newVerifier(t, jwtverify.Config{JWKSURL: web.URL + path, Clock: then{}})
		if _, err := v.Verify(t.Context(), token.Text, token.Use); core.ReasonOf(err) != want || visited != path {
			t.Errorf("%s: got %v after %s", path, err, visited)
		}
	}
}

// Leeway applies to exp, nbf and iat.
func TestLeeway(t *testing.T) {
	keys := new(conformance.KeyServer)
	for leeway, want := range map[time.Duration]bool{0: true, -1: false, 20 * time.Second: false, time.Hour: true} {
		v := newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: transport(keys.Get)}, Clock: then{}, Leeway: leeway})
		for _, token := range conformance.Tokens() {
			if token.Name == "ended half a minute ago" {
				if _, err := v.Verify(t.Context(), token.Text, token.Use); (err == nil) != want {
					t.Errorf("%v: %v", leeway, err)
				}
			}
		}
	}
}
