//go:build !race && !js

package core_test

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// What every page and request pays for is counted in allocations, which are the same
// on any machine. The numbers are ceilings with a little room: when one is broken, see
// what is allocated anew, or say in the commit why it must be.
func TestAllocations(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.signIn("ada")
	for _, tt := range []struct {
		name string
		most float64
		run  func() error
	}{
		{"a session that is stored and valid", 420, func() error {
			_, err := user.Session(s.ctx, core.SessionOptions{})
			return err
		}},
		{"who signed in last", 6, func() error {
			_, err := s.pool().CurrentUser(s.ctx)
			return err
		}},
	} {
		got := testing.AllocsPerRun(100, func() {
			if err := tt.run(); err != nil {
				t.Fatal(err)
			}
		})
		if got > tt.most {
			t.Errorf("%s: %.0f allocations, want at most %.0f", tt.name, got, tt.most)
		}
	}
}
