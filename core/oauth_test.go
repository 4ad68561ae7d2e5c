//go:build !js

package core_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// callback is where the tests' users come back to. Nobody serves it.
const callback = "http://localhost:4711/callback"

// domainLogin is an app client at the pool's domain, with somebody's browser.
type domainLogin struct {
	*service
	pool    *core.Pool
	oauth   *core.OAuth
	domain  string
	browser *browser
}

func startLogin(t *testing.T, fake *fakecognito.Server, changes ...func(*core.PoolConfig)) *domainLogin {
	t.Helper()
	fake.RedirectURIs = []string{callback}
	fake.LogoutURIs = []string{callback}
	s := startService(t, fake)
	domain := httptest.NewServer(fake.Domain())
	t.Cleanup(domain.Close)
	keys := httptest.NewServer(fake)
	t.Cleanup(keys.Close)
	verify := func(c *core.PoolConfig) {
		c.TokenVerifier = must(jwtverify.New(jwtverify.Config{
			UserPoolID: poolID, ClientIDs: []string{clientID}, JWKSURL: keys.URL + "/" + poolID + "/.well-known/jwks.json", Clock: s.clock,
		}))
	}
	pool := s.poolWith(append([]func(*core.PoolConfig){verify}, changes...)...)
	oauth, err := pool.OAuth(core.OAuthConfig{Domain: domain.URL, RedirectURI: callback})
	if err != nil {
		t.Fatal(err)
	}
	return &domainLogin{s, pool, oauth, domain.URL, newBrowser()}
}

// browser is a browser with cookies, in front of which somebody fills in forms.
type browser struct{ http.Client }

func newBrowser() *browser {
	b := &browser{http.Client{Jar: must(cookiejar.New(nil))}}
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return b
}

var (
	formAction = regexp.MustCompile(`action="(/login[^"]+)"`)
	formToken  = regexp.MustCompile(`name="_csrf" value="([^"]+)"`)
)

// open opens an address, signs in if there is a form, and returns where the browser is sent
// back to.
func (b *browser) open(address, username, password string) (string, error) {
	page, err := b.Get(address)
	if err != nil {
		return "", err
	}
	defer page.Body.Close()
	if back := page.Header.Get("Location"); back != "" {
		return back, nil
	}
	html, err := io.ReadAll(page.Body)
	if err != nil {
		return "", err
	}
	action, token := formAction.FindSubmatch(html), formToken.FindSubmatch(html)
	if action == nil || token == nil {
		return "", errors.New("the page has no form: " + string(html))
	}
	to, err := page.Request.URL.Parse(strings.ReplaceAll(string(action[1]), "&amp;", "&"))
	if err != nil {
		return "", err
	}
	answer, err := b.PostForm(to.String(), url.Values{"_csrf": {string(token[1])}, "username": {username}, "password": {password}})
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	return answer.Header.Get("Location"), nil
}

// comeBack begins a sign-in, and lets ada sign in.
func (l *domainLogin) comeBack(options core.AuthorizeOptions) (*core.Authorization, string) {
	l.t.Helper()
	a, err := l.oauth.Authorize(options)
	if err != nil {
		l.t.Fatal(err)
	}
	address, err := l.browser.open(a.URL, "ada", password)
	if err != nil || !strings.HasPrefix(address, callback) {
		l.t.Fatalf("the browser came back to %q: %v", address, err)
	}
	return a, address
}

// A Go program signs somebody in at the pool's domain: with a secret or without one.
func TestHandleRedirect(t *testing.T) {
	for name, secret := range map[string]string{"public": "", "confidential": clientSecret} {
		t.Run(name, func(t *testing.T) {
			l := startLogin(t, &fakecognito.Server{ClientSecret: secret}, func(c *core.PoolConfig) { c.ClientSecret = secret })
			a, address := l.comeBack(core.AuthorizeOptions{Resource: "https://api.example.com", Nonce: "mine"})
			user, session, err := l.oauth.HandleRedirect(l.ctx, a, address)
			if err != nil {
				t.Fatal(err)
			}
			if user.Username() != "ada" || session.IDClaims().Text("nonce") != "mine" || session.AccessClaims().Text("aud") != "https://api.example.com" {
				t.Errorf("%s has signed in with %v", user.Username(), session.IDClaims())
			}
			current, err := l.pool.CurrentUser(l.ctx)
			if err != nil || current.Username() != "ada" {
				t.Fatalf("the current user is %v: %v", current, err)
			}
			l.clock.Advance(2 * time.Hour)
			refreshed, err := current.Session(l.ctx)
			if err != nil || refreshed.AccessToken == session.AccessToken || refreshed.RefreshToken != session.RefreshToken {
				t.Errorf("the session was not refreshed: %v", err)
			}
			if _, _, err := l.oauth.HandleRedirect(l.ctx, a, address); core.ReasonOf(err) != core.CodeExpired || core.Retryable(err) {
				t.Errorf("a code that has been used came to %v", err)
			}
		})
	}
}

