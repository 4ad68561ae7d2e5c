//go:build !js

package core_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// lateStorage hides some keys until a time, as a browser may hide from one tab what another
// has written to localStorage.
type lateStorage struct {
	*storage
	clock *clock
	until time.Time
	old   map[string]string
	soon  []string // keys that it shows at once
}

func (s *lateStorage) Get(ctx context.Context, key string) (string, error) {
	if s.clock.Now().Before(s.until) && !slices.Contains(s.soon, key) {
		return s.old[key], nil
	}
	return s.storage.Get(ctx, key)
}

// announcingLocker is a Locker whose announcements are visible immediately.
type announcingLocker struct {
	core.MemoryLocker
	announced map[string]bool
	meanwhile func() // ends the call
}

func (l *announcingLocker) Announce(ctx context.Context, name string) error {
	if l.meanwhile != nil {
		l.meanwhile()
		<-ctx.Done()
	}
	l.announced[name] = true
	return nil
}

func (l *announcingLocker) Announced(_ context.Context, name string) (bool, error) {
	return l.announced[name], nil
}

// A tab that gets the lock before storage shows what the last holder has written must wait for
// that, and not spend the refresh token a second time.
func TestReplacementThatStorageShowsLate(t *testing.T) {
	for _, test := range []struct {
		name      string
		announced bool
		late      time.Duration
		requests  int
	}{
		{"56 ms late", true, 56 * time.Millisecond, 1},
		{"a second late", true, time.Second, 1},
		{"never shown: the wait is bounded", true, time.Hour, 2},
		{"nothing announced: no wait", false, 56 * time.Millisecond, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := startService(t, new(fakecognito.Server))
			s.expired("ada")
			locker := &announcingLocker{announced: map[string]bool{}}
			tab := func(storage core.Storage) *core.User { return s.tab(storage, locker, core.RefreshAuto) }
			old := s.store.snapshot()
			first := must(tab(s.store).Session(s.ctx))
			if !test.announced {
				clear(locker.announced)
			}
			late := &lateStorage{storage: s.store, clock: s.clock, until: s.clock.Now().Add(test.late), old: old}
			second := must(tab(late).Session(s.ctx))
			if n := len(s.Requests()); n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
			if same := second.AccessToken == first.AccessToken; same != (test.requests == 1) {
				t.Errorf("the second tab has the first one's session: %t", same)
			}
		})
	}
}

// The keys arrive one by one: the visible refresh token may already have been replaced, and
// with the new access token and the old, different clock drift the session looks as if it had
// expired.
func TestReplacementThatStorageShowsKeyByKey(t *testing.T) {
	names := []string{"idToken", "accessToken", "refreshToken", "clockDrift"}
	for i := range 2 * len(names) {
		shown, drift := i/2, []string{"0", "-100000"}[i%2]
		t.Run(names[shown]+" comes late, drift "+drift, func(t *testing.T) {
			s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
			s.expired("ada")
			locker := &announcingLocker{announced: map[string]bool{}}
			tab := func(storage core.Storage) *core.User { return s.tab(storage, locker, core.RefreshRotating) }
			old := s.store.snapshot()
			old[storageKey("ada", "clockDrift")] = drift
			first := must(tab(s.store).Session(s.ctx))
			late := &lateStorage{storage: s.store, clock: s.clock, until: s.clock.Now().Add(8 * time.Millisecond), old: old}
			for _, name := range names[:shown] {
				late.soon = append(late.soon, storageKey("ada", name))
			}
			second, err := tab(late).Refresh(s.ctx, core.RefreshInput{
				RefreshToken: old[storageKey("ada", "refreshToken")], AccessToken: old[storageKey("ada", "accessToken")], Replaces: old[storageKey("ada", "accessToken")],
			})
			if err != nil || second.AccessToken != first.AccessToken || second.RefreshToken != first.RefreshToken {
				t.Errorf("the second tab does not have the first one's session: %v", err)
			}
			if n := len(s.Requests()); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
			s.checkSpentOnce()
		})
	}
}

