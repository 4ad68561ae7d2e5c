//go:build !js

package core_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// refusingLocker is a Locker that cannot lock.
type refusingLocker struct{ err error }

func (r refusingLocker) Lock(context.Context, string) (func(), error) { return nil, r.err }

func TestLockerRefuses(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.expired("ada")
	before := s.store.snapshot()
	pool := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp,
		Storage: s.store, Clock: s.clock, Locker: refusingLocker{context.DeadlineExceeded}}))
	if _, err := pool.User("ada").Session(s.ctx); !errors.Is(err, context.DeadlineExceeded) || len(s.Requests()) != 0 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
	s.store.unchanged(t, before)
}

// unsharedLocker is a Locker that locks nothing: a browser without Web Locks.
type unsharedLocker struct{}

func (unsharedLocker) Lock(context.Context, string) (func(), error) { return func() {}, nil }

func (unsharedLocker) Local() bool { return true }

// Without locks two tabs may spend one token. Within the grace period both get tokens; one
// session is kept, and it is valid.
func TestProperty2WithoutLocks(t *testing.T) {
	for range 20 {
		s := startService(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: time.Second})
		s.expired("ada")
		var users []*core.User
		for range 5 {
			users = append(users, s.poolWith(func(c *core.PoolConfig) { c.Refresh, c.Locker = core.RefreshRotating, unsharedLocker{} }).User("ada"))
		}
		sessions, failures := sessionsOf(s.ctx, users)
		if err := errors.Join(failures...); err != nil {
			t.Fatal(err)
		}
		stored := s.store.snapshot()[storageKey("ada", "refreshToken")]
		live := slices.ContainsFunc(s.RefreshTokens(), func(token fakecognito.RefreshToken) bool { return token.Token == stored && token.Live })
		if !live || s.ReuseRevocations() != 0 {
			t.Fatal("the stored refresh token is not good")
		}
		for _, session := range sessions {
			if !session.Valid(s.clock.Now()) {
				t.Error("a session that is not valid")
			}
		}
	}
}

// Without locks a tab's token may be refused as spent while storage does not yet show what the
// other tab has written.
func TestProperty3StorageShowsLateWithoutLocks(t *testing.T) {
	s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
	s.expired("ada")
	late := &laggingStorage{storage: s.store, shown: s.store.snapshot(), looks: 12}
	fast := s.poolWith(func(c *core.PoolConfig) { c.Refresh, c.Locker = core.RefreshRotating, unsharedLocker{} }).User("ada")
	slow := s.poolWith(func(c *core.PoolConfig) {
		c.Refresh, c.Locker, c.Storage = core.RefreshRotating, unsharedLocker{}, late
	}).User("ada")
	session := must(fast.Session(s.ctx))
	got, err := slow.Session(s.ctx)
	if err != nil || got.AccessToken != session.AccessToken {
		t.Errorf("error %v", err)
	}
	if s.store.snapshot()[storageKey("ada", "refreshToken")] != session.RefreshToken {
		t.Error("the session that the other tab has stored is gone")
	}
}

// laggingStorage shows its old contents for a number of looks at the refresh token.
type laggingStorage struct {
	*storage
	shown map[string]string
	looks int
}

func (s *laggingStorage) Get(ctx context.Context, name string) (string, error) {
	if name == storageKey("ada", "refreshToken") {
		s.looks--
	}
	if s.looks > 0 {
		return s.shown[name], nil
	}
	return s.storage.Get(ctx, name)
}

func TestProperty8WaitForTheLockEnds(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.expired("ada")
	never := lockerFunc(func(ctx context.Context, _ string) (func(), error) {
		<-ctx.Done()
		return nil, &core.Error{Reason: core.Aborted, Message: "x", Err: ctx.Err()}
	})
	t.Parallel() // it takes ten seconds: the longest Retry-After, twice
	_, err := s.poolWith(func(c *core.PoolConfig) { c.Timeout, c.Locker = time.Millisecond, never }).User("ada").Session(s.ctx)
	wantError(t, err, core.Timeout)
	if len(s.Requests()) != 0 {
		t.Errorf("%d requests without the lock", len(s.Requests()))
	}
}

type lockerFunc func(context.Context, string) (func(), error)

func (f lockerFunc) Lock(ctx context.Context, name string) (func(), error) { return f(ctx, name) }
