//go:build !js

package jwtverify_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

// keyServer is a key server whose answers come late or not at all.
type keyServer struct {
	conformance.KeyServer
	hangs    atomic.Bool
	delay    time.Duration
	requests atomic.Int32
}

func (s *keyServer) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests.Add(1)
	answer, hang := time.After(s.delay), r.Context().Done()
	if s.hangs.Load() {
		answer = nil
	}
	select {
	case <-answer:
		return transport(s.Get).RoundTrip(r)
	case <-hang:
		return nil, r.Context().Err()
	}
}

// late is the clock of the table's tokens, which advances with the test's.
type late struct {
	core.SystemClock
	start time.Time
}

func (c late) Now() time.Time {
	return time.Unix(conformance.TokensAt, 0).Add(time.Since(c.start))
}

// table returns the tokens of these names.
func table(names ...string) (tokens []conformance.Token) {
	for _, name := range names {
		for _, token := range conformance.Tokens() {
			if token.Name == name {
				tokens = append(tokens, token)
			}
		}
	}
	return tokens
}

// A key server that hangs used to delay every request by two seconds once the keys were a day
// old. Now it delays none, and is requested less and less often.
func TestKnownKeyNeverWaits(t *testing.T) {
	tokens := table("an ID token", "an unknown key")
	synctest.Test(t, func(t *testing.T) {
		server, start := new(keyServer), time.Now()
		v := newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: server}, Clock: late{start: start}})
		at := time.Unix(conformance.TokensAt, 0)
		verify := func(token conformance.Token) error {
			_, err := v.VerifyToken(t.Context(), token.Text, token.Use, at)
			return err
		}
		if err := verify(tokens[0]); err != nil {
			t.Fatal(err)
		}
		server.hangs.Store(true)
		time.Sleep(25 * time.Hour)
		for range 3600 {
			asked := time.Now()
			if err := verify(tokens[0]); err != nil || time.Since(asked) != 0 {
				t.Fatalf("got %v after %v", err, time.Since(asked))
			}
			time.Sleep(time.Second)
		}
		// Ten seconds for each request, and five after it once they have failed often.
		if n := server.requests.Load() - 1; n < 230 || n > 250 {
			t.Errorf("made %d requests in an hour", n)
		}

		server.hangs.Store(false)
		time.Sleep(time.Minute)
		n := server.requests.Load()
		for range 60 {
			if err := verify(tokens[0]); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if made := server.requests.Load() - n; made != 1 {
			t.Errorf("made %d requests in the minute after the outage", made)
		}
	})
}

// Callers that need an unknown key share one request, and wait no longer than their own
// context: a caller whose context ended after 50 ms used to wait for two seconds.
func TestWaitersWatchTheirContexts(t *testing.T) {
	tokens := table("an ID token", "an unknown key")
	synctest.Test(t, func(t *testing.T) {
		server, start := new(keyServer), time.Now()
		server.hangs.Store(true)
		v := newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: server}, Clock: late{start: start}})
		var wg sync.WaitGroup
		for i := range 20 {
			limit := time.Duration(i+1) * time.Second
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				_, err := v.Verify(ctx, tokens[i%2].Text, core.IDToken)
				switch waited := time.Since(start); {
				case limit < 10*time.Second:
					if !errors.Is(err, core.Aborted) || !errors.Is(err, context.DeadlineExceeded) || waited != limit {
						t.Errorf("who would wait for %v waited for %v: %v", limit, waited, err)
					}
				case limit > 10*time.Second:
					if !errors.Is(err, core.NetworkError) || waited != 10*time.Second {
						t.Errorf("who would wait for %v waited for %v: %v", limit, waited, err)
					}
				}
			})
		}
		wg.Wait()
		if n := server.requests.Load(); n != 1 {
			t.Errorf("made %d requests", n)
		}
		// The answer is not lost when a caller leaves.
		server.hangs.Store(false)
		server.delay = 5 * time.Second
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := v.Verify(ctx, tokens[0].Text, core.IDToken); !errors.Is(err, core.Aborted) {
			t.Error(err)
		}
		time.Sleep(5 * time.Second)
		asked := time.Now()
		if _, err := v.Verify(t.Context(), tokens[0].Text, core.IDToken); err != nil || time.Since(asked) != 0 || server.requests.Load() != 2 {
			t.Errorf("got %v after %v and %d requests", err, time.Since(asked), server.requests.Load())
		}
	})
}

