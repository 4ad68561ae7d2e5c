package fakecognito_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestFail(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	token := *e.signIn().AccessToken
	e.srv.Fail("GetUser", fakecognito.Fault{Code: "TooManyRequestsException", Message: "Slow down"}, 2)
	e.srv.Fail("", fakecognito.Fault{Status: 500, Code: "InternalErrorException"}, 1)
	e.wantError(e.getUser(token), "TooManyRequestsException: Slow down")
	e.wantError(e.getUser(token), "TooManyRequestsException: Slow down")
	e.wantError(e.getUser(token), "InternalErrorException: ")
	e.ok(e.getUser(token))

	e.srv.Fail("GetUser", fakecognito.Fault{Status: 502, Body: "<html>Bad gateway</html>", Header: http.Header{"x-test": {"yes"}}}, 1)
	resp := e.post("GetUser", amzJSON, "{}")
	body, err := io.ReadAll(resp.Body)
	e.ok(err)
	if resp.StatusCode != 502 || string(body) != "<html>Bad gateway</html>" || resp.Header.Get("Content-Type") != "text/html" || resp.Header.Get("X-Test") != "yes" {
		t.Errorf("status %d, body %q, header %v", resp.StatusCode, body, resp.Header)
	}
	e.srv.Fail("GetUser", fakecognito.Fault{}, 1)
	resp = e.post("GetUser", amzJSON, "{}")
	if body, _ := io.ReadAll(resp.Body); resp.StatusCode != 500 || len(body) != 0 {
		t.Errorf("status %d, body %q", resp.StatusCode, body)
	}
}

// TestFailAsService answers as a web application firewall and a replica of the pool do.
func TestFailAsService(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	token := *e.signIn().AccessToken
	e.srv.Fail("GetUser", fakecognito.Fault{Status: 403, Code: "ForbiddenException", Message: "Request not allowed"}, 1)
	e.wantError(e.getUser(token), "ForbiddenException: Request not allowed")
	e.srv.Fail("GetUser", fakecognito.Fault{Code: "OperationNotEnabledException", Message: "Operation is not enabled"}, 1)
	e.wantError(e.getUser(token), "OperationNotEnabledException: Operation is not enabled")
	e.srv.Fail("GetUser", fakecognito.Fault{
		Status: 405, Body: "<html>captcha</html>", Header: http.Header{"x-amzn-waf-action": {"captcha"}},
	}, 1)
	resp := e.post("GetUser", amzJSON, "{}")
	body, err := io.ReadAll(resp.Body)
	e.ok(err)
	if resp.StatusCode != 405 || string(body) != "<html>captcha</html>" || resp.Header.Get("X-Amzn-Waf-Action") != "captcha" {
		t.Errorf("status %d, body %q", resp.StatusCode, body)
	}
	e.ok(e.getUser(token))
}

func TestFailConnection(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	refresh := *e.signIn().RefreshToken
	e.srv.Fail("RevokeToken", fakecognito.Fault{CloseConnection: true}, 1)
	if err := e.revoke(refresh); err == nil || !strings.Contains(err.Error(), "EOF") {
		t.Errorf("a closed connection returns %v", err)
	}
	_, err := e.refresh(refresh)
	e.ok(err)
	// The request has taken effect, only the reply is lost.
	e.srv.Fail("RevokeToken", fakecognito.Fault{CloseConnection: true, AfterProcessing: true}, 1)
	if err := e.revoke(refresh); err == nil {
		t.Error("a closed connection returns no error")
	}
	_, err = e.refresh(refresh)
	e.wantError(err, "NotAuthorizedException: Refresh Token has been revoked")
}

func TestHold(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	token := *e.signIn().AccessToken
	held := e.srv.Hold("GetUser")
	ended, cancel := context.WithCancel(e.ctx)
	cancel()
	if err := held.Arrived(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("Arrived with an ended context: %v", err)
	}
	result := make(chan error)
	go func() { result <- e.getUser(token) }()
	e.ok(held.Arrived(e.ctx))
	// In the meantime other calls pass, of this operation and of others.
	e.ok(e.getUser(token))
	e.signIn()
	// What happens now comes before the held request.
	e.srv.RevokeAll("alice")
	select {
	case err := <-result:
		t.Fatalf("the held request is answered: %v", err)
	default:
	}
	held.Release()
	held.Release()
	e.wantError(<-result, "NotAuthorizedException: Access Token has been revoked")

	early := e.srv.Hold("")
	early.Release()
	e.signIn()
	e.ok(early.Arrived(e.ctx))
}

// TestFailInBrowser checks what a page may read.
func TestFailInBrowser(t *testing.T) {
	const exposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
	const portal = "<html>Welcome to the hotel</html>"
	for _, test := range []struct {
		name                        string
		fault                       fakecognito.Fault
		status                      int
		contentType, body           string
		origin, exposes, retryAfter string
	}{
		{"captive portal", fakecognito.Fault{Status: 200, Body: portal, NoCORS: true},
			200, "text/html", portal, "", "", ""},
		{"captive portal with CORS", fakecognito.Fault{Status: 200, Body: portal},
			200, "text/html", portal, "*", exposed, ""},
		{"error without CORS", fakecognito.Fault{Code: "TooManyRequestsException", NoCORS: true},
			400, amzJSON, `{"__type":"TooManyRequestsException"}`, "", "", ""},
		{"effect without CORS", fakecognito.Fault{NoCORS: true, AfterProcessing: true},
			500, "text/html", "", "", "", ""},
		{"Retry-After", fakecognito.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}},
			503, "text/html", "", "*", exposed, "7"},
		{"Retry-After exposed", fakecognito.Fault{Status: 429, Header: http.Header{"retry-after": {"7"}, "Access-Control-Expose-Headers": {"Retry-After"}}},
			429, "text/html", "", "*", "Retry-After", "7"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := start(t, &fakecognito.Server{})
			e.srv.Fail("GetUser", test.fault, 1)
			resp := e.post("GetUser", amzJSON, "{}", "Origin", "https://app.example")
			body, err := io.ReadAll(resp.Body)
			e.ok(err)
			if resp.StatusCode != test.status || string(body) != test.body {
				t.Errorf("status %d, body %q", resp.StatusCode, body)
			}
			for name, want := range map[string]string{
				"Content-Type":                  test.contentType,
				"Access-Control-Allow-Origin":   test.origin,
				"Access-Control-Expose-Headers": test.exposes,
				"Retry-After":                   test.retryAfter,
			} {
				if got := resp.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			if resp := e.preflight("https://app.example", "x-amz-target"); resp.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Error("the preflight is refused")
			}
			if resp := e.post("GetUser", amzJSON, "{}"); resp.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Error("the next reply has no CORS headers")
			}
		})
	}
}

