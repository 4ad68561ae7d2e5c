//go:build unix

package websession_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// failingStore fails on demand.
type failingStore struct {
	websession.MemoryStore
	reading, writing atomic.Bool
}

var errDown = &core.Error{Reason: core.StorageBlocked, Message: "The store is down at 10.0.0.7.", Err: errors.New("down")}

func (s *failingStore) Load(ctx context.Context, key string) ([]byte, error) {
	if s.reading.Load() {
		return nil, errDown
	}
	return s.MemoryStore.Load(ctx, key)
}

func (s *failingStore) Replace(ctx context.Context, key string, old, data []byte) (bool, error) {
	if s.writing.Load() {
		return false, errDown
	}
	return s.MemoryStore.Replace(ctx, key, old, data)
}

func (s *failingStore) Delete(ctx context.Context, key string) error {
	if s.writing.Load() {
		return errDown
	}
	return s.MemoryStore.Delete(ctx, key)
}

// A Store that fails signs nobody out, and what it has refused is stored later, without another
// refresh.
func TestStoreFails(t *testing.T) {
	t.Parallel()
	store := new(failingStore)
	s := start(t, &fakecognito.Server{RefreshTokenRotation: true}, func(s *service) {
		store.Clock = s.clock
		s.config.Store, s.config.Pool.Refresh = store, core.RefreshRotating
	})
	b := s.browser()
	b.signIn()
	store.reading.Store(true)
	got := b.get("/auth/session")
	got.expect(t, http.StatusServiceUnavailable, core.StorageBlocked)
	if strings.Contains(got.body, "10.0.0.7") || len(got.header["Set-Cookie"]) != 0 {
		t.Errorf("%s, cookies %q", got.body, got.header["Set-Cookie"])
	}
	store.reading.Store(false)

	s.clock.advance(2 * time.Hour)
	s.ResetRequests()
	store.writing.Store(true)
	for range 2 {
		if got := b.get("/who"); got.body != "ada" {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
	b.post("/auth/signout", map[string]bool{}).expect(t, http.StatusServiceUnavailable, core.StorageBlocked)
	store.writing.Store(false)
	if got := b.get("/who"); got.body != "ada" {
		t.Errorf("%d %s", got.status, got.body)
	}
	s.handler = must(websession.New(s.config)) // another process has only what is stored
	s.web.Config.Handler = s.handler
	if got := b.get("/auth/session"); got.status != 200 {
		t.Errorf("in another process: %d %s", got.status, got.body)
	}
	if n := s.refreshes(); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

// What a process that was killed in the middle of a write has left in the folder is removed with
// the sessions that have expired, but not what another process is writing.
func TestAbandonedFiles(t *testing.T) {
	t.Parallel()
	c, folder := new(clock), t.TempDir()
	store := &websession.FileStore{Folder: folder, Clock: c}
	abandoned := filepath.Join(folder, "new-1843")
	if err := os.WriteFile(abandoned, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	create := func(key string, left bool) {
		t.Helper()
		if err := store.Create(t.Context(), key, []byte("1"), c.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(abandoned); (err == nil) != left {
			t.Errorf("after the creation of %s: %v", key, err)
		}
	}
	create("ab", true)
	c.advance(11 * time.Minute)
	create("ac", false)
}

// In SQLite the lock of a process that was killed is free when its lease has ended, and not
// before.
func TestLeaseOfAKilledProcess(t *testing.T) {
	t.Parallel()
	db := open(t, "sqlite", "file:"+filepath.ToSlash(filepath.Join(t.TempDir(), "sessions.db")))
	store := withTables(t, &websession.SQLStore{DB: db, Dialect: websession.SQLite})
	for key, until := range map[string]time.Time{"ended": time.Now().Add(-time.Second), "lasting": time.Now().Add(time.Hour)} {
		if _, err := db.ExecContext(t.Context(), "INSERT INTO cognito_locks VALUES (?, 'killed', ?)", key, until.UnixMilli()); err != nil {
			t.Fatal(err)
		}
	}
	release, err := store.Lock(t.Context(), "ended")
	if err != nil {
		t.Fatal(err)
	}
	release()
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := store.Lock(short, "lasting"); !errors.Is(err, core.Aborted) {
		t.Errorf("a lock that another process holds: %v", err)
	}
}
