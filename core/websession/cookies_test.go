//go:build unix

package websession_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestCookieAttributes(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		for _, line := range s.browser().signIn().header["Set-Cookie"] {
			for _, want := range []string{"__Host-", "; Path=/", "; Secure", "; SameSite=Lax", "; Max-Age=259"} {
				if !strings.Contains(line, want) {
					t.Errorf("%.60s has no %s", line, want)
				}
			}
			if httpOnly := strings.Contains(line, "; HttpOnly"); httpOnly == strings.HasPrefix(line, "__Host-cognito-user=") {
				t.Errorf("%.40s: HttpOnly is %v", line, httpOnly)
			}
		}
	})
}

// setCookie puts a cookie into the browser.
func (b *browser) setCookie(name, value string) {
	b.Jar.SetCookies(must(url.Parse(b.s.web.URL)), []*http.Cookie{{Name: name, Value: value, Secure: true, Path: "/"}})
}

// A session is split into cookies that browsers keep, and put together again.
func TestLongSessionIsSplit(t *testing.T) {
	t.Parallel()
	s := start(t, new(fakecognito.Server))
	b := s.browser()
	parts := 0
	for _, line := range b.signIn().header["Set-Cookie"] {
		pair, _, _ := strings.Cut(line, ";")
		if len(pair) > 4096 {
			t.Errorf("a cookie has %d bytes", len(pair))
		}
		if strings.HasPrefix(line, "__Host-cognito-session") {
			parts++
		}
	}
	if parts < 2 {
		t.Fatalf("the session is in %d cookies; this test needs more", parts)
	}
	if got := b.get("/who"); got.body != "ada" {
		t.Errorf("%d %s", got.status, got.body)
	}
	b.setCookie("__Host-cognito-session-1", "")
	b.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
}

// Whatever bit of the session's cookie is changed, there is no session.
func TestAlteredCookie(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		b := s.browser()
		b.signIn()
		value := b.cookies()["__Host-cognito-session"]
		for _, at := range []int{0, 3, len(value) / 2, len(value) - 2} {
			altered := b.copy()
			other := byte('A')
			if value[at] == other {
				other = 'B'
			}
			altered.setCookie("__Host-cognito-session", value[:at]+string(other)+value[at+1:])
			altered.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
		}
		// The cookie of a challenge is not one of a session.
		b.setCookie("__Host-cognito-session-signin", value)
		b.post("/auth/challenge", map[string]string{"name": "SMS_MFA", "answer": "1"}).expect(t, http.StatusBadRequest, core.ChallengeExpired)
	})
}

// A new first key leaves sessions of the old key good; without the old key they are over.
func TestKeysRotate(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		b := s.browser()
		b.signIn()
		again := func(keys ...[]byte) *browser {
			config := s.config
			config.Keys = keys
			handler := must(websession.New(config))
			s.web.Config.Handler = handler
			return b.copy()
		}
		if got := again(key(2), key(1)).get("/auth/session"); got.status != 200 {
			t.Errorf("with the old key as the second: %d %s", got.status, got.body)
		}
		again(key(2)).get("/auth/session").expect(t, http.StatusUnauthorized, core.NoSession)
	})
}

func TestLifetimeEndsASession(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		b := s.browser()
		b.signIn()
		s.clock.advance(30*24*3600*1e9 - 1e9)
		b.get("/auth/session") // refreshed or refused by the service, as it may be
		s = start(t, &fakecognito.Server{RefreshTokenLifetime: 100 * 24 * 3600 * 1e9}, store)
		b = s.browser()
		b.signIn()
		s.clock.advance(29 * 24 * 3600 * 1e9)
		if got := b.get("/auth/session"); got.status != 200 {
			t.Errorf("on the 29th day: %d %s", got.status, got.body)
		}
		s.clock.advance(25 * 3600 * 1e9)
		b.get("/auth/session").expect(t, http.StatusUnauthorized, core.NoSession)
	})
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	good := newConfig("http://localhost", core.SystemClock{})
	for name, change := range map[string]func(*websession.Config){
		"no key":      func(c *websession.Config) { c.Keys = nil },
		"a short key": func(c *websession.Config) { c.Keys = [][]byte{make([]byte, 31)} },
		"storage":     func(c *websession.Config) { c.Pool.Storage = new(core.MemoryStorage) },
		"SameSite":    func(c *websession.Config) { c.SameSite = http.SameSiteNoneMode },
		"prefix":      func(c *websession.Config) { c.Prefix = "auth" },
		"cookie":      func(c *websession.Config) { c.CookieName = "a b" },
		"pool":        func(c *websession.Config) { c.Pool.ClientID = "" },
		"verifier": func(c *websession.Config) {
			c.OAuth = core.OAuthConfig{Domain: "auth.example.com", RedirectURI: "https://example.com/auth/callback"}
			c.Pool.TokenVerifier = nil
		},
	} {
		config := good
		change(&config)
		if _, err := websession.New(config); core.ReasonOf(err) != core.InvalidParameter {
			t.Errorf("%s: %v", name, err)
		}
	}
	if text := good.GoString() + good.String() + good.LogValue().String(); strings.Contains(text, string(key(1))) || strings.Contains(text, "1, 1") {
		t.Errorf("the keys are printed: %s", text)
	}
}

// Strict cookies are Strict, except for the one that must survive the way back from the domain.
func TestStrictCookies(t *testing.T) {
	t.Parallel()
	s := start(t, new(fakecognito.Server), withDomain(t), func(s *service) { s.config.SameSite = http.SameSiteStrictMode })
	b := s.browser()
	for _, line := range append(b.signIn().header["Set-Cookie"], b.get("/auth/redirect").header["Set-Cookie"]...) {
		want := "SameSite=Strict"
		if strings.HasPrefix(line, "__Host-cognito-session-flow-") {
			want = "SameSite=Lax"
		}
		if !strings.Contains(line, want) {
			t.Errorf("%.50s is not %s", line, want)
		}
	}
}

// For development the cookies are neither Secure nor named as if they were.
func TestInsecureCookies(t *testing.T) {
	t.Parallel()
	s := start(t, new(fakecognito.Server), func(s *service) { s.config.InsecureCookiesForDevelopment = true })
	b := s.browser()
	for _, line := range b.signIn().header["Set-Cookie"] {
		if strings.Contains(line, "Secure") || strings.HasPrefix(line, "__Host-") {
			t.Errorf("%.40s …", line)
		}
	}
	if got := b.get("/who"); got.body != "ada" {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestOtherPathsAndMethods(t *testing.T) {
	t.Parallel()
	b := start(t, new(fakecognito.Server)).browser()
	b.get("/auth/nothing").expect(t, http.StatusNotFound, core.InvalidParameter)
	b.get("/auth/signin").expect(t, http.StatusNotFound, core.InvalidParameter)
	b.get("/auth/redirect").expect(t, http.StatusNotFound, core.InvalidParameter)
}
