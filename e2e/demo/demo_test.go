package demo

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/devserver"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// newDemo is the demo page as "make demo" serves it, in the place of the tests'
// own pages.
func newDemo(t *testing.T) *harness.Site {
	s, _ := newRestartableDemo(t)
	return s
}

// newRestartableDemo is a demo that another one can follow at the same address:
// restart does what ending "make demo" and starting it again does.
func newRestartableDemo(t *testing.T) (s *harness.Site, restart func()) {
	s = &harness.Site{T: t}
	var demo atomic.Pointer[devserver.Server]
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Note(r)
		demo.Load().ServeHTTP(w, r)
	}))
	t.Cleanup(pages.Close)
	s.URL = strings.Replace(pages.URL, "127.0.0.1", "localhost", 1) // passkeys need a domain
	restart = func() {
		s.Cognito = new(fakecognito.Server)
		api := httptest.NewServer(s.Cognito)
		t.Cleanup(api.Close)
		s.Endpoint = api.URL + "/"
		domain := httptest.NewServer(s.Cognito.Domain())
		t.Cleanup(domain.Close)
		before := demo.Swap(devserver.New(devserver.Config{
			Root: harness.Root, Cognito: s.Cognito, Endpoint: api.URL, Domain: domain.URL, Origin: s.URL,
		}))
		if before != nil {
			before.Close()
		}
	}
	restart()
	t.Cleanup(func() { demo.Load().Close() }) // first: pages.Close waits for the event streams
	return s, restart
}

// signInOnDemo signs ada in by the page's form.
func signInOnDemo(tb *harness.Tab) {
	tb.T.Helper()
	enter(tb, "#signin-username", harness.Username)
	enter(tb, "#signin-password", harness.Password)
	click(tb, "#signin-submit")
	see(tb, "html[data-state=signed-in] #whoami")
}

// wantNoSession fails if the browser keeps more than the demo's own note of its
// server, and what a sign-up leaves for a sign-in by USER_AUTH.
func wantNoSession(tb *harness.Tab) {
	tb.T.Helper()
	stored := tb.Storage()
	delete(stored, "cognitowasm-demo.run")
	delete(stored, harness.Key(harness.Username, "signUpSession"))
	if len(stored) != 0 {
		tb.T.Errorf("%d entries are still stored", len(stored))
	}
}

// click clicks on an element when it can be seen.
func click(tb *harness.Tab, selector string) {
	tb.T.Helper()
	tb.Run(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// enter types into an element when it can be seen.
func enter(tb *harness.Tab, selector, text string) {
	tb.T.Helper()
	tb.Run(chromedp.SendKeys(chromedp.CSS(selector), text, chromedp.NodeVisible))
}

// press presses keys on whatever has the focus.
func press(tb *harness.Tab, keys string) {
	tb.T.Helper()
	tb.Run(chromedp.KeyEvent(keys))
}

// see waits until an element can be seen, and returns its text.
func see(tb *harness.Tab, selector string) string {
	tb.T.Helper()
	ctx, cancel := context.WithTimeout(tb.Ctx, harness.Patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector), chromedp.NodeVisible))
	if err != nil {
		tb.T.Fatalf("%s: %v", selector, err)
	}
	return strings.TrimSpace(text)
}

// value is an expression's value as text.
func value(tb *harness.Tab, expression string) string {
	tb.T.Helper()
	var value string
	tb.Eval(expression, &value)
	return value
}

// until waits until a condition holds, which a change of the page brings about.
func until(tb *harness.Tab, condition string, arguments ...any) {
	tb.T.Helper()
	tb.Eval(`new Promise((resolve) => {
		const done = () => (`+condition+`) && resolve();
		new MutationObserver(done).observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
		done();
	})`, nil, arguments...)
}

// logged is the selector of an answered request in the demo's log.
func logged(operation, flow string, status int) string {
	return fmt.Sprintf("#requests li[data-operation=%q][data-flow=%q][data-status='%d']", operation, flow, status)
}

// count counts elements.
func count(tb *harness.Tab, selector string) int {
	tb.T.Helper()
	var n int
	tb.Eval("document.querySelectorAll($0).length", &n, selector)
	return n
}

