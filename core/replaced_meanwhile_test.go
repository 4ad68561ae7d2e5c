//go:build !js

package core_test

import (
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A tab that asked before another one's refresh, and got the lock after the new session had
// expired too, replaces that one: it is what the next tab must hear of.
func TestReplacementOfWhatStorageHadMeanwhile(t *testing.T) {
	s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
	s.expired("ada")
	locker := &announcingLocker{announced: map[string]bool{}}
	tab := func(storage core.Storage) *core.User {
		return must(core.NewPool(core.PoolConfig{
			UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp, Refresh: core.RefreshRotating,
			Storage: storage, Locker: locker, Clock: s.clock,
		})).User("ada")
	}
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
