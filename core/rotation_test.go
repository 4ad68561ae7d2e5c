//go:build !js

package core_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	classically = "REFRESH_TOKEN_AUTH"
	byRotation  = "GetTokensFromRefreshToken"
)

// pool with changes to its configuration.
func (s *service) poolWith(changes ...func(*core.PoolConfig)) *core.Pool {
	config := core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, DeviceName: "engine",
		IdentityProvider: s.idp, Storage: s.store, Locker: s.locker, Clock: s.clock,
	}
	for _, change := range changes {
		change(&config)
	}
	return must(core.NewPool(config))
}

// spentOnce checks that no token was spent twice, and gives those that are live.
func (s *service) spentOnce() {
	s.t.Helper()
	for i, token := range s.RefreshTokens() {
		if token.Spent > 1 {
			s.t.Errorf("refresh token %d was spent %d times", i, token.Spent)
		}
	}
}

// By itself a pool begins as the peer does, learns from the service's refusal,
// and remembers: also another tab and the next page, which share the storage.
func TestProperty4RotationIsLearnt(t *testing.T) {
	for _, refusal := range []fakecognito.Refusal{
		{},
		{Code: "UnsupportedOperationException", Message: "x"},
		{Code: "NotAuthorizedException", Message: "Refresh token rotation is enabled for this client."},
	} {
		s := start(t, &fakecognito.Server{RefreshTokenRotation: true, RotationRefusal: refusal})
		user := s.expired("ada")
		first := s.store.snapshot()[key("ada", "refreshToken")]
		session, err := user.Session(s.ctx, core.SessionOptions{})
		if err != nil {
			t.Fatalf("%v: %v", refusal, err)
		}
		if got := s.steps(); !slices.Equal(got, []string{classically, byRotation}) {
			t.Errorf("%v: requests %q", refusal, got)
		}
		stored := s.store.snapshot()
		if session.RefreshToken == first || stored[key("ada", "refreshToken")] != session.RefreshToken || stored[key("ada", "accessToken")] != session.AccessToken {
			t.Errorf("%v: the new tokens are not stored", refusal)
		}
		s.clock.Advance(time.Hour)
		s.ResetRequests()
		if _, err := s.pool().User("ada").Session(s.ctx, core.SessionOptions{}); err != nil {
			t.Errorf("%v: in another tab: %v", refusal, err)
		}
		if got := s.steps(); !slices.Equal(got, []string{byRotation}) {
			t.Errorf("%v: in another tab: requests %q", refusal, got)
		}
		s.spentOnce()
	}
}

// What may pass is told as that, though the operation that was tried first was
// refused for good.
func TestProperty6FaultWhileRotationIsLearnt(t *testing.T) {
	s := start(t, &fakecognito.Server{RefreshTokenRotation: true})
	user := s.expired("ada")
	s.Fail(byRotation, fakecognito.Fault{Status: 503, Code: "ServiceUnavailable", Message: "x"}, 3)
	if _, err := user.Session(s.ctx, core.SessionOptions{}); core.ReasonOf(err) != core.ServiceFailure || !core.Retryable(err) {
		t.Errorf("got %v", err)
	}
	if _, err := user.Session(s.ctx, core.SessionOptions{}); err != nil {
		t.Errorf("once the fault is gone: %v", err)
	}
}

