//go:build !js

package core_test

import (
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A request that the server never answers ends in a typed error at the configured time,
// and is not repeated; nor is a lock waited for that another tab never releases.
func TestProperty8Timeout(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.expired("ada")
	before := s.store.snapshot()
	hasty := func(c *core.PoolConfig) { c.Timeout = 50 * time.Millisecond }
	held := s.Hold("InitiateAuth")
	_, err := s.poolWith(hasty).User("ada").Session(s.ctx)
	held.Release()
	wantError(t, err, core.Timeout) // another request would have been answered
	if core.ReasonOf(err) != core.Timeout || !core.Retryable(err) {
		t.Errorf("reason %s", core.ReasonOf(err))
	}
	s.store.unchanged(t, before)

	held = s.Hold("InitiateAuth")
	_, err = s.poolWith(hasty).User("ada").SignIn(s.ctx, bySRP)
	held.Release()
	wantError(t, err, core.Timeout)
	s.store.unchanged(t, before)

	if _, err := s.poolWith(func(*core.PoolConfig) {}).User("ada").Session(s.ctx); err != nil {
		t.Errorf("later: %v", err)
	}
}

// A reply that does not arrive in time may have had a new refresh token: if tokens rotate, one
// more attempt within the grace period saves the session.
func TestProperty4TimeoutInsideTheGrace(t *testing.T) {
	s := startService(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: time.Minute})
	s.expired("ada")
	held := s.HoldReply(rotatingStep)
	defer held.Release()
	session, err := s.poolWith(func(c *core.PoolConfig) {
		c.Refresh, c.Timeout = core.RefreshRotating, 2*time.Second
		c.Clock = &runningClock{s.clock, time.Now()}
	}).User("ada").Session(s.ctx)
	if err != nil || s.store.snapshot()[storageKey("ada", "refreshToken")] != session.RefreshToken {
		t.Fatal(err)
	}
}

// runningClock is a clock that moves with real time.
type runningClock struct {
	*clock
	began time.Time
}

func (r *runningClock) Now() time.Time { return r.clock.Now().Add(time.Since(r.began)) }
