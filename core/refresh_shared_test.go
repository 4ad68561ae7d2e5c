//go:build !js

package core_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// sessionsOf requests the session with all users at the same time.
func sessionsOf(ctx context.Context, users []*core.User) ([]*core.Session, []error) {
	sessions, failures := make([]*core.Session, len(users)), make([]error, len(users))
	var wg sync.WaitGroup
	for i, user := range users {
		wg.Go(func() { sessions[i], failures[i] = user.Session(ctx) })
	}
	wg.Wait()
	return sessions, failures
}

func TestConcurrentCallersShareOneRefresh(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.expired("ada")
	same := slices.Repeat([]*core.User{user}, 10)
	pool := s.pool()
	var others []*core.User // of one pool, but not the same User
	for range 10 {
		others = append(others, pool.User("ada"))
	}
	for _, users := range [][]*core.User{same, others} {
		s.ResetRequests()
		sessions, failures := sessionsOf(s.ctx, users)
		if err := errors.Join(failures...); err != nil {
			t.Fatal(err)
		}
		for _, session := range sessions {
			if session.AccessToken != sessions[0].AccessToken {
				t.Error("the callers have different sessions")
			}
		}
		if n := len(s.Requests()); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
		s.clock.Advance(time.Hour)
	}
}

// When many ask at once, what each of them costs counts: one look at storage, and no token decoded.
func TestJoiningARefreshCostsOneLook(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.expired("ada")
	stored := s.store.snapshot()
	var decoded atomic.Int64
	user := s.poolWith(func(config *core.PoolConfig) {
		config.JSON = func(text string) (core.Value, error) {
			decoded.Add(1)
			return core.ParseJSON(text)
		}
	}).User("ada")
	held := s.Hold("InitiateAuth")
	first := make(chan error)
	go func() {
		_, err := user.Session(s.ctx)
		first <- err
	}()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	var looks []string
	s.store.mu.Lock()
	s.store.refuse = func(verb, key string) error {
		looks = append(looks, verb+" "+key)
		return nil
	}
	s.store.mu.Unlock()
	decoded.Store(0)
	impatient, cancel := context.WithCancel(s.ctx)
	cancel() // it asks, and waits for nothing
	_, err := user.Refresh(impatient, core.RefreshInput{
		RefreshToken: stored[storageKey("ada", "refreshToken")], AccessToken: stored[storageKey("ada", "accessToken")],
	})
	if core.ReasonOf(err) != core.Aborted {
		t.Errorf("the second caller gets %v", err)
	}
	if len(looks) != 1 || decoded.Load() != 0 {
		t.Errorf("%q, %d tokens decoded", looks, decoded.Load())
	}
	held.Release()
	if err := <-first; err != nil {
		t.Error(err)
	}
}

// Two pools with one storage and one locker represent two tabs: while the first one's request
// is in progress, the second waits, and then uses what the first has stored.
func TestTwoTabsMakeOneRequest(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.expired("ada")
	held := s.Hold("InitiateAuth")
	users := []*core.User{s.pool().User("ada"), s.pool().User("ada")}
	done := make(chan struct{})
	var sessions []*core.Session
	var failures []error
	go func() {
		defer close(done)
		sessions, failures = sessionsOf(s.ctx, users)
	}()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	// The other one has read the expired session by now, or will do so later; the result
	// must be the same.
	held.Release()
	<-done
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Requests()); n != 1 || sessions[0].AccessToken != sessions[1].AccessToken {
		t.Errorf("%d requests, want 1; same session: %t", n, sessions[0].AccessToken == sessions[1].AccessToken)
	}
}

// A tab that has read the expired session before another one refreshes it, and refreshes
// after that, must not spend the token. This test fixes that order.
func TestLateTabUsesWhatIsStored(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	late := s.expired("ada")
	stale := s.store.snapshot()
	fresh := must(s.pool().User("ada").Session(s.ctx))
	after := s.store.snapshot()
	session, err := late.Refresh(s.ctx, core.RefreshInput{
		RefreshToken: stale[storageKey("ada", "refreshToken")], Replaces: stale[storageKey("ada", "accessToken")]})
	if err != nil || session.AccessToken != fresh.AccessToken || len(s.Requests()) != 1 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
	s.store.unchanged(t, after)

	for _, tt := range []struct{ name, replaces string }{
		{"the stored session is the one to replace", fresh.AccessToken},
		{"nothing is said about what to replace", ""},
	} {
		s.ResetRequests()
		session, err := late.Refresh(s.ctx, core.RefreshInput{RefreshToken: fresh.RefreshToken, Replaces: tt.replaces})
		if err != nil || session.AccessToken == fresh.AccessToken || len(s.Requests()) != 1 {
			t.Errorf("%s: error %v after %d requests", tt.name, err, len(s.Requests()))
		}
		fresh = session
	}

	// A stored session that has expired as well is not the result.
	s.clock.Advance(time.Hour)
	s.ResetRequests()
	if _, err := late.Refresh(s.ctx, core.RefreshInput{RefreshToken: fresh.RefreshToken, Replaces: "another"}); err != nil || len(s.Requests()) != 1 {
		t.Errorf("with an expired session: error %v after %d requests", err, len(s.Requests()))
	}
}

// interrupted is a storage in which others write while a session is read, which takes one
// key after another, or stop in the middle of writing.
type interrupted struct {
	core.Storage
	verb, key string
	others    func()
}

