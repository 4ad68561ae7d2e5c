//go:build !js

package core_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestSessionRefreshesOnceItHasEnded(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	user := s.signIn("ada")
	before := s.store.snapshot()
	s.ResetRequests()
	s.clock.Advance(time.Hour - time.Second)
	session, err := user.Session(s.ctx, core.SessionOptions{})
	if err != nil || session.IDToken != before[key("ada", "idToken")] || len(s.Requests()) != 0 {
		t.Errorf("a valid session: error %v after %d requests", err, len(s.Requests()))
	}
	s.store.unchanged(t, before)

	s.clock.Advance(time.Second)
	session, err = user.Session(s.ctx, core.SessionOptions{})
	if err != nil || !session.Valid(s.clock.Now()) {
		t.Fatalf("an ended session: error %v", err)
	}
	if got := s.steps(); !slices.Equal(got, []string{"REFRESH_TOKEN_AUTH"}) {
		t.Errorf("requests %q", got)
	}
	after := s.store.snapshot()
	if session.AccessToken == before[key("ada", "accessToken")] || after[key("ada", "accessToken")] != session.AccessToken || after[key("ada", "idToken")] != session.IDToken {
		t.Error("the new tokens are not stored")
	}
	// The reply has no refresh token, so the old one goes on.
	if session.RefreshToken == "" || session.RefreshToken != before[key("ada", "refreshToken")] || after[key("ada", "refreshToken")] != session.RefreshToken {
		t.Error("the refresh token is lost")
	}
}

func TestNoSession(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	s.signIn("ada")
	s.clock.Advance(time.Hour)
	for _, tt := range []struct{ missing, message string }{
		{"refreshToken", "Cannot retrieve a new session. Please authenticate."},
		{"idToken", "Local storage is missing an ID Token, Please authenticate"},
	} {
		_ = s.store.Remove(s.ctx, key("ada", tt.missing))
		s.ResetRequests()
		_, err := s.pool().User("ada").Session(s.ctx, core.SessionOptions{})
		wantCode(t, err, core.NoSession)
		if err == nil || err.Error() != tt.message || len(s.Requests()) != 0 {
			t.Errorf("without %s: error %v after %d requests", tt.missing, err, len(s.Requests()))
		}
	}
}

// sessionsOf asks for the session with each user at once.
func sessionsOf(ctx context.Context, users []*core.User) ([]*core.Session, []error) {
	sessions, failures := make([]*core.Session, len(users)), make([]error, len(users))
	var wg sync.WaitGroup
	for i, user := range users {
		wg.Go(func() { sessions[i], failures[i] = user.Session(ctx, core.SessionOptions{}) })
	}
	wg.Wait()
	return sessions, failures
}

func TestConcurrentCallersShareOneRefresh(t *testing.T) {
	s := start(t, new(fakecognito.Server))
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

// Two pools over one storage and one locker stand for two tabs: while the
// first one's request is under way, the second waits, and then uses what the
// first has stored.
func TestTwoTabsMakeOneRequest(t *testing.T) {
	s := start(t, new(fakecognito.Server))
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
	// The other one has read the ended session by now or will do so later; both
	// must come out the same.
	held.Release()
	<-done
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Requests()); n != 1 || sessions[0].AccessToken != sessions[1].AccessToken {
		t.Errorf("%d requests, want 1; same session: %t", n, sessions[0].AccessToken == sessions[1].AccessToken)
	}
}

// A tab that read the ended session before another one refreshed, and comes to
// refresh after that, must not spend the token: this order is fixed here.
func TestLateTabUsesWhatIsStored(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	late := s.expired("ada")
	stale := s.store.snapshot()
	fresh := must(s.pool().User("ada").Session(s.ctx, core.SessionOptions{}))
	after := s.store.snapshot()
	session, err := late.Refresh(s.ctx, core.RefreshOptions{
		RefreshToken: stale[key("ada", "refreshToken")], Replaces: stale[key("ada", "accessToken")]})
	if err != nil || session.AccessToken != fresh.AccessToken || len(s.Requests()) != 1 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
	s.store.unchanged(t, after)

	for _, tt := range []struct{ name, replaces string }{
		{"the stored session is the one to replace", fresh.AccessToken},
		{"nothing is said about what to replace", ""},
	} {
		s.ResetRequests()
		session, err := late.Refresh(s.ctx, core.RefreshOptions{RefreshToken: fresh.RefreshToken, Replaces: tt.replaces})
		if err != nil || session.AccessToken == fresh.AccessToken || len(s.Requests()) != 1 {
			t.Errorf("%s: error %v after %d requests", tt.name, err, len(s.Requests()))
		}
		fresh = session
	}

	// A stored session that has ended as well is no answer.
	s.clock.Advance(time.Hour)
	s.ResetRequests()
	if _, err := late.Refresh(s.ctx, core.RefreshOptions{RefreshToken: fresh.RefreshToken, Replaces: "another"}); err != nil || len(s.Requests()) != 1 {
		t.Errorf("with an ended session: error %v after %d requests", err, len(s.Requests()))
	}
}

