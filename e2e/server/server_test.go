package server

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestServer runs a server in Node with fifty visitors and two hundred requests, of which
// twenty are under way at a time: see server/visitors.mjs.
func TestServer(t *testing.T) {
	t.Parallel()
	seed := harness.NumberFrom(t, "COGNITOWASM_SEED", rand.Uint64()) & 0xffffffff
	for _, tt := range []struct {
		kind, file string
		rotation   bool
	}{
		{"core", "core.node.mjs", false},
		{"core", "core.node.mjs", true},
		{"facade", "index.node.js", false},
		{"facade", "index.node.js", true},
	} {
		t.Run(fmt.Sprintf("%s, rotation %t", tt.kind, tt.rotation), func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.Cognito.RefreshTokenRotation = tt.rotation
			file, err := filepath.Abs(filepath.Join(harness.Root, "dist", tt.file))
			if err != nil {
				t.Fatal(err)
			}
			arguments := []string{"visitors.mjs", tt.kind, file, s.Endpoint, harness.Password, strconv.FormatUint(seed, 10)}
			for i := range 50 {
				name := fmt.Sprintf("visitor%02d", i)
				arguments = append(arguments, name)
				if _, err := s.Cognito.CreateUser(fakecognito.NewUser{Username: name, Password: harness.Password}); err != nil {
					t.Fatal(err)
				}
			}
			var outcome struct {
				Done     map[string]int
				Problems []string
				Owners   [][2]string // of refresh tokens
			}
			if err := json.Unmarshal([]byte(harness.Command(t, ".", "node", arguments...)), &outcome); err != nil {
				t.Fatal(err)
			}
			for _, problem := range outcome.Problems {
				t.Error(problem)
			}
			// The service knows best whose they are.
			owners := map[string]string{}
			for _, token := range s.Cognito.RefreshTokens() {
				owners[token.Token] = token.Username
			}
			for _, each := range outcome.Owners {
				if owner := owners[each[0]]; owner != each[1] {
					t.Errorf("%s holds a refresh token of %q", each[1], owner)
				}
			}
			for wish, least := range map[string]int{"signIn": 30, "session": 2, "refresh": 3, "signOut": 5} {
				if outcome.Done[wish] < least {
					t.Errorf("%s was done %d times, want %d: this test does not see what it looks for", wish, outcome.Done[wish], least)
				}
			}
			t.Logf("%v", outcome.Done)
		})
	}
}
