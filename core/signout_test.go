//go:build !js

package core_test

import (
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
		code    core.Code // "" for success
		steps   []string
		revoked bool // at the service
	}{
		{"here only", new(fakecognito.Server), false, nil, "", nil, false},
		{"revoke", new(fakecognito.Server), true, nil, "", []string{"RevokeToken"}, true},
		{"an app client without revocation", &fakecognito.Server{DisableTokenRevocation: true}, true, nil, "", nil, false},
		{"revoking is refused", new(fakecognito.Server), true, &fakecognito.Fault{Code: "UnauthorizedException", Message: "no"}, "UnauthorizedException", []string{"RevokeToken"}, false},
		{"offline", new(fakecognito.Server), true, &offline, core.NetworkError, []string{"RevokeToken", "RevokeToken", "RevokeToken"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.fake)
			user := s.signIn("ada")
			refreshToken := s.store.snapshot()[key("ada", "refreshToken")]
			s.ResetRequests()
			if tt.fault != nil {
				s.Fail("RevokeToken", *tt.fault, 3)
			}
			err := user.SignOut(s.ctx, core.SignOutOptions{Revoke: tt.revoke})
			if tt.code == "" && err != nil {
				t.Error(err)
			} else if tt.code != "" {
				wantCode(t, err, tt.code)
			}
			if got := s.steps(); !slices.Equal(got, tt.steps) {
				t.Errorf("requests %q, want %q", got, tt.steps)
			}
			if left := s.store.snapshot(); len(left) != 0 {
				t.Errorf("left over: %q", keyNames(left))
			}
			if current, err := s.pool().CurrentUser(s.ctx); current != nil || err != nil {
				t.Errorf("the current user is %v, %v", current, err)
			}
			_, err = user.Refresh(s.ctx, core.RefreshOptions{RefreshToken: refreshToken})
			if revoked := errors.Is(err, core.NotAuthorizedException); revoked != tt.revoked {
				t.Errorf("the token is revoked: %t, want %t", revoked, tt.revoked)
			}
		})
	}
}

func TestSignOutWhoIsNotSignedIn(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	if err := s.pool().User("ada").SignOut(s.ctx, core.SignOutOptions{Revoke: true}); err != nil || len(s.Requests()) != 0 {
		t.Errorf("error %v after %d requests", err, len(s.Requests()))
	}
}

// A storage that cannot be read keeps nobody signed in, but then there is
// nothing to revoke with.
func TestSignOutWithUnreadableStorage(t *testing.T) {
	s := start(t, new(fakecognito.Server))
	user := s.signIn("ada")
	s.ResetRequests()
	failing(s.store, "Get", 1)
	wantCode(t, user.SignOut(s.ctx, core.SignOutOptions{Revoke: true}), core.StorageError)
	if left := s.store.snapshot(); len(left) != 0 || len(s.Requests()) != 0 {
		t.Errorf("left over: %q after %d requests", keyNames(left), len(s.Requests()))
	}
}