// What comes back is refused with the code and reason that it has, and changes nothing.
func TestHandleRedirectRefuses(t *testing.T) {
	l := startLogin(t, new(fakecognito.Server))
	bob := fakecognito.NewUser{Username: "bob", Password: password, Email: "bob@example.com"}
	l.create(bob)
	a, address := l.comeBack(core.AuthorizeOptions{})
	query := must(url.Parse(address)).Query()
	other := must(l.oauth.Authorize(core.AuthorizeOptions{}))
	with := func(change func(*core.Authorization)) *core.Authorization {
		changed := *a
		change(&changed)
		return &changed
	}
	for _, tt := range []struct {
		name    string
		a       *core.Authorization
		address string
		code    error
		reason  core.Reason
	}{
		{"another state", other, address, core.InvalidState, core.InvalidState},
		{"no state", a, callback + "?code=" + query.Get("code"), core.InvalidState, ""},
		{"a part of the state", a, callback + "?code=c&state=" + a.State[1:], core.InvalidState, ""},
		{"no URL", a, "%", core.InvalidParameter, ""},
		{"nothing", a, callback + "?state=" + a.State, core.Code("invalid_request"), core.InvalidParameter},
		{"refused", a, callback + "?error=access_denied&error_description=no&state=" + a.State, core.Code("access_denied"), core.ConsentRefused},
		{"silent", a, callback + "?error=login_required&state=" + a.State, core.Code("login_required"), core.LoginRequired},
		{"another code", a, callback + "?code=c&state=" + a.State, core.Code("invalid_grant"), core.CodeExpired},
		{"another verifier", with(func(a *core.Authorization) { a.CodeVerifier = other.CodeVerifier }), address, core.Code("invalid_grant"), core.CodeExpired},
	} {
		user, session, err := l.oauth.HandleRedirect(l.ctx, tt.a, tt.address)
		if user != nil || session != nil || !errors.Is(err, tt.code) || tt.reason != "" && core.ReasonOf(err) != tt.reason {
			t.Errorf("%s came to %v, %v", tt.name, user, err)
		}
		if strings.Contains(err.Error(), query.Get("code")) || strings.Contains(err.Error(), a.CodeVerifier) || strings.Contains(err.Error(), a.State) {
			t.Errorf("%s: the error has a secret: %v", tt.name, err)
		}
	}

	// Whose sign-in it is, and the nonce, are compared once there are tokens, of a code each.
	redirected := func() (*core.Authorization, core.Redirected) {
		a, address := l.comeBack(core.AuthorizeOptions{})
		return a, core.Redirected{Code: must(url.Parse(address)).Query().Get("code")}
	}
	a, r := redirected()
	if _, _, err := l.oauth.Exchange(l.ctx, a, r, "another-sub"); !errors.Is(err, core.UserMismatch) {
		t.Errorf("another user came to %v", err)
	}
	a, r = redirected()
	a.Nonce = "another"
	if _, _, err := l.oauth.Exchange(l.ctx, a, r, ""); !errors.Is(err, core.TokenUnverified) {
		t.Errorf("another nonce came to %v", err)
	}
	a, r = redirected()
	ctx, cancel := context.WithCancel(l.ctx)
	cancel()
	if _, _, err := l.oauth.Exchange(ctx, a, r, ""); !errors.Is(err, core.Aborted) {
		t.Errorf("an ended context came to %v", err)
	}
	if stored := l.store.snapshot(); len(stored) != 0 {
		t.Errorf("stored: %q", keyNames(stored))
	}
	// The network is to blame for nothing: the same code once more.
	l.Fail("oauth2/token", fakecognito.Fault{Status: 503, Body: "busy"}, 1)
	if _, _, err := l.oauth.Exchange(l.ctx, a, r, ""); !core.Retryable(err) {
		t.Errorf("a failing service came to %v", err)
	}
	if _, _, err := l.oauth.Exchange(l.ctx, a, r, ""); err != nil {
		t.Errorf("the second attempt: %v", err)
	}

	unverified := must(l.poolWith().OAuth(core.OAuthConfig{Domain: l.domain, RedirectURI: callback}))
	if _, _, err := unverified.Exchange(l.ctx, a, r, ""); !errors.Is(err, core.InvalidParameter) {
		t.Errorf("a pool without a verifier came to %v", err)
	}
}

