//go:build !js

package core_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// verifying is a service whose pools verify tokens. It counts the verifications.
type verifying struct {
	*service
	core.TokenVerifier
	mu       sync.Mutex
	verified []core.TokenUse
	fail     func(token string) error
}

func startVerifying(t *testing.T, fake *fakecognito.Server) *verifying {
	s := &verifying{service: startService(t, fake)}
	web := httptest.NewServer(fake)
	t.Cleanup(web.Close)
	s.TokenVerifier = must(jwtverify.New(jwtverify.Config{
		UserPoolID: poolID, ClientIDs: []string{clientID}, Clock: s.clock,
		JWKSURL: web.URL + "/" + poolID + "/.well-known/jwks.json",
	}))
	return s
}

func (s *verifying) VerifyToken(ctx context.Context, token string, use core.TokenUse, at time.Time) (core.Object, error) {
	s.mu.Lock()
	s.verified = append(s.verified, use)
	fail := s.fail
	s.mu.Unlock()
	if fail != nil {
		if err := fail(token); err != nil {
			return nil, err
		}
	}
	return s.TokenVerifier.VerifyToken(ctx, token, use, at)
}

func (s *verifying) pool() *core.Pool {
	return must(core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, TokenVerifier: s,
		IdentityProvider: s.idp, Storage: s.store, Locker: s.locker, Clock: s.clock,
	}))
}

func (s *verifying) want(times int) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.verified) != times {
		s.t.Errorf("verified %q, want %d", s.verified, times)
	}
	s.verified = nil
}

func refusedToken(string) error { return &core.Error{Reason: core.TokenUnverified, Message: "no"} }
func noKeys(string) error       { return &core.Error{Reason: core.NetworkError, Message: "down"} }

// Tokens are verified when they are received or loaded, and not again.
func TestTokensAreVerifiedOnce(t *testing.T) {
	s := startVerifying(t, new(fakecognito.Server))
	user := s.pool().User("ada")
	s.signedIn(user.SignIn(s.ctx, byPassword))
	s.want(2)
	for range 3 {
		must(user.Session(s.ctx))
	}
	s.want(0)

	again := s.pool().User("ada") // as after a reload
	for range 3 {
		must(again.Session(s.ctx))
	}
	s.want(2)
	s.clock.Advance(2 * time.Hour)
	refreshed := must(again.Session(s.ctx))
	s.want(3) // the old access token, for the keys, and the two new ones
	must(again.Session(s.ctx))
	s.want(0)
	if err := s.pool().VerifyTokens(s.ctx, refreshed.IDToken, refreshed.AccessToken); err != nil {
		t.Error(err)
	}
	s.want(2)

	shared := new(core.VerifiedTokens)
	for range 3 {
		pool := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, TokenVerifier: s, Verified: shared, Storage: s.store, Clock: s.clock}))
		must(pool.User("ada").Session(s.ctx))
	}
	s.want(2)
}

// Refused tokens are neither stored nor used, and not removed either.
func TestTokensThatAreRefused(t *testing.T) {
	s := startVerifying(t, new(fakecognito.Server))
	s.fail = refusedToken
	_, err := s.pool().User("ada").SignIn(s.ctx, byPassword)
	wantError(t, err, core.TokenUnverified)
	if core.ReasonOf(err) != core.TokenUnverified || core.Retryable(err) || len(s.store.snapshot()) != 0 {
		t.Errorf("%v; stored %q", err, keyNames(s.store.snapshot()))
	}

	s.fail = nil
	s.signIn("ada")
	before := s.store.snapshot()
	s.fail = refusedToken
	_, err = s.pool().User("ada").Session(s.ctx)
	wantError(t, err, core.TokenUnverified)
	s.store.unchanged(t, before)
	s.ResetRequests()
	s.clock.Advance(time.Hour)
	_, err = s.pool().User("ada").Session(s.ctx)
	wantError(t, err, core.TokenUnverified)
	s.store.unchanged(t, before)
	if got := s.steps(); len(got) != 1 {
		t.Errorf("sent %q", got)
	}
}

// Forged tokens in storage never become a session.
func TestPoisonedStore(t *testing.T) {
	s := startVerifying(t, new(fakecognito.Server))
	s.create(fakecognito.NewUser{Username: "bob", Password: password, Email: "bob@example.com"})
	s.service.signIn("bob")
	bob := s.store.snapshot()
	s.service.signIn("ada")
	good := s.store.snapshot()
	token := func(name string) string { return good[storageKey("ada", name)] }
	swapped := func(token, other string) string {
		t, o := strings.Split(token, "."), strings.Split(other, ".")
		return t[0] + "." + o[1] + "." + t[2]
	}
	for name, poison := range map[string]map[string]string{
		"made up":              {"idToken": jwt(`{"exp":9999999999,"iat":1}`), "accessToken": jwt(`{"exp":9999999999,"iat":1}`)},
		"one made up":          {"accessToken": jwt(`{"exp":9999999999,"iat":1}`)},
		"another payload":      {"idToken": swapped(token("idToken"), bob[storageKey("bob", "idToken")])},
		"another user's":       {"idToken": bob[storageKey("bob", "idToken")]},
		"the other token":      {"idToken": token("accessToken")},
		"exchanged":            {"idToken": token("accessToken"), "accessToken": token("idToken")},
		"with characters more": {"idToken": "!" + token("idToken")},
	} {
		for key, value := range good {
			_ = s.store.Set(s.ctx, key, value)
		}
		for name, value := range poison {
			_ = s.store.Set(s.ctx, storageKey("ada", name), value)
		}
		before := s.store.snapshot()
		session, err := s.pool().User("ada").Session(s.ctx)
		if session != nil || !errors.Is(err, core.TokenUnverified) {
			t.Errorf("%s: got %v, want TokenInvalid", name, err)
		}
		s.store.unchanged(t, before)
		if without := must(s.service.pool().User("ada").Session(s.ctx)); without == nil {
			t.Errorf("%s: this is not what makes the difference", name)
		}
	}
	if err := s.pool().VerifyTokens(s.ctx, bob[storageKey("bob", "idToken")], token("accessToken")); !errors.Is(err, core.TokenUnverified) {
		t.Errorf("two users' tokens: %v", err)
	}
}