func (i *interrupted) at(verb, key string) {
	if verb == i.verb && key == i.key && i.others != nil {
		others := i.others
		i.others = nil
		others()
	}
}

func (i *interrupted) Get(ctx context.Context, key string) (string, error) {
	i.at("Get", key)
	return i.Storage.Get(ctx, key)
}

func (i *interrupted) Set(ctx context.Context, key, value string) error {
	i.at("Set", key)
	return i.Storage.Set(ctx, key, value)
}

// arriving tells when somebody comes to wait for a lock.
type arriving struct {
	core.Locker
	arrived chan<- struct{}
}

func (a arriving) Lock(ctx context.Context, name string) (release func(), err error) {
	select {
	case a.arrived <- struct{}{}:
	default:
	}
	return a.Locker.Lock(ctx, name)
}

// A session that is stored while it is read is not refreshed once more, whichever key the
// reader or the writer has come to.
func TestSessionStoredWhileItIsRead(t *testing.T) {
	for _, verb := range []string{"Get", "Set"} {
		for _, name := range []string{"idToken", "accessToken", "refreshToken", "clockDrift"} {
			t.Run(verb+" "+name, func(t *testing.T) {
				s := startService(t, new(fakecognito.Server))
				s.expired("ada")
				storage := &interrupted{Storage: s.store, verb: verb, key: storageKey("ada", name)}
				poolOf := func(storage core.Storage, locker core.Locker) *core.User {
					return must(core.NewPool(core.PoolConfig{
						UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp, Storage: storage, Locker: locker, Clock: s.clock,
					})).User("ada")
				}
				slow := poolOf(storage, s.locker)
				arrived := make(chan struct{}, 1)
				fast := poolOf(s.store, arriving{s.locker, arrived})
				other := make(chan *core.Session, 1)
				storage.others = func() {
					done := make(chan struct{})
					go func() {
						defer close(done)
						other <- must(fast.Session(s.ctx))
					}()
					if verb == "Get" {
						<-done
						return
					}
					select {
					case <-arrived: // it has read what there is, and waits
					case <-done:
					}
				}
				session, err := slow.Session(s.ctx)
				if err != nil || session.AccessToken != (<-other).AccessToken || len(s.Requests()) != 1 {
					t.Errorf("error %v after %d requests", err, len(s.Requests()))
				}
			})
		}
	}
}

// A caller that stops waiting does not affect the others.
func TestCancelledCallerHarmsNoOther(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.expired("ada")
	before := s.store.snapshot()
	held := s.Hold("InitiateAuth")
	leaving, leave := context.WithCancel(s.ctx)
	left, stayed := make(chan error), make(chan error)
	go func() { _, err := user.Session(leaving); left <- err }()
	if err := held.Arrived(s.ctx); err != nil { // it was the one to begin
		t.Fatal(err)
	}
	go func() { _, err := user.Session(s.ctx); stayed <- err }()
	leave()
	err := <-left
	wantError(t, err, core.Aborted)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the cause is missing: %v", err)
	}
	s.store.unchanged(t, before)
	held.Release()
	if err := <-stayed; err != nil {
		t.Errorf("the other caller: %v", err)
	}
	if n := len(s.Requests()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}

	// Nobody waits any more, but the result is stored: otherwise a rotated token would be
	// lost.
	s.clock.Advance(time.Hour)
	held = s.Hold("InitiateAuth")
	leaving, leave = context.WithCancel(s.ctx)
	go func() { _, err := user.Session(leaving); left <- err }()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	leave()
	<-left
	held.Release()
	s.ResetRequests()
	// This call joins the refresh in progress, or finds its session.
	if _, err := user.Session(s.ctx); err != nil || len(s.Requests()) > 1 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
}

// Triggers may put the metadata of the refresh into tokens, so callers share a refresh only if
// theirs is the same.
func TestRefreshesOfDifferentMetadataFollowOneAnother(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	s.clock.Advance(2 * time.Hour)
	s.ResetRequests()
	held := s.Hold("InitiateAuth")
	pool := s.pool()
	outcomes := make(chan error)
	ask := func(tenant string) {
		_, err := pool.User("ada").Session(s.ctx, core.ClientMetadata{"tenant": tenant})
		outcomes <- err
	}
	go ask("a")
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	for _, tenant := range []string{"a", "b"} {
		go ask(tenant)
	}
	held.Release()
	for range 3 {
		if err := <-outcomes; err != nil {
			t.Error(err)
		}
	}
	if n := len(s.Requests()); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

// A shared refresh goes on when one caller leaves.
func TestProperty8OneCallerLeavesASharedRefresh(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.expired("ada")
	held := s.HoldReply("InitiateAuth")
	leaving, leave := context.WithCancelCause(s.ctx)
	var wg sync.WaitGroup
	failures := make([]error, 5)
	for i := range failures {
		ctx := s.ctx
		if i == 0 {
			ctx = leaving
		}
		wg.Go(func() { _, failures[i] = user.Session(ctx) })
	}
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	leave(nil)
	held.Release()
	wg.Wait()
	wantError(t, failures[0], core.Aborted)
	if err := errors.Join(failures[1:]...); err != nil || len(s.Requests()) != 1 {
		t.Errorf("the others: error %v after %d requests", err, len(s.Requests()))
	}
}