func TestHoldReply(t *testing.T) {
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true})
	first := *e.signIn().RefreshToken
	e.srv.ResetRequests()
	held := e.srv.HoldReply("GetTokensFromRefreshToken")
	result := make(chan error)
	go func() {
		_, err := e.rotate(first)
		result <- err
	}()
	e.ok(held.Arrived(e.ctx))
	// The request has taken effect, its reply has not arrived, and other calls pass.
	e.wantTokenStates(
		"alice, family 1, spent 1, rotated true, live false",
		"alice, family 1, spent 0, rotated false, live true",
	)
	if n := len(e.srv.Requests()); n != 0 {
		t.Errorf("%d requests answered", n)
	}
	e.mustRotate(*e.signIn().RefreshToken)
	// What happens now comes too late for the held request.
	e.srv.RevokeAll("alice")
	select {
	case err := <-result:
		t.Fatalf("the held request is answered: %v", err)
	default:
	}
	held.Release()
	e.ok(<-result)
}

// TestHoldBoth holds one request before and after it is processed.
func TestHoldBoth(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	token := *e.signIn().RefreshToken
	after, before := e.srv.HoldReply(""), e.srv.Hold("")
	result := make(chan error)
	go func() { result <- e.revoke(token) }()
	live := func() bool { return e.srv.RefreshTokens()[0].Live }
	e.ok(before.Arrived(e.ctx))
	if !live() {
		t.Error("processed before the release")
	}
	before.Release()
	e.ok(after.Arrived(e.ctx))
	if live() {
		t.Error("not processed")
	}
	after.Release()
	e.ok(<-result)
}

// TestHoldReplyLost releases a reply whose connection is closed.
func TestHoldReplyLost(t *testing.T) {
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: time.Second})
	first := *e.signIn().RefreshToken
	e.srv.Fail("GetTokensFromRefreshToken", fakecognito.Fault{CloseConnection: true, AfterProcessing: true}, 1)
	held := e.srv.HoldReply("GetTokensFromRefreshToken")
	result := make(chan error)
	go func() {
		_, err := e.rotate(first)
		result <- err
	}()
	e.ok(held.Arrived(e.ctx))
	held.Release()
	if err := <-result; err == nil || !strings.Contains(err.Error(), "EOF") {
		t.Errorf("a lost reply returns %v", err)
	}
	// The client still has the old token, and a second to use it.
	e.mustRotate(first)
}

func TestHoldReplyClientGone(t *testing.T) {
	seen := make(chan fakecognito.Request, 1)
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true})
	token := *e.signIn().RefreshToken
	e.srv.OnRequest = func(r fakecognito.Request) { seen <- r }
	held := e.srv.HoldReply("GetTokensFromRefreshToken")
	ctx, cancel := context.WithCancel(e.ctx)
	e.ctx = ctx
	result := make(chan error)
	go func() {
		_, err := e.rotate(token)
		result <- err
	}()
	e.ok(held.Arrived(ctx))
	cancel()
	if err := <-result; err == nil {
		t.Error("no error")
	}
	if r := <-seen; r.Op != "GetTokensFromRefreshToken" || r.Status != 0 {
		t.Errorf("request %q with status %d", r.Op, r.Status)
	}
	e.wantTokenStates(
		"alice, family 1, spent 1, rotated true, live false",
		"alice, family 1, spent 0, rotated false, live true",
	)
}

func TestHoldClientGone(t *testing.T) {
	seen := make(chan fakecognito.Request, 1)
	e := start(t, &fakecognito.Server{OnRequest: func(r fakecognito.Request) { seen <- r }})
	held := e.srv.Hold("GetUser")
	ctx, cancel := context.WithCancel(e.ctx)
	e.ctx = ctx
	result := make(chan error)
	go func() { result <- e.getUser("token") }()
	e.ok(held.Arrived(ctx))
	cancel()
	if err := <-result; err == nil {
		t.Error("no error")
	}
	if r := <-seen; r.Op != "GetUser" || r.Status != 0 {
		t.Errorf("request %q with status %d", r.Op, r.Status)
	}
}

func TestLatency(t *testing.T) {
	e := alice(t, &fakecognito.Server{Latency: time.Millisecond})
	before := time.Now()
	e.signIn()
	if time.Since(before) < time.Millisecond {
		t.Error("no latency")
	}
}

func TestConcurrentUse(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			out, err := e.passwordAuth("alice", password)
			if err != nil {
				t.Error(err)
				return
			}
			e.srv.User("alice")
			e.srv.Requests()
			e.srv.Mailbox("alice")
			if err := e.getUser(*out.AuthenticationResult.AccessToken); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(e.srv.Requests()); n != 8 {
		t.Errorf("%d requests", n)
	}
}
