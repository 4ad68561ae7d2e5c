package passwordless

import (
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// openAutofill opens the page with autofill.js, and an authenticator with a passkey that waits
// for its user.
func openAutofill(t *testing.T) (*harness.Tab, harness.Authenticator) {
	t.Helper()
	tb := newTab(t)
	a := harness.AddAuthenticator(tb)
	tb.Open("/page.html")
	mustCreate(tb)
	a.Hold(true)
	tb.RunScript(autofillScript)
	return tb, a
}

// wantEvents checks what has happened in the page, all in all.
func wantEvents(t *testing.T, tb *harness.Tab, when string, want ...string) {
	t.Helper()
	var got []string
	if tb.Eval("soFar()", &got); !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", when, strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

// What happens in the page.
const (
	begin   = "begin"
	waiting = "conditional request"
	stopped = "conditional request aborted"
	modal   = "modal request"
	expired = "session expired"
	picked  = "picked"
)

func TestAutofillBeginsWithFocus(t *testing.T) {
	t.Parallel()
	tb, a := openAutofill(t)
	tb.Eval("offer($0)", nil, requestOptions(nil))
	tb.Eval("otherInput.focus()", nil)
	wantEvents(t, tb, "before the focus")
	a.Hold(false)
	tb.Eval("(nameInput.focus(), happened('picked'))", nil)
	wantEvents(t, tb, "with the focus", begin, waiting, picked)
	var got credential
	tb.Eval("picked", &got)
	checkShape(t, tb, &got, "webauthn.get", requestChallenge)
	checkAssertion(t, &got, a.Passkeys()[0].CredentialID, publicKey(t, a.Passkeys()[0]))
	tb.Eval("focusName()", nil)
	wantEvents(t, tb, "after the pick", begin, waiting, picked)
}

func TestAutofillOfFocusedInput(t *testing.T) {
	t.Parallel()
	tb, _ := openAutofill(t)
	tb.Eval("(nameInput.focus(), offer($0), happened('conditional request'))", nil, requestOptions(nil))
	tb.Eval("focusName()", nil)
	wantEvents(t, tb, "with the focus once more", begin, waiting)
}

// TestAutofillIsRenewed has sessions that live for an instant: each is left before it expires.
func TestAutofillIsRenewed(t *testing.T) {
	t.Parallel()
	tb, a := openAutofill(t)
	var events []string
	tb.Eval("(offer($0, { lifetime: 1000 }), nameInput.focus(), happened('session expired', 3).then(() => [...events]))", &events, requestOptions(nil))
	left, over := 0, 0
	for _, event := range events {
		switch event {
		case stopped:
			left++
		case expired:
			if over++; over > left {
				t.Errorf("a session expires while it is in use: %v", events)
			}
		}
	}
	isExpiry := func(event string) bool { return event == expired }
	order := slices.DeleteFunc(events, isExpiry)
	want := []string{begin, waiting, stopped, begin, waiting, stopped, begin, waiting, stopped}
	if len(order) < len(want) || !slices.Equal(order[:len(want)], want) {
		t.Errorf("the order is %v", order)
	}
	// A later session is as good as the first, and none follows the one that was used.
	a.Hold(false)
	tb.Eval("happened('picked').then(() => happened('session expired', timesOf('begin')))", nil)
	tb.Eval("soFar()", &events)
	if last := slices.DeleteFunc(events, isExpiry); last[len(last)-1] != picked {
		t.Errorf("after the pick: %v", events)
	}
}

// TestAutofillIsNotRenewedWhileHidden lets the session of a page in the background expire.
func TestAutofillIsNotRenewedWhileHidden(t *testing.T) {
	t.Parallel()
	tb, _ := openAutofill(t)
	tb.Eval("(offer($0, { lifetime: 500 }), nameInput.focus(), happened('conditional request').then(() => hide(true)))", nil, requestOptions(nil))
	tb.Eval("happened('session expired')", nil)
	wantEvents(t, tb, "hidden", begin, waiting, expired)
	tb.Eval("(hide(false), happened('conditional request', 2).then(() => hide(true)))", nil)
	// Ended in the background, it stays so.
	tb.Eval("happened('session expired', 2).then(() => end())", nil)
	tb.Eval("hide(false)", nil)
	wantEvents(t, tb, "ended", begin, waiting, expired, stopped, begin, waiting, expired, stopped)
}

func TestAutofillEnds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, before, end string
		want              []string
	}{
		{"by its function", "offer($0); nameInput.focus(); await happened('conditional request');", "end()", []string{begin, waiting, stopped}},
		{"by its signal", "offer($0, { signal: stop.signal }); nameInput.focus(); await happened('conditional request');", "stop.abort()",
			[]string{begin, waiting, stopped}},
		{"before the focus", "offer($0);", "end()", nil},
		{"by its signal, before the focus", "offer($0, { signal: stop.signal });", "stop.abort()", nil},
		{"before it began", "stop.abort();", "offer($0, { signal: stop.signal })", nil},
		{"while it begins", "offer($0, { ready: () => new Promise((resolve) => { window.go = resolve; }) }); nameInput.focus(); await happened('begin');",
			"(end(), go())", []string{begin}},
		{"while it begins, which rejects then",
			"offer($0, { ready: (signal) => new Promise((_, reject) => signal.addEventListener('abort', reject)) }); nameInput.focus(); await happened('begin');",
			"end()", []string{begin}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tb, _ := openAutofill(t)
			tb.Eval("(async () => { window.stop = new AbortController(); "+tt.before+" "+tt.end+"; await soFar(); focusName(); })()", nil, requestOptions(nil))
			wantEvents(t, tb, "in the end", tt.want...)
		})
	}
}

