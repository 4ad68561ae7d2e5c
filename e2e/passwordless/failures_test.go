package passwordless

import (
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestFailures checks what a page learns when there is no passkey in the end.
func TestFailures(t *testing.T) {
	t.Parallel()
	const (
		makes = "passwordless.create($0, fail)"
		uses  = "passwordless.get($1, fail)"
	)
	foreign := encoded("a passkey of another authenticator")
	for _, tt := range []struct {
		name, path, script string
		// prepare is called when there is a passkey already, with its ID.
		prepare     func(a harness.Authenticator, id encoded)
		expression  string
		make, use   object // changed options
		code, cause string
	}{
		{name: "no credentials", script: "Object.defineProperty(navigator, 'credentials', { value: undefined })",
			expression: makes, code: "PasskeyUnsupported"},
		{name: "no WebAuthn", script: "delete window.PublicKeyCredential", expression: uses, code: "PasskeyUnsupported"},
		{name: "no algorithm in common", expression: makes,
			make: object{"pubKeyCredParams": []object{{"type": "another", "alg": -7}}}, code: "PasskeyUnsupported", cause: "NotSupportedError"},
		{name: "nothing from an extension", script: "replaceCredentials(() => null)", expression: makes, code: "PasskeyUnsupported", cause: "TypeError"},
		{name: "half of it from an extension", script: "replaceCredentials((credential) => ({ rawId: credential.rawId, response: {} }))",
			expression: makes, code: "PasskeyUnsupported", cause: "TypeError"},
		{name: "an extension that throws nothing", script: "replaceCredentials(() => { throw undefined; })", expression: makes, code: "PasskeyCancelled"},

		{name: "another domain, creation", expression: makes, make: object{"rp": object{"id": "passkeys.test", "name": "passkeys.test"}},
			code: "PasskeyNotAllowed", cause: "SecurityError"},
		{name: "another domain, request", expression: uses, use: object{"rpId": "passkeys.test"}, code: "PasskeyNotAllowed", cause: "SecurityError"},
		{name: "forbidden by policy, creation", path: "/forbidden.html", expression: makes, code: "PasskeyNotAllowed", cause: "NotAllowedError"},
		{name: "forbidden by policy, request", path: "/forbidden.html", expression: uses, code: "PasskeyNotAllowed", cause: "NotAllowedError"},

		{name: "registered before", prepare: func(a harness.Authenticator, id encoded) {}, expression: makes,
			make: object{"excludeCredentials": "$id"}, code: "PasskeyRegistered", cause: "InvalidStateError"},
		{name: "user not recognised, creation", prepare: func(a harness.Authenticator, _ encoded) { a.Know(false) }, expression: makes,
			code: "PasskeyCancelled", cause: "NotAllowedError"},
		{name: "user not recognised, request", prepare: func(a harness.Authenticator, _ encoded) { a.Know(false) }, expression: uses,
			code: "PasskeyCancelled", cause: "NotAllowedError"},
		{name: "no passkey at all", expression: uses, code: "PasskeyCancelled", cause: "NotAllowedError"},
		{name: "another passkey", prepare: func(harness.Authenticator, encoded) {}, expression: uses,
			use: object{"allowCredentials": described(foreign)}, code: "PasskeyCancelled", cause: "NotAllowedError"},

		{name: "aborted before, creation", expression: "passwordless.create($0, fail, aborted())", code: "Aborted", cause: "the reason"},
		{name: "aborted before, request", expression: "passwordless.get($1, fail, aborted())", code: "Aborted", cause: "the reason"},
		{name: "aborted before, unsupported", script: "delete window.PublicKeyCredential", expression: "passwordless.get($1, fail, aborted())", code: "Aborted", cause: "the reason"},
		{name: "aborted during, creation", prepare: func(a harness.Authenticator, _ encoded) { a.Hold(true) },
			expression: "abortDuring((signal) => passwordless.create($0, fail, signal))", code: "Aborted", cause: "the reason"},
		{name: "aborted during, request", prepare: func(a harness.Authenticator, _ encoded) { a.Hold(true) },
			expression: "abortDuring((signal) => passwordless.get($1, fail, signal))", code: "Aborted", cause: "the reason"},
		{name: "aborted during, without a reason of one's own", prepare: func(a harness.Authenticator, _ encoded) { a.Hold(true) },
			expression: "abortDuring((signal) => passwordless.get($1, fail, signal), undefined)", code: "Aborted", cause: "AbortError"},
		{name: "aborted during, in an extension that ignores it", script: "replaceCredentials(() => new Promise(() => {}))", prepare: func(harness.Authenticator, encoded) {},
			expression: "abortDuring((signal) => passwordless.get($1, fail, signal))", code: "Aborted", cause: "the reason"},

		{name: "no challenge", expression: makes, make: object{"challenge": nil}, code: "InvalidResponse", cause: "TypeError"},
		{name: "a challenge in no base64", expression: uses, use: object{"challenge": "a*b"}, code: "InvalidResponse", cause: "InvalidCharacterError"},
		{name: "no user", expression: makes, make: object{"user": nil}, code: "InvalidResponse", cause: "TypeError"},
		{name: "no algorithms", expression: makes, make: object{"pubKeyCredParams": nil}, code: "InvalidResponse", cause: "TypeError"},
		{name: "a list of passkeys that is none", expression: uses, use: object{"allowCredentials": "none"}, code: "InvalidResponse", cause: "TypeError"},
		{name: "no options", expression: "passwordless.get(null, fail)", code: "InvalidResponse", cause: "TypeError"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tb := newTab(t)
			a := harness.AddAuthenticator(tb)
			if tt.prepare != nil {
				tb.Open("/page.html")
				id := mustCreate(tb)
				tt.prepare(a, id)
				if tt.make["excludeCredentials"] != nil {
					tt.make = object{"excludeCredentials": described(id)}
				}
			}
			tb.Open(or(tt.path, "/page.html"))
			tb.Eval("void ("+or(tt.script, "0")+")", nil)
			var got outcome
			tb.Eval("outcome("+tt.expression+")", &got, creationOptions(tt.make), requestOptions(tt.use))
			if got.Credential != nil || got.Code != tt.code || got.Cause != tt.cause {
				t.Errorf("got %+v, want %s because of %s", got, tt.code, or(tt.cause, "nothing"))
			}
			if len(got.Message) < 40 || !strings.HasSuffix(got.Message, ".") {
				t.Errorf("the message is %q", got.Message)
			}
		})
	}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// TestInsecure has a page that browsers do not trust, as over HTTP on a network.
func TestInsecure(t *testing.T) {
	t.Parallel()
	tb := newTab(t)
	tb.Site.URL = strings.Replace(tb.Site.URL, relyingParty, "insecure.test", 1)
	tb.Open("/page.html")
	if got := create(tb, nil); got.Code != "PasskeyUnsupported" {
		t.Errorf("%+v", got)
	}
}

// TestNoUserHandle has a passkey that does not keep its user.
func TestNoUserHandle(t *testing.T) {
	t.Parallel()
	tb := newTab(t)
	harness.AddAuthenticator(tb)
	tb.Open("/page.html")
	made := create(tb, object{"authenticatorSelection": object{"residentKey": "discouraged"}})
	if made.Credential == nil {
		t.Fatalf("%+v", made)
	}
	var names []string
	tb.Eval("passwordless.get($0, fail).then(({ response }) => Object.keys(response).sort())", &names,
		requestOptions(object{"allowCredentials": described(made.Credential.RawID)}))
	if got := strings.Join(names, " "); got != "authenticatorData clientDataJSON signature" {
		t.Errorf("the response has %s", got)
	}
}

// TestLatestCeremony begins a second one while the first waits for its user.
func TestLatestCeremony(t *testing.T) {
	t.Parallel()
	tb := newTab(t)
	a := harness.AddAuthenticator(tb)
	tb.Open("/page.html")
	id := mustCreate(tb)
	// Of three, the last one alone is left; then it is none, as one more succeeds.
	a.Hold(true)
	tb.Eval("void (window.all = [passwordless.get($0, fail), passwordless.create($1, fail), passwordless.get($0, fail)].map(outcome))", nil,
		requestOptions(nil), creationOptions(nil))
	for i := range 3 {
		if i == 2 {
			a.Hold(false)
			if got := get(tb, nil); got.Credential == nil || string(got.Credential.RawID) != string(id) {
				t.Errorf("the last ceremony: %+v", got)
			}
		}
		var got outcome
		if tb.Eval("all[$0]", &got, i); got.Code != "Aborted" {
			t.Errorf("ceremony %d: %+v", i, got)
		}
	}
}

// TestNotices tells the harness.Authenticator which passkeys are gone.
func TestNotices(t *testing.T) {
	t.Parallel()
	tb := newTab(t)
	a := harness.AddAuthenticator(tb)
	tb.Open("/page.html")
	left := func(when string, want ...encoded) {
		t.Helper()
		passkeys := a.Passkeys()
		if len(passkeys) != len(want) {
			t.Fatalf("%s: %d passkeys, want %d", when, len(passkeys), len(want))
		}
		for i := range want {
			if string(passkeys[i].CredentialID) != string(want[i]) {
				t.Errorf("%s: passkey %d is %x", when, i, passkeys[i].CredentialID)
			}
		}
	}
	other := object{"user": object{"id": encoded("another user"), "name": "grace", "displayName": ""}}
	first := mustCreate(tb)
	second := create(tb, other).Credential.RawID
	tb.Eval("passwordless.notifyDeleted($0, $1, [$2])", nil, relyingParty, userID, first)
	if n := len(a.Passkeys()); n != 2 {
		t.Fatalf("%d passkeys are left of two", n)
	}
	tb.Eval("passwordless.notifyDeleted($0, $1, [])", nil, relyingParty, userID)
	left("one is deleted", second)
	tb.Eval("passwordless.notifyUnknown($0, $1)", nil, relyingParty, second)
	left("the other is unknown")

	// No failure is the page's concern: of the browser, and of one that knows no notices.
	tb.Eval("passwordless.notifyDeleted('passkeys.test', 'no*base64', [])", nil)
	tb.Eval("(delete PublicKeyCredential.signalAllAcceptedCredentials, passwordless.notifyDeleted($0, $1, []))", nil, relyingParty, userID)
	tb.Eval("(delete window.PublicKeyCredential, passwordless.notifyUnknown($0, $1))", nil, relyingParty, first)
}
