package conformance

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// KeyServer publishes keys. Its zero value serves [KeySet].
type KeyServer struct {
	mu       sync.Mutex
	status   int
	body     string
	down     bool
	requests []string
}

// Get answers a request; answered is false if no answer comes.
func (s *KeyServer) Get(url string) (status int, body string, answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, url)
	status, body = s.status, s.body
	if status == 0 {
		status = 200
	}
	if body == "" {
		body = KeySet()
	}
	return status, body, !s.down
}

func (s *KeyServer) serve(status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status, s.body, s.down = status, body, status == 0
}

func (s *KeyServer) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// frozen is a clock that moves only when advanced.
type frozen struct {
	core.SystemClock
	mu  sync.Mutex
	now time.Time
}

func (c *frozen) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *frozen) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Verifier checks an implementation of core.TokenVerifier. start returns one for the pool and
// the app client of [Tokens], which requests its keys only from the server; cached says that
// its first document may come from a cache.
func Verifier(t *testing.T, cached bool, start func(t *testing.T, server *KeyServer, clock core.Clock) core.TokenVerifier) {
	at := time.Unix(TokensAt, 0)
	type setup struct {
		t *testing.T
		*KeyServer
		clock *frozen
		core.TokenVerifier
	}
	begin := func(t *testing.T) *setup {
		s := &setup{t: t, KeyServer: new(KeyServer), clock: &frozen{now: at}}
		s.TokenVerifier = start(t, s.KeyServer, s.clock)
		return s
	}
	verify := func(s *setup, token string) error {
		_, err := s.VerifyToken(s.t.Context(), token, core.IDToken, at)
		return err
	}
	want := func(s *setup, err error, reason core.Reason, requests int) {
		s.t.Helper()
		if reason == "" && err != nil || reason != "" && !errors.Is(err, reason) {
			s.t.Errorf("got %v, want %q", err, reason)
		}
		if got := s.asked(); len(got) != requests {
			s.t.Errorf("made the requests %q, want %d", got, requests)
		}
	}
	first := 1 // how many requests the first token with an unknown key costs
	if cached {
		first = 2
	}
	header := func(k rsaKey) string { return object{"kid": k.kid, "alg": "RS256"}.String() }
	claims := object{"iss": issuer, "token_use": "id", "aud": TokensClientID, "exp": TokensAt + 3600}.String()
	by := func(k rsaKey) string { return k.signed(header(k), claims) }

	t.Run("tokens", func(t *testing.T) {
		for _, token := range Tokens() {
			t.Run(token.Name, func(t *testing.T) {
				s := begin(t)
				claims, err := s.VerifyToken(t.Context(), token.Text, token.Use, at)
				for _, url := range s.asked() {
					if !strings.HasSuffix(url, "cognito-idp.us-east-1.amazonaws.com/"+TokensPoolID+"/.well-known/jwks.json") || !strings.HasPrefix(url, "https://") {
						t.Errorf("it asked %s", url)
					}
				}
				if token.Accepted {
					if err != nil || claims.Text("token_use") != string(token.Use) {
						t.Errorf("refused: %v", err)
					}
					return
				}
				if !errors.Is(err, core.TokenUnverified) || claims != nil {
					t.Fatalf("got %v, want TokenInvalid", err)
				}
				if errors.Is(err, core.TokenExpired) != token.Expired {
					t.Errorf("about the time alone: %t, want %t", !token.Expired, token.Expired)
				}
				for part := range strings.SplitSeq(token.Text, ".") {
					if len(part) > 8 && strings.Contains(err.Error(), part) {
						t.Errorf("the error repeats the token: %v", err)
					}
				}
			})
		}
	})
	t.Run("it is safe for concurrent use, and makes one request", func(t *testing.T) {
		s := begin(t)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if err := verify(s, by(idKey)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		want(s, verify(s, by(accessKey)), "", 1)
	})
	t.Run("a change of keys", func(t *testing.T) {
		s := begin(t)
		want(s, verify(s, by(idKey)), "", 1)
		s.clock.advance(time.Hour)
		s.serve(200, keySet(accessKey, strangerKey))
		want(s, verify(s, by(idKey)), "", 1)
		want(s, verify(s, by(strangerKey)), "", 2)
		want(s, verify(s, by(accessKey)), "", 2)
		want(s, verify(s, by(idKey)), core.TokenUnverified, 2) // it is gone
	})
	t.Run("unknown keys make few requests", func(t *testing.T) {
		s := begin(t)
		for range 20 {
			want(s, verify(s, by(strangerKey)), core.TokenUnverified, first)
		}
		want(s, verify(s, by(idKey)), "", first)
		s.clock.advance(900 * time.Millisecond)
		want(s, verify(s, by(strangerKey)), core.TokenUnverified, first)
		s.clock.advance(200 * time.Millisecond)
		for range 20 {
			want(s, verify(s, by(strangerKey)), core.TokenUnverified, first+1)
		}
		s.clock.advance(11 * time.Second)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { _ = verify(s, by(strangerKey)) })
		}
		wg.Wait()
		want(s, verify(s, by(idKey)), "", first+2)
		s.clock.advance(-time.Hour) // a clock that is set back does not block it
		want(s, verify(s, by(strangerKey)), core.TokenUnverified, first+3)
	})
	t.Run("strangers do not keep the next key out", func(t *testing.T) {
		s := begin(t)
		stranger := func(i int) string { return by(rsaKey{"made up " + strconv.Itoa(i), strangerKey.private}) }
		for i := range 50 {
			s.clock.advance(100 * time.Millisecond)
			if err := verify(s, stranger(i)); !errors.Is(err, core.TokenUnverified) {
				t.Error(err)
			}
		}
		s.serve(200, keySet(idKey, accessKey, strangerKey))
		waited := time.Duration(0)
		for i := 50; verify(s, by(strangerKey)) != nil && waited < time.Minute; i++ {
			_ = verify(s, stranger(i))
			s.clock.advance(100 * time.Millisecond)
			waited += 100 * time.Millisecond
		}
		if waited > time.Second {
			t.Errorf("the tokens of a new key are refused for %v", waited)
		}
		if made := len(s.asked()); made > 8 { // in six seconds, and a cache's
			t.Errorf("strangers have made %d requests", made)
		}
	})
	t.Run("what cannot be the pool's makes no request", func(t *testing.T) {
		s := begin(t)
		for _, claims := range []object{{"iss": "https://accounts.example"}, {}} {
			want(s, verify(s, strangerKey.signed(header(strangerKey), claims.String())), core.TokenUnverified, 0)
		}
		want(s, verify(s, hs256([]byte("secret"), object{"kid": "x", "alg": "HS256"}.String(), claims)), core.TokenUnverified, 0)
	})
	t.Run("an outage", func(t *testing.T) {
		s := begin(t)
		s.serve(0, "")
		want(s, verify(s, by(idKey)), core.NetworkError, 1)
		s.clock.advance(time.Second)
		s.serve(503, "later")
		want(s, verify(s, by(idKey)), core.InvalidResponse, 2)
		s.clock.advance(time.Second)
		s.serve(200, KeySet())
		want(s, verify(s, by(idKey)), "", 3)
		s.serve(0, "")
		want(s, verify(s, by(strangerKey)), map[bool]core.Reason{true: core.NetworkError, false: core.TokenUnverified}[cached], 2+first)
		want(s, verify(s, by(accessKey)), "", 2+first)
	})
	t.Run("keys live for a day, and longer in an outage", func(t *testing.T) {
		s := begin(t)
		want(s, verify(s, by(idKey)), "", 1)
		s.clock.advance(25 * time.Hour)
		s.serve(0, "")
		// A known key does not wait for the request. An unknown one does, or receives its
		// result.
		if err := verify(s, by(idKey)); err != nil {
			t.Error(err)
		}
		want(s, verify(s, by(strangerKey)), core.NetworkError, 2)
		want(s, verify(s, by(idKey)), "", 2)
		s.clock.advance(time.Second)
		s.serve(200, keySet(accessKey))
		if err := verify(s, by(idKey)); err != nil {
			t.Error(err)
		}
		want(s, verify(s, by(strangerKey)), core.TokenUnverified, 3)
		want(s, verify(s, by(idKey)), core.TokenUnverified, 3) // it is gone
	})
	t.Run("what is no set of keys", func(t *testing.T) {
		for _, body := range []string{"<html>", "null", "[]", `{"keys":{}}`, `{"keys":[]}`, `{"keys":[null,1,"x",{}]}`,
			object{"keys": []any{weak}}.String(), object{"keys": []any{idKey.jwk().with(object{"use": "enc"})}}.String(),
			object{"keys": []any{idKey.jwk().with(object{"alg": "RS512"})}}.String(), object{"keys": []any{idKey.jwk().with(object{"kty": "oct", "k": "c2VjcmV0"})}}.String(),
			object{"keys": []any{idKey.jwk().with(object{"e": "AQ"})}}.String(), object{"keys": []any{idKey.jwk().with(object{"n": strings.Repeat("!", 342)})}}.String(),
			object{"keys": []any{weak.with(object{"n": "AAAA" + strings.Repeat("AAAA", 42) + weak["n"].(string)})}}.String(), // RFC 7518, section 6.3.1.1: no zeros in front
			KeySet() + strings.Repeat(" ", 1<<16)} {
			s := begin(t)
			s.serve(200, body)
			want(s, verify(s, by(idKey)), core.InvalidResponse, 1)
		}
	})
	t.Run("keys beside others", func(t *testing.T) {
		s := begin(t)
		s.serve(200, object{"keys": []any{
			nil, weak, object{"kty": "EC", "crv": "P-256", "kid": idKey.kid, "x": "AA", "y": "AA"}, weak.with(object{"kid": idKey.kid}),
			idKey.jwk().with(object{"use": nil, "alg": nil, "key_ops": []string{"sign"}, "ext": false}),
		}}.String())
		want(s, verify(s, by(idKey)), "", 1)
		want(s, verify(s, weakToken()), core.TokenUnverified, first)
	})
	t.Run("who leaves", func(t *testing.T) {
		s := begin(t)
		ended, end := context.WithCancel(t.Context())
		end()
		if _, err := s.VerifyToken(ended, by(idKey), core.IDToken, at); !errors.Is(err, core.Aborted) {
			t.Errorf("got %v, want Aborted", err)
		}
		if err := verify(s, by(idKey)); err != nil {
			t.Error(err)
		}
	})
}

func weakToken() string {
	return unsigned(object{"kid": "weak", "alg": "RS256"}.String(), object{"iss": issuer}.String()) + "." + base64url(make([]byte, 128))
}
