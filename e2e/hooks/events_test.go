package hooks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// event is what a hook was called with.
type event struct {
	Kind      string
	Operation string
	Status    *int
	Duration  *float64
	Code      string
	RequestID string
}

func (e event) String() string {
	if e.Status == nil {
		return e.Kind + " " + e.Operation
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %d %s", e.Kind, e.Operation, *e.Status, e.Code))
}

// takeEvents takes the events that have come since, and the text of them.
func takeEvents(tb *harness.Tab) (said []string, all []event, text string) {
	tb.T.Helper()
	tb.Eval("JSON.stringify(events.splice(0))", &text)
	var pairs [][2]json.RawMessage
	if err := json.Unmarshal([]byte(text), &pairs); err != nil {
		tb.T.Fatal(err)
	}
	for _, pair := range pairs {
		var e event
		decoder := json.NewDecoder(strings.NewReader(string(pair[1])))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil {
			tb.T.Errorf("%s: %v", pair[1], err)
		}
		_ = json.Unmarshal(pair[0], &e.Kind)
		all, said = append(all, e), append(said, e.String())
	}
	return said, all, text
}

// Each request has an event before and one after it, with the service's names for the request
// and for its error; nothing else that was sent or received is in them.
func TestEvents(t *testing.T) { everywhere(t, events) }

func events(t *testing.T, s *harness.Site, tb *harness.Tab) {
	var texts strings.Builder
	want := func(name string, want ...string) {
		t.Helper()
		said, all, text := takeEvents(tb)
		texts.WriteString(text)
		if !slices.Equal(said, want) {
			t.Errorf("%s: %q, want %q", name, said, want)
		}
		for _, e := range all {
			if e.Status == nil {
				continue
			}
			if e.Duration == nil || *e.Duration < 0 || *e.Duration > 60_000 {
				t.Errorf("%s: %s has no duration", name, e)
			}
			if (e.RequestID == "") != (*e.Status == 0) {
				t.Errorf("%s: %s has the request id %q", name, e, e.RequestID)
			}
		}
	}
	tb.Expect("blocked by CORS policy")
	tb.Eval("void (window.pool = hookedPool({ headers: () => ({ 'x-aws-waf-token': 'token-of-the-firewall' }) }))", nil)
	if err := signIn(tb, "pool"); err != nil {
		t.Fatalf("%+v", *err)
	}
	want("a sign-in", "request InitiateAuth", "response InitiateAuth 200", "request RespondToAuthChallenge", "response RespondToAuthChallenge 200")

	var failed struct{ Code string }
	tb.Eval("failing((done) => userOf(pool).confirmRegistration('123456', false, done))", &failed)
	want("a refusal", "request ConfirmSignUp", "response ConfirmSignUp 400 "+failed.Code)

	s.Cognito.Fail("ForgotPassword", fakecognito.Fault{Status: 403, Body: `{"code":"ada@example.com","message":"x"}`}, 1)
	tb.Eval("failing((done) => pool.client.request('ForgotPassword', { Username: 'ada', ClientId: pool.getClientId() }, done))", nil)
	want("a proxy's words", "request ForgotPassword", "response ForgotPassword 403")

	s.Cognito.Fail("ForgotPassword", fakecognito.Fault{NoCORS: true}, 1)
	tb.Eval("failing((done) => pool.client.request('ForgotPassword', { Username: 'ada', ClientId: pool.getClientId() }, done))", &failed)
	if failed.Code != "NetworkError" {
		t.Errorf("a request that the browser refuses came to %q", failed.Code)
	}
	want("a failure of the network", "request ForgotPassword", "response ForgotPassword 0 NetworkError")

	held := s.Cognito.HoldReply("SignUp")
	tb.Eval(`void (() => {
		window.controller = new AbortController();
		window.aborted = pool.signUp('bob', 'Engine-1843', [], [], controller.signal).catch(({ code }) => code);
	})()`, nil)
	tb.Wait(held)
	tb.Eval("controller.abort()", nil)
	tb.Eventually("events.length === 2")
	held.Release()
	want("an aborted call", "request SignUp", "response SignUp 0 Aborted")

	var got refreshed
	if tb.Eval("refreshWith(pool)", &got); !got.Valid {
		t.Errorf("a refresh: %+v", got.Error)
	}
	want("a refresh", "request InitiateAuth", "response InitiateAuth 200")

	// A request's id may contain the letters of a short name.
	secrets := []string{`"` + harness.Username + `"`, harness.Password, harness.Email, `"bob"`, "123456", "token-of-the-firewall"}
	for _, value := range tb.Storage() {
		if len(value) > 20 {
			secrets = append(secrets, value)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(texts.String(), secret) {
			t.Errorf("the events contain %q", secret)
		}
	}
	if !strings.Contains(texts.String(), "RespondToAuthChallenge") {
		t.Error("the events have no operations: this test does not see what it looks for")
	}
}

// What a hook throws is an uncaught error of the page, and changes nothing.
func TestHooksThrow(t *testing.T) { everywhere(t, hooksThrow) }

func hooksThrow(t *testing.T, _ *harness.Site, tb *harness.Tab) {
	if err := signIn(tb, "makePool({ onRequest() { throw new Error('before') }, onResponse() { throw new Error('after') } })"); err != nil {
		t.Errorf("%+v", *err)
	}
	var uncaught []string
	tb.Eval("uncaught", &uncaught)
	if want := []string{"before", "after", "before", "after"}; !slices.Equal(uncaught, want) {
		t.Errorf("uncaught: %q, want %q", uncaught, want)
	}
}

// The request for the pool's keys has no hooks: it is for a public document, and goes elsewhere.
func TestKeysHaveNoHooks(t *testing.T) { everywhere(t, keysHaveNoHooks) }

func keysHaveNoHooks(t *testing.T, _ *harness.Site, tb *harness.Tab) {
	// The fake's CORS would refuse the header in a request for the keys.
	if err := signIn(tb, "hookedPool({ verifyTokens: true, headers: { 'x-second': 'x' } })"); err != nil {
		t.Fatalf("%+v", *err)
	}
	said, _, _ := takeEvents(tb)
	if len(said) != 4 {
		t.Errorf("%q, want the two requests of the sign-in", said)
	}
}