// The code and its verifier go to the pool's domain, and nowhere else, whatever client the
// program has.
func TestTokenRequestFollowsNoRedirect(t *testing.T) {
	for name, client := range map[string]cognito.HTTPClient{"net/http": http.DefaultClient, "the SDK's": awshttp.NewBuildableClient()} {
		t.Run(name, func(t *testing.T) {
			l := startLogin(t, new(fakecognito.Server), func(c *core.PoolConfig) {
				c.IdentityProvider = awsidp.ForPool(poolID, func(o *cognito.Options) { o.HTTPClient = client })
			})
			a, address := l.comeBack(core.AuthorizeOptions{})
			elsewhere := 0
			thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
			defer thief.Close()
			for _, status := range []int{301, 302, 303, 307, 308} {
				l.Fail("oauth2/token", fakecognito.Fault{Status: status, Header: http.Header{"Location": {thief.URL + "/oauth2/token"}}}, 1)
				if _, _, err := l.oauth.HandleRedirect(l.ctx, a, address); err == nil {
					t.Errorf("status %d came to no error", status)
				}
			}
			if elsewhere != 0 {
				t.Errorf("%d requests went elsewhere", elsewhere)
			}
			if _, _, err := l.oauth.HandleRedirect(l.ctx, a, address); err != nil {
				t.Errorf("the code was not used: %v", err)
			}
		})
	}
}

// The browser's session at the domain is the next sign-in's, unless it is ended.
func TestSignOutURL(t *testing.T) {
	l := startLogin(t, new(fakecognito.Server))
	a, address := l.comeBack(core.AuthorizeOptions{})
	if _, _, err := l.oauth.HandleRedirect(l.ctx, a, address); err != nil {
		t.Fatal(err)
	}
	silent := must(l.oauth.Authorize(core.AuthorizeOptions{Prompt: "none"}))
	back := func(address string) url.Values {
		to, err := l.browser.open(address, "", "")
		if err != nil {
			t.Fatal(err)
		}
		return must(url.Parse(to)).Query()
	}
	if query := back(silent.URL); query.Get("code") == "" || query.Get("state") != silent.State {
		t.Errorf("with a session, the browser came back with %v", query)
	}
	if query := back(l.oauth.SignOutURL(callback)); len(query) != 0 {
		t.Errorf("after the sign-out, the browser came back with %v", query)
	}
	if query := back(silent.URL); query.Get("error") != "login_required" {
		t.Errorf("without a session, the browser came back with %v", query)
	}
	// AfterSignOut ends the session on the way to the form.
	l.comeBack(core.AuthorizeOptions{})
	next := must(l.oauth.Authorize(core.AuthorizeOptions{AfterSignOut: true}))
	if to, err := l.browser.open(next.URL, "ada", "wrong"); err != nil || to != "" {
		t.Errorf("a wrong password led to %q, %v", to, err)
	}
}

func TestAuthorizeURL(t *testing.T) {
	l := startLogin(t, new(fakecognito.Server))
	oauth := must(l.pool.OAuth(core.OAuthConfig{Domain: "auth.example.com/", RedirectURI: "myapp://back?a=b c", Scopes: []string{"openid", "a/b"}}))
	a := must(oauth.Authorize(core.AuthorizeOptions{
		IdentityProvider: "Corp & Söhne", LoginHint: "ada+1@example.com", Prompt: "login", Lang: "de",
		Resource: "https://api.example.com/?x=y", ACRValues: "urn:cognito:loa:2 urn:cognito:loa:1", MaxAge: 90 * time.Second,
	}))
	u := must(url.Parse(a.URL))
	got := u.Query()
	want := url.Values{
		"response_type": {"code"}, "client_id": {clientID}, "redirect_uri": {"myapp://back?a=b c"}, "scope": {"openid a/b"},
		"state": {a.State}, "nonce": {a.Nonce}, "code_challenge": got["code_challenge"], "code_challenge_method": {"S256"},
		"identity_provider": {"Corp & Söhne"}, "login_hint": {"ada+1@example.com"}, "prompt": {"login"}, "lang": {"de"},
		"resource": {"https://api.example.com/?x=y"}, "acr_values": {"urn:cognito:loa:2 urn:cognito:loa:1"}, "max_age": {"90"},
	}
	if got.Encode() != want.Encode() || u.Host != "auth.example.com" || u.Scheme != "https" || u.Path != "/oauth2/authorize" {
		t.Errorf("%s\n has %v, want %v", a.URL, got, want)
	}
	for age, text := range map[time.Duration]string{0: "", -1: "0", time.Second: "1", 1500 * time.Millisecond: "1"} {
		if got := must(url.Parse(must(oauth.Authorize(core.AuthorizeOptions{MaxAge: age})).URL)).Query().Get("max_age"); got != text {
			t.Errorf("MaxAge %s became %q, want %q", age, got, text)
		}
	}
	if _, err := oauth.Authorize(core.AuthorizeOptions{IdentityProvider: "a", IDPIdentifier: "b"}); !errors.Is(err, core.InvalidParameter) {
		t.Errorf("two providers came to %v", err)
	}
	seen := map[string]bool{}
	for range 20 {
		a := must(oauth.Authorize(core.AuthorizeOptions{}))
		for _, text := range []string{a.State, a.CodeVerifier, a.Nonce} {
			if seen[text] || len(text) != 43 || must(url.ParseQuery("x="+text)).Get("x") != text {
				t.Errorf("%q is not random, or not 43 unreserved characters", text)
			}
			seen[text] = true
		}
	}
}

