package websession

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/pquerna/otp/totp"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// clock is the machine's, set ahead.
type clock struct {
	core.SystemClock
	ahead atomic.Int64
}

func (c *clock) Now() time.Time { return c.SystemClock.Now().Add(time.Duration(c.ahead.Load())) }

// backend is a server with websession, its API and a page, all on one origin: http on this
// machine, where Chromium accepts cookies that are Secure.
type backend struct {
	*harness.Site
	clock   *clock
	handler *websession.Handler
	mu      sync.Mutex
	api     []string // what the API got as Authorization
}

const totpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// start starts a backend. The changes are made to its configuration.
func start(t *testing.T, store websession.Store, changes ...func(*backend, *websession.Config)) *backend {
	t.Helper()
	b := &backend{Site: harness.NewSite(t), clock: new(clock)}
	b.Cognito.Now = b.clock.Now
	b.Cognito.RefreshTokenRotation = true
	if _, err := b.Cognito.CreateUser(fakecognito.NewUser{
		Username: harness.Username, Password: harness.Password, Email: harness.Email, MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret,
	}); err != nil {
		t.Fatal(err)
	}
	pool := fakecognito.DefaultPoolID
	verifier, err := jwtverify.New(jwtverify.Config{
		UserPoolID: pool, ClientIDs: []string{fakecognito.DefaultClientID}, JWKSURL: b.Endpoint + pool + "/.well-known/jwks.json", Clock: b.clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.Cognito.RedirectURIs = []string{b.URL + "/auth/callback"}
	b.Cognito.LogoutURIs = []string{b.URL + "/"}
	config := websession.Config{
		Pool: core.PoolConfig{
			UserPoolID: pool, ClientID: fakecognito.DefaultClientID, Clock: b.clock, TokenVerifier: verifier,
			IdentityProvider: awsidp.ForPool(pool, func(o *cognito.Options) { o.BaseEndpoint = aws.String(strings.TrimSuffix(b.Endpoint, "/")) }),
		},
		OAuth:     core.OAuthConfig{Domain: b.Domain, RedirectURI: b.Cognito.RedirectURIs[0]},
		LogoutURI: b.Cognito.LogoutURIs[0],
		Store:     store,
		Keys:      [][]byte{[]byte(strings.Repeat("k", 32))},
	}
	for _, change := range changes {
		change(b, &config)
	}
	b.handler, err = websession.New(config)
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		b.api = append(b.api, r.Header.Get("Authorization"))
		b.mu.Unlock()
		_, _ = io.WriteString(w, `{"hello":"from the API"}`)
	}))
	t.Cleanup(api.Close)
	target, err := url.Parse(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"signin", "challenge", "session", "signout", "redirect", "callback"} {
		b.Serve("/auth/"+path, b.handler.ServeHTTP)
	}
	b.Serve("/api/things", b.handler.Proxy(target).ServeHTTP)
	b.Page("/", "<!doctype html><title>websession</title>")
	return b
}

// replies are what the page has received and can read.
type replies struct {
	mu   sync.Mutex
	text strings.Builder
	n    int
}

func (r *replies) add(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text.WriteString(text)
	r.n++
}

// send sends a request from the page, and returns status and body.
const send = `fetch($0, $1 === null ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify($1) })
	.then(async (response) => ({ status: response.status, body: await response.text(), headers: JSON.stringify([...response.headers]) }))`

type reply struct {
	Status        int
	Body, Headers string
}

