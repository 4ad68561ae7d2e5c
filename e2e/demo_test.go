package e2e

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

	"github.com/cognitowasm/cognitowasm/internal/devserver"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// newDemo is the demo page as "make demo" serves it, in the place of the tests'
// own pages.
func newDemo(t *testing.T) *site {
	s, _ := newRestartableDemo(t)
	return s
}

// newRestartableDemo is a demo that another one can follow at the same address:
// restart does what ending "make demo" and starting it again does.
func newRestartableDemo(t *testing.T) (s *site, restart func()) {
	s = &site{t: t}
	var demo atomic.Pointer[devserver.Server]
	restart = func() {
		s.cognito = new(fakecognito.Server)
		api := httptest.NewServer(s.cognito)
		t.Cleanup(api.Close)
		s.endpoint = api.URL + "/"
		before := demo.Swap(devserver.New(devserver.Config{Root: root, Cognito: s.cognito, Endpoint: api.URL}))
		if before != nil {
			before.Close()
		}
	}
	restart()
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requested = append(s.requested, r.URL.Path)
		s.mu.Unlock()
		demo.Load().ServeHTTP(w, r)
	}))
	t.Cleanup(pages.Close)
	t.Cleanup(func() { demo.Load().Close() }) // first: pages.Close waits for the event streams
	s.url = pages.URL
	return s, restart
}

// signInOnDemo signs ada in by the page's form.
func (tb *tab) signInOnDemo() {
	tb.t.Helper()
	tb.enter("#signin-username", username)
	tb.enter("#signin-password", password)
	tb.click("#signin-submit")
	tb.see("html[data-state=signed-in] #whoami")
}

// wantNoSession fails if the browser keeps more than the demo's own note of its
// server.
func (tb *tab) wantNoSession() {
	tb.t.Helper()
	stored := tb.storage()
	delete(stored, "cognitowasm-demo.run")
	if len(stored) != 0 {
		tb.t.Errorf("%d entries are still stored", len(stored))
	}
}

// click clicks on an element when it can be seen.
func (tb *tab) click(selector string) {
	tb.t.Helper()
	tb.run(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// enter types into an element when it can be seen.
func (tb *tab) enter(selector, text string) {
	tb.t.Helper()
	tb.run(chromedp.SendKeys(chromedp.CSS(selector), text, chromedp.NodeVisible))
}

// press presses keys on whatever has the focus.
func (tb *tab) press(keys string) {
	tb.t.Helper()
	tb.run(chromedp.KeyEvent(keys))
}

// see waits until an element can be seen, and gives its text.
func (tb *tab) see(selector string) string {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector), chromedp.NodeVisible))
	if err != nil {
		tb.t.Fatalf("%s: %v", selector, err)
	}
	return strings.TrimSpace(text)
}

// value is an expression's value as text.
func (tb *tab) value(expression string) string {
	tb.t.Helper()
	var value string
	tb.eval(expression, &value)
	return value
}

