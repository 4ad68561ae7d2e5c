//go:build !js

package core_test

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A page with tokenIsolation shares its storage with a page without it, or with a Go program.
// The refusal of a sealed token must not end a valid session.
func TestSealedTokensAreNotSent(t *testing.T) {
	for _, by := range []core.RefreshBy{core.RefreshAuto, core.RefreshRotating} {
		t.Run(string(by), func(t *testing.T) {
			s := startService(t, new(fakecognito.Server))
			user := s.expired("ada")
			pool := must(core.NewPool(core.PoolConfig{
				UserPoolID: poolID, ClientID: clientID, IdentityProvider: s.idp, Storage: s.store, Locker: s.locker, Clock: s.clock, Refresh: by,
			}))
			stored := s.store.snapshot()
			plain, accessToken := stored[storageKey("ada", "refreshToken")], stored[storageKey("ada", "accessToken")]
			const sealed = core.SealedPrefix + "AAAA"
			if err := s.store.Set(s.ctx, storageKey("ada", "refreshToken"), sealed); err != nil {
				t.Fatal(err)
			}
			before := s.store.snapshot()
			for name, call := range map[string]func() error{
				"Session": func() error {
					_, err := pool.User("ada").Session(s.ctx)
					return err
				},
				"Refresh": func() error {
					_, err := pool.User("ada").Refresh(s.ctx, core.RefreshInput{RefreshToken: sealed})
					return err
				},
				// The page has the token from before another page sealed it, and perhaps
				// spent it.
				"Refresh of the token before": func() error {
					_, err := pool.User("ada").Refresh(s.ctx, core.RefreshInput{RefreshToken: plain, AccessToken: accessToken})
					return err
				},
				"Revoke": func() error { return pool.Revoke(s.ctx, accessToken, sealed) },
				"Call": func() error {
					_, err := pool.CallWithRetry(s.ctx, "RevokeToken", core.Object{{Name: "Token", Value: sealed}})
					return err
				},
			} {
				err := call()
				wantError(t, err, core.TokenSealed)
				if core.Retryable(err) {
					t.Errorf("%s: trying again is said to help", name)
				}
			}
			s.store.unchanged(t, before)
			// Signing out works here all the same.
			wantError(t, user.SignOutAndRevoke(s.ctx), core.TokenSealed)
			if left := s.store.snapshot(); len(left) != 0 {
				t.Errorf("left over: %q", keyNames(left))
			}
			if steps := s.steps(); len(steps) != 0 {
				t.Errorf("sent: %q", steps)
			}
		})
	}
}