// Whoever can write tokens can also write a drift that makes old ones look valid: then the
// service decides.
func TestOldTokensWithADrift(t *testing.T) {
	s := startVerifying(t, new(fakecognito.Server))
	s.service.signIn("ada")
	old := s.store.snapshot()[storageKey("ada", "idToken")]
	s.clock.Advance(3 * time.Hour)
	_ = s.store.Set(s.ctx, storageKey("ada", "clockDrift"), "10800")
	if must(s.service.pool().User("ada").Session(s.ctx)).IDToken != old {
		t.Fatal("the drift does not make the tokens look current")
	}
	s.ResetRequests()
	if session := must(s.pool().User("ada").Session(s.ctx)); session.IDToken == old {
		t.Error("old tokens were used")
	}
	if got := s.steps(); len(got) != 1 || got[0] != "REFRESH_TOKEN_AUTH" {
		t.Errorf("sent %q", got)
	}
}

// A wrong clock does not prevent a sign-in: the service's replies have the time.
func TestVerifyingWithAWrongClock(t *testing.T) {
	for _, off := range []time.Duration{-5 * time.Hour, 5 * time.Hour} {
		s := startVerifying(t, new(fakecognito.Server))
		service := s.clock.Now
		s.Server.Now = func() time.Time { return service().Add(-off) }
		user := s.pool().User("ada")
		s.signedIn(user.SignIn(s.ctx, byPassword))
		must(user.Session(s.ctx))
		// After a reload the service's time is unknown until the first request.
		again := s.pool().User("ada")
		must(again.Session(s.ctx))
		s.ResetRequests()
		must(again.Session(s.ctx))
		if got := s.steps(); len(got) != 0 {
			t.Errorf("off by %v: sent %q", off, got)
		}
	}
}

// If the keys are unavailable, no refresh token is spent, and nothing is changed.
func TestKeysUnavailable(t *testing.T) {
	s := startVerifying(t, &fakecognito.Server{RefreshTokenRotation: true})
	s.service.signIn("ada")
	before := s.store.snapshot()
	s.ResetRequests()
	s.fail = noKeys
	for range 2 { // valid, then ended
		_, err := s.pool().User("ada").Session(s.ctx)
		wantError(t, err, core.NetworkError)
		if !core.Retryable(err) {
			t.Error("it is not retryable")
		}
		s.store.unchanged(t, before)
		s.clock.Advance(time.Hour)
	}
	if got := s.steps(); len(got) != 0 {
		t.Errorf("sent %q", got)
	}
	s.fail = nil
	must(s.pool().User("ada").Session(s.ctx))
}

// Verifying does not wait forever for an answer, and a sign-out cancels it.
func TestVerifyingEnds(t *testing.T) {
	s := startVerifying(t, new(fakecognito.Server))
	session := s.signedIn(s.service.pool().User("ada").SignIn(s.ctx, byPassword)).Session
	hanging := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, TokenVerifier: hangingVerifier{}, Timeout: time.Millisecond}))
	wantError(t, hanging.VerifyTokens(s.ctx, session.IDToken, session.AccessToken), core.Timeout)
	ctx, end := context.WithCancelCause(s.ctx)
	end(core.SignedOut)
	wantError(t, hanging.VerifyTokens(ctx, session.IDToken, session.AccessToken), core.SignedOut)
	wantError(t, s.service.pool().VerifyTokens(s.ctx, session.IDToken, session.AccessToken), core.InvalidParameter)
}

type hangingVerifier struct{}

func (hangingVerifier) VerifyToken(ctx context.Context, _ string, _ core.TokenUse, _ time.Time) (core.Object, error) {
	<-ctx.Done()
	return nil, &core.Error{Reason: core.Aborted, Message: "ended", Err: ctx.Err()}
}

// A refresh that finds another session in storage, as another tab would have stored it,
// verifies that session too.
func TestPoisonedReplacement(t *testing.T) {
	s := startVerifying(t, new(fakecognito.Server))
	s.service.signIn("ada")
	good := s.store.snapshot()
	for _, name := range []string{"idToken", "accessToken"} {
		must(0, s.store.Set(s.ctx, storageKey("ada", name), jwt(`{"exp":9999999999,"iat":1}`)))
	}
	access := good[storageKey("ada", "accessToken")]
	_, err := s.pool().User("ada").Refresh(s.ctx, core.RefreshInput{
		RefreshToken: good[storageKey("ada", "refreshToken")], AccessToken: access, Replaces: access,
	})
	if !errors.Is(err, core.TokenUnverified) {
		t.Errorf("got %v, want TokenInvalid", err)
	}
}
