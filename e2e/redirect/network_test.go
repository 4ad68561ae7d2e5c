package redirect

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// waiting is a handler that waits until a channel is closed.
func waiting(until chan struct{}, handler http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-until:
			handler.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	}
}

// TestNetwork: a network that fails between the redirect and the tokens costs nothing: the
// address is restored, and the same page, or the page reloaded, finishes the sign-in.
func TestNetwork(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		begin        func(a app) (end func())
		code, reason string
	}{
		{"offline", func(a app) func() {
			// Another sign-in's refusal takes the Wasm module, and no network.
			a.finished("comeBackElsewhere('error=access_denied')").failed(t, "access_denied", "CONSENT_REFUSED")
			a.Offline(true)
			return func() { a.Offline(false) }
		}, "NetworkError", "OFFLINE"},
		{"a connection that breaks", func(a app) func() {
			a.Site.Cognito.Fail("oauth2/token", fakecognito.Fault{CloseConnection: true}, 100)
			return a.Site.Cognito.ClearFaults
		}, "NetworkError", "NETWORK_ERROR"},
		{"a failing service", func(a app) func() {
			a.Site.Cognito.Fail("oauth2/token", fakecognito.Fault{Status: 503, Body: "<html>"}, 100)
			return a.Site.Cognito.ClearFaults
		}, "InvalidResponse", "INVALID_RESPONSE"},
		{"no Wasm module", func(a app) func() {
			var broken atomic.Bool
			broken.Store(true)
			a.Site.Serve("/dist/cognitowasm.wasm", func(w http.ResponseWriter, r *http.Request) {
				if broken.Load() {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				w.Header().Set("Content-Type", "application/wasm")
				http.ServeFile(w, r, harness.Root+"/dist/cognitowasm.wasm")
			})
			return func() { broken.Store(false) }
		}, "WasmLoadFailed", "WASM_LOAD_FAILED"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			a := openApp(t, s)
			a.byHand()
			a.authorize("{ state: { n: 1 } }")
			a.signIn(harness.Username, harness.Password)
			address := a.address()
			end := tt.begin(a)
			for range 2 {
				o := a.finish()
				if err := o.failed(t, tt.code, tt.reason); !err.Retryable {
					t.Error("the error is not retryable")
				}
				if state, _ := o.State.(map[string]any); state["n"] != 1.0 {
					t.Errorf("the state is %v", o.State)
				}
				if got := a.address(); got != address {
					t.Errorf("the address is %s, want %s", got, address)
				}
				a.wantNoSession()
			}
			end()
			if strings.HasPrefix(tt.name, "a") {
				a.Reload()
				a.back()
			}
			if got := a.finish().good(t, harness.Username); got.State.(map[string]any)["n"] != 1.0 {
				t.Errorf("the state is %v", got.State)
			}
			if got := a.address(); got != s.URL+"/app.html" {
				t.Errorf("the address is %s", got)
			}
		})
	}
}

// TestLostReply: a code whose reply was lost has been used, which the next attempt learns; that
// one is final.
func TestLostReply(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	// Not a broken connection, which the browser would try once more itself.
	s.Cognito.Fail("oauth2/token", fakecognito.Fault{Status: 502, Body: "x", NoCORS: true, AfterProcessing: true}, 1)
	a.Expect("CORS")
	a.authorize("{}")
	a.signIn(harness.Username, harness.Password)
	a.outcome().failed(t, "NetworkError", "NETWORK_ERROR")
	a.finish().failed(t, "invalid_grant", "CODE_EXPIRED")
	if got := a.address(); got != s.URL+"/app.html" {
		t.Errorf("the address is %s", got)
	}
	a.wantNoSession()
	a.authorize("{}")
	a.back()
	a.outcome().good(t, harness.Username)
}

// TestPageGoesOn: the address of a page that has gone on while the code was exchanged is not
// replaced by that of the redirect.
func TestPageGoesOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	held := s.Cognito.HoldReply("oauth2/token")
	defer held.Release()
	s.Cognito.Fail("oauth2/token", fakecognito.Fault{Status: 503, Body: "x"}, 1)
	a := openApp(t, s)
	a.authorize("{}")
	a.signIn(harness.Username, harness.Password)
	a.Wait(held)
	a.Eval("history.pushState(null, '', '/app.html#next')", nil)
	held.Release()
	a.outcome().failed(t, "InvalidResponse", "INVALID_RESPONSE")
	if got := a.address(); got != s.URL+"/app.html#next" {
		t.Errorf("the address is %s", got)
	}
}

// TestSlowTokenEndpoint: the pool's timeout limits the exchange too.
func TestSlowTokenEndpoint(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.byHand()
	a.authorize("{}")
	a.signIn(harness.Username, harness.Password)
	held := s.Cognito.Hold("oauth2/token")
	// Not before the end: the service may see only late that the page has given up.
	defer held.Release()
	a.Eval("window.oauth = makeLogin({ pool: { requestTimeout: 1000 } })", nil)
	a.finish().failed(t, "Timeout", "TIMEOUT")
	a.Wait(held)
	a.Eval("window.oauth = makeLogin()", nil)
	a.finish().good(t, harness.Username)
}
