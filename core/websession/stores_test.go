//go:build unix

package websession_test

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	_ "modernc.org/sqlite"
)

// sharedStores are those that processes can share, by name: where a new one is, and what opens it.
var sharedStores = map[string]struct {
	place func(t *testing.T) string
	open  func(place string, c core.Clock) websession.Store
}{
	"files": {
		func(t *testing.T) string { return t.TempDir() },
		func(place string, c core.Clock) websession.Store {
			return &websession.FileStore{Folder: place, Clock: c}
		},
	},
	"SQLite": {
		func(t *testing.T) string {
			return "file:" + filepath.ToSlash(filepath.Join(t.TempDir(), "sessions.db")) + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)"
		},
		func(place string, c core.Clock) websession.Store {
			return &websession.SQLStore{DB: must(sql.Open("sqlite", place)), Dialect: websession.SQLite, Clock: c}
		},
	},
	"PostgreSQL": {
		func(t *testing.T) string { return newDatabase(t) },
		func(place string, c core.Clock) websession.Store {
			db := must(sql.Open("pgx", place))
			db.SetMaxOpenConns(4)
			return &websession.SQLStore{DB: db, Dialect: websession.PostgreSQL, Clock: c}
		},
	},
}

// newShared opens a new one of sharedStores, and returns where it is.
func newShared(t *testing.T, name string, c core.Clock) (store websession.Store, place string) {
	t.Helper()
	place = sharedStores[name].place(t)
	store = sharedStores[name].open(place, c)
	if inSQL, ok := store.(*websession.SQLStore); ok {
		t.Cleanup(func() { _ = inSQL.DB.Close() })
		withTables(t, inSQL)
	}
	return store, place
}

// stores are the places of tokens, by name. Nil is cookies alone.
var stores = map[string]func(t *testing.T, c core.Clock) websession.Store{
	"cookies":    nil,
	"memory":     func(_ *testing.T, c core.Clock) websession.Store { return &websession.MemoryStore{Clock: c} },
	"files":      newSharedOf("files"),
	"SQLite":     newSharedOf("SQLite"),
	"PostgreSQL": newSharedOf("PostgreSQL"),
}

func newSharedOf(name string) func(t *testing.T, c core.Clock) websession.Store {
	return func(t *testing.T, c core.Clock) websession.Store {
		t.Helper()
		store, _ := newShared(t, name, c)
		return store
	}
}

func withTables(t *testing.T, s *websession.SQLStore) *websession.SQLStore {
	t.Helper()
	for range 2 { // the tables may exist
		if err := s.CreateTables(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// Every Store does what its interface says, and has locks as other Lockers.
func TestStoresConform(t *testing.T) {
	for name, make := range stores {
		if make == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := new(clock)
			s, ctx := make(t, c), t.Context()
			expires := c.Now().Add(time.Hour)
			want := func(key, data string) {
				t.Helper()
				if got, err := s.Load(ctx, key); err != nil || string(got) != data || (got == nil) != (data == "") {
					t.Errorf("Load = %q, %v; want %q", got, err, data)
				}
			}
			replace := func(old, data string, done bool) {
				t.Helper()
				if got, err := s.Replace(ctx, "ab", []byte(old), []byte(data)); err != nil || got != done {
					t.Errorf("Replace = %v, %v; want %v", got, err, done)
				}
			}
			want("ab", "")
			replace("1", "2", false)
			for _, key := range []string{"ab", "ac"} {
				if err := s.Create(ctx, key, []byte("1"), expires); err != nil {
					t.Fatal(err)
				}
			}
			want("ab", "1")
			replace("0", "2", false)
			replace("1", "2\x00", true)
			want("ab", "2\x00")
			want("ac", "1")
			for range 2 {
				if err := s.Delete(ctx, "ab"); err != nil {
					t.Error(err)
				}
			}
			want("ab", "")
			replace("2\x00", "3", false)
			want("ab", "")
			c.advance(time.Hour)
			want("ac", "")
			if err := s.Create(ctx, "ad", []byte("1"), c.Now().Add(time.Hour)); err != nil {
				t.Fatal(err) // it removes what has expired
			}
			c.advance(-time.Hour)
			want("ac", "")
			want("ad", "1")
			conformance.Locker(t, func() core.Locker { return make(t, c) })
		})
	}
}

// withStores runs a test with each store.
func withStores(t *testing.T, test func(t *testing.T, store func(*service))) {
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, func(s *service) {
				if open != nil {
					s.config.Store = open(t, s.clock)
				}
			})
		})
	}
}

