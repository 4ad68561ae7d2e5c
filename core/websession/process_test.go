//go:build unix

package websession_test

import (
	"bufio"
	"context"
	"database/sql"
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
	db := must(sql.Open("pgx", os.Getenv("WEBSESSION_TEST_DATABASE")))
	config.Store = &websession.SQLStore{DB: db, Dialect: websession.PostgreSQL, Clock: c}
	c.advance(must(time.ParseDuration(os.Getenv("WEBSESSION_TEST_AHEAD"))))
	handler := must(websession.New(config))
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	fmt.Println("http://" + listener.Addr().String())
	panic(http.Serve(listener, handler))
}

// process is a backend in a process of its own.
type process struct {
	*exec.Cmd
	address string
}

func startProcess(t *testing.T, endpoint, database string, ahead time.Duration) *process {
	t.Helper()
	cmd := exec.Command(must(os.Executable()))
	cmd.Env = append(os.Environ(), "WEBSESSION_TEST_SERVER="+endpoint, "WEBSESSION_TEST_DATABASE="+database, "WEBSESSION_TEST_AHEAD="+ahead.String())
	cmd.Stderr = os.Stderr
	out := must(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return &process{cmd, strings.TrimSpace(line)}
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

// expired is a browser with a session in PostgreSQL that has expired, and two processes that
// share it.
func expired(t *testing.T, fake *fakecognito.Server) (s *service, b *browser, first, second *process) {
	t.Helper()
	database := newDatabase(t)
	s = start(t, fake, func(s *service) {
		db := open(t, "pgx", database)
		store := &websession.SQLStore{DB: db, Dialect: websession.PostgreSQL, Clock: s.clock}
		if err := store.CreateTables(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.config.Store = store
	})
	b = s.browser()
	b.signIn()
	s.clock.advance(2 * time.Hour)
	s.ResetRequests()
	again := httptest.NewServer(fake)
	t.Cleanup(again.Close)
	return s, b, startProcess(t, again.URL, database, 2*time.Hour), startProcess(t, again.URL, database, 2*time.Hour)
}

// Two processes that share a database refresh a session once.
func TestProcessesShareARefresh(t *testing.T) {
	t.Parallel()
	s, b, first, second := expired(t, &fakecognito.Server{RefreshTokenRotation: true})
	held := s.HoldReply("GetTokensFromRefreshToken")
	var all sync.WaitGroup
	for i := range 50 {
		p := []*process{first, second}[i%2]
		all.Go(func() {
			if status, body, err := p.who(b); status != 200 {
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
}

// A process is killed when the service has rotated the token, and the reply has not arrived.
// Another process refreshes with the old token, which is still stored.
func TestKilledProcess(t *testing.T) {
	t.Parallel()
	s, b, first, second := expired(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: time.Minute})
	held := s.HoldReply("GetTokensFromRefreshToken")
	lost := make(chan error)
	go func() { _, _, err := first.who(b); lost <- err }()
	if err := held.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := <-lost; err == nil {
		t.Error("the killed process has replied")
	}
	if status, body, err := second.who(b); status != 200 {
		t.Error(status, body, err)
	}
	held.Release()
	if n := s.ReuseRevocations(); n != 0 {
		t.Errorf("%d sign-ins were revoked", n)
	}
}
