//go:build unix

package websession_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// BenchmarkRequire sends 5,000 requests a second with a valid session, over HTTP, to a handler
// behind the middleware and to the same handler without it. The metrics are the mean time of a
// request, and its ratio to that of the handler alone.
func BenchmarkRequire(b *testing.B) {
	const rate, seconds = 5000, 2
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	for _, name := range []string{"memory", "cookies"} {
		b.Run(name, func(b *testing.B) {
			fake := new(fakecognito.Server)
			must(fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"}))
			endpoint := httptest.NewServer(fake)
			defer endpoint.Close()
			config := newConfig(endpoint.URL, core.SystemClock{})
			if name == "memory" {
				config.Store = new(websession.MemoryStore)
			}
			sessions := must(websession.New(config))
			mux := http.NewServeMux()
			mux.Handle("/auth/", sessions)
			mux.Handle("/alone", handler)
			mux.Handle("/required", sessions.Require(handler))
			web := httptest.NewServer(mux)
			defer web.Close()
			cookies := signInPlain(b, web.URL)
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
			measure := func(path string) time.Duration {
				return pace(b, client, web.URL+path, cookies, rate, rate*seconds)
			}
			measure("/required")
			var alone, required time.Duration
			for range max(1, b.N) {
				alone += measure("/alone")
				required += measure("/required")
			}
			b.ReportMetric(float64(alone.Microseconds())/float64(b.N), "µs-alone")
			b.ReportMetric(float64(required.Microseconds())/float64(b.N), "µs-required")
			b.ReportMetric(float64(required)/float64(alone), "ratio")
		})
	}
}

func signInPlain(b *testing.B, address string) []*http.Cookie {
	b.Helper()
	got := must(http.Post(address+"/auth/signin", "application/json", strings.NewReader(`{"username":"ada","password":"`+password+`"}`)))
	defer got.Body.Close()
	if got.StatusCode != 200 {
		b.Fatal(got.Status)
	}
	return got.Cookies()
}

// pace sends requests at a rate, whatever time they take, and returns the mean of their times,
// each from when it was due.
func pace(b *testing.B, client *http.Client, address string, cookies []*http.Cookie, rate, total int) time.Duration {
	b.Helper()
	const senders = 32
	var sum time.Duration
	var mu sync.Mutex
	var all sync.WaitGroup
	began := time.Now()
	for i := range senders {
		all.Go(func() {
			var own time.Duration
			for n := i; n < total; n += senders {
				due := began.Add(time.Duration(n) * time.Second / time.Duration(rate))
				time.Sleep(time.Until(due))
				r := must(http.NewRequest(http.MethodGet, address, nil))
				for _, c := range cookies {
					r.AddCookie(c)
				}
				got := must(client.Do(r))
				if _, err := io.Copy(io.Discard, got.Body); err != nil || got.StatusCode != 200 {
					panic(got.Status)
				}
				_ = got.Body.Close()
				own += time.Since(due)
			}
			mu.Lock()
			sum += own
			mu.Unlock()
		})
	}
	all.Wait()
	return sum / time.Duration(total)
}

// BenchmarkRefresh lets 1,000 sessions in PostgreSQL expire, and asks for all of them at the
// same time.
func BenchmarkRefresh(b *testing.B) {
	const sessions = 1000
	fake := &fakecognito.Server{RefreshTokenRotation: true}
	c := new(clock)
	fake.Now = c.Now
	must(fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"}))
	endpoint := httptest.NewServer(fake)
	defer endpoint.Close()
	config := newConfig(endpoint.URL, c)
	config.Pool.Refresh = core.RefreshRotating
	db := open(b, "pgx", newDatabase(b))
	db.SetMaxOpenConns(20)
	store := &websession.SQLStore{DB: db, Dialect: websession.PostgreSQL, Clock: c}
	if err := store.CreateTables(b.Context()); err != nil {
		b.Fatal(err)
	}
	config.Store = store
	handler := must(websession.New(config))
	web := httptest.NewServer(handler)
	defer web.Close()
	cookies := make([][]*http.Cookie, sessions)
	for i := range cookies {
		cookies[i] = signInPlain(b, web.URL)
	}
	for b.Loop() {
		c.advance(2 * time.Hour)
		fake.ResetRequests()
		var all sync.WaitGroup
		for i := range cookies {
			all.Go(func() {
				r := httptest.NewRequest(http.MethodGet, "/auth/session", nil)
				for _, cookie := range cookies[i] {
					r.AddCookie(cookie)
				}
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				if w.Code != 200 {
					b.Error(w.Code, w.Body)
				}
			})
		}
		all.Wait()
	}
	if n := fake.ReuseRevocations(); n != 0 {
		b.Errorf("%d refresh tokens were spent twice", n)
	}
}
