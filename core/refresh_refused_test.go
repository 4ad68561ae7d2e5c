//go:build !js

package core_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

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
			s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
			user := s.expired("ada")
			_ = s.store.Set(s.ctx, storageKey("ada", "userData"), "{}")
			_ = s.store.Set(s.ctx, storageKey("grace", "idToken"), "x")
			tt.refuse(s)
			_, failures := sessionsOf(s.ctx, slices.Repeat([]*core.User{user}, 5))
			for _, err := range failures {
				// A late caller finds nobody signed in.
				if !errors.Is(err, core.NotAuthorizedException) && !errors.Is(err, core.NoSession) {
					t.Errorf("error %v", err)
				}
			}
			if n := len(s.Requests()); n != 1 || len(s.clock.slept) != 0 {
				t.Errorf("%d requests and %d waits, want 1 and none", n, len(s.clock.slept))
			}
			left := slices.Sorted(maps.Keys(s.store.snapshot()))
			want := []string{storageKey("ada", "deviceGroupKey"), storageKey("ada", "deviceKey"), storageKey("ada", "randomPasswordKey"), storageKey("grace", "idToken")}
			if !slices.Equal(left, want) {
				t.Errorf("left over: %q", left)
			}
		})
	}
}

// Nobody spends a token that was refused before, or restores a session that was signed out:
// neither another tab that waited for the lock, nor a caller that read the session just
// before.
func TestSessionRemovedWhileWaiting(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*service, *core.User)
	}{
		{"refused", func(s *service, user *core.User) {
			s.RevokeAll("ada")
			_, err := user.Session(s.ctx)
			wantError(s.t, err, core.NotAuthorizedException)
		}},
		{"signed out", func(s *service, user *core.User) {
			if err := user.SignOut(s.ctx); err != nil {
				s.t.Error(err)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t, new(fakecognito.Server))
			user := s.expired("ada")
			stale := s.store.snapshot()
			for _, refresh := range []func(*core.User) (*core.Session, error){
				func(u *core.User) (*core.Session, error) { return u.Session(s.ctx) },
				func(u *core.User) (*core.Session, error) {
					return u.Refresh(s.ctx, core.RefreshInput{RefreshToken: stale[storageKey("ada", "refreshToken")], Replaces: stale[storageKey("ada", "accessToken")]})
				},
			} {
				for name, value := range stale {
					_ = s.store.Set(s.ctx, name, value)
				}
				// The session ends after the late tab has read it, and before it has the lock.
				late := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp,
					Storage: s.store, Clock: s.clock, Locker: lockerAfter(func() { tt.end(s, user); s.ResetRequests() })}))
				_, err := refresh(late.User("ada"))
				wantError(t, err, core.NoSession)
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

// lockerAfter grants every lock, after something else has happened.
type lockerAfter func()

func (l lockerAfter) Lock(context.Context, string) (func(), error) {
	l()
	return func() {}, nil
}

// While an old token was being refused, somebody else has refreshed or signed in again: that
// session is the result, and is not removed.
func TestRefusalOfATokenThatIsReplaced(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.expired("ada")
	stale := s.store.snapshot()
	held := s.Hold("InitiateAuth")
	done := make(chan error)
	var session *core.Session
	go func() {
		var err error
		session, err = user.Session(s.ctx)
		done <- err
	}()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.RevokeAll("ada")
	s.signIn("ada")
	fresh := s.store.snapshot()
	held.Release()
	if err := <-done; err != nil || session.AccessToken != fresh[storageKey("ada", "accessToken")] || session.AccessToken == stale[storageKey("ada", "accessToken")] {
		t.Errorf("error %v", err)
	}
	s.store.unchanged(t, fresh)
}

// A refusal of one token does not affect another one that is in storage by now.
func TestRefusalOfAnOldTokenKeepsTheNewSession(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.signIn("ada")
	old := must(s.pool().User("ada").Session(s.ctx)).RefreshToken
	if err := s.pool().Revoke(s.ctx, s.store.snapshot()[storageKey("ada", "accessToken")], old); err != nil {
		t.Fatal(err)
	}
	user := s.expired("ada") // signed in anew, and that session has ended
	before := s.store.snapshot()
	_, err := user.Refresh(s.ctx, core.RefreshInput{RefreshToken: old})
	wantError(t, err, core.NotAuthorizedException)
	s.store.unchanged(t, before)
	if _, err := user.Session(s.ctx); err != nil {
		t.Errorf("the new session is gone: %v", err)
	}
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
		{"unknown", func(s *service) { _ = s.store.Set(s.ctx, storageKey("ada", "refreshToken"), "unknown") }, core.NotAuthorizedException, core.DeviceKeyMissing},
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
				s := startService(t, &fakecognito.Server{RefreshTokenRotation: by == core.RefreshRotating})
				s.expired("ada")
				tt.happen(s)
				_, err := s.poolWith(func(c *core.PoolConfig) { c.Refresh = by }).User("ada").Session(s.ctx)
				wantError(t, err, tt.code)
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

// A refresh token that the service calls invalid may be a valid one without its device.
func TestRefreshWithoutADeviceKey(t *testing.T) {
	s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	token := s.store.snapshot()[storageKey("ada", "refreshToken")]
	deviceKey := s.device("ada")
	s.clock.Advance(time.Hour)

	// The access token names the device, whatever has happened to storage.
	_ = s.store.Remove(s.ctx, storageKey("ada", "deviceKey"))
	s.ResetRequests()
	if _, err := s.pool().User("ada").Session(s.ctx); err != nil {
		t.Errorf("with the device's key in the access token alone: %v", err)
	}
	if got := s.requests()[0].AuthParameters["DEVICE_KEY"]; got != deviceKey {
		t.Errorf("DEVICE_KEY %q, want %q", got, deviceKey)
	}

	// A refresh token from elsewhere comes without an access token and a device.
	_, err := s.poolWith(func(c *core.PoolConfig) { c.Storage = nil }).User("ada").Refresh(s.ctx, core.RefreshInput{RefreshToken: token})
	wantError(t, err, core.NotAuthorizedException)
	service, ok := errors.AsType[*core.ServiceError](err)
	if core.ReasonOf(err) != core.DeviceKeyMissing || !ok ||
		service.Message != "Invalid Refresh Token. No device is stored for this user: a pool that tracks devices says the same of a valid token whose device key is missing or was never confirmed. Sign in here, or turn device tracking off." {
		t.Errorf("reason %s, %v", core.ReasonOf(err), err)
	}

	// The stored device is another one, and the service refuses the right one.
	_ = s.store.Set(s.ctx, storageKey("ada", "deviceKey"), "us-east-1_another")
	s.clock.Advance(time.Hour)
	s.Fail("InitiateAuth", fakecognito.Fault{Code: "NotAuthorizedException", Message: "Invalid Refresh Token"}, 1)
	if _, err = s.pool().User("ada").Session(s.ctx); core.ReasonOf(err) != core.DeviceKeyMismatch {
		t.Errorf("another device stored: reason %s", core.ReasonOf(err))
	}
}
