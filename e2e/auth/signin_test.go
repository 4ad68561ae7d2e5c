package auth

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// failure returns the code and the reason with which onFailure was called, once.
func (o observation) failure(t *testing.T) string {
	t.Helper()
	if len(o.Callbacks) != 1 || o.Callbacks[0].Called != "onFailure" {
		t.Fatalf("called back %+v, want onFailure", o.Callbacks)
	}
	member := func(name string) string {
		text, _ := o.Callbacks[0].Arguments[0].(map[string]any)[name].(string)
		return text
	}
	return member("code") + " " + member("reason")
}

// succeeded fails unless onSuccess was called, once.
func (o observation) succeeded(t *testing.T) {
	t.Helper()
	if len(o.Callbacks) != 1 || o.Callbacks[0].Called != "onSuccess" {
		t.Errorf("called back %+v, want onSuccess", o.Callbacks)
	}
}

// parse hands an address to the application's object, and observes what becomes of it.
func (a app) parse(address string) observation {
	a.T.Helper()
	a.Eval("calls.length = 0, auth.parseCognitoWebResponse($0)", nil, address)
	return a.outcome()
}

// elsewhere signs in with an address in another tab of the same browser, and returns the address
// with which that tab comes back. The page there does not handle it.
func (a app) elsewhere(address string) string {
	a.T.Helper()
	other := app{a.Another(), a.library}
	defer other.Close()
	other.Run(chromedp.Navigate(address))
	var atDomain bool
	other.Eval("!!document.querySelector('#username')", &atDomain)
	if atDomain {
		other.login()
	}
	other.Run(chromedp.WaitReady(chromedp.CSS("#silent")))
	return other.address()
}

// withoutHandling is a site whose page /silent.html, to come back to, handles nothing.
func withoutHandling(t *testing.T) (a app, options string) {
	t.Helper()
	s := newSite(t)
	s.Cognito.RedirectURIs = append(s.Cognito.RedirectURIs, s.URL+"/silent.html")
	s.Page("/silent.html", `<!doctype html><title>silent</title><p id="silent">`)
	return openApp(t, s, ours), "{ RedirectUriSignIn: location.origin + '/silent.html' }"
}

// An address that the application puts into a link works in another tab, and the same state may be
// used again, in the same page.
func TestAddressInALink(t *testing.T) {
	t.Parallel()
	a, options := withoutHandling(t)
	a.Eval("stay("+options+"), auth.setState('/page?7&ü')", nil)
	var codes []string
	for range 2 {
		var address string
		a.Eval("auth.getFQDNSignIn()", &address)
		back := a.elsewhere(address)
		codes = append(codes, back)
		o := a.parse(back)
		o.succeeded(t)
		var state string
		a.Eval("auth.getSignInUserSession().getState()", &state)
		if state != "/page?7&ü" {
			t.Errorf("the state is %q", state)
		}
	}
	if n := len(a.Site.RequestsTo("oauth2/token")); codes[0] == codes[1] || n != 2 {
		t.Errorf("%d requests for tokens, want one for each of two codes", n)
	}
}

// A state that the application has encoded itself is that of its sign-in.
func TestEncodedState(t *testing.T) {
	t.Parallel()
	a, options := withoutHandling(t)
	var address string
	a.Eval("stay("+options+"), auth.setState(encodeURIComponent('/page?7')), auth.getFQDNSignIn()", &address)
	a.parse(a.elsewhere(address)).succeeded(t)
}

func TestForeignState(t *testing.T) {
	t.Parallel()
	a, options := withoutHandling(t)
	var address string
	a.Eval("stay("+options+"), auth.getFQDNSignIn()", &address)
	back := a.elsewhere(address)
	// As if it had been begun in another browser.
	a.Eval("localStorage.clear()", nil)
	if got := a.parse(back).failure(t); got != "InvalidState INVALID_STATE" {
		t.Errorf("the failure is %s", got)
	}
	if n := len(a.Site.RequestsTo("oauth2/token")); n != 0 {
		t.Errorf("%d requests for tokens, want none", n)
	}
}

// A code that somebody else has obtained is not accepted, even if the state is that of a sign-in
// that waits: an application's state can be guessed.
func TestForeignCode(t *testing.T) {
	t.Parallel()
	a, options := withoutHandling(t)
	var foreign, own string
	a.Eval("stay("+options+"), auth.setState('home'), auth.getFQDNSignIn()", &foreign)
	back := a.elsewhere(foreign)
	a.Eval("localStorage.clear(), auth.getFQDNSignIn()", &own)
	if own == foreign {
		t.Fatal("both addresses are the same")
	}
	if got := a.parse(back).failure(t); got != "invalid_grant CODE_EXPIRED" {
		t.Errorf("the failure is %s", got)
	}
	var state string
	a.Eval("last.state", &state)
	if left := a.step("undefined").Storage; len(left) != 0 || state != "home" {
		t.Errorf("the error has the state %q, storage has %v", state, left)
	}
}