// Whoever stops waiting stops alone.
func TestCancelledCallerHarmsNoOther(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	user := s.expired("ada")
	before := s.store.snapshot()
	held := s.Hold("InitiateAuth")
	leaving, leave := context.WithCancel(s.ctx)
	left, stayed := make(chan error), make(chan error)
	go func() { _, err := user.Session(leaving, core.SessionOptions{}); left <- err }()
	if err := held.Arrived(s.ctx); err != nil { // it was the one to begin
		t.Fatal(err)
	}
	go func() { _, err := user.Session(s.ctx, core.SessionOptions{}); stayed <- err }()
	leave()
	err := <-left
	wantCode(t, err, core.Aborted)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the cause is not told: %v", err)
	}
	s.store.unchanged(t, before)
	held.Release()
	if err := <-stayed; err != nil {
		t.Errorf("the other caller: %v", err)
	}
	if n := len(s.Requests()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}

	// Nobody waits any more, but the outcome is kept: a rotated token would be
	// lost otherwise.
	s.clock.Advance(time.Hour)
	held = s.Hold("InitiateAuth")
	leaving, leave = context.WithCancel(s.ctx)
	go func() { _, err := user.Session(leaving, core.SessionOptions{}); left <- err }()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	leave()
	<-left
	held.Release()
	s.ResetRequests()
	// This call joins the refresh under way, or finds its session.
	if _, err := user.Session(s.ctx, core.SessionOptions{}); err != nil || len(s.Requests()) > 1 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
}

func TestRefusedRefreshSignsOut(t *testing.T) {
	for _, tt := range []struct {
		name   string
		refuse func(*service)
	}{
		{"revoked", func(s *service) { s.RevokeAll("ada") }},
		{"disabled", func(s *service) { s.DisableUser("ada") }},
		{"ended", func(s *service) { s.clock.Advance(31 * 24 * time.Hour) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
			user := s.expired("ada")
			_ = s.store.Set(s.ctx, key("ada", "userData"), "{}")
			_ = s.store.Set(s.ctx, key("grace", "idToken"), "x")
			tt.refuse(s)
			_, failures := sessionsOf(s.ctx, slices.Repeat([]*core.User{user}, 5))
			for _, err := range failures {
				// A caller that comes late finds nobody signed in.
				if !errors.Is(err, core.NotAuthorizedException) && !errors.Is(err, core.NoSession) {
					t.Errorf("error %v", err)
				}
			}
			if n := len(s.Requests()); n != 1 || len(s.clock.slept) != 0 {
				t.Errorf("%d requests and %d waits, want 1 and none", n, len(s.clock.slept))
			}
			left := slices.Sorted(maps.Keys(s.store.snapshot()))
			want := []string{key("ada", "deviceGroupKey"), key("ada", "deviceKey"), key("ada", "randomPasswordKey"), key("grace", "idToken")}
			if !slices.Equal(left, want) {
				t.Errorf("left over: %q", left)
			}
		})
	}
}

