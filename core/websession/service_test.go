//go:build unix

package websession_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	poolID   = fakecognito.DefaultPoolID
	clientID = fakecognito.DefaultClientID
	password = "Engine-1843"
)

// clock is the machine's, set ahead.
type clock struct {
	core.SystemClock
	ahead atomic.Int64
}

func (c *clock) Now() time.Time          { return c.SystemClock.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// key returns a key for tests.
func key(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

// service is a backend with its API, in front of a fake with one user, ada.
type service struct {
	*fakecognito.Server
	t       *testing.T
	clock   *clock
	config  websession.Config
	handler *websession.Handler
	web     *httptest.Server
	logged  *syncBuffer

	mu  sync.Mutex
	api []http.Header // of the requests that reached the API
}

type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// newConfig returns the configuration of a backend that uses the fake at an address.
func newConfig(endpoint string, c core.Clock) websession.Config {
	return websession.Config{
		Pool: core.PoolConfig{
			UserPoolID: poolID, ClientID: clientID, Clock: c,
			IdentityProvider: awsidp.ForPool(poolID, func(o *cognito.Options) {
				o.BaseEndpoint = aws.String(endpoint)
				o.HTTPClient = &http.Client{Transport: new(http.Transport)}
				o.Retryer = aws.NopRetryer{}
			}),
			TokenVerifier: must(jwtverify.New(jwtverify.Config{
				UserPoolID: poolID, ClientIDs: []string{clientID}, JWKSURL: endpoint + "/" + poolID + "/.well-known/jwks.json", Clock: c,
			})),
		},
		Flow: core.UserPasswordAuth,
		Keys: [][]byte{key(1)},
	}
}

// start starts a backend. The changes are made before New.
func start(t *testing.T, fake *fakecognito.Server, changes ...func(*service)) *service {
	t.Helper()
	s := &service{Server: fake, t: t, clock: new(clock), logged: new(syncBuffer)}
	fake.Now = s.clock.Now
	endpoint := httptest.NewServer(fake)
	t.Cleanup(endpoint.Close)
	s.config = newConfig(endpoint.URL, s.clock)
	s.config.Logger = slog.New(slog.NewTextHandler(s.logged, nil))
	var mux http.ServeMux
	s.web = httptest.NewTLSServer(&mux)
	t.Cleanup(s.web.Close)
	for _, change := range changes {
		change(s)
	}
	s.handler = must(websession.New(s.config))
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.api = append(s.api, r.Header.Clone())
		s.mu.Unlock()
		http.SetCookie(w, &http.Cookie{Name: "__Host-cognito-session", Value: "chosen", Secure: true, Path: "/"})
		http.SetCookie(w, &http.Cookie{Name: "api", Value: "1", Path: "/"})
		w.Header().Set("X-Seen", r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, "hello")
	}))
	t.Cleanup(api.Close)
	mux.Handle("/auth/", s.handler)
	mux.Handle("/api/", http.StripPrefix("/api", s.handler.Proxy(must(url.Parse(api.URL)))))
	mux.Handle("/who", s.handler.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, _ := websession.FromContext(r.Context())
		_, _ = io.WriteString(w, session.Username)
	})))
	if _, err := fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// tokens returns how often a session was refreshed so far.
func (s *service) refreshes() int {
	n := 0
	for _, r := range s.Requests() {
		if r.Op == "GetTokensFromRefreshToken" || r.Op == "InitiateAuth" && strings.Contains(string(r.Body), "REFRESH_TOKEN_AUTH") {
			n++
		}
	}
	return n
}

// browser is a browser with cookies.
type browser struct {
	s *service
	*http.Client
}

func (s *service) browser() *browser {
	client := *s.web.Client()
	client.Jar = must(cookiejar.New(nil))
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{s, &client}
}

// reply is what a browser received.
type reply struct {
	status int
	header http.Header
	body   string
	JSON   struct {
		Reason, Code, Message, Username, Sub, LogoutURL string
		Retryable                                       bool
		ExpiresAt                                       int64
		IDClaims, AccessClaims                          map[string]any
		SignedIn                                        *struct{ Username string }
		Challenge                                       *struct {
			Name                string
			Parameters          map[string]string
			AvailableChallenges []string
		}
	}
}

func (b *browser) send(method, path, body string, headers ...string) reply {
	b.s.t.Helper()
	r := must(http.NewRequestWithContext(context.Background(), method, b.s.web.URL+path, strings.NewReader(body)))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := b.Do(r)
	if err != nil {
		b.s.t.Error(err)
		return reply{}
	}
	defer got.Body.Close()
	answer := reply{status: got.StatusCode, header: got.Header, body: string(must(io.ReadAll(got.Body)))}
	_ = json.Unmarshal([]byte(answer.body), &answer.JSON)
	return answer
}

func (b *browser) post(path string, body any) reply {
	b.s.t.Helper()
	return b.send(http.MethodPost, path, string(must(json.Marshal(body))))
}

func (b *browser) get(path string) reply {
	b.s.t.Helper()
	return b.send(http.MethodGet, path, "")
}

// signIn signs ada in.
func (b *browser) signIn() reply {
	b.s.t.Helper()
	got := b.post("/auth/signin", map[string]string{"username": "ada", "password": password})
	if got.status != 200 || got.JSON.SignedIn == nil || got.JSON.SignedIn.Username != "ada" {
		b.s.t.Fatalf("the sign-in: %d %s", got.status, got.body)
	}
	return got
}

// cookies returns the values of the cookies by their names.
func (b *browser) cookies() map[string]string {
	found := map[string]string{}
	for _, c := range b.Jar.Cookies(must(url.Parse(b.s.web.URL))) {
		found[c.Name] = c.Value
	}
	return found
}

// copy returns another browser with the same cookies.
func (b *browser) copy() *browser {
	other := b.s.browser()
	at := must(url.Parse(b.s.web.URL))
	for name, value := range b.cookies() {
		other.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Secure: true, Path: "/"}})
	}
	return other
}

// expect checks status and reason.
func (r reply) expect(t *testing.T, status int, reason core.Reason) {
	t.Helper()
	if r.status != status || r.JSON.Reason != string(reason) {
		t.Errorf("status %d, body %s; want %d and %q", r.status, r.body, status, reason)
	}
}
