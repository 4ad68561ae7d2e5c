//go:build unix

package websession_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Requests that change something are refused if a page of another origin sends them.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	s := start(t, new(fakecognito.Server))
	b := s.browser()
	b.signIn()
	s.ResetRequests()
	for _, from := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
	} {
		for _, path := range []string{"/auth/signin", "/auth/challenge", "/auth/signout", "/api/things", "/who"} {
			b.send(http.MethodPost, path, `{}`, from...).expect(t, http.StatusForbidden, websession.CrossOrigin)
		}
		b.send(http.MethodGet, "/api/socket", "", append(from, "Connection", "Upgrade", "Upgrade", "websocket")...).expect(t, http.StatusForbidden, websession.CrossOrigin)
	}
	if len(s.Requests()) != 0 || len(s.api) != 0 {
		t.Errorf("%d requests to the service, %d to the API", len(s.Requests()), len(s.api))
	}
	if got := b.send(http.MethodPost, "/api/things", `{}`, "Sec-Fetch-Site", "same-origin", "Origin", s.web.URL); got.body != "hello" {
		t.Errorf("of its own origin: %d %s", got.status, got.body)
	}
}

// The API gets the token and no cookie of ours; what it sends back has neither.
func TestProxy(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		b := s.browser()
		b.get("/api/things").expect(t, http.StatusUnauthorized, core.NoSession)
		b.signIn()
		b.setCookie("theme", "dark")
		session := b.cookies()["__Host-cognito-session"]
		got := b.send(http.MethodGet, "/api/things", "", "Authorization", "Bearer of the page")
		if got.status != 200 || got.body != "hello" || len(s.api) != 1 {
			t.Fatalf("%d %s, %d requests", got.status, got.body, len(s.api))
		}
		if token := s.api[0].Get("Authorization"); strings.Count(token, ".") != 2 || !strings.HasPrefix(token, "Bearer ey") {
			t.Errorf("Authorization: %.20s", token)
		}
		if cookie := s.api[0].Get("Cookie"); cookie != "theme=dark" {
			t.Errorf("Cookie: %.60s", cookie)
		}
		if got.header.Get("X-Seen") != "" || b.cookies()["__Host-cognito-session"] != session || b.cookies()["api"] != "1" {
			t.Errorf("what came back: %v", got.header)
		}
		b.send(http.MethodTrace, "/api/things", "").expect(t, http.StatusMethodNotAllowed, "")
		if len(s.api) != 1 {
			t.Error("TRACE reached the API")
		}
	})
}

const aToken = `eyJ[\w-]+\.[\w-]+\.`

// No reply of a whole session has a token, and nothing that is logged.
func TestNoTokenInReplies(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, &fakecognito.Server{RefreshTokenRotation: true}, store)
		b := s.browser()
		replies := []reply{b.signIn(), b.get("/auth/session"), b.get("/api/x"), b.get("/who")}
		s.clock.advance(7200e9)
		replies = append(replies, b.get("/auth/session"), b.get("/api/x"))
		s.RevokeAll("ada")
		s.clock.advance(7200e9)
		replies = append(replies, b.get("/auth/session"), b.signIn(), b.post("/auth/signout", map[string]bool{}))
		tokens := regexp.MustCompile(aToken)
		for i, r := range replies {
			text := r.body
			for name, lines := range r.header {
				text += name + ": " + strings.Join(lines, "\n")
			}
			if found := tokens.FindString(text); found != "" {
				t.Errorf("reply %d has a token: %.20s", i, found)
			}
			for _, refresh := range s.RefreshTokens() {
				if strings.Contains(text, refresh.Token) {
					t.Errorf("reply %d has a refresh token", i)
				}
			}
			if i != 2 && i != 3 && i != 5 && r.header.Get("Cache-Control") != "no-store" {
				t.Errorf("reply %d may be kept: %q", i, r.header.Get("Cache-Control"))
			}
		}
		if len(s.api) != 2 || !tokens.MatchString(s.api[0].Get("Authorization")) {
			t.Error("this test does not know a token when it sees one")
		}
		if tokens.MatchString(s.logged.String()) {
			t.Error("a token was logged")
		}
	})
}

// withDomain adds the pool's domain.
func withDomain(t *testing.T) func(*service) {
	return func(s *service) {
		domain := httptest.NewServer(s.Domain())
		t.Cleanup(domain.Close)
		s.RedirectURIs = []string{s.web.URL + "/auth/callback"}
		s.LogoutURIs = []string{s.web.URL + "/bye"}
		s.config.OAuth = core.OAuthConfig{Domain: domain.URL, RedirectURI: s.RedirectURIs[0]}
		s.config.LogoutURI = s.LogoutURIs[0]
	}
}

