//go:build ecosystem

package migration

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestComponents signs in with the forms that packages bring, goes on in a new page after the
// tokens have expired, and signs out: Amplify UI's for React and Vue, and React-admin's.
func TestComponents(t *testing.T) {
	t.Parallel()
	for name, component := range map[string]struct{ submit, greeting, error string }{
		"authenticator-react": {"button[type=submit]", "Hello ada", "Incorrect username or password."},
		"authenticator-vue":   {"form button:not([type=button])", "Hello ada", "Incorrect username or password."},
		"react-admin":         {"button[type=submit]", "Hello ada, in 0 groups", "Incorrect username or password."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, library := range []string{"upstream", "ours"} {
				p := newPage(t, name)
				if name == "react-admin" {
					p.Expect("NotAuthorizedException") // React-admin prints what it shows
				}
				p.open(library)
				p.fill("input[name=username]", harness.Username)
				p.fill("input[name=password]", "Wrong-1843")
				p.click(component.submit)
				p.shows(component.error)
				p.fill("input[name=password]", harness.Password)
				p.click(component.submit)
				p.shows(component.greeting)
				p.ran()

				before := p.Storage()[harness.Key(harness.Username, "accessToken")]
				p.Eval("expire($0)", nil, harness.Username)
				p.open(library)
				p.shows(component.greeting)
				if after := p.Storage()[harness.Key(harness.Username, "accessToken")]; before == "" || after == before {
					t.Errorf("%s: the expired session was not refreshed", library)
				}
				p.ran()

				p.click("#sign-out")
				p.Eventually("document.querySelector('input[name=password]')")
				if left := p.Storage(); left[harness.Key(harness.Username, "refreshToken")] != "" {
					t.Errorf("%s: after signing out, storage has %v", library, left)
				}
			}
		})
	}
}