// TestAutofillFails ends with what it fails with, which is told once.
func TestAutofillFails(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, how string
		changed   object
		want      []string
	}{
		{"to begin", "ready: () => Promise.reject(fail('TooManyRequestsException', ''))", nil, []string{begin, "failed: TooManyRequestsException"}},
		{"for its options", "", object{"challenge": nil}, []string{begin, "failed: InvalidResponse"}},
		{"for its domain", "", object{"rpId": "passkeys.test"}, []string{begin, waiting, "failed: PasskeyNotAllowed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tb, _ := openAutofill(t)
			tb.Eval("(offer($0, { "+tt.how+" }), nameInput.focus(), happened($1))", nil, requestOptions(tt.changed), tt.want[len(tt.want)-1])
			tb.Eval("focusName()", nil)
			wantEvents(t, tb, "in the end", tt.want...)
		})
	}
}

// TestAutofillCancelled picks a passkey, and does not unlock it.
func TestAutofillCancelled(t *testing.T) {
	t.Parallel()
	tb, _ := openAutofill(t)
	tb.Eval(`void (CredentialsContainer.prototype.get = async () => {
		note('cancelled');
		throw new DOMException('', 'NotAllowedError');
	})`, nil)
	tb.Eval("(offer($0), nameInput.focus(), happened('cancelled'))", nil, requestOptions(nil))
	wantEvents(t, tb, "cancelled", begin, "cancelled")
	tb.Eval("(focusName(), happened('cancelled', 2))", nil)
	wantEvents(t, tb, "with the focus again", begin, "cancelled", begin, "cancelled")
}

// TestAutofillUnavailable has browsers that do not show passkeys in inputs.
func TestAutofillUnavailable(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"unknown":  "delete PublicKeyCredential.isConditionalMediationAvailable",
		"refused":  "PublicKeyCredential.isConditionalMediationAvailable = async () => false",
		"failing":  "PublicKeyCredential.isConditionalMediationAvailable = () => Promise.reject(new Error('no'))",
		"no class": "window.PublicKeyCredential = undefined",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb, _ := openAutofill(t)
			tb.Eval("void ("+script+")", nil)
			tb.Eval("(nameInput.focus(), offer($0), soFar())", nil, requestOptions(nil))
			tb.Eval("focusName()", nil)
			wantEvents(t, tb, "in the end")
		})
	}
}

// TestAutofillYields has the page begin a ceremony of another kind.
func TestAutofillYields(t *testing.T) {
	t.Parallel()
	tb, a := openAutofill(t)
	tb.Eval("(offer($0), nameInput.focus(), happened('conditional request'))", nil, requestOptions(nil))

	// It comes back when that was cancelled.
	tb.Eval("void (window.stop = new AbortController(), window.other = outcome(passwordless.get($0, fail, stop.signal)))", nil, requestOptions(nil))
	wantEvents(t, tb, "during another ceremony", begin, waiting, stopped, modal)
	var other outcome
	tb.Eval("(stop.abort(), other)", &other)
	if other.Code != "Aborted" {
		t.Errorf("the other ceremony: %+v", other)
	}
	tb.Eval("happened('conditional request', 2)", nil)
	wantEvents(t, tb, "after it", begin, waiting, stopped, modal, modal+" aborted", begin, waiting)

	// It does not when that was successful, until the input gets the focus.
	tb.Eval("events.splice(0)", nil)
	a.Hold(false)
	if other := get(tb, nil); other.Credential == nil {
		t.Errorf("the other ceremony: %+v", other)
	}
	wantEvents(t, tb, "after a successful one", stopped, modal)
	tb.Eval("(focusName(), happened('picked'))", nil)
	wantEvents(t, tb, "with the focus again", stopped, modal, begin, waiting, picked)
}

// TestAutofillBeginsBesideCeremony has both at once: the page's own ceremony wins.
func TestAutofillBeginsBesideCeremony(t *testing.T) {
	t.Parallel()
	tb, a := openAutofill(t)
	tb.Eval("(offer($0, { ready: () => new Promise((resolve) => { window.go = resolve; }) }), nameInput.focus(), happened('begin'))", nil, requestOptions(nil))
	tb.Eval("void (window.stop = new AbortController(), window.other = outcome(passwordless.get($0, fail, stop.signal)))", nil, requestOptions(nil))
	tb.Eval("go()", nil)
	wantEvents(t, tb, "both", begin, modal)
	a.Hold(false)
	tb.Eval("(stop.abort(), happened('begin', 2).then(() => go()))", nil)
	tb.Eval("happened('picked')", nil)
	wantEvents(t, tb, "in the end", begin, modal, modal+" aborted", begin, waiting, picked)
}
