//go:build !js

package core_test

import (
	"context"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// throttledClock is the clock of a hidden tab: a browser runs its timers once a second, and
// after five minutes once a minute.
type throttledClock struct {
	*clock
	wakes time.Duration
}

func (c throttledClock) Sleep(ctx context.Context, d time.Duration) error {
	return c.clock.Sleep(ctx, max(d, c.wakes))
}

// heldFor refreshes an expired session, and returns how long the lock was held.
func heldFor(s *service, locker core.Locker, wakes time.Duration) (time.Duration, error) {
	pool := must(core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp, Storage: s.store, Locker: locker, Clock: throttledClock{s.clock, wakes},
	}))
	before := s.clock.Now()
	_, err := pool.User("ada").Session(s.ctx)
	return s.clock.Now().Sub(before), err
}

// announced is a Locker on which every access token is announced as replaced.
type announced struct{ core.Locker }

func (announced) Announce(context.Context, string) error          { return nil }
func (announced) Announced(context.Context, string) (bool, error) { return true, nil }

// Other tabs wait up to 100 seconds for a hidden tab that holds the lock. So the hidden tab
// must not hold it for as many looks at storage as a visible tab would take, or for all
// attempts.
func TestHiddenTabsLetGoOfTheLock(t *testing.T) {
	for _, wakes := range []time.Duration{0, time.Second, time.Minute} {
		t.Run(wakes.String(), func(t *testing.T) {
			s := startService(t, new(fakecognito.Server))
			s.expired("ada")
			held, err := heldFor(s, announced{s.locker}, wakes)
			if err != nil || held < 2*time.Second || held > 2*time.Second+wakes {
				t.Errorf("waiting for storage: held for %v, error %v", held, err)
			}
			s.clock.Advance(time.Hour)
			s.ResetRequests()
			s.Fail("InitiateAuth", fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "x"}, 3)
			held, err = heldFor(s, s.locker, wakes)
			wantError(t, err, core.InternalErrorException)
			attempts := map[time.Duration]int{0: 3, time.Second: 3, time.Minute: 2}[wakes]
			if n := len(s.Requests()); held > time.Second+2*wakes || held > time.Minute || n != attempts {
				t.Errorf("a service that fails: held for %v, %d attempts, want %d", held, n, attempts)
			}
		})
	}
}