// Nobody spends a token that was found to be refused, nor brings back a session
// that was signed out: neither another tab that waited for its turn, nor a
// caller who read the session just before.
func TestSessionEndedWhileWaiting(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*service, *core.User)
	}{
		{"refused", func(s *service, user *core.User) {
			s.RevokeAll("ada")
			_, err := user.Session(s.ctx, core.SessionOptions{})
			wantCode(s.t, err, core.NotAuthorizedException)
		}},
		{"signed out", func(s *service, user *core.User) {
			if err := user.SignOut(s.ctx, core.SignOutOptions{}); err != nil {
				s.t.Error(err)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, new(fakecognito.Server))
			user := s.expired("ada")
			stale := s.store.snapshot()
			for _, refresh := range []func(*core.User) (*core.Session, error){
				func(u *core.User) (*core.Session, error) { return u.Session(s.ctx, core.SessionOptions{}) },
				func(u *core.User) (*core.Session, error) {
					return u.Refresh(s.ctx, core.RefreshOptions{RefreshToken: stale[key("ada", "refreshToken")], Replaces: stale[key("ada", "accessToken")]})
				},
			} {
				for name, value := range stale {
					_ = s.store.Set(s.ctx, name, value)
				}
				// The session ends when the late tab has read it and has its turn.
				late := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp,
					Storage: s.store, Clock: s.clock, Locker: locker(func() { tt.end(s, user); s.ResetRequests() })}))
				_, err := refresh(late.User("ada"))
				wantCode(t, err, core.NoSession)
				if n := len(s.Requests()); n != 0 {
					t.Errorf("%d more requests", n)
				}
				if left := s.store.snapshot(); len(left) != 0 {
					t.Errorf("stored again: %q", keyNames(left))
				}
			}
		})
	}
}

// locker gives the name to whom asks, after something else has happened.
type locker func()

func (l locker) Lock(context.Context, string) (func(), error) {
	l()
	return func() {}, nil
}

// While the refusal of an old token was under way, somebody else has refreshed
// or signed in again: that session is the answer, and is not cleared.
func TestRefusalOfATokenThatIsReplaced(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	user := s.expired("ada")
	stale := s.store.snapshot()
	held := s.Hold("InitiateAuth")
	done := make(chan error)
	var session *core.Session
	go func() {
		var err error
		session, err = user.Session(s.ctx, core.SessionOptions{})
		done <- err
	}()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.RevokeAll("ada")
	s.signIn("ada")
	fresh := s.store.snapshot()
	held.Release()
	if err := <-done; err != nil || session.AccessToken != fresh[key("ada", "accessToken")] || session.AccessToken == stale[key("ada", "accessToken")] {
		t.Errorf("error %v", err)
	}
	s.store.unchanged(t, fresh)
}

func TestPassingFaults(t *testing.T) {
	const always = 100
	for _, tt := range []struct {
		name  string
		fault fakecognito.Fault
		code  core.Code
	}{
		{"internal error", fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "x"}, core.InternalErrorException},
		{"throttled", fakecognito.Fault{Status: 400, Code: "TooManyRequestsException", Message: "x"}, core.TooManyRequestsException},
		{"limit", fakecognito.Fault{Status: 400, Code: "LimitExceededException", Message: "x"}, core.LimitExceededException},
		{"429", fakecognito.Fault{Status: 429, Code: "SomethingNew", Message: "x", Header: http.Header{"Retry-After": {"2"}}}, "SomethingNew"},
		{"a proxy's page", fakecognito.Fault{Status: 502, Body: "<html>Bad gateway</html>"}, core.InvalidResponse},
		{"a proxy's limit", fakecognito.Fault{Status: 429, Body: "<html>Slow down</html>"}, core.InvalidResponse},
		{"no body", fakecognito.Fault{Status: 503}, core.InvalidResponse},
		{"a firewall's page", fakecognito.Fault{Status: 403, Body: "<html>Blocked</html>"}, core.InvalidResponse},
		{"a captive portal", fakecognito.Fault{Status: 200, Body: "<html>Please log in</html>"}, core.InvalidResponse},
		{"connection closed", fakecognito.Fault{CloseConnection: true}, core.NetworkError},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, new(fakecognito.Server))
			user := s.expired("ada")
			before := s.store.snapshot()
			s.Fail("InitiateAuth", tt.fault, always)
			_, err := user.Session(s.ctx, core.SessionOptions{})
			wantCode(t, err, tt.code)
			if n := len(s.Requests()); n != 3 {
				t.Errorf("%d requests, want 3", n)
			}
			if len(s.clock.slept) != 2 || s.clock.slept[0] < 200*time.Millisecond || s.clock.slept[0] > 2*time.Second ||
				s.clock.slept[1] < s.clock.slept[0] || s.clock.slept[1] > 2*time.Second {
				t.Errorf("waited %v", s.clock.slept)
			}
			if tt.fault.Header != nil && !slices.Equal(s.clock.slept, []time.Duration{2 * time.Second, 2 * time.Second}) {
				t.Errorf("waited %v, the service asked for 2 s", s.clock.slept)
			}
			s.store.unchanged(t, before)

			// It passes while this call still tries.
			s = start(t, new(fakecognito.Server))
			user = s.expired("ada")
			s.Fail("InitiateAuth", tt.fault, 2)
			if session, err := user.Session(s.ctx, core.SessionOptions{}); err != nil || !session.Valid(s.clock.Now()) {
				t.Errorf("after two faults: %v", err)
			}
			if n := len(s.Requests()); n != 3 {
				t.Errorf("%d requests, want 3", n)
			}
		})
	}
}