func TestProperty4RotationAsTold(t *testing.T) {
	for _, tt := range []struct {
		name   string
		server *fakecognito.Server
		by     core.RefreshBy
		stored string // what an earlier page has learnt
		steps  []string
		reason core.Reason
	}{
		{"rotating, told", &fakecognito.Server{RefreshTokenRotation: true}, core.RefreshRotating, "", []string{byRotation}, ""},
		{"not rotating, told that it is", &fakecognito.Server{}, core.RefreshRotating, "", []string{byRotation}, ""},
		{"rotating, told that it is not", &fakecognito.Server{RefreshTokenRotation: true}, core.RefreshClassic, "", []string{classically}, core.RotationRequired},
		{"not rotating", &fakecognito.Server{}, core.RefreshAuto, "", []string{classically}, ""},
		{"an emulator", &fakecognito.Server{NoTokenRotationAPI: true}, "", "", []string{classically}, ""},
		{"an emulator, told too much", &fakecognito.Server{NoTokenRotationAPI: true}, core.RefreshRotating, "", []string{byRotation}, core.UnknownReason},
		{"an emulator after the service", &fakecognito.Server{NoTokenRotationAPI: true}, "", "rotating", []string{byRotation, classically}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.server)
			s.expired("ada")
			const learnt = "cognitowasm." + clientID + ".refresh"
			if tt.stored != "" {
				_ = s.store.Set(s.ctx, learnt, tt.stored)
			}
			before := s.store.snapshot()
			_, err := s.poolWith(func(c *core.PoolConfig) { c.Refresh = tt.by }).User("ada").Session(s.ctx, core.SessionOptions{})
			if got := core.ReasonOf(err); got != tt.reason {
				t.Errorf("reason %q of %v, want %q", got, err, tt.reason)
			}
			if got := s.steps(); !slices.Equal(got, tt.steps) {
				t.Errorf("requests %q, want %q", got, tt.steps)
			}
			if tt.reason != "" {
				s.store.unchanged(t, before)
			}
			if tt.stored != "" && s.store.snapshot()[learnt] != "" {
				t.Error("what is wrong is not forgotten")
			}
		})
	}
	if _, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, Refresh: "sometimes"}); !errors.Is(err, core.InvalidParameter) {
		t.Errorf("another way: %v", err)
	}
}

// A reply that is lost has spent the token; inside the grace the next try gets
// another.
func TestProperty4LostReplyInsideTheGrace(t *testing.T) {
	s := start(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: 10 * time.Second})
	s.expired("ada")
	s.Fail(byRotation, fakecognito.Fault{CloseConnection: true, AfterProcessing: true}, 1)
	session, err := s.poolWith(func(c *core.PoolConfig) { c.Refresh = core.RefreshRotating }).User("ada").Session(s.ctx, core.SessionOptions{})
	if err != nil || !session.Valid(s.clock.Now()) || len(s.Requests()) != 2 {
		t.Fatalf("error %v after %d requests", err, len(s.Requests()))
	}
	if s.store.snapshot()[key("ada", "refreshToken")] != session.RefreshToken || s.ReuseRevocations() != 0 {
		t.Error("the new refresh token is not stored, or the family revoked")
	}
}

// alone is a Locker that locks nothing: a browser without Web Locks.
type alone struct{}

func (alone) Lock(context.Context, string) (func(), error) { return func() {}, nil }
func (alone) Local() bool                                  { return true }

