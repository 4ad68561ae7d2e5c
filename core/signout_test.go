//go:build !js

package core_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Whatever the service says, the user is signed out here.
func TestSignOut(t *testing.T) {
	offline := fakecognito.Fault{CloseConnection: true}
	for _, tt := range []struct {
		name    string
		fake    *fakecognito.Server
		revoke  bool
		fault   *fakecognito.Fault
		code    error // nil for success
		steps   []string
		revoked bool // at the service
	}{
		{"here only", new(fakecognito.Server), false, nil, nil, nil, false},
		{"revoke", new(fakecognito.Server), true, nil, nil, []string{"RevokeToken"}, true},
		{"an app client without revocation", &fakecognito.Server{DisableTokenRevocation: true}, true, nil, nil, nil, false},
		{"revoking is refused", new(fakecognito.Server), true, &fakecognito.Fault{Code: "UnauthorizedException", Message: "no"}, core.Code("UnauthorizedException"), []string{"RevokeToken"}, false},
		{"offline", new(fakecognito.Server), true, &offline, core.NetworkError, []string{"RevokeToken", "RevokeToken", "RevokeToken"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t, tt.fake)
			user := s.signIn("ada")
			refreshToken := s.store.snapshot()[storageKey("ada", "refreshToken")]
			s.ResetRequests()
			if tt.fault != nil {
				s.Fail("RevokeToken", *tt.fault, 3)
			}
			signOut := user.SignOut
			if tt.revoke {
				signOut = user.SignOutAndRevoke
			}
			err := signOut(s.ctx)
			if tt.code == nil && err != nil {
				t.Error(err)
			} else if tt.code != nil {
				wantError(t, err, tt.code)
			}
			if got := s.steps(); !slices.Equal(got, tt.steps) {
				t.Errorf("requests %q, want %q", got, tt.steps)
			}
			if left := s.store.snapshot(); len(left) != 0 {
				t.Errorf("left over: %q", keyNames(left))
			}
			if current, err := s.pool().CurrentUser(s.ctx); !errors.Is(err, core.NoSession) {
				t.Errorf("the current user is %v, %v", current, err)
			}
			_, err = user.Refresh(s.ctx, core.RefreshInput{RefreshToken: refreshToken})
			if revoked := errors.Is(err, core.NotAuthorizedException); revoked != tt.revoked {
				t.Errorf("the token is revoked: %t, want %t", revoked, tt.revoked)
			}
		})
	}
}

func TestSignOutWithoutASession(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	if err := s.pool().User("ada").SignOutAndRevoke(s.ctx); err != nil || len(s.Requests()) != 0 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
}

// A storage that cannot be read does not prevent a sign-out, but then there is no token to
// revoke.
func TestSignOutWithUnreadableStorage(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.signIn("ada")
	s.ResetRequests()
	failing(s.store, "Get", 1)
	wantError(t, user.SignOutAndRevoke(s.ctx), core.StorageBlocked)
	if left := s.store.snapshot(); len(left) != 0 || len(s.Requests()) != 0 {
		t.Errorf("left over: %q after %d requests", keyNames(left), len(s.Requests()))
	}
}

// A sign-out while the refresh is in progress wins.
func TestSignOutDuringARefresh(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.expired("ada")
	held := s.Hold("InitiateAuth")
	done := make(chan error)
	go func() {
		_, err := user.Session(s.ctx)
		done <- err
	}()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.pool().User("ada").SignOut(s.ctx); err != nil {
		t.Fatal(err)
	}
	held.Release()
	wantError(t, <-done, core.NoSession)
	if left := s.store.snapshot(); len(left) != 0 {
		t.Errorf("signed in again: storage has %q", keyNames(left))
	}
}

// A sign-out wins over a sign-in that is in progress, at each of its requests.
func TestProperty5SignOutDuringASignIn(t *testing.T) {
	for _, operation := range []string{"InitiateAuth", "RespondToAuthChallenge", "ConfirmDevice"} {
		for _, inPage := range []bool{false, true} {
			s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
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
				_ = s.pool().User("ada").SignOut(s.ctx)
				end(core.SignedOut)
			} else if err := pool.User("ada").SignOut(s.ctx); err != nil {
				t.Error(err)
			}
			held.Release()
			err := <-done
			end(nil)
			wantError(t, err, core.SignedOut)
			if core.ReasonOf(err) != core.SignedOut {
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