// A person's first visit, on both libraries with the same page and the same
// steps. That nothing is said in the console, by a broken content security
// policy for instance, is what every tab watches for.
func TestDemoFirstVisit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		library string
		// modules are the fetches of WebAssembly until signed in, and tens the
		// refreshes for ten callers at once.
		modules, tens int
	}{
		{"ours", 1, 1},
		{"upstream", 0, 10},
	} {
		t.Run(test.library, func(t *testing.T) {
			s := newDemo(t)
			tb := harness.NewTab(t, s)
			tb.Open("/?library=" + test.library)
			see(tb, "html[data-library="+test.library+"][data-state=signed-out] #signup")

			enter(tb, "#signup-username", harness.Username)
			enter(tb, "#signup-email", harness.Email)
			enter(tb, "#signup-password", harness.Password)
			click(tb, "#signup-submit")
			see(tb, "#mailbox li[data-username="+harness.Username+"]")
			code := value(tb, "document.querySelector('#mailbox li').dataset.code")
			if sent := s.Cognito.Mailbox(harness.Username); len(sent) != 1 || sent[0].Code != code {
				t.Fatalf("the mailbox shows %q, sent was %+v", code, sent)
			}
			// The focus has moved to where the code goes.
			see(tb, "#confirm-code:focus")
			press(tb, code)
			click(tb, "#confirm-submit")
			see(tb, "#message[data-kind=ok]")
			see(tb, "#signin-password:focus")

			press(tb, harness.Password)
			click(tb, "#signin-submit")
			see(tb, "html[data-state=signed-in] #signed-in")
			if got := see(tb, "#whoami"); !strings.Contains(got, harness.Username) || !strings.Contains(got, harness.Email) {
				t.Errorf("who am I: %q", got)
			}
			if got := see(tb, "#countdown"); !regexp.MustCompile(`^(59:[0-5]\d|1:00:00)$`).MatchString(got) {
				t.Errorf("countdown %q, want the hour that the fake gives", got)
			}
			sub, _ := s.Cognito.User(harness.Username)
			for _, table := range []string{"#id-token", "#access-token"} {
				if got := see(tb, table); !strings.Contains(got, "token_use") || !strings.Contains(got, sub.Sub) {
					t.Errorf("%s: %q", table, got)
				}
			}
			see(tb, "#refresh-token code")
			see(tb, "#attributes")
			if n := s.Requests(".wasm"); n != test.modules {
				t.Errorf("%d fetches of WebAssembly so far, want %d", n, test.modules)
			}

			asked := len(s.Cognito.Requests())
			tb.Reload()
			see(tb, "html[data-state=signed-in] #whoami")
			see(tb, "#wasm[data-state=unused]")
			if n := s.Requests(".wasm"); n != test.modules {
				t.Errorf("%d fetches of WebAssembly after the reload, want %d as before", n, test.modules)
			}
			if n := len(s.Cognito.Requests()); n != asked {
				t.Errorf("the reload made %d requests to Cognito", n-asked)
			}

			refresh := logged("InitiateAuth", "REFRESH_TOKEN_AUTH", 200)
			click(tb, "#expire")
			see(tb, "#message[data-kind=ok]")
			see(tb, refresh)
			if n := count(tb, refresh); n != 1 {
				t.Errorf("%d refreshes in the log, want 1", n)
			}
			click(tb, "#expire-ten")
			until(tb, "document.getElementById('message').textContent.startsWith('10 callers')")
			until(tb, "document.querySelectorAll($0).length >= $1", refresh, 1+test.tens)
			if n := len(s.Refreshes()); n != 1+test.tens {
				t.Errorf("%d refreshes for ten callers, want %d", n-1, test.tens)
			}

			opened := chromedp.WaitNewTarget(tb.Ctx, func(info *target.Info) bool {
				return strings.HasPrefix(info.URL, s.URL)
			})
			click(tb, "#second-tab")
			second := harness.OpenTab(t, s, tb.Ctx, chromedp.WithTargetID(<-opened))
			see(second, "html[data-state=signed-in] #whoami")

			tb.Run(chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
				_, err := chromedp.Call(ctx, page.BringToFront, chromedp.Void{})
				return err
			}))
			click(tb, "#signout-revoke")
			see(tb, "html[data-state=signed-out] #signin")
			see(tb, logged("RevokeToken", "", 200))
			see(second, "html[data-state=signed-out] #signin")
			if got := see(second, "#message"); got != "Another tab signed out." {
				t.Errorf("the second tab says %q", got)
			}
			wantNoSession(tb)
		})
	}
}