func TestSessionLastsUntilSignOut(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		b := s.browser()
		b.get("/auth/session").expect(t, http.StatusUnauthorized, core.NoSession)
		b.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
		b.signIn()
		got := b.get("/auth/session")
		if got.status != 200 || got.JSON.Username != "ada" || got.JSON.IDClaims["email"] != "ada@example.com" || got.JSON.AccessClaims["token_use"] != "access" ||
			got.JSON.Sub == "" || got.JSON.ExpiresAt != int64(got.JSON.AccessClaims["exp"].(float64)) {
			t.Errorf("session: %d %s", got.status, got.body)
		}
		if got := b.get("/who"); got.body != "ada" {
			t.Errorf("who: %d %s", got.status, got.body)
		}
		if user := b.cookies()["__Host-cognito-user"]; !strings.Contains(user, "%22username%22:%22ada%22") {
			t.Errorf("the user's cookie is %q", user)
		}
		thief := b.copy()
		b.post("/auth/signout", map[string]bool{}).expect(t, 200, "")
		if left := b.cookies(); len(left) != 0 {
			t.Errorf("after the sign-out there are cookies: %v", left)
		}
		b.get("/auth/session").expect(t, http.StatusUnauthorized, core.NoSession)
		thief.get("/auth/session").expect(t, http.StatusUnauthorized, core.NoSession)
		thief.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
		if tokens := s.RefreshTokens(); len(tokens) != 1 || tokens[0].Live {
			t.Errorf("refresh tokens: %+v", tokens)
		}
	})
}

// Fifty requests that find the session expired share one refresh, rotating or not.
func TestOneRefresh(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, &fakecognito.Server{RefreshTokenRotation: true}, store, func(s *service) { s.config.Pool.Refresh = core.RefreshRotating })
		b := s.browser()
		b.signIn()
		before := b.cookies()
		s.clock.advance(2 * time.Hour)
		s.ResetRequests()
		held := s.HoldReply("GetTokensFromRefreshToken")
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if got := b.copy().get("/who"); got.body != "ada" {
					t.Errorf("%d %s", got.status, got.body)
				}
			})
		}
		if err := held.Arrived(t.Context()); err != nil {
			t.Fatal(err)
		}
		late := b.copy()
		held.Release()
		all.Wait()
		if n := s.refreshes(); n != 1 {
			t.Errorf("%d refreshes, want 1", n)
		}
		// A request that was sent with the old cookies gets the new session.
		if got := late.get("/who"); got.body != "ada" {
			t.Errorf("%d %s", got.status, got.body)
		}
		if n := s.refreshes(); n != 1 {
			t.Errorf("%d refreshes after a late request, want 1", n)
		}
		if after := late.cookies(); after["__Host-cognito-user"] == before["__Host-cognito-user"] {
			t.Error("the user's cookie was not renewed")
		}
		if got := late.get("/who"); got.body != "ada" || s.refreshes() != 1 {
			t.Errorf("with the new cookies: %d %s, %d refreshes", got.status, got.body, s.refreshes())
		}
	})
}

// While the service is unreachable nobody is signed out; a definite refusal ends a session.
func TestOnlyARefusalEndsASession(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		b := s.browser()
		b.signIn()
		s.clock.advance(2 * time.Hour)
		s.Fail("InitiateAuth", fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "Down."}, 3)
		got := b.get("/auth/session")
		got.expect(t, http.StatusServiceUnavailable, core.ServiceFailure)
		if !got.JSON.Retryable || len(got.header["Set-Cookie"]) != 0 {
			t.Errorf("retryable %v, cookies %q", got.JSON.Retryable, got.header["Set-Cookie"])
		}
		if got := b.get("/auth/session"); got.status != 200 {
			t.Errorf("afterwards: %d %s", got.status, got.body)
		}
		s.RevokeAll("ada")
		s.clock.advance(2 * time.Hour)
		b.get("/auth/session").expect(t, http.StatusUnauthorized, core.RefreshRevoked)
		if left := b.cookies(); len(left) != 0 {
			t.Errorf("cookies of an ended session are left: %v", left)
		}
		s.ResetRequests()
		b.get("/auth/session").expect(t, http.StatusUnauthorized, core.NoSession)
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests for an ended session", n)
		}
	})
}

// A sign-out while a refresh is under way wins.
func TestSignOutWins(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		b := s.browser()
		b.signIn()
		s.clock.advance(2 * time.Hour)
		held := s.HoldReply("InitiateAuth")
		refreshed := make(chan reply)
		other := b.copy()
		go func() { refreshed <- other.get("/who") }()
		if err := held.Arrived(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.post("/auth/signout", map[string]bool{}).expect(t, 200, "")
		held.Release()
		(<-refreshed).expect(t, http.StatusUnauthorized, core.NoSession)
		other.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
	})
}

// A sign-in begins a session with a new id, whatever cookies somebody has put into the browser,
// and ends the former one.
func TestFixation(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		attacker := s.browser()
		attacker.signIn()
		planted := attacker.cookies()["__Host-cognito-session"]
		victim := attacker.copy()
		victim.signIn()
		if victim.cookies()["__Host-cognito-session"] == planted {
			t.Error("the sign-in kept the session's cookie")
		}
		attacker.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
		if got := victim.get("/who"); got.body != "ada" {
			t.Errorf("%d %s", got.status, got.body)
		}
	})
}

func TestGlobalSignOut(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		b, other := s.browser(), s.browser()
		b.signIn()
		other.signIn()
		s.clock.advance(2 * time.Hour)
		s.Fail("GlobalSignOut", fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "Down."}, 1)
		b.post("/auth/signout", map[string]bool{"global": true}).expect(t, http.StatusServiceUnavailable, core.ServiceFailure)
		b.post("/auth/signout", map[string]bool{"global": true}).expect(t, 200, "")
		b.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
		other.get("/who").expect(t, http.StatusUnauthorized, core.RefreshRevoked)
	})
}
