//go:build !js

package core_test

import (
	"errors"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A server has one Pool for many users: a sign-out cancels its own user's sign-in that is in
// progress, under any of the user's names, and nobody else's.
func TestSignOutIsItsUsers(t *testing.T) {
	for _, tt := range []struct {
		name, before, typed, out string
		ends                     bool
	}{
		{"the same user", "ada", "ada", "ada", true},
		{"by an alias", "ada", "ada@example.com", "ada", true},
		// By now the sign-in knows the user's own name.
		{"by an alias, and nobody was signed in", "", "ada@example.com", "ada", true},
		{"another user", "ada", "ada", "eve", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t, new(fakecognito.Server))
			pool := s.pool()
			if tt.before != "" { // storage knows the other names by the claims
				s.signedIn(pool.User(tt.before).SignIn(s.ctx, bySRP))
			}
			held := s.Hold("RespondToAuthChallenge")
			outcome := make(chan error, 1)
			go func() {
				_, err := pool.User(tt.typed).SignIn(s.ctx, bySRP)
				outcome <- err
			}()
			if err := held.Arrived(s.ctx); err != nil {
				t.Fatal(err)
			}
			if err := pool.User(tt.out).SignOut(s.ctx); err != nil {
				t.Fatal(err)
			}
			held.Release()
			if err := <-outcome; errors.Is(err, core.SignedOut) != tt.ends || !tt.ends && err != nil {
				t.Errorf("the sign-in ends with %v", err)
			}
		})
	}
}

// A sign-out cancels a refresh of its Pool immediately: nobody waits for the service.
func TestSignOutEndsTheRefreshUnderWay(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.expired("ada")
	held := s.Hold("InitiateAuth")
	defer held.Release()
	done := make(chan error, 1)
	go func() {
		_, err := user.Session(s.ctx)
		done <- err
	}()
	if err := held.Arrived(s.ctx); err != nil {
		t.Fatal(err)
	}
	if err := user.SignOut(s.ctx); err != nil {
		t.Fatal(err)
	}
	wantError(t, <-done, core.SignedOut)
}