// Without locks two tabs may spend one token. Inside the grace both get tokens;
// one session is kept, and it is good.
func TestProperty2WithoutLocks(t *testing.T) {
	for range 20 {
		s := start(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: time.Second})
		s.expired("ada")
		var users []*core.User
		for range 5 {
			users = append(users, s.poolWith(func(c *core.PoolConfig) { c.Refresh, c.Locker = core.RefreshRotating, alone{} }).User("ada"))
		}
		sessions, failures := sessionsOf(s.ctx, users)
		if err := errors.Join(failures...); err != nil {
			t.Fatal(err)
		}
		stored := s.store.snapshot()[key("ada", "refreshToken")]
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

// Without locks a tab may be told that its token is spent while storage does not
// show yet what the other one has written.
func TestProperty3StorageShowsLateWithoutLocks(t *testing.T) {
	s := start(t, &fakecognito.Server{RefreshTokenRotation: true})
	s.expired("ada")
	late := &laggingStorage{storage: s.store, shown: s.store.snapshot(), looks: 12}
	fast := s.poolWith(func(c *core.PoolConfig) { c.Refresh, c.Locker = core.RefreshRotating, alone{} }).User("ada")
	slow := s.poolWith(func(c *core.PoolConfig) { c.Refresh, c.Locker, c.Storage = core.RefreshRotating, alone{}, late }).User("ada")
	session := must(fast.Session(s.ctx, core.SessionOptions{}))
	got, err := slow.Session(s.ctx, core.SessionOptions{})
	if err != nil || got.AccessToken != session.AccessToken {
		t.Errorf("error %v", err)
	}
	if s.store.snapshot()[key("ada", "refreshToken")] != session.RefreshToken {
		t.Error("the session that the other tab has stored is gone")
	}
}

// laggingStorage shows what was there before, for so many looks at the refresh
// token.
type laggingStorage struct {
	*storage
	shown map[string]string
	looks int
}

func (s *laggingStorage) Get(ctx context.Context, name string) (string, error) {
	if name == key("ada", "refreshToken") {
		s.looks--
	}
	if s.looks > 0 {
		return s.shown[name], nil
	}
	return s.storage.Get(ctx, name)
}

// A page that holds an older session asks to refresh it: the token that has taken
// its place is the one to spend.
func TestProperty3StaleTokenInMemory(t *testing.T) {
	s := start(t, &fakecognito.Server{RefreshTokenRotation: true})
	user := s.expired("ada")
	stale := s.store.snapshot()
	rotating := func(c *core.PoolConfig) { c.Refresh = core.RefreshRotating }
	fresh := must(s.poolWith(rotating).User("ada").Session(s.ctx, core.SessionOptions{}))
	s.clock.Advance(time.Hour)
	for _, replaces := range []string{"", fresh.AccessToken} {
		session, err := s.poolWith(rotating).User(user.Username()).Refresh(s.ctx, core.RefreshOptions{
			RefreshToken: stale[key("ada", "refreshToken")], AccessToken: stale[key("ada", "accessToken")], Replaces: replaces})
		if err != nil || !session.Valid(s.clock.Now()) || s.ReuseRevocations() != 0 {
			t.Errorf("error %v, %d families revoked", err, s.ReuseRevocations())
		}
		s.clock.Advance(time.Hour)
	}
	s.spentOnce()
}

// A definite refusal costs one request, ends the session, and says why.
func TestProperty7DefiniteIsDefinite(t *testing.T) {
	for _, tt := range []struct {
		name   string
		happen func(*service)
		code   core.Code
		reason core.Reason
	}{
		{"revoked", func(s *service) { s.RevokeAll("ada") }, core.NotAuthorizedException, core.RefreshRevoked},
		{"expired", func(s *service) { s.clock.Advance(40 * 24 * time.Hour) }, core.NotAuthorizedException, core.RefreshExpired},
		{"unknown", func(s *service) { _ = s.store.Set(s.ctx, key("ada", "refreshToken"), "unknown") }, core.NotAuthorizedException, core.DeviceKeyMissing},
		{"user deleted", func(s *service) { s.DeleteUser("ada") }, core.UserNotFoundException, core.UserNotFound},
		{"user disabled", func(s *service) { s.DisableUser("ada") }, core.NotAuthorizedException, core.UserDisabled},
		{"password to be reset", func(s *service) {
			s.Fail("", fakecognito.Fault{Code: "PasswordResetRequiredException", Message: "Password reset required for the user"}, 1)
		}, core.PasswordResetRequiredException, core.PasswordResetRequired},
		{"used twice", func(s *service) {
			s.Fail("", fakecognito.Fault{Code: "RefreshTokenReuseException", Message: "x"}, 1)
		}, core.RefreshTokenReuseException, core.RefreshRevoked},
	} {
		for _, by := range []core.RefreshBy{core.RefreshClassic, core.RefreshRotating} {
			t.Run(tt.name+", "+string(by), func(t *testing.T) {
				s := start(t, &fakecognito.Server{RefreshTokenRotation: by == core.RefreshRotating})
				s.expired("ada")
				tt.happen(s)
				_, err := s.poolWith(func(c *core.PoolConfig) { c.Refresh = by }).User("ada").Session(s.ctx, core.SessionOptions{})
				wantCode(t, err, tt.code)
				if got := core.ReasonOf(err); got != tt.reason || core.Retryable(err) {
					t.Errorf("reason %s, retryable %t, want %s", got, core.Retryable(err), tt.reason)
				}
				if n := len(s.Requests()); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
				if left := s.store.snapshot(); len(left) != 0 {
					t.Errorf("left over: %q", keyNames(left))
				}
			})
		}
	}
}

// What the service calls an invalid refresh token may be a good one that came
// without its device.
func TestRefreshWithoutADeviceKey(t *testing.T) {
	s := start(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	token := s.store.snapshot()[key("ada", "refreshToken")]
	deviceKey := s.device("ada")
	s.clock.Advance(time.Hour)

	// The access token names the device, whatever has become of storage.
	_ = s.store.Remove(s.ctx, key("ada", "deviceKey"))
	s.ResetRequests()
	if _, err := s.pool().User("ada").Session(s.ctx, core.SessionOptions{}); err != nil {
		t.Errorf("with the device's key in the access token alone: %v", err)
	}
	if got := s.requests()[0].AuthParameters["DEVICE_KEY"]; got != deviceKey {
		t.Errorf("DEVICE_KEY %q, want %q", got, deviceKey)
	}

	// A refresh token from elsewhere comes with neither.
	_, err := s.poolWith(func(c *core.PoolConfig) { c.Storage = nil }).User("ada").Refresh(s.ctx, core.RefreshOptions{RefreshToken: token})
	wantCode(t, err, core.NotAuthorizedException)
	service, ok := errors.AsType[*core.ServiceError](err)
	if core.ReasonOf(err) != core.DeviceKeyMissing || !ok ||
		service.Message != "Invalid Refresh Token. No device is stored for this user: a pool that tracks devices says so of a good token too whose device key is missing or was never confirmed. Sign in here, or turn device tracking off." {
		t.Errorf("reason %s, %v", core.ReasonOf(err), err)
	}

	// The stored device is another one, and the service refuses the right one.
	_ = s.store.Set(s.ctx, key("ada", "deviceKey"), "us-east-1_another")
	s.clock.Advance(time.Hour)
	s.Fail("InitiateAuth", fakecognito.Fault{Code: "NotAuthorizedException", Message: "Invalid Refresh Token"}, 1)
	if _, err = s.pool().User("ada").Session(s.ctx, core.SessionOptions{}); core.ReasonOf(err) != core.DeviceKeyMismatch {
		t.Errorf("another device stored: reason %s", core.ReasonOf(err))
	}
}

// A server that hangs ends in a typed error at the configured time, without
// another try; so does a lock that another tab never gives back.
// running is a clock that goes on by itself.
type running struct {
	*clock
	began time.Time
}

func (r *running) Now() time.Time { return r.clock.Now().Add(time.Since(r.began)) }

// A reply that does not come in time may have brought a new refresh token: one more try
// inside the grace period saves the session, where the token is rotated.
func TestProperty4TimeoutInsideTheGrace(t *testing.T) {
	s := start(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: time.Minute})
	s.expired("ada")
	held := s.HoldReply(byRotation)
	defer held.Release()
	session, err := s.poolWith(func(c *core.PoolConfig) {
		c.Refresh, c.Timeout = core.RefreshRotating, 500*time.Millisecond
		c.Clock = &running{s.clock, time.Now()}
	}).User("ada").Session(s.ctx, core.SessionOptions{})
	if err != nil || s.store.snapshot()[key("ada", "refreshToken")] != session.RefreshToken {
		t.Fatal(err)
	}
}

func TestProperty8Timeout(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	s.expired("ada")
	before := s.store.snapshot()
	hasty := func(c *core.PoolConfig) { c.Timeout = 50 * time.Millisecond }
	held := s.Hold("InitiateAuth")
	_, err := s.poolWith(hasty).User("ada").Session(s.ctx, core.SessionOptions{})
	held.Release()
	wantCode(t, err, core.Timeout) // another request would have been answered
	if core.ReasonOf(err) != core.TimedOut || !core.Retryable(err) {
		t.Errorf("reason %s", core.ReasonOf(err))
	}
	s.store.unchanged(t, before)

	held = s.Hold("InitiateAuth")
	_, err = s.poolWith(hasty).User("ada").SignIn(s.ctx, bySRP)
	held.Release()
	wantCode(t, err, core.Timeout)
	s.store.unchanged(t, before)

	if _, err := s.poolWith(hasty).User("ada").Session(s.ctx, core.SessionOptions{}); err != nil {
		t.Errorf("later: %v", err)
	}
}

func TestProperty8LockIsNotWaitedForWithoutEnd(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	s.expired("ada")
	never := lockerFunc(func(ctx context.Context, _ string) (func(), error) {
		<-ctx.Done()
		return nil, &core.Error{Code: core.Aborted, Message: "x", Err: ctx.Err()}
	})
	t.Parallel() // it takes ten seconds: the longest Retry-After, twice
	_, err := s.poolWith(func(c *core.PoolConfig) { c.Timeout, c.Locker = time.Millisecond, never }).User("ada").Session(s.ctx, core.SessionOptions{})
	wantCode(t, err, core.Timeout)
	if len(s.Requests()) != 0 {
		t.Errorf("%d requests without the lock", len(s.Requests()))
	}
}

type lockerFunc func(context.Context, string) (func(), error)

func (f lockerFunc) Lock(ctx context.Context, name string) (func(), error) { return f(ctx, name) }

// skewed is a local clock that is wrong.
type skewed struct {
	*clock
	by time.Duration
}

func (s *skewed) Now() time.Time { return s.clock.Now().Add(s.by) }

// The local clock may be hours off at a sign-in: the proof is dated by the
// service's clock, and the session ends when the service thinks so.
func TestProperty10WrongClock(t *testing.T) {
	for _, off := range []time.Duration{-2 * time.Hour, 2 * time.Hour, -9 * 24 * time.Hour} {
		s := start(t, new(fakecognito.Server))
		local := &skewed{s.clock, off}
		user := s.poolWith(func(c *core.PoolConfig) { c.Clock = local }).User("ada")
		s.signedIn(user.SignIn(s.ctx, bySRP))
		s.ResetRequests()
		for _, tt := range []struct {
			after    time.Duration
			requests int
		}{{time.Hour - 2*time.Second, 0}, {2 * time.Second, 1}, {time.Minute, 0}} {
			s.clock.Advance(tt.after)
			s.ResetRequests()
			if _, err := user.Session(s.ctx, core.SessionOptions{}); err != nil || len(s.Requests()) != tt.requests {
				t.Errorf("clock off by %v, %v later: error %v after %d requests, want %d", off, tt.after, err, len(s.Requests()), tt.requests)
			}
		}
		// The clock is set right, or wrong the other way: at most one refresh, and
		// then none.
		for _, jump := range []time.Duration{0, -off, off / 2} {
			local.by = jump
			s.ResetRequests()
			for range 3 {
				if _, err := user.Session(s.ctx, core.SessionOptions{}); err != nil {
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

// Without a refresh token the session is good for as long as the peer says so, even
// where the clock has gone back: the facade and the core agree.
func TestProperty10NothingToRefresh(t *testing.T) {
	s := start(t, &fakecognito.Server{})
	user := s.expired("ada")
	if _, err := user.Session(s.ctx, core.SessionOptions{}); err != nil {
		t.Fatal(err)
	}
	_ = s.store.Remove(s.ctx, key("ada", "refreshToken"))
	s.clock.Advance(-2 * time.Hour)
	if session, err := user.Session(s.ctx, core.SessionOptions{}); err != nil || !session.Valid(s.clock.Now()) {
		t.Errorf("got %v", err)
	}
	s.clock.Advance(4 * time.Hour)
	if _, err := user.Session(s.ctx, core.SessionOptions{}); !errors.Is(err, core.NoSession) {
		t.Errorf("after its end: %v", err)
	}
}

// Asleep over the end of the session.
func TestProperty10Sleep(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	user := s.signIn("ada")
	s.ResetRequests()
	s.clock.Advance(26 * time.Hour)
	session, err := user.Session(s.ctx, core.SessionOptions{})
	if err != nil || !session.Valid(s.clock.Now()) || len(s.Requests()) != 1 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
}

// Amplify v6 writes another measure under the peer's key.
func TestProperty10AmplifyDrift(t *testing.T) {
	for _, drift := range []string{"-700", "7200000", "-7200000"} {
		s := start(t, new(fakecognito.Server))
		user := s.signIn("ada")
		_ = s.store.Set(s.ctx, key("ada", "clockDrift"), drift)
		_ = s.store.Set(s.ctx, key("ada", "signInDetails"), `{"loginId":"ada"}`)
		for _, tt := range []struct {
			after    time.Duration
			requests int
		}{{time.Hour - time.Second, 0}, {time.Second, 1}, {time.Second, 0}} {
			s.clock.Advance(tt.after)
			s.ResetRequests()
			if _, err := user.Session(s.ctx, core.SessionOptions{}); err != nil || len(s.Requests()) != tt.requests {
				t.Errorf("drift %s, %v later: error %v after %d requests, want %d", drift, tt.after, err, len(s.Requests()), tt.requests)
			}
		}
		if stored := s.store.snapshot(); stored[key("ada", "clockDrift")] != "0" || stored[key("ada", "signInDetails")] != "" {
			t.Errorf("drift %q, Amplify's mark %q", stored[key("ada", "clockDrift")], stored[key("ada", "signInDetails")])
		}
	}
}

// A sign-out wins over a sign-in that is under way, at each of its requests.
func TestProperty5SignOutDuringASignIn(t *testing.T) {
	for _, operation := range []string{"InitiateAuth", "RespondToAuthChallenge", "ConfirmDevice"} {
		for _, inPage := range []bool{false, true} {
			s := start(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
			pool := s.pool()
			ctx, end := context.WithCancelCause(s.ctx)
			held := s.HoldReply(operation)
			done := make(chan error, 1)
			go func() {
				_, err := pool.User("ada").SignIn(ctx, bySRP)
				done <- err
			}()
			if err := held.Arrived(s.ctx); err != nil {
				t.Fatal(err)
			}
			if inPage { // which clears the storage itself, and ends the call
				_ = s.pool().User("ada").SignOut(s.ctx, core.SignOutOptions{})
				end(core.SignedOut)
			} else if err := pool.User("ada").SignOut(s.ctx, core.SignOutOptions{}); err != nil {
				t.Error(err)
			}
			held.Release()
			err := <-done
			end(nil)
			wantCode(t, err, core.SignedOut)
			if core.ReasonOf(err) != core.HasSignedOut {
				t.Errorf("%s, in a page %t: reason %s", operation, inPage, core.ReasonOf(err))
			}
			for name := range s.store.snapshot() {
				if !isDevice(name) {
					t.Errorf("%s, in a page %t: %s is stored", operation, inPage, name)
				}
			}
		}
	}
}

// A refresh that callers share is not harmed by one that leaves, but ends when
// one leaves because the user has signed out.
func TestProperty8OneLeavesASharedRefresh(t *testing.T) {
	s := start(t, new(fakecognito.Server))
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
		wg.Go(func() { _, failures[i] = user.Session(ctx, core.SessionOptions{}) })
	}
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	leave(nil)
	held.Release()
	wg.Wait()
	wantCode(t, failures[0], core.Aborted)
	if err := errors.Join(failures[1:]...); err != nil || len(s.Requests()) != 1 {
		t.Errorf("the others: error %v after %d requests", err, len(s.Requests()))
	}
}
