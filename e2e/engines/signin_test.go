package engines

import (
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestSignIn signs in by SRP. What is stored then has the names that upstream gives it in the
// same engine, and upstream goes on with it.
func TestSignIn(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		s.AddUser()
		tb := e.NewTab(t, s)
		tb.OpenLibrary("ours")
		if err := tb.SignIn(); err != nil {
			t.Fatalf("%+v", *err)
		}
		harness.WantOperations(t, s, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]")
		stored := tb.Storage()
		session := tb.Session()

		tb.OpenLibrary("upstream")
		if got := tb.Session(); *got.Value != *session.Value {
			t.Error("upstream reads another session than ours")
		}
		tb.Eval("localStorage.clear()", nil)
		if err := tb.SignIn(); err != nil {
			t.Fatalf("%+v", *err)
		}
		if ours, upstreams := slices.Sorted(maps.Keys(stored)), slices.Sorted(maps.Keys(tb.Storage())); !slices.Equal(ours, upstreams) {
			t.Errorf("we store %q, upstream %q", ours, upstreams)
		}
	})
}
