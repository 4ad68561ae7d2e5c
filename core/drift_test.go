//go:build !js

package core_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// skewedClock is a local clock that is wrong.
type skewedClock struct {
	*clock
	by time.Duration
}

func (s *skewedClock) Now() time.Time { return s.clock.Now().Add(s.by) }

// The local clock may be hours off at a sign-in: the proof is dated by the
// service's clock, and the session expires when it does for the service.
func TestProperty10WrongClock(t *testing.T) {
	for _, off := range []time.Duration{-2 * time.Hour, 2 * time.Hour, -9 * 24 * time.Hour} {
		s := startService(t, new(fakecognito.Server))
		local := &skewedClock{s.clock, off}
		user := s.poolWith(func(c *core.PoolConfig) { c.Clock = local }).User("ada")
		s.signedIn(user.SignIn(s.ctx, bySRP))
		s.ResetRequests()
		for _, tt := range []struct {
			after    time.Duration
			requests int
		}{{time.Hour - 2*time.Second, 0}, {2 * time.Second, 1}, {time.Minute, 0}} {
			s.clock.Advance(tt.after)
			s.ResetRequests()
			if _, err := user.Session(s.ctx); err != nil || len(s.Requests()) != tt.requests {
				t.Errorf("clock off by %v, %v later: error %v after %d requests, want %d", off, tt.after, err, len(s.Requests()), tt.requests)
			}
		}
		// The clock is corrected, or set wrong in the other direction: at most one refresh,
		// and then none.
		for _, jump := range []time.Duration{0, -off, off / 2} {
			local.by = jump
			s.ResetRequests()
			for range 3 {
				if _, err := user.Session(s.ctx); err != nil {
					t.Errorf("clock set from %v to %v: %v", off, jump, err)
				}
			}
			if n := len(s.Requests()); n != 1 {
				t.Errorf("clock set from %v to %v: %d requests, want 1", off, jump, n)
			}
			off = jump
		}
	}
}

// Without a refresh token the session is valid for as long as it is for upstream, even if the
// clock has been set back: the facade and the core agree.
func TestProperty10NothingToRefresh(t *testing.T) {
	s := startService(t, &fakecognito.Server{})
	user := s.expired("ada")
	if _, err := user.Session(s.ctx); err != nil {
		t.Fatal(err)
	}
	_ = s.store.Remove(s.ctx, storageKey("ada", "refreshToken"))
	s.clock.Advance(-2 * time.Hour)
	if session, err := user.Session(s.ctx); err != nil || !session.Valid(s.clock.Now()) {
		t.Errorf("got %v", err)
	}
	s.clock.Advance(4 * time.Hour)
	if _, err := user.Session(s.ctx); !errors.Is(err, core.NoSession) {
		t.Errorf("after it has expired: %v", err)
	}
}

// The computer sleeps until after the session has expired.
func TestProperty10Sleep(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.signIn("ada")
	s.ResetRequests()
	s.clock.Advance(26 * time.Hour)
	session, err := user.Session(s.ctx)
	if err != nil || !session.Valid(s.clock.Now()) || len(s.Requests()) != 1 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
}

// Amplify v6 stores a different value under upstream's key.
func TestProperty10AmplifyDrift(t *testing.T) {
	for _, drift := range []string{"-700", "7200000", "-7200000"} {
		s := startService(t, new(fakecognito.Server))
		user := s.signIn("ada")
		_ = s.store.Set(s.ctx, storageKey("ada", "clockDrift"), drift)
		_ = s.store.Set(s.ctx, storageKey("ada", "signInDetails"), `{"loginId":"ada"}`)
		for _, tt := range []struct {
			after    time.Duration
			requests int
		}{{time.Hour - time.Second, 0}, {time.Second, 1}, {time.Second, 0}} {
			s.clock.Advance(tt.after)
			s.ResetRequests()
			if _, err := user.Session(s.ctx); err != nil || len(s.Requests()) != tt.requests {
				t.Errorf("drift %s, %v later: error %v after %d requests, want %d", drift, tt.after, err, len(s.Requests()), tt.requests)
			}
		}
		if stored := s.store.snapshot(); stored[storageKey("ada", "clockDrift")] != "0" || stored[storageKey("ada", "signInDetails")] != "" {
			t.Errorf("drift %q, Amplify's mark %q", stored[storageKey("ada", "clockDrift")], stored[storageKey("ada", "signInDetails")])
		}
	}
}