// An answer is no passing fault, whatever it is.
func TestAnswersAreNotRepeated(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault fakecognito.Fault
		code  core.Code
	}{
		{"a refusal that is not about the token", fakecognito.Fault{Code: "ForbiddenException", Message: "x"}, "ForbiddenException"},
		{"an app client with a secret", fakecognito.Fault{Code: "NotAuthorizedException", Message: "Unable to verify secret hash for client 1example"}, core.NotAuthorizedException},
		{"a reply without tokens", fakecognito.Fault{Status: 200, Body: "{}"}, core.InvalidResponse},
		{"longer than a person waits", fakecognito.Fault{Status: 429, Code: "TooManyRequestsException", Header: http.Header{"Retry-After": {"60"}}}, core.TooManyRequestsException},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, new(fakecognito.Server))
			user := s.expired("ada")
			before := s.store.snapshot()
			s.Fail("InitiateAuth", tt.fault, 1)
			_, err := user.Session(s.ctx, core.SessionOptions{})
			wantCode(t, err, tt.code)
			if n := len(s.Requests()); n != 1 || len(s.clock.slept) != 0 {
				t.Errorf("%d requests, waited %v", n, s.clock.slept)
			}
			s.store.unchanged(t, before)
			if _, err := user.Session(s.ctx, core.SessionOptions{}); err != nil {
				t.Errorf("later: %v", err)
			}
		})
	}
}

// A User known by an alias finds the session under the user's own name.
func TestRefreshByAlias(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	s.expired("ada")
	alias := s.pool().User("ada@example.com")
	if _, err := alias.Refresh(s.ctx, core.RefreshOptions{RefreshToken: s.store.snapshot()[key("ada", "refreshToken")]}); err != nil {
		t.Fatal(err)
	}
	if alias.Username() != "ada" {
		t.Errorf("the user is called %q", alias.Username())
	}
	if stored := s.store.snapshot(); len(stored) != 5 {
		t.Errorf("stored %q", keyNames(stored))
	}
}

// So it does where somebody else has signed in since, and where another tab has
// replaced the token meanwhile.
func TestRefreshByAliasOfAnotherThanTheLastUser(t *testing.T) {
	for _, replaced := range []bool{false, true} {
		s := start(t, &fakecognito.Server{RefreshTokenRotation: true})
		s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com"})
		ada := s.signIn("ada")
		before := s.store.snapshot()
		s.signIn("grace")
		s.clock.Advance(2 * time.Hour)
		if replaced {
			must(ada.Session(s.ctx, core.SessionOptions{}))
			s.clock.Advance(2 * time.Hour)
		}
		alias := s.pool().User("ada@example.com")
		session, err := alias.Refresh(s.ctx, core.RefreshOptions{
			RefreshToken: before[key("ada", "refreshToken")], AccessToken: before[key("ada", "accessToken")],
		})
		if err != nil || alias.Username() != "ada" {
			t.Fatalf("replaced %t: %v, the user is called %q", replaced, err, alias.Username())
		}
		after := s.store.snapshot()
		if after[key("ada", "refreshToken")] != session.RefreshToken || after[key("ada@example.com", "refreshToken")] != "" || after[lastUser] != "grace" {
			t.Errorf("replaced %t: stored %q", replaced, keyNames(after))
		}
		if s.ReuseRevocations() != 0 {
			t.Errorf("replaced %t: a token was spent twice", replaced)
		}
	}
}

