//go:build !js

package core_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Use by a server: 200 goroutines serve the requests of 50 users, with a Pool and a Storage for
// each user, or one of both for all. Whatever happens at the same time, nobody gets another
// user's tokens, a sign-out lasts, and no session is lost.
func TestServer(t *testing.T) {
	const users, goroutines, rounds = 50, 4, 6 // goroutines of each user
	for _, shared := range []bool{false, true} {
		t.Run(fmt.Sprint("one Pool for all: ", shared), func(t *testing.T) {
			s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
			var all sync.WaitGroup
			var outcomes serverOutcomes
			pool, store := s.serverPool()
			for i := range users {
				username := fmt.Sprint("user", i)
				s.create(fakecognito.NewUser{Username: username, Password: password, Email: username + "@example.com"})
				if !shared {
					pool, store = s.serverPool()
				}
				visitor := visitor{s, t, username, pool, store, &outcomes}
				all.Go(func() {
					for round := range rounds {
						visitor.round(round, goroutines)
					}
				})
			}
			all.Wait()
			if n := s.ReuseRevocations(); n != 0 {
				t.Errorf("%d refresh tokens were spent twice", n)
			}
			for name, n := range map[string]*atomic.Int64{"refreshed": &outcomes.refreshed, "signed out": &outcomes.signedOut, "unsaved": &outcomes.unsaved} {
				if n.Load() == 0 {
					t.Errorf("nothing ever came out as %q", name)
				}
				t.Log(name, n.Load())
			}
		})
	}
}

type serverOutcomes struct{ refreshed, signedOut, unsaved atomic.Int64 }

func (s *service) serverPool() (*core.Pool, *fullStorage) {
	store := &fullStorage{}
	return must(core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp, Storage: store, Clock: s.clock, Refresh: core.RefreshRotating,
	})), store
}

// fullStorage refuses some of the next writes of some users.
type fullStorage struct {
	storage
	refusals sync.Map // by the key of the refresh token, the *atomic.Int64 of writes
}

func (s *fullStorage) Set(ctx context.Context, name, value string) error {
	if left, ok := s.refusals.Load(name); ok && left.(*atomic.Int64).Add(-1) >= 0 {
		return errors.New("full")
	}
	return s.storage.Set(ctx, name, value)
}

// visitor is a user, and the pool that serves their requests.
type visitor struct {
	*service
	t        *testing.T
	username string
	pool     *core.Pool
	store    *fullStorage
	outcomes *serverOutcomes
}

// round signs the user in, serves several of their requests at the same time, and checks the
// final state. Every other round has a sign-out among the requests; in the others storage
// refuses some writes.
func (v visitor) round(round, goroutines int) {
	signingOut := round%2 == 0
	step, err := v.pool.User(v.username).SignIn(v.ctx, byPassword)
	done, ok := step.(*core.SignedIn)
	if !ok {
		v.t.Errorf("%s: not signed in: %T, %v", v.username, step, err)
		return
	}
	v.own(done.Session)
	// With this drift the tokens have expired.
	must(0, v.store.Set(v.ctx, storageKey(v.username, "clockDrift"), "-100000"))
	refusals := new(atomic.Int64)
	if !signingOut {
		refusals.Store(int64(round % 4)) // 1 or 3
		v.store.refusals.Store(storageKey(v.username, "refreshToken"), refusals)
	}
	var requests sync.WaitGroup
	for i := range goroutines {
		requests.Go(func() {
			user := v.pool.User(v.username)
			if signingOut && i == 0 {
				signOut := user.SignOut
				if round%4 == 0 {
					signOut = user.SignOutAndRevoke
				}
				if err := signOut(v.ctx); err != nil {
					v.t.Errorf("%s: the sign-out: %v", v.username, err)
				}
				return
			}
			session, err := user.Session(v.ctx)
			switch {
			case err == nil:
				v.own(session)
				v.outcomes.refreshed.Add(1)
				if session.Unsaved != nil {
					v.outcomes.unsaved.Add(1)
				}
			case signingOut && (errors.Is(err, core.SignedOut) || errors.Is(err, core.NoSession) || errors.Is(err, core.NotAuthorizedException)):
				v.outcomes.signedOut.Add(1)
			default:
				v.t.Errorf("%s: the refresh: %v", v.username, err)
			}
		})
	}
	requests.Wait()
	refusals.Store(0)
	session, err := v.pool.User(v.username).Session(v.ctx)
	stored := v.store.snapshot()[storageKey(v.username, "refreshToken")]
	switch {
	case signingOut && (!errors.Is(err, core.NoSession) || stored != ""):
		v.t.Errorf("%s is signed in after a sign-out: %v", v.username, err)
	case !signingOut && err != nil:
		v.t.Errorf("%s's session is lost: %v", v.username, err)
	case !signingOut:
		v.own(session)
		if stored != session.RefreshToken {
			v.t.Errorf("%s's session is not stored once storage takes it", v.username)
		}
	}
}

// own checks that tokens are the user's own.
func (v visitor) own(session *core.Session) {
	for _, claims := range []string{session.IDClaims().Text("cognito:username"), session.AccessClaims().Text("username")} {
		if claims != v.username {
			v.t.Errorf("%s has the tokens of %s", v.username, claims)
		}
	}
}
