//go:build !race && !js

package core_test

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The cost for every page and request is measured in allocations, which are the same on any
// machine. The numbers are limits with a little room: if one is exceeded, find the new
// allocations, or explain in the commit why they are needed.
func TestAllocations(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	user := s.signIn("ada")
	for _, tt := range []struct {
		name string
		most float64
		run  func() error
	}{
		{"a session that is stored and valid", 420, func() error {
			_, err := user.Session(s.ctx)
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
