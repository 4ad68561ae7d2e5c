//go:build !js

package core_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	classicStep  = "REFRESH_TOKEN_AUTH"
	rotatingStep = "GetTokensFromRefreshToken"
)

// checkSpentOnce checks that no token was spent twice.
func (s *service) checkSpentOnce() {
	s.t.Helper()
	for i, token := range s.RefreshTokens() {
		if token.Spent > 1 {
			s.t.Errorf("refresh token %d was spent %d times", i, token.Spent)
		}
	}
}

// By default a pool begins as upstream does, learns from the service's refusal, and remembers
// it, also for other tabs and the next page, which share the storage.
func TestProperty4RotationIsLearnt(t *testing.T) {
	for _, refusal := range []fakecognito.Refusal{
		{},
		{Code: "UnsupportedOperationException", Message: "x"},
		{Code: "NotAuthorizedException", Message: "Refresh token rotation is enabled for this client."},
	} {
		s := startService(t, &fakecognito.Server{RefreshTokenRotation: true, RotationRefusal: refusal})
		user := s.expired("ada")
		first := s.store.snapshot()[storageKey("ada", "refreshToken")]
		session, err := user.Session(s.ctx)
		if err != nil {
			t.Fatalf("%v: %v", refusal, err)
		}
		if got := s.steps(); !slices.Equal(got, []string{classicStep, rotatingStep}) {
			t.Errorf("%v: requests %q", refusal, got)
		}
		stored := s.store.snapshot()
		if session.RefreshToken == first || stored[storageKey("ada", "refreshToken")] != session.RefreshToken || stored[storageKey("ada", "accessToken")] != session.AccessToken {
			t.Errorf("%v: the new tokens are not stored", refusal)
		}
		s.clock.Advance(time.Hour)
		s.ResetRequests()
		if _, err := s.pool().User("ada").Session(s.ctx); err != nil {
			t.Errorf("%v: in another tab: %v", refusal, err)
		}
		if got := s.steps(); !slices.Equal(got, []string{rotatingStep}) {
			t.Errorf("%v: in another tab: requests %q", refusal, got)
		}
		s.checkSpentOnce()
	}
}

// A transient error is reported as one, although the operation that was tried first was
// refused for good.
func TestProperty6FaultWhileRotationIsLearnt(t *testing.T) {
	s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
	user := s.expired("ada")
	s.Fail(rotatingStep, fakecognito.Fault{Status: 503, Code: "ServiceUnavailable", Message: "x"}, 3)
	if _, err := user.Session(s.ctx); core.ReasonOf(err) != core.ServiceFailure || !core.Retryable(err) {
		t.Errorf("got %v", err)
	}
	if _, err := user.Session(s.ctx); err != nil {
		t.Errorf("once the fault is gone: %v", err)
	}
}

func TestProperty4RotationAsConfigured(t *testing.T) {
	for _, tt := range []struct {
		name   string
		server *fakecognito.Server
		by     core.RefreshBy
		stored string // what an earlier page has learnt
		steps  []string
		reason core.Reason
	}{
		{"rotating, told", &fakecognito.Server{RefreshTokenRotation: true}, core.RefreshRotating, "", []string{rotatingStep}, ""},
		{"not rotating, told that it is", &fakecognito.Server{}, core.RefreshRotating, "", []string{rotatingStep}, ""},
		{"rotating, told that it is not", &fakecognito.Server{RefreshTokenRotation: true}, core.RefreshClassic, "", []string{classicStep}, core.RotationRequired},
		{"not rotating", &fakecognito.Server{}, core.RefreshAuto, "", []string{classicStep}, ""},
		{"an emulator", &fakecognito.Server{NoTokenRotationAPI: true}, "", "", []string{classicStep}, ""},
		{"an emulator, told too much", &fakecognito.Server{NoTokenRotationAPI: true}, core.RefreshRotating, "", []string{rotatingStep}, core.Unknown},
		{"an emulator after the service", &fakecognito.Server{NoTokenRotationAPI: true}, "", "rotating", []string{rotatingStep, classicStep}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t, tt.server)
			s.expired("ada")
			const learnt = "cognitowasm." + clientID + ".refresh"
			if tt.stored != "" {
				_ = s.store.Set(s.ctx, learnt, tt.stored)
			}
			before := s.store.snapshot()
			_, err := s.poolWith(func(c *core.PoolConfig) { c.Refresh = tt.by }).User("ada").Session(s.ctx)
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

// A lost reply has spent the token; within the grace period the next attempt gets another.
func TestProperty4LostReplyInsideTheGrace(t *testing.T) {
	s := startService(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: 10 * time.Second})
	s.expired("ada")
	s.Fail(rotatingStep, fakecognito.Fault{CloseConnection: true, AfterProcessing: true}, 1)
	session, err := s.poolWith(func(c *core.PoolConfig) { c.Refresh = core.RefreshRotating }).User("ada").Session(s.ctx)
	if err != nil || !session.Valid(s.clock.Now()) || len(s.Requests()) != 2 {
		t.Fatalf("error %v after %d requests", err, len(s.Requests()))
	}
	if s.store.snapshot()[storageKey("ada", "refreshToken")] != session.RefreshToken || s.ReuseRevocations() != 0 {
		t.Error("the new refresh token is not stored, or the family revoked")
	}
}

// A page refreshes an older session that it has in memory: the token that has replaced the old
// one must be spent.
func TestProperty3StaleTokenInMemory(t *testing.T) {
	s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
	user := s.expired("ada")
	stale := s.store.snapshot()
	rotating := func(c *core.PoolConfig) { c.Refresh = core.RefreshRotating }
	fresh := must(s.poolWith(rotating).User("ada").Session(s.ctx))
	s.clock.Advance(time.Hour)
	for _, replaces := range []string{"", fresh.AccessToken} {
		session, err := s.poolWith(rotating).User(user.Username()).Refresh(s.ctx, core.RefreshInput{
			RefreshToken: stale[storageKey("ada", "refreshToken")], AccessToken: stale[storageKey("ada", "accessToken")], Replaces: replaces})
		if err != nil || !session.Valid(s.clock.Now()) || s.ReuseRevocations() != 0 {
			t.Errorf("error %v, %d families revoked", err, s.ReuseRevocations())
		}
		s.clock.Advance(time.Hour)
	}
	s.checkSpentOnce()
}

// A refresh token in the reply replaces the old one in storage before the call returns.
func TestRotatedRefreshTokenIsStored(t *testing.T) {
	store, c := new(storage), newClock()
	must(newStubPool(accepting("old"), store, c).User("ada").SignIn(t.Context(), byPassword))
	c.Advance(2 * time.Hour)
	session := must(newStubPool(accepting("new"), store, c).User("ada").Session(t.Context()))
	if session.RefreshToken != "refresh-new" || store.snapshot()[storageKey("ada", "refreshToken")] != "refresh-new" {
		t.Errorf("refresh token %q, stored %q", session.RefreshToken, store.snapshot()[storageKey("ada", "refreshToken")])
	}
}
