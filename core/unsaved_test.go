//go:build !js

package core_test

import (
	"errors"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A session that storage refused is used until storage has something newer: what another
// program has stored or removed since takes precedence.
func TestUnsavedSessionGivesWay(t *testing.T) {
	for _, signedOut := range []bool{false, true} {
		s := startService(t, &fakecognito.Server{RefreshTokenRotation: true})
		user := s.expired("ada")
		failing(s.store, "Set", 1)
		if refreshed := must(user.Session(s.ctx)); refreshed.Unsaved == nil {
			t.Fatal("the refreshed session is stored")
		}
		s.store.refuse = nil
		newer := s.signedIn(s.pool().User("ada").SignIn(s.ctx, byPassword))
		if signedOut {
			if err := s.pool().User("ada").SignOut(s.ctx); err != nil {
				t.Fatal(err)
			}
		}
		session, err := user.Session(s.ctx)
		switch {
		case signedOut && !errors.Is(err, core.NoSession):
			t.Errorf("after a sign-out elsewhere: %v", err)
		case !signedOut && (err != nil || session.AccessToken != newer.Session.AccessToken):
			t.Errorf("after a sign-in elsewhere the unsaved session counts: %v", err)
		}
	}
}
