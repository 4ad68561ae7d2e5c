//go:build !js

package core_test

import (
	"errors"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A server has one Pool for many users: a sign-out ends the sign-in of its own user
// that is under way, by any of the user's names, and nobody else's.
func TestSignOutIsItsUsers(t *testing.T) {
	for _, tt := range []struct {
		name, typed, out string
		ends             bool
	}{
		{"the same user", "ada", "ada", true},
		{"by an alias", "ada@example.com", "ada", true},
		{"another user", "ada", "eve", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, new(fakecognito.Server))
			pool := s.pool()
			s.signedIn(pool.User("ada").SignIn(s.ctx, bySRP)) // whom storage knows by the claims
			held := s.Hold("RespondToAuthChallenge")
			outcome := make(chan error, 1)
			go func() {
				_, err := pool.User(tt.typed).SignIn(s.ctx, bySRP)
				outcome <- err
			}()
			if err := held.Arrived(s.ctx); err != nil {
				t.Fatal(err)
			}
			if err := pool.User(tt.out).SignOut(s.ctx, core.SignOutOptions{}); err != nil {
				t.Fatal(err)
			}
			held.Release()
			if err := <-outcome; errors.Is(err, core.SignedOut) != tt.ends || !tt.ends && err != nil {
				t.Errorf("the sign-in ends with %v", err)
			}
		})
	}
}
