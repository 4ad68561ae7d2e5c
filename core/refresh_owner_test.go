//go:build !js

package core_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A User with an alias finds the session under the user's own name.
func TestRefreshByAlias(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.expired("ada")
	alias := s.pool().User("ada@example.com")
	if _, err := alias.Refresh(s.ctx, core.RefreshInput{RefreshToken: s.store.snapshot()[storageKey("ada", "refreshToken")]}); err != nil {
		t.Fatal(err)
	}
	if alias.Username() != "ada" {
		t.Errorf("the user is called %q", alias.Username())
	}
	if stored := s.store.snapshot(); len(stored) != 5 {
		t.Errorf("stored %q", keyNames(stored))
	}
}

// It also does if somebody else has signed in since, and if another tab has replaced the token
// in the meantime.
func TestRefreshByAliasOfAnotherThanTheLastUser(t *testing.T) {
	for _, replaced := range []bool{false, true} {
		s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
		s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com"})
		ada := s.signIn("ada")
		before := s.store.snapshot()
		s.signIn("grace")
		s.clock.Advance(2 * time.Hour)
		if replaced {
			must(ada.Session(s.ctx))
			s.clock.Advance(2 * time.Hour)
		}
		alias := s.pool().User("ada@example.com")
		session, err := alias.Refresh(s.ctx, core.RefreshInput{
			RefreshToken: before[storageKey("ada", "refreshToken")], AccessToken: before[storageKey("ada", "accessToken")],
		})
		if err != nil || alias.Username() != "ada" {
			t.Fatalf("replaced %t: %v, the user is called %q", replaced, err, alias.Username())
		}
		after := s.store.snapshot()
		if after[storageKey("ada", "refreshToken")] != session.RefreshToken || after[storageKey("ada@example.com", "refreshToken")] != "" || after[lastUser] != "grace" {
			t.Errorf("replaced %t: stored %q", replaced, keyNames(after))
		}
		if s.ReuseRevocations() != 0 {
			t.Errorf("replaced %t: a token was spent twice", replaced)
		}
	}
}

// The refresh of another user's token must not affect the user who signed in last, whether it
// succeeds or not.
func TestRefreshOfAnotherThanTheLastUser(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com"})
	ada := s.signIn("ada")
	s.signIn("grace")
	s.clock.Advance(time.Hour)
	of := func(username string, values map[string]string) (own []string) {
		for _, name := range []string{"idToken", "accessToken", "refreshToken", "clockDrift"} {
			own = append(own, values[storageKey(username, name)])
		}
		return own
	}
	before := s.store.snapshot()
	session, err := ada.Session(s.ctx)
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
	_, err = ada.Session(s.ctx)
	wantError(t, err, core.NotAuthorizedException)
	after = s.store.snapshot()
	if !slices.Equal(of("grace", before), of("grace", after)) || slices.Contains(keyNames(after), storageKey("ada", "idToken")) || after[lastUser] != "grace" {
		t.Errorf("after ada's refusal there are %q", keyNames(after))
	}
}
