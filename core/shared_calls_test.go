package core_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// These tests fix the order of the callers: all of them call while the one request is in
// progress, which the tests with the fake cannot ensure.

func TestCallersJoinTheRefreshUnderWay(t *testing.T) {
	for _, tt := range []struct {
		name     string
		sameTab  bool
		replaces string
	}{
		// Within a pool callers share the request even without Replaces, which would let
		// them use what is in storage when they get the lock.
		{"one tab", true, ""},
		{"two tabs", false, newDeviceReply("old").Object("AuthenticationResult").Text("AccessToken")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store, c, locker := new(storage), newClock(), new(core.MemoryLocker)
				must(newStubPool(accepting("old"), store, c).User("ada").SignIn(t.Context(), byPassword))
				c.Advance(2 * time.Hour)
				var calls atomic.Int32
				answer := make(chan struct{})
				service := provider(func(string, core.Object) (core.Object, error) {
					calls.Add(1)
					<-answer
					claims := jwt(`{"iat":1772607967,"exp":1772611567}`)
					return core.Object{{Name: "AuthenticationResult", Value: core.Object{
						{Name: "IdToken", Value: claims}, {Name: "AccessToken", Value: claims}}}}, nil
				})
				tab := func() *core.Pool {
					return must(core.NewPool(ports(core.PoolConfig{UserPoolID: poolID, ClientID: clientID,
						IdentityProvider: service, Storage: store, Locker: locker, Clock: c})))
				}
				pool := tab()
				done := make(chan error, 10)
				for range cap(done) {
					if !tt.sameTab {
						pool = tab()
					}
					user := pool.User("ada")
					go func() {
						_, err := user.Refresh(context.Background(), core.RefreshInput{RefreshToken: "refresh-old", Replaces: tt.replaces})
						done <- err
					}()
				}
				synctest.Wait() // until all of them wait
				close(answer)
				for range cap(done) {
					if err := <-done; err != nil {
						t.Error(err)
					}
				}
				if n := calls.Load(); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
			})
		})
	}
}

// waiting is a service that never answers.
type waiting struct{}

func (waiting) Call(ctx context.Context, _ string, _ core.Object) (core.Reply, error) {
	<-ctx.Done()
	return core.Reply{}, &core.Error{Reason: core.Aborted, Message: "x", Err: ctx.Err()}
}

// A caller that leaves because the user has signed out, as calls of a page do, cancels the
// refresh for all who share it.
func TestLeavingForASignOutEndsTheRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, c := new(storage), newClock()
		must(newStubPool(accepting("old"), store, c).User("ada").SignIn(t.Context(), byPassword))
		c.Advance(2 * time.Hour)
		user := must(core.NewPool(ports(core.PoolConfig{UserPoolID: poolID, ClientID: clientID,
			IdentityProvider: waiting{}, Storage: store, Clock: c}))).User("ada")
		leaving, leave := context.WithCancelCause(t.Context())
		done := make(chan error, 2)
		for _, ctx := range []context.Context{leaving, t.Context()} {
			go func() {
				_, err := user.Session(ctx)
				done <- err
			}()
			synctest.Wait()
		}
		leave(core.SignedOut)
		synctest.Wait()
		if len(done) != 2 {
			t.Fatalf("%d of 2 callers have an answer", len(done))
		}
	})
}
