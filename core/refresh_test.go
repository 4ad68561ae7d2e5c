//go:build !js

package core_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestSessionRefreshesOnceExpired(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.signIn("ada")
	before := s.store.snapshot()
	s.ResetRequests()
	s.clock.Advance(time.Hour - time.Second)
	session, err := user.Session(s.ctx)
	if err != nil || session.IDToken != before[storageKey("ada", "idToken")] || len(s.Requests()) != 0 {
		t.Errorf("a valid session: error %v after %d requests", err, len(s.Requests()))
	}
	s.store.unchanged(t, before)

	s.clock.Advance(time.Second)
	session, err = user.Session(s.ctx)
	if err != nil || !session.Valid(s.clock.Now()) {
		t.Fatalf("an expired session: error %v", err)
	}
	if got := s.steps(); !slices.Equal(got, []string{"REFRESH_TOKEN_AUTH"}) {
		t.Errorf("requests %q", got)
	}
	after := s.store.snapshot()
	if session.AccessToken == before[storageKey("ada", "accessToken")] || after[storageKey("ada", "accessToken")] != session.AccessToken || after[storageKey("ada", "idToken")] != session.IDToken {
		t.Error("the new tokens are not stored")
	}
	// The reply has no refresh token, so the old one is kept.
	if session.RefreshToken == "" || session.RefreshToken != before[storageKey("ada", "refreshToken")] || after[storageKey("ada", "refreshToken")] != session.RefreshToken {
		t.Error("the refresh token is lost")
	}
}

func TestNoSession(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.signIn("ada")
	s.clock.Advance(time.Hour)
	for _, tt := range []struct{ missing, message string }{
		{"refreshToken", "Cannot retrieve a new session. Please authenticate."},
		{"idToken", "Local storage is missing an ID Token, Please authenticate"},
	} {
		_ = s.store.Remove(s.ctx, storageKey("ada", tt.missing))
		s.ResetRequests()
		_, err := s.pool().User("ada").Session(s.ctx)
		wantError(t, err, core.NoSession)
		if err == nil || err.Error() != "cognito: "+tt.message || len(s.Requests()) != 0 {
			t.Errorf("without %s: error %v after %d requests", tt.missing, err, len(s.Requests()))
		}
	}
}
