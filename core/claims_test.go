//go:build !js

package core_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A session has Go's types for what a program asks of it most.
func TestSessionClaims(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.clock.Advance(-3 * time.Minute) // the machine's clock is slow
	session := s.signedIn(s.pool().User("ada@example.com").SignIn(s.ctx, bySRP)).Session
	var claims struct {
		Email string
		Use   string `json:"token_use"`
	}
	if err := session.Claims(&claims); err != nil || claims.Email != "ada@example.com" || claims.Use != "id" {
		t.Errorf("claims %+v, %v", claims, err)
	}
	if session.Username() != "ada" || session.Sub() == "" || session.Sub() != session.AccessClaims().Text("sub") {
		t.Errorf("the user is %q, %q", session.Username(), session.Sub())
	}
	expiry := session.Expiry()
	if !session.Valid(expiry.Add(-time.Second)) || session.Valid(expiry) {
		t.Errorf("the session does not expire at %v", expiry)
	}
	var number int
	if err := session.Claims(&number); !errors.Is(err, core.InvalidParameter) {
		t.Errorf("claims as a number: %v", err)
	}
	if nothing := new(core.Session); !nothing.Expiry().IsZero() || nothing.Username() != "" || nothing.Claims(&claims) == nil {
		t.Error("a session without tokens has claims")
	}
}
