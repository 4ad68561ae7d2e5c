package redirect

import (
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestRefusals: what comes back from the domain instead of a code is an error with its reason
// and the application's state; nothing is stored, and the address is clean.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	check := func(name string, o outcome, code, reason string, retryable bool) {
		t.Helper()
		switch {
		case o.Error == nil:
			t.Errorf("%s: it came to no error", name)
		case o.Error.Code != code, o.Error.Reason != reason, o.Error.Retryable != retryable, o.Error.Message == "":
			t.Errorf("%s: %+v", name, *o.Error)
		}
		if state, _ := o.State.(map[string]any); state["n"] != 1.0 {
			t.Errorf("%s: the state is %v", name, o.State)
		}
		if got := a.address(); got != s.URL+"/app.html" {
			t.Errorf("%s: the address is %s", name, got)
		}
	}
	for _, tt := range []struct{ name, options, answer, code, reason string }{
		{"no session", "prompt: 'none'", "", "login_required", "LOGIN_REQUIRED"},
		{"refused", "provider: 'Google'", "#refuse", "invalid_request", "CONSENT_REFUSED"},
		{"cancelled", "provider: 'Google'", "#cancel", "invalid_request", "CONSENT_REFUSED"},
	} {
		a.authorize("{ " + tt.options + ", state: { n: 1 } }")
		if tt.answer != "" {
			a.click(tt.answer)
		}
		a.back()
		check(tt.name, a.outcome(), tt.code, tt.reason, false)
	}
	// The same address again is one that has been handled.
	a.Reload()
	a.back()
	a.outcome().nothing(t)

	// Any answer of the domain's, to copies of one sign-in.
	a.begin("{ state: { n: 1 } }")
	for i, tt := range []struct {
		name, query, code, reason string
		retryable                 bool
	}{
		{"a refusal by its own code", "error=access_denied", "access_denied", "CONSENT_REFUSED", false},
		{"a trigger refuses", "error=invalid_request&error_description=PreSignUp+failed+with+error+not+today.+", "invalid_request", "TRIGGER_REFUSED", false},
		{"the provider fails", "error=server_error&error_description=502", "server_error", "SERVICE_FAILURE", true},
		{"no such scope", "error=invalid_scope&error_description=x", "invalid_scope", "INVALID_PARAMETER", false},
		{"the grant is off", "error=unauthorized_client", "unauthorized_client", "FLOW_NOT_ENABLED", false},
		{"an unknown code", "error=temporarily_odd&error_description=x", "temporarily_odd", "UNKNOWN", false},
		{"an empty error", "error=", "invalid_request", "INVALID_PARAMETER", false},
		{"an empty code", "code=", "invalid_request", "INVALID_PARAMETER", false},
		{"an error and a code", "code=c&error=access_denied", "access_denied", "CONSENT_REFUSED", false},
		{"nobody's code", "code=c", "invalid_grant", "CODE_EXPIRED", false},
	} {
		o := a.finished("comeBack($0, $1)", "s"+string(rune('0'+i)), tt.query)
		check(tt.name, o, tt.code, tt.reason, tt.retryable)
	}
	a.wantNoSession()
	wantExchanges(t, s, 1)
}

// begin begins a sign-in, and returns its state, and to the application's page.
func (a app) begin(options string) (state string) {
	a.T.Helper()
	a.authorize(options)
	a.see("#signin")
	visits := a.Site.Visits("/oauth2/authorize")
	a.Open("/app.html")
	a.outcome().nothing(a.T)
	return visits[len(visits)-1].Get("state")
}

// TestForeignState: an address whose sign-in was not begun here, or long ago, is refused before
// anything is sent.
func TestForeignState(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	invalid := func(what, state string) {
		t.Helper()
		o := a.finished("comeTo('/app.html?code=c&state=' + $0)", state)
		if o.failed(t, "InvalidState", "INVALID_STATE"); o.State != nil {
			t.Errorf("%s: the state is %v", what, o.State)
		}
	}
	invalid("no record", "s")
	invalid("a state like a name", "__proto__")
	state := a.begin("{}")
	invalid("another state", state+"x")
	invalid("a shorter state", state[1:])
	for _, record := range []string{"{", "null", "1", "{}", `{"clientId":"other"}`} {
		a.Eval("sessionStorage.setItem('cognitowasm.oauth.r' + $0, $0)", nil, record)
		invalid("the record "+record, "r"+record)
	}
	var left []string
	if a.Eval("records().filter((key) => !key.includes('.r'))", &left); len(left) != 1 || left[0] != "cognitowasm.oauth."+state {
		t.Errorf("the records are %q", left)
	}
	a.Eval("sessionStorage.clear()", nil)
	invalid("no record any more", state)
	wantExchanges(t, s, 0)

	// What is not a redirect is left alone.
	for _, address := range []string{"/app.html?state=s", "/app.html?code=c", "/app.html?error=x", "/app.html#code=c&state=s"} {
		a.finished("comeTo($0)", address).nothing(t)
		if got := a.address(); got != s.URL+address {
			t.Errorf("%s became %s", address, got)
		}
	}
	for _, address := range []string{"/app.html#access_token=a&id_token=b", "/app.html?x=1#state=s&id_token=b"} {
		a.finished("comeTo($0)", address).failed(t, "InvalidParameter", "INVALID_PARAMETER")
	}
	a.Open("/app.html")
	a.signInAda("{}")
}