// Whoever has no mouse signs in as well, and hears what went wrong.
func TestDemoSignInWithKeysOnly(t *testing.T) {
	t.Parallel()
	s := newDemo(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.Open("/")
	see(tb, "html[data-state=signed-out] #signin")

	focus := func() string { return value(tb, "document.activeElement.id") }
	for range 30 {
		if focus() == "signin-username" {
			break
		}
		press(tb, kb.Tab)
	}
	press(tb, harness.Username+kb.Tab)
	if got := focus(); got != "signin-password" {
		t.Fatalf("after the username Tab leads to %q", got)
	}
	press(tb, "Wrong-1843"+kb.Enter)
	see(tb, "#message[role=status][aria-live=polite][data-kind=error][data-code=NotAuthorizedException]")
	if got := see(tb, "#message"); !strings.Contains(got, "Incorrect username or password.") {
		t.Errorf("the message is %q", got)
	}
	if got := focus(); got != "signin-password" {
		t.Errorf("after a wrong password the focus is on %q", got)
	}
	if got := value(tb, "document.documentElement.dataset.state"); got != "signed-out" {
		t.Errorf("after a wrong password the page is %s", got)
	}

	for range "Wrong-1843" {
		press(tb, kb.Backspace)
	}
	press(tb, harness.Password+kb.Enter)
	see(tb, "html[data-state=signed-in] #whoami")
	see(tb, "#whoami:focus")
	see(tb, "#attributes")
	if n := s.Requests(".wasm"); n != 1 {
		t.Errorf("%d fetches of WebAssembly for two sign-ins, want 1", n)
	}
}

// The switch at the top of the page: each library finds the other's session.
func TestDemoSwitchesLibraries(t *testing.T) {
	t.Parallel()
	s := newDemo(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.Open("/")
	signInOnDemo(tb)
	see(tb, "#attributes") // the last thing that signing in asks for
	asked := len(s.Cognito.Requests())

	for _, library := range []string{"upstream", "sdk", "ours"} {
		click(tb, "#library-"+library)
		got := see(tb, "html[data-library="+library+"][data-state=signed-in] #whoami")
		if !strings.Contains(got, harness.Username) {
			t.Errorf("on %s: who am I: %q", library, got)
		}
	}
	click(tb, "#signout")
	see(tb, "html[data-state=signed-out] #signin")
	see(tb, "#message[data-kind=ok]")
	wantNoSession(tb)
	if n := len(s.Cognito.Requests()); n != asked {
		t.Errorf("%d requests to Cognito since the sign-in, want none", n-asked)
	}
}

// The demo runs on the Wasm module with the AWS SDK inside, too.
func TestDemoOnTheSDK(t *testing.T) {
	t.Parallel()
	if err := wasmbuild.SDK.Check(harness.Root); err != nil {
		t.Fatal(err)
	}
	s := newDemo(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.Open("/?library=sdk")
	signInOnDemo(tb)
	see(tb, "#attributes")
	for _, r := range s.Cognito.Requests() {
		if r.Header.Get("Amz-Sdk-Request") == "" {
			t.Errorf("%s was not sent by the SDK", r.Op)
		}
	}
}

// Whoever lost the first code asks for another, and need not type it.
func TestDemoSendsAnotherCode(t *testing.T) {
	t.Parallel()
	s := newDemo(t)
	tb := harness.NewTab(t, s)
	tb.Open("/")
	enter(tb, "#signup-username", harness.Username)
	enter(tb, "#signup-email", harness.Email)
	enter(tb, "#signup-password", harness.Password)
	click(tb, "#signup-submit")
	see(tb, "#mailbox li[data-username="+harness.Username+"]")
	see(tb, "#confirm-code:focus")

	click(tb, "#confirm-resend")
	until(tb, "document.querySelectorAll('#mailbox li').length === 2")
	until(tb, "document.getElementById('message').textContent.startsWith('A new code')")
	sent := s.Cognito.Mailbox(harness.Username)
	if len(sent) != 2 {
		t.Fatalf("%d messages were sent, want 2", len(sent))
	}
	// The newest is on top, and the one below is void.
	click(tb, "#mailbox li:last-child .use")
	if got := value(tb, "document.getElementById('confirm-code').value"); got != sent[0].Code {
		t.Errorf("the lower message fills %q in, want %q", got, sent[0].Code)
	}
	click(tb, "#confirm-submit")
	see(tb, "#message[data-kind=error][data-code=CodeMismatchException]")

	click(tb, "#mailbox li:first-child .use")
	if got := value(tb, "document.getElementById('confirm-username').value"); got != harness.Username {
		t.Errorf("the upper message is for %q, want %q", got, harness.Username)
	}
	if got := value(tb, "document.getElementById('confirm-code').value"); got != sent[1].Code {
		t.Errorf("the upper message fills %q in, want %q", got, sent[1].Code)
	}
	click(tb, "#confirm-submit")
	see(tb, "#signin-password:focus")
	if got := see(tb, "#message[data-kind=ok]"); !strings.Contains(got, "confirmed") {
		t.Errorf("the message is %q", got)
	}
	press(tb, harness.Password+kb.Enter)
	see(tb, "html[data-state=signed-in] #whoami")
}

// Tokens that end by themselves: nobody clicks, and the page has new ones.
func TestDemoRefreshesWhenTheTimeIsUp(t *testing.T) {
	t.Parallel()
	for _, library := range []string{"ours", "upstream"} {
		t.Run(library, func(t *testing.T) {
			s := newDemo(t)
			s.Cognito.IDTokenLifetime = 2 * time.Second
			s.Cognito.AccessTokenLifetime = 2 * time.Second
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.Open("/?library=" + library)
			signInOnDemo(tb)
			claims := value(tb, "document.getElementById('access-token').textContent")

			until(tb, "document.querySelector($0)", logged("InitiateAuth", "REFRESH_TOKEN_AUTH", 200))
			until(tb, "document.getElementById('access-token').textContent !== $0", claims)
			see(tb, "html[data-state=signed-in] #whoami")
			if got := see(tb, "#requests"); !strings.Contains(got, "The session expired by itself") {
				t.Errorf("the log is %q", got)
			}
		})
	}
}

// The browser outlives the demo's server, whose users do not.
func TestDemoForgetsTheUsersOfAnEarlierServer(t *testing.T) {
	t.Parallel()
	s, restart := newRestartableDemo(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.Open("/")
	see(tb, "html[data-state=signed-out] #signin")
	if got := value(tb, "document.getElementById('message').textContent"); got != "" {
		t.Errorf("on the first visit the page says %q", got)
	}
	signInOnDemo(tb)
	tb.Reload()
	see(tb, "html[data-state=signed-in] #whoami")
	tb.Eval("localStorage.setItem('other', '1')", nil)

	restart()
	tb.Reload()
	see(tb, "html[data-state=signed-out] #signin")
	if got := see(tb, "#message"); got != "The demo server was started anew; its users are gone." {
		t.Errorf("the message is %q", got)
	}
	var kept string
	tb.Eval("localStorage.getItem('other')", &kept)
	if kept != "1" {
		t.Error("the page removed what is not the library's")
	}
	tb.Eval("localStorage.removeItem('other')", nil)
	wantNoSession(tb)

	// The new server's users can stay.
	s.AddUser()
	signInOnDemo(tb)
	tb.Reload()
	see(tb, "html[data-state=signed-in] #whoami")
}

// Where the browser blocks storage, the library keeps the session in memory, and
// the page must come up to show that.
func TestDemoWithBlockedStorage(t *testing.T) {
	t.Parallel()
	s := newDemo(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	if _, err := chromedp.Call(tb.Ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });`,
	}); err != nil {
		t.Fatal(err)
	}
	tb.Open("/")
	see(tb, "html[data-state=signed-out] #signin")
	signInOnDemo(tb)
}

// The tests above say nothing of the policy unless a breach would fail them.
func TestDemoPolicyIsEnforcedAndWatched(t *testing.T) {
	t.Parallel()
	s := newDemo(t)
	tb := harness.NewTab(t, s)
	tb.Open("/")
	see(tb, "html[data-state=signed-out] #signin")
	times := tb.Expect("Content Security Policy")
	tb.Eval(`new Promise((resolve) => {
		document.addEventListener('securitypolicyviolation', resolve, { once: true });
		document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }));
	})`, nil)
	var ran bool
	tb.Eval("window.ran === true", &ran)
	if ran {
		t.Error("an inline script ran")
	}
	for range 100 {
		if times() > 0 {
			return
		}
		tb.Eval("new Promise((resolve) => setTimeout(resolve))", nil)
	}
	t.Error("a breach of the policy goes unseen")
}