func TestAddressIsGoodForAnHour(t *testing.T) {
	t.Parallel()
	for minutes, good := range map[int]bool{50: true, 70: false} {
		a, options := withoutHandling(t)
		var address string
		a.Eval("stay("+options+"), auth.getFQDNSignIn()", &address)
		back := a.elsewhere(address)
		a.Eval(`Object.entries(localStorage).forEach(([key, text]) => {
			const record = JSON.parse(text);
			localStorage.setItem(key, JSON.stringify({ ...record, at: record.at - $0 * 60e3 }));
		})`, nil, minutes)
		o := a.parse(back)
		if good {
			o.succeeded(t)
		} else if got := o.failure(t); got != "InvalidState INVALID_STATE" {
			t.Errorf("after %d minutes the failure is %s", minutes, got)
		}
	}
}

// The page's address is clean after a sign-in, and a page that asks twice is told twice.
func TestHandledTwice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s, ours)
	a.signIn().succeeded(t)
	if got := a.address(); got != s.URL+"/"+ours+".html" {
		t.Errorf("the address is %s", got)
	}
	a, options := withoutHandling(t)
	var address string
	a.Eval("stay("+options+"), auth.getFQDNSignIn()", &address)
	back := a.elsewhere(address)
	var called []string
	a.Eval(`(calls.length = 0, auth.parseCognitoWebResponse($0), auth.parseCognitoWebResponse($0),
		calledBack(2).then(() => calls.map(({ called }) => called)))`, &called, back)
	if strings.Join(called, " ") != "onSuccess onSuccess" {
		t.Errorf("called back %v", called)
	}
	if n := len(a.Site.RequestsTo("oauth2/token")); n != 1 {
		t.Errorf("%d requests for tokens, want 1", n)
	}
}

// Who asks while the code is exchanged finds a clean address, and is told as well: React's strict
// mode makes two objects.
func TestHandledMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s, ours)
	held := s.Cognito.HoldReply("oauth2/token")
	a.leave("makeAuth()")
	a.login()
	a.Wait(held)
	a.Run(chromedp.WaitReady(chromedp.CSS("#started")))
	a.Eval("makeAuth().parseCognitoWebResponse(location.href)", nil)
	held.Release()
	var called []string
	a.Eval("calledBack(2).then(() => calls.map(({ called }) => called))", &called)
	if strings.Join(called, " ") != "onSuccess onSuccess" {
		t.Errorf("called back %v", called)
	}
}

// Where nothing can be kept there is no address, since it could not be finished.
func TestStorageBlocked(t *testing.T) {
	t.Parallel()
	a := openApp(t, newSite(t), ours)
	a.Eval(`stay(), calls.length = 0, Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); },
		void auth.getSession(), undefined`, nil)
	o := a.outcome()
	if got := o.failure(t); got != "StorageError STORAGE_BLOCKED" {
		t.Errorf("the failure is %s", got)
	}
	if len(o.Addresses) != 0 {
		t.Errorf("it opened %v", o.Addresses)
	}
}

// Several objects that refresh the same session send one request.
func TestRefreshIsShared(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Cognito.RefreshTokenRotation = true
	a := openApp(t, s, ours)
	a.signIn().succeeded(t)
	a.Open("/" + ours + ".html")
	var called []string
	a.Eval(`(endStored(), calls.length = 0, [1, 2, 3].map(() => makeAuth()).forEach((auth) => auth.getSession()),
		calledBack(3).then(() => calls.map(({ called }) => called)))`, &called)
	if strings.Join(called, " ") != "onSuccess onSuccess onSuccess" {
		t.Errorf("called back %v", called)
	}
	if n := len(s.RequestsTo("GetTokensFromRefreshToken")); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

func TestRefreshOfNobody(t *testing.T) {
	t.Parallel()
	a := openApp(t, newSite(t), ours)
	a.Eval("stay(), calls.length = 0, auth.refreshSession('token')", nil)
	if got := a.outcome().failure(t); got != "InvalidParameter INVALID_PARAMETER" {
		t.Errorf("the failure is %s", got)
	}
}

// A sign-out ends the sessions of CognitoUser objects of the same user.
func TestSignOutEndsTheUser(t *testing.T) {
	t.Parallel()
	a := openApp(t, newSite(t), ours)
	a.signIn().succeeded(t)
	var before, after string
	a.Eval(`(window.user = auth.pool.getCurrentUser(), user.getSession(() => {}), user.getUsername())`, &before)
	a.Eval(`(auth.launchUri = () => {}, auth.signOut(), String(user.getSignInUserSession()))`, &after)
	if before != harness.Username || after != "null" {
		t.Errorf("the user was %q, and has the session %s after the sign-out", before, after)
	}
}
