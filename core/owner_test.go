//go:build !js

package core_test

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A refresh token that is not in storage is the named user's, whoever signed in last.
func TestRefreshOfATokenFromElsewhere(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com"})
	s.signIn("grace")
	before := s.store.snapshot()
	elsewhere := s.poolWith(func(c *core.PoolConfig) { c.Storage = new(storage) })
	token := s.signedIn(elsewhere.User("ada").SignIn(s.ctx, byPassword)).Session.RefreshToken
	if _, err := s.pool().User("ada").Refresh(s.ctx, core.RefreshInput{RefreshToken: token}); err != nil {
		t.Fatal(err)
	}
	after := s.store.snapshot()
	if after[storageKey("ada", "refreshToken")] != token || after[lastUser] != "grace" {
		t.Errorf("stored: %q, last %q", keyNames(after), after[lastUser])
	}
	for _, name := range []string{"idToken", "accessToken", "refreshToken"} {
		if after[storageKey("grace", name)] != before[storageKey("grace", name)] {
			t.Errorf("grace's %s has changed", name)
		}
	}
}
