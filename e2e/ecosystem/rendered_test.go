//go:build ecosystem

package ecosystem

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// rendered are the examples whose pages a server renders. All have the pages / and /sign-in.
var rendered = []struct {
	example string
	dev     []string // arguments of the script dev
}{
	{"next", []string{"--port", "{port}", "--hostname", "127.0.0.1"}},
	{"sveltekit", []string{"--port", "{port}", "--host", "127.0.0.1"}},
	{"react-router", []string{"--port", "{port}", "--host", "127.0.0.1"}},
	{"nuxt", []string{"--port", "{port}", "--host", "127.0.0.1"}},
}

// TestRenderedOnTheServer: the server knows who has signed in, refreshes the session, and the page
// goes on with the new tokens.
func TestRenderedOnTheServer(t *testing.T) {
	for _, r := range rendered {
		t.Run(r.example, func(t *testing.T) {
			s := harness.NewSite(t)
			s.Cognito.RefreshTokenRotation = true // a lost cookie would end the session
			s.AddUser()
			a := installed(t, r.example, s)
			t.Run("development", func(t *testing.T) {
				v := newVisitor(t, s, a.serve("dev", r.dev...), false)
				v.signIn(harness.Username)
			})
			a.run("npm", "run", "typecheck")
			a.run("npm", "run", "build")
			address := a.serve("start")
			v := newVisitor(t, s, address, true)
			v.reads("Sign in")
			v.signIn(harness.Username)
			v.reads("Signed in as " + harness.Email)
			if html := html(t, address, v.cookies()); !strings.Contains(html, harness.Email) {
				t.Errorf("the server does not name the user: %s", html)
			}

			before := v.cookie("accessToken")
			v.expire()
			v.reads("Signed in as " + harness.Email) // where the server learns that tokens rotate
			v.expire()                               // and the refresh token is the new one
			s.Cognito.ResetRequests()
			v.reads("Signed in as " + harness.Email)
			if n := len(s.Cognito.Requests()); n != 1 {
				t.Errorf("%d requests for the refresh of a session, want 1: %v", n, s.Operations())
			}
			if after := v.cookie("accessToken"); after == before || after == "" {
				t.Error("the page does not have the tokens of the server's refresh")
			}

			v.signOut()
			v.reads("Sign in")
			if html := html(t, address, v.cookies()); strings.Contains(html, harness.Email) {
				t.Errorf("the server names a user who has signed out: %s", html)
			}
			together(t, s, address)
		})
	}
}

// together: two visitors whose sessions are refreshed at the same time read their own names.
func together(t *testing.T, s *harness.Site, address string) {
	t.Helper()
	names := []string{"bob", "eve"}
	visitors := map[string]visitor{}
	for _, name := range names {
		if _, err := s.Cognito.CreateUser(fakecognito.NewUser{Username: name, Password: harness.Password, Email: name + "@example.com"}); err != nil {
			t.Fatal(err)
		}
		v := newVisitor(t, s, address, true)
		v.signIn(name)
		v.expire()
		visitors[name] = v
	}
	held := s.Cognito.Hold("GetTokensFromRefreshToken")
	pages := make(chan [2]string)
	for _, name := range names {
		cookies := visitors[name].cookies()
		go func() { pages <- [2]string{name, html(t, address, cookies)} }()
	}
	if err := held.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	held.Release()
	for range names {
		page := <-pages
		for _, name := range names {
			if got, want := strings.Contains(page[1], name+"@example.com"), name == page[0]; got != want {
				t.Errorf("%s's page names %s: %v\n%s", page[0], name, got, page[1])
			}
		}
	}
}

// visitor is somebody with a browser in front of an application.
type visitor struct {
	tab     *harness.Tab
	address string
	// attributes are those of the application's cookies.
	attributes string
	name       *string
}

func newVisitor(t *testing.T, s *harness.Site, address string, secure bool) visitor {
	t.Helper()
	v := visitor{tab: harness.NewTab(t, s), address: address, attributes: "; path=/; samesite=lax", name: new(string)}
	if secure {
		v.attributes += "; secure"
	}
	t.Cleanup(func() {
		if t.Failed() {
			var shown string
			v.tab.Eval("location.href + ' shows ' + document.body.innerText", &shown)
			t.Log(shown)
		}
	})
	return v
}

// open opens a page of the application.
func (v visitor) open(path string) {
	v.tab.T.Helper()
	v.tab.Run(chromedp.Navigate(v.address + path))
}

// reads opens the first page, and waits until it shows a text.
func (v visitor) reads(text string) {
	v.tab.T.Helper()
	v.open("/")
	v.tab.Reach(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

// signIn signs in by the form.
func (v visitor) signIn(name string) {
	v.tab.T.Helper()
	v.open("/sign-in")
	submit(v.tab, name, "location.pathname === '/' && document.body.innerText.includes('Signed in as ')")
	*v.name = name
}

// submit types a name and a password into the page's form and submits it, until a condition holds.
func submit(tb *harness.Tab, name, done string) {
	tb.T.Helper()
	// Until the page's script has taken over, nobody handles what is submitted.
	tb.Reach(fmt.Sprintf(`(() => {
		if (%s) return true;
		if (window.handled || !document.forms.length) return false;
		const type = (name, value) => {
			const field = document.querySelector('[name=' + name + ']');
			field.value = value;
			field.dispatchEvent(new Event('input', { bubbles: true }));
		};
		type('username', %q);
		type('password', %q);
		const over = (event) => {
			window.handled = event.defaultPrevented;
			event.preventDefault();
		};
		addEventListener('submit', over, { once: true });
		document.forms[0].requestSubmit();
		return false;
	})()`, done, name, harness.Password))
}

// signOut presses the button until the page says so: before its script has taken over, nobody
// hears it.
func (v visitor) signOut() {
	v.tab.T.Helper()
	v.tab.Reach(`document.body.innerText.includes('Sign in') || (document.querySelector('button')?.click(), false)`)
}

func (v visitor) key(name string) string {
	return "CognitoIdentityServiceProvider." + fakecognito.DefaultClientID + "." + *v.name + "." + name
}

// cookie returns what the page has in a cookie of the session.
func (v visitor) cookie(name string) (value string) {
	v.tab.T.Helper()
	v.tab.Eval("(document.cookie.split('; ').find((one) => one.startsWith($0 + '=')) || '').slice($0.length + 1)", &value, v.key(name))
	return value
}

// expire makes the session look expired.
func (v visitor) expire() {
	v.tab.T.Helper()
	v.tab.Eval("void (document.cookie = $0)", nil, v.key("clockDrift")+"=-100000"+v.attributes)
}

// cookies returns all cookies of the page, as it would send them.
func (v visitor) cookies() (text string) {
	v.tab.T.Helper()
	v.tab.Eval("document.cookie", &text)
	return text
}

// html returns what the server renders for who has these cookies.
func html(t *testing.T, address, cookies string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/", nil)
	if err != nil {
		t.Error(err)
		return ""
	}
	request.Header.Set("Cookie", cookies)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}