// The notice of a sign-out elsewhere may arrive while the new session is being stored, after
// that sign-out has removed the old one: then the new one is removed too, unless somebody has
// signed in.
func TestProperty5LateNoticeOfASignOut(t *testing.T) {
	for _, meanwhile := range []string{"nothing", "signed in again", "removed some"} {
		s := startService(t, new(fakecognito.Server))
		s.expired("ada")
		ctx, cancel := context.WithCancelCause(s.ctx)
		locker := &announcingLocker{announced: map[string]bool{}}
		var stored map[string]string
		locker.meanwhile = func() {
			stored = map[string]string{}
			switch meanwhile {
			case "signed in again":
				must(s.pool().User("ada").SignIn(s.ctx, core.Credentials{Password: password}))
				stored = s.store.snapshot()
			case "removed some":
				_ = s.store.Remove(s.ctx, storageKey("ada", "idToken"))
				_ = s.store.Remove(s.ctx, storageKey("ada", "accessToken"))
			}
			cancel(core.SignedOut)
		}
		pool := s.poolWith(func(config *core.PoolConfig) { config.Locker = locker })
		before := s.store.snapshot()
		_, err := pool.User("ada").Refresh(ctx, core.RefreshInput{
			RefreshToken: before[storageKey("ada", "refreshToken")], Replaces: before[storageKey("ada", "accessToken")],
		})
		if !errors.Is(err, core.SignedOut) {
			t.Errorf("%s: %v", meanwhile, err)
		}
		// The attempt continues after its caller has returned.
		must(locker.Lock(s.ctx, "cognitowasm."+clientID+".ada"))
		if after := s.store.snapshot(); !maps.Equal(after, stored) {
			t.Errorf("%s: stored %q, want %q", meanwhile, slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(stored)))
		}
	}
}

// Without locks, two tabs may refresh at the same time within the grace period: the one that
// is answered second sees the first one's session key by key, and gets a session in any case.
func TestProperty2WithoutLocksKeyByKey(t *testing.T) {
	names := []string{"idToken", "accessToken", "refreshToken"}
	s := startService(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: time.Minute})
	s.expired("ada")
	old := s.store.snapshot()
	old[storageKey("ada", "clockDrift")] = "-100000"
	late := &lateStorage{storage: s.store, clock: s.clock, old: old, until: s.clock.Now().Add(time.Hour)}
	config := core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp, Refresh: core.RefreshRotating, Storage: s.store, Clock: s.clock}
	first := must(core.NewPool(config))
	options := core.RefreshInput{RefreshToken: old[storageKey("ada", "refreshToken")], Replaces: old[storageKey("ada", "accessToken")]}
	config.Storage = late
	config.IdentityProvider = provider(func(operation string, input core.Object) (core.Object, error) {
		reply, err := s.idp.Call(s.ctx, operation, input)
		must(first.User("ada").Refresh(s.ctx, options))
		for _, name := range names {
			late.soon = append(late.soon, storageKey("ada", name))
		}
		late.until = s.clock.Now().Add(56 * time.Millisecond)
		return reply.Members, err
	})
	session, err := must(core.NewPool(config)).User("ada").Refresh(s.ctx, options)
	if err != nil || !session.Valid(s.clock.Now()) {
		t.Errorf("the second tab has no session: %v", err)
	}
}

// A tab that asked before another one's refresh, and got the lock after the new session had
// expired too, replaces that one: it is what the next tab must hear of.
func TestReplacementOfWhatStorageHadMeanwhile(t *testing.T) {
	s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
	s.expired("ada")
	locker := &announcingLocker{announced: map[string]bool{}}
	tab := func(storage core.Storage) *core.User { return s.tab(storage, locker, core.RefreshRotating) }
	first := s.store.snapshot()
	must(tab(s.store).Session(s.ctx))
	s.clock.Advance(2 * time.Hour)
	clear(locker.announced) // long ago
	second := s.store.snapshot()

	must(tab(s.store).Refresh(s.ctx, core.RefreshInput{
		RefreshToken: first[storageKey("ada", "refreshToken")], AccessToken: first[storageKey("ada", "accessToken")], Replaces: first[storageKey("ada", "accessToken")],
	}))
	late := &lateStorage{storage: s.store, clock: s.clock, until: s.clock.Now().Add(50 * time.Millisecond), old: second}
	_, err := tab(late).Session(s.ctx)
	if err != nil {
		t.Error(err)
	}
	s.checkSpentOnce()
}

// tab returns ada as a tab of her browser has her.
func (s *service) tab(storage core.Storage, locker core.Locker, refresh core.RefreshBy) *core.User {
	return must(core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp, Refresh: refresh,
		Storage: storage, Locker: locker, Clock: s.clock,
	})).User("ada")
}
