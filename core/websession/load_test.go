//go:build unix

package websession_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// BenchmarkRequire sends 5,000 requests a second with a valid session, over HTTP, to a handler
// behind the middleware and to the same handler without it. The metrics are the median time of
// a request to each, and their ratio.
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
			var alone, required []time.Duration
			pace(b, client, web.URL, cookies, rate, rate)
			for range b.N {
				a, r := pace(b, client, web.URL, cookies, rate, 2*rate*seconds)
				alone, required = append(alone, a...), append(required, r...)
			}
			without, with := median(alone), median(required)
			b.ReportMetric(float64(without.Microseconds()), "µs-alone")
			b.ReportMetric(float64(with.Microseconds()), "µs-required")
			b.ReportMetric(float64(with)/float64(without), "ratio")
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

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// pace sends requests at a rate, whatever time they take, by turns to the handler alone and to
// the one behind the middleware, so that whatever else the machine does slows both of them. It
// returns how long they took.
func pace(b *testing.B, client *http.Client, address string, cookies []*http.Cookie, rate, total int) (alone, required []time.Duration) {
	b.Helper()
	const senders = 32
	times := make([]time.Duration, total)
	var all sync.WaitGroup
	began := time.Now()
	for i := range senders {
		all.Go(func() {
			for n := i; n < total; n += senders {
				time.Sleep(time.Until(began.Add(time.Duration(n) * time.Second / time.Duration(rate))))
				path := "/alone"
				if n/senders%2 == 1 {
					path = "/required"
				}
				r := must(http.NewRequest(http.MethodGet, address+path, nil))
				for _, c := range cookies {
					r.AddCookie(c)
				}
				sent := time.Now()
				got := must(client.Do(r))
				if _, err := io.Copy(io.Discard, got.Body); err != nil || got.StatusCode != 200 {
					panic(got.Status)
				}
				_ = got.Body.Close()
				times[n] = time.Since(sent)
			}
		})
	}
	all.Wait()
	b.Logf("%d requests in %v", total, time.Since(began))
	for n, took := range times {
		if n/senders%2 == 1 {
			required = append(required, took)
		} else {
			alone = append(alone, took)
		}
	}
	return alone, required
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