func TestBrowserHasNoToken(t *testing.T) {
	for name, store := range map[string]websession.Store{"cookies": nil, "store": new(websession.MemoryStore)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, store)
			tb := harness.NewTab(t, b.Site)
			tb.Open("/")
			var seen replies
			call := func(path string, body any) reply {
				t.Helper()
				var got reply
				tb.Eval(send, &got, path, body)
				seen.add(got.Body + got.Headers)
				return got
			}
			expect := func(got reply, status int, part string) {
				t.Helper()
				if got.Status != status || !strings.Contains(got.Body, part) {
					t.Errorf("%d %s; want %d with %q", got.Status, got.Body, status, part)
				}
			}
			expect(call("/auth/session", nil), 401, "NO_SESSION")
			expect(call("/auth/signin", map[string]string{"username": harness.Username, "password": harness.Password}), 200, "SOFTWARE_TOKEN_MFA")
			code, err := totp.GenerateCode(totpSecret, b.clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			expect(call("/auth/challenge", map[string]string{"name": "SOFTWARE_TOKEN_MFA", "answer": code}), 200, "signedIn")
			expect(call("/api/things", nil), 200, "from the API")

			// It expires, and fifty calls come at the same time.
			b.clock.ahead.Add(int64(2 * time.Hour))
			b.Cognito.ResetRequests()
			var statuses []int
			tb.Eval(`Promise.all(Array.from({ length: 50 }, () => fetch('/api/things').then(({ status }) => status)))`, &statuses)
			for _, status := range statuses {
				if status != 200 {
					t.Errorf("a call has status %d", status)
				}
			}
			granted := 0
			for _, r := range b.RequestsTo("GetTokensFromRefreshToken") {
				if r.Status == 200 {
					granted++
				}
			}
			if granted != 1 || len(statuses) != 50 || len(b.api) != 51 {
				t.Errorf("%d refreshes, %d calls, %d at the API", granted, len(statuses), len(b.api))
			}
			expect(call("/auth/session", nil), 200, harness.Email)

			var visible string
			tb.Eval(`(async () => document.cookie + JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()]))()`, &visible)
			seen.add(visible)
			if !strings.Contains(visible, "__Host-cognito-user") || strings.Contains(visible, "cognito-session") {
				t.Errorf("scripts can see %s", visible)
			}
			token := regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.`)
			if found := token.FindString(seen.text.String()); found != "" || seen.n < 6 {
				t.Errorf("a token is visible: %.20q, of %d replies", found, seen.n)
			}
			if !token.MatchString(b.api[0]) {
				t.Error("this test does not know a token when it sees one")
			}

			expect(call("/auth/signout", map[string]any{}), 200, "{}")
			expect(call("/api/things", nil), 401, "NO_SESSION")
			tb.Eval("document.cookie", &visible)
			if visible != "" {
				t.Errorf("after the sign-out there are cookies: %s", visible)
			}
		})
	}
}

// Who signs in at the pool's domain comes back with a session, and leaves both.
func TestRedirect(t *testing.T) {
	t.Parallel()
	b := start(t, new(websession.MemoryStore))
	if _, err := b.Cognito.CreateUser(fakecognito.NewUser{Username: "grace", Password: harness.Password, Email: "grace@example.com"}); err != nil {
		t.Fatal(err)
	}
	b.Page("/inbox", "<!doctype html><title>inbox</title>")
	tb := harness.NewTab(t, b.Site)
	tb.Open("/")
	tb.Eval("void setTimeout(() => { location.href = '/auth/redirect?returnTo=/inbox' })", nil)
	tb.Reach("document.querySelector('#signin')")
	tb.Eval("void (document.querySelector('#username').value = $0, document.querySelector('#password').value = $1)", nil, "grace", harness.Password)
	tb.Eval("void setTimeout(() => document.querySelector('#signin').click())", nil)
	tb.Reach("document.title === 'inbox'")
	var got reply
	tb.Eval(send, &got, "/auth/session", nil)
	if got.Status != 200 || !strings.Contains(got.Body, "grace@example.com") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	var address string
	tb.Eval("location.href", &address)
	if address != b.URL+"/inbox" {
		t.Errorf("the address is %s", address)
	}
	tb.Eval(send, &got, "/auth/signout", map[string]any{})
	if !strings.Contains(got.Body, b.Domain+"/logout?") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}