// until waits until a condition holds, which a change of the page brings about.
func (tb *tab) until(condition string, arguments ...any) {
	tb.t.Helper()
	tb.eval(`new Promise((resolve) => {
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
func (tb *tab) count(selector string) int {
	tb.t.Helper()
	var n int
	tb.eval("document.querySelectorAll($0).length", &n, selector)
	return n
}

// A person's first visit, on both libraries with the same page and the same
// steps. That nothing is said in the console, by a broken content security
// policy for instance, is what every tab watches for.
func TestDemoFirstVisit(t *testing.T) {
	for _, test := range []struct {
		library string
		// programs are the fetches of WebAssembly until signed in, and tens the
		// refreshes for ten callers at once.
		programs, tens int
	}{
		{"ours", 1, 1},
		{"peer", 0, 10},
	} {
		t.Run(test.library, func(t *testing.T) {
			s := newDemo(t)
			tb := newTab(t, s)
			tb.open("/?library=" + test.library)
			tb.see("html[data-library=" + test.library + "][data-state=signed-out] #signup")

			tb.enter("#signup-username", username)
			tb.enter("#signup-email", email)
			tb.enter("#signup-password", password)
			tb.click("#signup-submit")
			tb.see("#mailbox li[data-username=" + username + "]")
			code := tb.value("document.querySelector('#mailbox li').dataset.code")
			if sent := s.cognito.Mailbox(username); len(sent) != 1 || sent[0].Code != code {
				t.Fatalf("the mailbox shows %q, sent was %+v", code, sent)
			}
			// The focus has moved to where the code goes.
			tb.see("#confirm-code:focus")
			tb.press(code)
			tb.click("#confirm-submit")
			tb.see("#message[data-kind=ok]")
			tb.see("#signin-password:focus")

			tb.press(password)
			tb.click("#signin-submit")
			tb.see("html[data-state=signed-in] #signed-in")
			if got := tb.see("#whoami"); !strings.Contains(got, username) || !strings.Contains(got, email) {
				t.Errorf("who am I: %q", got)
			}
			if got := tb.see("#countdown"); !regexp.MustCompile(`^(59:[0-5]\d|1:00:00)$`).MatchString(got) {
				t.Errorf("countdown %q, want the hour that the fake gives", got)
			}
			sub, _ := s.cognito.User(username)
			for _, table := range []string{"#id-token", "#access-token"} {
				if got := tb.see(table); !strings.Contains(got, "token_use") || !strings.Contains(got, sub.Sub) {
					t.Errorf("%s: %q", table, got)
				}
			}
			tb.see("#refresh-token code")
			tb.see("#attributes")
			if n := s.requests(".wasm"); n != test.programs {
				t.Errorf("%d fetches of WebAssembly so far, want %d", n, test.programs)
			}

			asked := len(s.cognito.Requests())
			tb.reload()
			tb.see("html[data-state=signed-in] #whoami")
			tb.see("#wasm[data-state=unused]")
			if n := s.requests(".wasm"); n != test.programs {
				t.Errorf("%d fetches of WebAssembly after the reload, want %d as before", n, test.programs)
			}
			if n := len(s.cognito.Requests()); n != asked {
				t.Errorf("the reload made %d requests to Cognito", n-asked)
			}

			refresh := logged("InitiateAuth", "REFRESH_TOKEN_AUTH", 200)
			tb.click("#expire")
			tb.see("#message[data-kind=ok]")
			tb.see(refresh)
			if n := tb.count(refresh); n != 1 {
				t.Errorf("%d refreshes in the log, want 1", n)
			}
			tb.click("#expire-ten")
			tb.until("document.getElementById('message').textContent.startsWith('10 callers')")
			tb.until("document.querySelectorAll($0).length >= $1", refresh, 1+test.tens)
			if n := len(s.refreshes()); n != 1+test.tens {
				t.Errorf("%d refreshes for ten callers, want %d", n-1, test.tens)
			}

			opened := chromedp.WaitNewTarget(tb.ctx, func(info *target.Info) bool {
				return strings.HasPrefix(info.URL, s.url)
			})
			tb.click("#second-tab")
			second := openTab(t, s, tb.ctx, chromedp.WithTargetID(<-opened))
			second.see("html[data-state=signed-in] #whoami")

			tb.run(chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
				_, err := chromedp.Call(ctx, page.BringToFront, chromedp.Void{})
				return err
			}))
			tb.click("#signout-revoke")
			tb.see("html[data-state=signed-out] #signin")
			tb.see(logged("RevokeToken", "", 200))
			second.see("html[data-state=signed-out] #signin")
			if got := second.see("#message"); got != "Another tab signed out." {
				t.Errorf("the second tab says %q", got)
			}
			tb.wantNoSession()
		})
	}
}

// Whoever has no mouse signs in as well, and hears what went wrong.
func TestDemoSignInWithKeysOnly(t *testing.T) {
	s := newDemo(t)
	s.addUser()
	tb := newTab(t, s)
	tb.open("/")
	tb.see("html[data-state=signed-out] #signin")

	focus := func() string { return tb.value("document.activeElement.id") }
	for range 30 {
		if focus() == "signin-username" {
			break
		}
		tb.press(kb.Tab)
	}
	tb.press(username + kb.Tab)
	if got := focus(); got != "signin-password" {
		t.Fatalf("after the username Tab leads to %q", got)
	}
	tb.press("Wrong-1843" + kb.Enter)
	tb.see("#message[role=status][aria-live=polite][data-kind=error][data-code=NotAuthorizedException]")
	if got := tb.see("#message"); !strings.Contains(got, "Incorrect username or password.") {
		t.Errorf("the message is %q", got)
	}
	if got := focus(); got != "signin-password" {
		t.Errorf("after a wrong password the focus is on %q", got)
	}
	if got := tb.value("document.documentElement.dataset.state"); got != "signed-out" {
		t.Errorf("after a wrong password the page is %s", got)
	}

	for range "Wrong-1843" {
		tb.press(kb.Backspace)
	}
	tb.press(password + kb.Enter)
	tb.see("html[data-state=signed-in] #whoami")
	tb.see("#whoami:focus")
	tb.see("#attributes")
	if n := s.requests(".wasm"); n != 1 {
		t.Errorf("%d fetches of WebAssembly for two sign-ins, want 1", n)
	}
}

// The switch at the top of the page: each library finds the other's session.
func TestDemoSwitchesLibraries(t *testing.T) {
	s := newDemo(t)
	s.addUser()
	tb := newTab(t, s)
	tb.open("/")
	tb.signInOnDemo()
	tb.see("#attributes") // the last thing that signing in asks for
	asked := len(s.cognito.Requests())

	for _, library := range []string{"peer", "sdk", "ours"} {
		tb.click("#library-" + library)
		got := tb.see("html[data-library=" + library + "][data-state=signed-in] #whoami")
		if !strings.Contains(got, username) {
			t.Errorf("on %s: who am I: %q", library, got)
		}
	}
	tb.click("#signout")
	tb.see("html[data-state=signed-out] #signin")
	tb.see("#message[data-kind=ok]")
	tb.wantNoSession()
	if n := len(s.cognito.Requests()); n != asked {
		t.Errorf("%d requests to Cognito since the sign-in, want none", n-asked)
	}
}

// The demo runs on the program with the AWS SDK inside, too.
func TestDemoOnTheSDK(t *testing.T) {
	if err := wasmbuild.SDK.Check(root); err != nil {
		t.Fatal(err)
	}
	s := newDemo(t)
	s.addUser()
	tb := newTab(t, s)
	tb.open("/?library=sdk")
	tb.signInOnDemo()
	tb.see("#attributes")
	for _, r := range s.cognito.Requests() {
		if r.Header.Get("Amz-Sdk-Request") == "" {
			t.Errorf("%s was not sent by the SDK", r.Op)
		}
	}
}

// Whoever lost the first code asks for another, and need not type it.
func TestDemoSendsAnotherCode(t *testing.T) {
	s := newDemo(t)
	tb := newTab(t, s)
	tb.open("/")
	tb.enter("#signup-username", username)
	tb.enter("#signup-email", email)
	tb.enter("#signup-password", password)
	tb.click("#signup-submit")
	tb.see("#mailbox li[data-username=" + username + "]")
	tb.see("#confirm-code:focus")

	tb.click("#confirm-resend")
	tb.until("document.querySelectorAll('#mailbox li').length === 2")
	tb.until("document.getElementById('message').textContent.startsWith('A new code')")
	sent := s.cognito.Mailbox(username)
	if len(sent) != 2 {
		t.Fatalf("%d messages were sent, want 2", len(sent))
	}
	// The newest is on top, and the one below is void.
	tb.click("#mailbox li:last-child .use")
	if got := tb.value("document.getElementById('confirm-code').value"); got != sent[0].Code {
		t.Errorf("the lower message fills %q in, want %q", got, sent[0].Code)
	}
	tb.click("#confirm-submit")
	tb.see("#message[data-kind=error][data-code=CodeMismatchException]")

	tb.click("#mailbox li:first-child .use")
	if got := tb.value("document.getElementById('confirm-username').value"); got != username {
		t.Errorf("the upper message is for %q, want %q", got, username)
	}
	if got := tb.value("document.getElementById('confirm-code').value"); got != sent[1].Code {
		t.Errorf("the upper message fills %q in, want %q", got, sent[1].Code)
	}
	tb.click("#confirm-submit")
	tb.see("#signin-password:focus")
	if got := tb.see("#message[data-kind=ok]"); !strings.Contains(got, "confirmed") {
		t.Errorf("the message is %q", got)
	}
	tb.press(password + kb.Enter)
	tb.see("html[data-state=signed-in] #whoami")
}

// Tokens that end by themselves: nobody clicks, and the page has new ones.
func TestDemoRefreshesWhenTheTimeIsUp(t *testing.T) {
	for _, library := range []string{"ours", "peer"} {
		t.Run(library, func(t *testing.T) {
			s := newDemo(t)
			s.cognito.IDTokenLifetime = 2 * time.Second
			s.cognito.AccessTokenLifetime = 2 * time.Second
			s.addUser()
			tb := newTab(t, s)
			tb.open("/?library=" + library)
			tb.signInOnDemo()
			claims := tb.value("document.getElementById('access-token').textContent")

			tb.until("document.querySelector($0)", logged("InitiateAuth", "REFRESH_TOKEN_AUTH", 200))
			tb.until("document.getElementById('access-token').textContent !== $0", claims)
			tb.see("html[data-state=signed-in] #whoami")
			if got := tb.see("#requests"); !strings.Contains(got, "The session expired by itself") {
				t.Errorf("the log is %q", got)
			}
		})
	}
}

// The browser outlives the demo's server, whose users do not.
func TestDemoForgetsTheUsersOfAnEarlierServer(t *testing.T) {
	s, restart := newRestartableDemo(t)
	s.addUser()
	tb := newTab(t, s)
	tb.open("/")
	tb.see("html[data-state=signed-out] #signin")
	if got := tb.value("document.getElementById('message').textContent"); got != "" {
		t.Errorf("on the first visit the page says %q", got)
	}
	tb.signInOnDemo()
	tb.reload()
	tb.see("html[data-state=signed-in] #whoami")
	tb.eval("localStorage.setItem('other', '1')", nil)

	restart()
	tb.reload()
	tb.see("html[data-state=signed-out] #signin")
	if got := tb.see("#message"); got != "The demo server was started anew; its users are gone." {
		t.Errorf("the message is %q", got)
	}
	var kept string
	tb.eval("localStorage.getItem('other')", &kept)
	if kept != "1" {
		t.Error("the page removed what is not the library's")
	}
	tb.eval("localStorage.removeItem('other')", nil)
	tb.wantNoSession()

	// The new server's users can stay.
	s.addUser()
	tb.signInOnDemo()
	tb.reload()
	tb.see("html[data-state=signed-in] #whoami")
}

// Where the browser blocks storage, the library keeps the session in memory, and
// the page must come up to show that.
func TestDemoWithBlockedStorage(t *testing.T) {
	s := newDemo(t)
	s.addUser()
	tb := newTab(t, s)
	if _, err := chromedp.Call(tb.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });`,
	}); err != nil {
		t.Fatal(err)
	}
	tb.open("/")
	tb.see("html[data-state=signed-out] #signin")
	tb.signInOnDemo()
}

// The tests above say nothing of the policy unless a breach would fail them.
func TestDemoPolicyIsEnforcedAndWatched(t *testing.T) {
	s := newDemo(t)
	tb := newTab(t, s)
	tb.open("/")
	tb.see("html[data-state=signed-out] #signin")
	times := tb.expect("Content Security Policy")
	tb.eval(`new Promise((resolve) => {
		document.addEventListener('securitypolicyviolation', resolve, { once: true });
		document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }));
	})`, nil)
	var ran bool
	tb.eval("window.ran === true", &ran)
	if ran {
		t.Error("an inline script ran")
	}
	for range 100 {
		if times() > 0 {
			return
		}
		tb.eval("new Promise((resolve) => setTimeout(resolve))", nil)
	}
	t.Error("a breach of the policy goes unseen")
}
