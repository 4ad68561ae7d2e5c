//go:build unix

package websession_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// serveAsProcess is a backend in a process of its own, which TestMain runs for tests. It prints
// its address, and serves until it is killed.
func serveAsProcess() {
	c := new(clock)
	config := newConfig(os.Getenv("WEBSESSION_TEST_SERVER"), c)
	config.Pool.Refresh = core.RefreshRotating
	config.Store = sharedStores[os.Getenv("WEBSESSION_TEST_STORE")].open(os.Getenv("WEBSESSION_TEST_PLACE"), c)
	if os.Getenv("WEBSESSION_TEST_STOP") != "" {
		config.Store = stoppingStore{config.Store}
	}
	c.advance(must(time.ParseDuration(os.Getenv("WEBSESSION_TEST_AHEAD"))))
	handler := must(websession.New(config))
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	fmt.Println("http://" + listener.Addr().String())
	panic(http.Serve(listener, handler))
}

// stoppingStore says on standard output that a refreshed session is to be written, and never
// writes it.
type stoppingStore struct{ websession.Store }

func (stoppingStore) Replace(context.Context, string, []byte, []byte) (bool, error) {
	fmt.Println("writing")
	select {}
}

// process is a backend in a process of its own.
type process struct {
	*exec.Cmd
	address string
	out     *bufio.Reader
}

// line returns the next line that the process prints.
func (p *process) line(t *testing.T) string {
	t.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// who sends the browser's cookies to the process, and returns the status and body.
func (p *process) who(b *browser) (int, string, error) {
	r := must(http.NewRequestWithContext(context.Background(), http.MethodGet, p.address+"/auth/session", nil))
	for name, value := range b.cookies() {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	return got.StatusCode, string(body), err
}

// place is where the processes of a test share their sessions, and the service that they use.
type place struct{ endpoint, store, at string }

// start starts a process whose clock is two hours ahead. It stops before it writes a refreshed
// session if stops is true.
func (at place) start(t *testing.T, stops bool) *process {
	t.Helper()
	cmd := exec.Command(must(os.Executable()))
	cmd.Env = append(os.Environ(), "WEBSESSION_TEST_SERVER="+at.endpoint, "WEBSESSION_TEST_STORE="+at.store, "WEBSESSION_TEST_PLACE="+at.at,
		"WEBSESSION_TEST_AHEAD="+(2*time.Hour).String())
	if stops {
		cmd.Env = append(cmd.Env, "WEBSESSION_TEST_STOP=1")
	}
	cmd.Stderr = os.Stderr
	out := must(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	p := &process{Cmd: cmd, out: bufio.NewReader(out)}
	p.address = p.line(t)
	return p
}

// expired is a browser with a session that has expired, in a store that processes share.
func expired(t *testing.T, name string, fake *fakecognito.Server) (s *service, b *browser, at place) {
	t.Helper()
	at.store = name
	s = start(t, fake, func(s *service) { s.config.Store, at.at = newShared(t, name, s.clock) })
	b = s.browser()
	b.signIn()
	s.clock.advance(2 * time.Hour)
	s.ResetRequests()
	again := httptest.NewServer(fake)
	t.Cleanup(again.Close)
	at.endpoint = again.URL
	return s, b, at
}

// Two processes that share a store refresh a session once.
func TestProcessesShareARefresh(t *testing.T) {
	t.Parallel()
	for name := range sharedStores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, b, at := expired(t, name, &fakecognito.Server{RefreshTokenRotation: true})
			processes := []*process{at.start(t, false), at.start(t, false)}
			held := s.HoldReply("GetTokensFromRefreshToken")
			var all sync.WaitGroup
			for i := range 50 {
				all.Go(func() {
					if status, body, err := processes[i%2].who(b); status != 200 {
						t.Error(status, body, err)
					}
				})
			}
			if err := held.Arrived(t.Context()); err != nil {
				t.Fatal(err)
			}
			held.Release()
			all.Wait()
			if n := s.refreshes(); n != 1 {
				t.Errorf("%d refreshes, want 1", n)
			}
		})
	}
}

// A process is killed after the service has rotated the token: the reply has not arrived, or it
// has and the session is not written yet. Another process refreshes with the old token, which is
// still stored.
func TestKilledProcess(t *testing.T) {
	t.Parallel()
	for name := range sharedStores {
		for _, when := range []string{"before the reply arrives", "before the write"} {
			t.Run(name+" "+when, func(t *testing.T) {
				t.Parallel()
				s, b, at := expired(t, name, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: time.Minute})
				stops := when == "before the write"
				first, second := at.start(t, stops), at.start(t, false)
				arrived := func() { first.line(t) }
				if !stops {
					held := s.HoldReply("GetTokensFromRefreshToken")
					t.Cleanup(held.Release)
					arrived = func() {
						if err := held.Arrived(t.Context()); err != nil {
							t.Fatal(err)
						}
					}
				}
				lost := make(chan error, 1)
				go func() { _, _, err := first.who(b); lost <- err }()
				arrived()
				if err := first.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				if err := <-lost; err == nil {
					t.Error("the killed process has replied")
				}
				if status, body, err := second.who(b); status != 200 {
					t.Error(status, body, err)
				}
				if n := s.refreshes(); n != 2 {
					t.Errorf("%d refreshes, want one of each process", n)
				}
				if n := s.ReuseRevocations(); n != 0 {
					t.Errorf("%d sign-ins were revoked", n)
				}
				// What the second process has stored is good for a third.
				if status, body, err := at.start(t, false).who(b); status != 200 || s.refreshes() != 2 {
					t.Error(status, body, err, s.refreshes())
				}
			})
		}
	}
}
