//go:build !js

package core_test

import (
	"context"
	"errors"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A call whose context has ended before it begins sends nothing: in a browser it may have
// waited for the Wasm module.
func TestProperty8AbortedBeforeItBegan(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	s.expired("ada")
	for _, cause := range []error{nil, core.SignedOut} {
		ctx, cancel := context.WithCancelCause(s.ctx)
		cancel(cause)
		user := s.pool().User("ada")
		_, refresh := user.Session(ctx)
		_, signIn := user.SignIn(ctx, core.Credentials{Password: password})
		_, password := user.SignIn(ctx, core.Credentials{Password: password, Flow: core.UserPasswordAuth})
		for _, err := range []error{refresh, signIn, password} {
			if want := map[bool]core.Reason{true: core.Aborted, false: core.SignedOut}[cause == nil]; !errors.Is(err, want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	}
}