// During an outage the request is repeated after 100 ms, then less and less often. Callers in
// between get the same error without waiting.
func TestBackoff(t *testing.T) {
	token := table("an ID token")[0]
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Duration
		start := time.Now()
		down := transport(func(string) (int, string, bool) {
			asked = append(asked, time.Since(start))
			return 0, "", false
		})
		v := newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: down}, Clock: late{start: start}})
		for range 1000 {
			if _, err := v.Verify(t.Context(), token.Text, token.Use); !errors.Is(err, core.NetworkError) {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond)
		}
		want := []time.Duration{0, 100, 300, 700, 1500, 3100, 6300, 11300, 16300}
		for i := range want {
			want[i] *= time.Millisecond
		}
		if fmt.Sprint(asked) != fmt.Sprint(want) {
			t.Errorf("asked at %v, want %v", asked, want)
		}
	})
}

// A key server that an attacker has taken over sends anything.
func TestHostileKeyServer(t *testing.T) {
	token := table("an ID token")[0]
	good := strings.TrimPrefix(conformance.KeySet(), `{"keys":[`)
	other := `{"kty":"RSA","alg":"RS256","use":"sig","kid":"%d","e":"AQAB","n":"` + base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 256)) + `"},`
	keys := func(n int) string {
		text := new(strings.Builder)
		for i := range n {
			fmt.Fprintf(text, other, i)
		}
		return text.String()
	}
	zipped := func(text string) []byte {
		b := new(bytes.Buffer)
		w := gzip.NewWriter(b)
		_, _ = io.WriteString(w, text)
		_ = w.Close()
		return b.Bytes()
	}
	megabytes := zipped(strings.Repeat(" ", 4_000_000) + conformance.KeySet())
	gone := make(chan struct{})
	for name, tt := range map[string]struct {
		serve func(w http.ResponseWriter, r *http.Request)
		want  core.Reason
	}{
		"a few keys before the pool's": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"keys":[`+keys(14)+good)
		}, ""},
		"more keys than are used": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"keys":[`+keys(16)+good)
		}, core.TokenUnverified},
		"thousands of keys": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"keys":[`+keys(5_000)+good)
		}, core.InvalidResponse},
		"thousands of things": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"keys":[`+strings.Repeat("{},", 20_000)+good)
		}, ""},
		"megabytes, zipped": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(megabytes)
		}, core.InvalidResponse},
		"a document that never ends": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"keys":[`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			close(gone)
		}, core.NetworkError},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(tt.serve))
			defer server.Close()
			client := &http.Client{Timeout: 10 * time.Second}
			if tt.want == core.NetworkError {
				client.Timeout = 100 * time.Millisecond
			}
			v := newVerifier(t, jwtverify.Config{JWKSURL: server.URL, Clock: then{}, HTTPClient: client})
			_, err := v.Verify(t.Context(), token.Text, token.Use)
			if tt.want == "" && err != nil || tt.want != "" && !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if tt.want == core.NetworkError {
				<-gone
			}
		})
	}
}

// BenchmarkKnownKey compares verifying with new keys to verifying with keys that are a day old
// while the key server hangs.
func BenchmarkKnownKey(b *testing.B) {
	token := table("an ID token")[0]
	perToken := map[bool]float64{}
	for _, hanging := range []bool{false, true} {
		server, start := new(keyServer), time.Now()
		clock := late{start: start}
		v := newVerifier(b, jwtverify.Config{HTTPClient: &http.Client{Transport: server}, Clock: &clock})
		verify := func() {
			if _, err := v.VerifyToken(b.Context(), token.Text, token.Use, time.Unix(conformance.TokensAt, 0)); err != nil {
				b.Fatal(err)
			}
		}
		verify()
		if server.hangs.Store(hanging); hanging {
			clock.start = start.Add(-25 * time.Hour)
		}
		b.Run(fmt.Sprintf("hanging=%t", hanging), func(b *testing.B) {
			for b.Loop() {
				verify()
			}
			perToken[hanging] = float64(b.Elapsed()) / float64(b.N)
			if hanging {
				b.ReportMetric(perToken[true]/perToken[false], "times-fresh")
				b.ReportMetric((perToken[true]-perToken[false])/1e6, "ms-more")
			}
		})
	}
}
