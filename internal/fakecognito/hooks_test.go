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

func TestFailConnection(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	refresh := *e.signIn().RefreshToken
	e.srv.Fail("RevokeToken", fakecognito.Fault{CloseConnection: true}, 1)
	if err := e.revoke(refresh); err == nil || !strings.Contains(err.Error(), "EOF") {
		t.Errorf("a closed connection gives %v", err)
	}
	_, err := e.refresh(refresh)
	e.ok(err)
	// The work is done, only the reply is lost.
	e.srv.Fail("RevokeToken", fakecognito.Fault{CloseConnection: true, AfterProcessing: true}, 1)
	if err := e.revoke(refresh); err == nil {
		t.Error("a closed connection gives no error")
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
	// Others pass meanwhile, of this operation and of others.
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