// The user who signed in last has nothing to do with another's token: neither
// the name nor the session may be mixed up, whether it succeeds or not.
func TestRefreshOfAnotherThanTheLastUser(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com"})
	ada := s.signIn("ada")
	s.signIn("grace")
	s.clock.Advance(time.Hour)
	of := func(username string, values map[string]string) (own []string) {
		for _, name := range []string{"idToken", "accessToken", "refreshToken", "clockDrift"} {
			own = append(own, values[key(username, name)])
		}
		return own
	}
	before := s.store.snapshot()
	session, err := ada.Session(s.ctx, core.SessionOptions{})
	if err != nil || session.IDClaims().Text("cognito:username") != "ada" || ada.Username() != "ada" {
		t.Errorf("ada's session: %v, of %q", err, ada.Username())
	}
	after := s.store.snapshot()
	if !slices.Equal(of("grace", before), of("grace", after)) || slices.Equal(of("ada", before), of("ada", after)) || after[lastUser] != "grace" {
		t.Errorf("the wrong user's session was changed; the last one is now %q", after[lastUser])
	}

	s.signIn("grace")
	s.clock.Advance(time.Hour)
	s.RevokeAll("ada")
	before = s.store.snapshot()
	_, err = ada.Session(s.ctx, core.SessionOptions{})
	wantCode(t, err, core.NotAuthorizedException)
	after = s.store.snapshot()
	if !slices.Equal(of("grace", before), of("grace", after)) || slices.Contains(keyNames(after), key("ada", "idToken")) || after[lastUser] != "grace" {
		t.Errorf("after ada's refusal there are %q", keyNames(after))
	}
}

// A refusal of one token says nothing about another that storage holds by now.
func TestRefusalOfAnOldTokenKeepsTheNewSession(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	s.signIn("ada")
	old := must(s.pool().User("ada").Session(s.ctx, core.SessionOptions{})).RefreshToken
	if err := s.pool().Revoke(s.ctx, s.store.snapshot()[key("ada", "accessToken")], old); err != nil {
		t.Fatal(err)
	}
	user := s.expired("ada") // signed in anew, and that session has ended
	before := s.store.snapshot()
	_, err := user.Refresh(s.ctx, core.RefreshOptions{RefreshToken: old})
	wantCode(t, err, core.NotAuthorizedException)
	s.store.unchanged(t, before)
	if _, err := user.Session(s.ctx, core.SessionOptions{}); err != nil {
		t.Errorf("the new session is gone: %v", err)
	}
}

// A sign-out while the refresh is under way wins.
func TestSignOutDuringARefresh(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	user := s.expired("ada")
	held := s.Hold("InitiateAuth")
	done := make(chan error)
	go func() {
		_, err := user.Session(s.ctx, core.SessionOptions{})
		done <- err
	}()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.pool().User("ada").SignOut(s.ctx, core.SignOutOptions{}); err != nil {
		t.Fatal(err)
	}
	held.Release()
	wantCode(t, <-done, core.NoSession)
	if left := s.store.snapshot(); len(left) != 0 {
		t.Errorf("signed in again: storage has %q", keyNames(left))
	}
}

// A refresh token in the reply takes the old one's place, before the caller is
// told.
func TestRotatedRefreshTokenIsStored(t *testing.T) {
	store, c := new(storage), newClock()
	must(newStubPool(accepting("old"), store, c).User("ada").SignIn(t.Context(), byPassword))
	c.Advance(2 * time.Hour)
	session := must(newStubPool(accepting("new"), store, c).User("ada").Session(t.Context(), core.SessionOptions{}))
	if session.RefreshToken != "refresh-new" || store.snapshot()[key("ada", "refreshToken")] != "refresh-new" {
		t.Errorf("refresh token %q, stored %q", session.RefreshToken, store.snapshot()[key("ada", "refreshToken")])
	}
}

// refusing is a Locker that cannot lock.
type refusing struct{ err error }

func (r refusing) Lock(context.Context, string) (func(), error) { return nil, r.err }

func TestLockerRefuses(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	s.expired("ada")
	before := s.store.snapshot()
	pool := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp,
		Storage: s.store, Clock: s.clock, Locker: refusing{context.DeadlineExceeded}}))
	if _, err := pool.User("ada").Session(s.ctx, core.SessionOptions{}); !errors.Is(err, context.DeadlineExceeded) || len(s.Requests()) != 0 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
	s.store.unchanged(t, before)
}

// What triggers put into tokens follows from the metadata of the refresh, so callers
// share one only where theirs is the same.
func TestRefreshesOfDifferentMetadataFollowOneAnother(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	s.clock.Advance(2 * time.Hour)
	s.ResetRequests()
	held := s.Hold("InitiateAuth")
	pool := s.pool()
	outcomes := make(chan error)
	ask := func(tenant string) {
		metadata := core.Object{{Name: "tenant", Value: tenant}}
		_, err := pool.User("ada").Session(s.ctx, core.SessionOptions{ClientMetadata: metadata})
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