var (
	formAction = regexp.MustCompile(`action="(/login[^"]+)"`)
	formToken  = regexp.MustCompile(`name="_csrf" value="([^"]+)"`)
)

// atDomain begins a redirect login, signs ada in at the domain, and returns the path that the
// browser comes back to.
func (b *browser) atDomain(returnTo string) string {
	t := b.s.t
	t.Helper()
	begun := b.get("/auth/redirect?returnTo=" + url.QueryEscape(returnTo))
	if begun.status != http.StatusFound {
		t.Fatalf("redirect: %d %s", begun.status, begun.body)
	}
	page := b.at(http.MethodGet, begun.header.Get("Location"), nil)
	for page.StatusCode == http.StatusFound {
		to := must(page.Request.URL.Parse(page.Header.Get("Location")))
		if to.Path == "/auth/callback" {
			return to.RequestURI()
		}
		page = b.at(http.MethodGet, to.String(), nil)
	}
	html := string(must(io.ReadAll(page.Body)))
	action, token := formAction.FindStringSubmatch(html), formToken.FindStringSubmatch(html)
	if action == nil || token == nil {
		t.Fatalf("no form: %s", html)
	}
	to := must(page.Request.URL.Parse(strings.ReplaceAll(action[1], "&amp;", "&")))
	answer := b.at(http.MethodPost, to.String(), url.Values{"_csrf": {token[1]}, "username": {"ada"}, "password": {password}})
	return must(url.Parse(answer.Header.Get("Location"))).RequestURI()
}

func (b *browser) at(method, address string, form url.Values) *http.Response {
	r := must(http.NewRequest(method, address, strings.NewReader(form.Encode())))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	got := must(b.Do(r))
	b.s.t.Cleanup(func() { _ = got.Body.Close() })
	return got
}

func TestRedirectLogin(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store, withDomain(t))
		b := s.browser()
		attacker := b.copy()
		attacker.signIn()
		for name, value := range attacker.cookies() {
			b.setCookie(name, value) // a planted session
		}
		planted := b.cookies()["__Host-cognito-session"]
		back := b.atDomain("/inbox?folder=1")
		withFlow := b.copy()
		got := b.get(back)
		if got.status != http.StatusSeeOther || got.header.Get("Location") != "/inbox?folder=1" {
			t.Fatalf("%d %q", got.status, got.header)
		}
		if b.cookies()["__Host-cognito-session"] == planted {
			t.Error("the callback kept the session's cookie")
		}
		if got := b.get("/who"); got.body != "ada" {
			t.Errorf("%d %s", got.status, got.body)
		}
		// The same address once more, from history.
		s.ResetRequests()
		if again := b.get(back); again.status != http.StatusBadRequest || strings.Contains(again.body, "code") || len(s.Requests()) != 0 {
			t.Errorf("a replay: %d %s, %d requests", again.status, again.body, len(s.Requests()))
		}
		// By whoever has recorded the cookies too.
		if again := withFlow.get(back); again.header.Get("Location") != "/inbox?error=CODE_EXPIRED&folder=1" {
			t.Errorf("a replay with cookies: %d %q", again.status, again.header)
		}
		// In another browser.
		if other := s.browser().get(back); other.status != http.StatusBadRequest {
			t.Errorf("in another browser: %d", other.status)
		}
		out := b.post("/auth/signout", map[string]bool{})
		if !strings.HasPrefix(out.JSON.LogoutURL, s.config.OAuth.Domain+"/logout?client_id=") {
			t.Errorf("logoutURL: %s", out.body)
		}
	})
}

func TestRedirectRefuses(t *testing.T) {
	t.Parallel()
	s := start(t, new(fakecognito.Server), withDomain(t))
	b := s.browser()
	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/\t/evil.example", "evil", "javascript:alert(1)", `/a\b`} {
		if got := b.get("/auth/redirect?returnTo=" + url.QueryEscape(to)); got.status != http.StatusBadRequest || strings.Contains(got.body, "evil") {
			t.Errorf("%q: %d %s", to, got.status, got.body)
		}
	}
	begun := b.get("/auth/redirect?returnTo=/x")
	state := must(url.Parse(begun.header.Get("Location"))).Query().Get("state")
	got := b.get("/auth/callback?error=access_denied&state=" + state)
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/x?error=CONSENT_REFUSED" {
		t.Errorf("%d %q", got.status, got.header)
	}
	for range 12 { // sign-ins that are given up do not fill the browser
		b.get("/auth/redirect")
	}
	if n := len(b.cookies()); n > 6 {
		t.Errorf("%d cookies of sign-ins", n)
	}
}