// RFC 7636, appendix B.
func TestCodeChallengeOfTheRFC(t *testing.T) {
	octets := []byte{
		116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77,
		105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
	}
	random := slices.Concat(make([]byte, 32), octets, make([]byte, 32))
	l := startLogin(t, new(fakecognito.Server), func(c *core.PoolConfig) { c.Rand = bytes.NewReader(random) })
	a := must(l.oauth.Authorize(core.AuthorizeOptions{}))
	if a.CodeVerifier != "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" {
		t.Errorf("the verifier is %s", a.CodeVerifier)
	}
	if got := must(url.Parse(a.URL)).Query().Get("code_challenge"); got != "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" {
		t.Errorf("the challenge is %s", got)
	}
	if _, err := l.oauth.Authorize(core.AuthorizeOptions{}); !errors.Is(err, core.InternalError) {
		t.Errorf("without random numbers it came to %v", err)
	}
}

func TestOAuthConfig(t *testing.T) {
	l := startLogin(t, new(fakecognito.Server))
	const domain, back = "auth.example.com", "https://app.example.com/back"
	for _, tt := range []struct {
		domain, redirectURI string
		scopes              []string
		accepted            bool
	}{
		{domain, back, nil, true},
		{"https://auth.example.com/", back, []string{"email", "openid"}, true},
		{"http://localhost:9000", "http://localhost:3000/", nil, true},
		{"http://127.0.0.1:9000", "http://127.1.2.3/x", nil, true},
		{domain, "myapp://callback", nil, true},
		{domain, back, []string{"email"}, false},
		{domain, back, []string{"openid2", "xopenid"}, false},
		{"", back, nil, false},
		{"https://", back, nil, false},
		{"http://auth.example.com", back, nil, false},
		{"http://localhost.example.com", back, nil, false},
		{"http://127.0.0.1.example.com", back, nil, false},
		{"http://localhost@example.com", back, nil, false},
		{"http://localhost:80@example.com", back, nil, false},
		{"http://127.0.0.1:x@example.com/", back, nil, false},
		{"http://127.0.0", back, nil, false},
		{"ftp://auth.example.com", back, nil, false},
		{domain, "", nil, false},
		{domain, "/back", nil, false},
		{domain, "app.example.com/back", nil, false},
		{domain, "http://app.example.com/back", nil, false},
		{domain, back + "#here", nil, false},
		{domain, "myapp://callback#", nil, false},
	} {
		_, err := l.pool.OAuth(core.OAuthConfig{Domain: tt.domain, RedirectURI: tt.redirectURI, Scopes: tt.scopes})
		if tt.accepted != (err == nil) || err != nil && !errors.Is(err, core.InvalidParameter) {
			t.Errorf("%q, %q, %q came to %v", tt.domain, tt.redirectURI, tt.scopes, err)
		}
	}
}

// encodeForm writes what package net/url reads.
func TestEncodeForm(t *testing.T) {
	same := func(name, value, other string) bool {
		name = "n" + url.QueryEscape(name) // names are the program's own
		got, err := url.ParseQuery(core.EncodeForm(name, value, "empty", "", "other", other))
		want := url.Values{}
		for name, value := range map[string]string{name: value, "other": other} {
			if value != "" {
				want.Set(name, value)
			}
		}
		decoded := must(url.QueryUnescape(name))
		if decoded != name {
			want = url.Values{"other": want["other"], decoded: want[name]}
		}
		return err == nil && got.Encode() == want.Encode()
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
	if got := core.EncodeForm("a", "ü/ +~-._%&=", "b", "", "c", "1"); got != "a=%C3%BC%2F%20%2B~-._%25%26%3D&c=1" {
		t.Error(got)
	}
}
