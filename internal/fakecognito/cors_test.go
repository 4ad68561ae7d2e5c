package fakecognito_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func (e *env) preflight(origin, headers string) *http.Response {
	e.Helper()
	req, err := http.NewRequestWithContext(e.ctx, http.MethodOptions, e.url+"/", nil)
	e.ok(err)
	req.Header.Set("Origin", origin)
	req.Header.Set("Access-Control-Request-Method", "POST")
	req.Header.Set("Access-Control-Request-Headers", headers)
	resp, err := http.DefaultClient.Do(req)
	e.ok(err)
	resp.Body.Close()
	return resp
}

func TestPreflight(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	resp := e.preflight("https://app.example", "cache-control,content-type,x-amz-target,x-amz-user-agent,amz-sdk-request,amz-sdk-invocation-id,authorization")
	if resp.StatusCode != 200 {
		t.Fatalf("status %d", resp.StatusCode)
	}
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin":  "*",
		"Access-Control-Allow-Methods": "POST",
		"Access-Control-Max-Age":       "172800",
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"cache-control", "content-type", "x-amz-target", "x-amz-user-agent"} {
		if !strings.Contains(resp.Header.Get("Access-Control-Allow-Headers"), name) {
			t.Errorf("%s is not allowed", name)
		}
	}
	resp = e.preflight("https://app.example", "content-type,x-custom")
	if resp.StatusCode != 403 || resp.Header.Get("Access-Control-Allow-Origin") != "" || resp.Header.Get("Access-Control-Allow-Headers") != "" {
		t.Errorf("a header that is not on the list: status %d, %v", resp.StatusCode, resp.Header)
	}
	if n := len(e.srv.Requests()); n != 0 {
		t.Errorf("preflights are in the list of requests: %d", n)
	}
}

func TestReplyCORS(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	resp := e.post("GetUser", amzJSON, "{}", "Origin", "https://app.example")
	if resp.Header.Get("Access-Control-Allow-Origin") != "*" ||
		resp.Header.Get("Access-Control-Expose-Headers") != "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date" {
		t.Errorf("headers: %v", resp.Header)
	}
}

func TestAllowedOrigins(t *testing.T) {
	const good, bad = "https://app.example", "https://evil.example"
	e := start(t, &fakecognito.Server{AllowedOrigins: []string{good}})
	for origin, want := range map[string]string{good: good, bad: ""} {
		for _, resp := range []*http.Response{
			e.preflight(origin, "content-type"),
			e.post("GetUser", amzJSON, "{}", "Origin", origin),
		} {
			if got := resp.Header.Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("%s: Access-Control-Allow-Origin %q", origin, got)
			}
			if resp.Header.Get("Vary") != "Origin" {
				t.Error("no Vary: Origin")
			}
		}
	}
}