// TestOldRecord: a sign-in may take ten minutes, by the page's clock.
func TestOldRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := app{harness.NewTab(t, s)}
	now := time.Now()
	a.StopClock(now)
	a.Open("/app.html")
	state := a.begin("{ state: 1 }")
	for _, tt := range []struct {
		after time.Duration
		alive bool
	}{
		{10*time.Minute - time.Millisecond, true},
		{10 * time.Minute, false},
		{24 * time.Hour, false},
		// A clock that was set back has not made it any younger than it can be.
		{-5 * time.Minute, true},
		{-24 * time.Hour, false},
	} {
		a.Eval("window.stopped = $0", nil, now.Add(tt.after).UnixMilli())
		o := a.finished("comeBack($0, 'error=access_denied')", tt.after.String())
		if tt.alive {
			o.failed(t, "access_denied", "CONSENT_REFUSED")
		} else {
			o.failed(t, "InvalidState", "INVALID_STATE")
		}
		var left []string
		if a.Eval("records()", &left); len(left) != 1 || left[0] != "cognitowasm.oauth."+state {
			t.Errorf("after %s, %q are left", tt.after, left)
		}
	}

	// A new sign-in removes the records of those that nobody has finished.
	a.begin("{}")
	a.Eval("changeRecord((record) => { record.at -= 600_000 })", nil)
	a.Eval("sessionStorage.setItem('cognitowasm.oauth.broken', '{'), sessionStorage.setItem('other', '{')", nil)
	state = a.begin("{}")
	var kept []string
	if a.Eval("Object.keys(sessionStorage).sort()", &kept); !slices.Equal(kept, []string{"cognitowasm.oauth." + state, "other"}) {
		t.Errorf("sessionStorage has %q, want the last sign-in and other", kept)
	}
}

// TestReplay: a code that has been used is refused here, and by the service if the record comes
// back too.
func TestReplay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.byHand()
	a.authorize("{ state: 1 }")
	a.signIn(harness.Username, harness.Password)
	used := a.address()
	a.Eval("window.copied = { ...sessionStorage }", nil)
	var copied map[string]string
	a.Eval("copied", &copied)
	a.finish().good(t, harness.Username)

	a.Open(used[len(s.URL):])
	a.finish().failed(t, "InvalidState", "INVALID_STATE")
	wantExchanges(t, s, 1)
	before := a.Storage()

	a.Eval("Object.assign(sessionStorage, $0)", nil, copied)
	a.Open(used[len(s.URL):])
	o := a.finish()
	if err := o.failed(t, "invalid_grant", "CODE_EXPIRED"); err.StatusCode != 400 || err.Retryable {
		t.Errorf("%+v", *err)
	}
	if o.State != 1.0 {
		t.Errorf("the state is %v", o.State)
	}
	for key, value := range before {
		if a.Storage()[key] != value {
			t.Errorf("%s was changed", key)
		}
	}
	wantExchanges(t, s, 2)
}

// TestTokenEndpointRefuses: the token endpoint's own errors.
func TestTokenEndpointRefuses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.Expect("CORS")
	a.Expect("Content Security") // a redirect is refused in such words too
	a.begin("{ state: 1 }")
	for i, tt := range []struct {
		name         string
		fault        fakecognito.Fault
		code, reason string
		retryable    bool
	}{
		{"client", fakecognito.Fault{Code: "invalid_client", Message: "no"}, "invalid_client", "FLOW_NOT_ENABLED", false},
		{"Amplify's member", harness.JSONFault(400, `{"error":"invalid_request","error_message":"PreTokenGeneration failed with error x."}`), "invalid_request", "TRIGGER_REFUSED", false},
		{"page", fakecognito.Fault{Status: 403, Body: "<html>WAF"}, "InvalidResponse", "INVALID_RESPONSE", true},
		{"portal", fakecognito.Fault{Status: 200, Body: "<html>"}, "InvalidResponse", "INVALID_RESPONSE", true},
		{"no tokens", harness.JSONFault(200, `{}`), "InvalidResponse", "INVALID_RESPONSE", true},
		{"no ID token", harness.JSONFault(200, `{"access_token":"a.b.c","token_type":"Bearer"}`), "InvalidResponse", "INVALID_RESPONSE", true},
		{"redirect", fakecognito.Fault{Status: 307, Header: map[string][]string{"Location": {"/elsewhere"}}}, "NetworkError", "NETWORK_ERROR", true},
		{"unreadable", fakecognito.Fault{Code: "invalid_client", NoCORS: true}, "NetworkError", "NETWORK_ERROR", true},
		{"throttled", fakecognito.Fault{Status: 429, Body: "slow down"}, "InvalidResponse", "INVALID_RESPONSE", true},
		{"failing", fakecognito.Fault{Status: 503, Code: "server_error"}, "server_error", "SERVICE_FAILURE", true},
	} {
		s.Cognito.Fail("oauth2/token", tt.fault, 1)
		o := a.finished("comeBack($0, $1)", "s"+string(rune('0'+i)), "code=c")
		switch {
		case o.Error == nil:
			t.Errorf("%s came to no error", tt.name)
		case o.Error.Code != tt.code, o.Error.Reason != tt.reason, o.Error.Retryable != tt.retryable, o.State != 1.0:
			t.Errorf("%s came to %+v, state %v", tt.name, *o.Error, o.State)
		}
		want := "/app.html"
		if tt.retryable {
			want += "?code=c&state=s" + string(rune('0'+i))
		}
		if got := a.address(); got != s.URL+want {
			t.Errorf("%s: the address is %s, want %s", tt.name, got, want)
		}
	}
	a.wantNoSession()
}
