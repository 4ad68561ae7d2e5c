//go:build ecosystem

package migration

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestComponents signs in with the forms that packages bring, goes on in a new page after the
// tokens have expired, and signs out: Amplify UI's for React, Vue and Angular, and React-admin's.
// The form of the Ember application is its own, with ember-cognito behind it.
func TestComponents(t *testing.T) {
	t.Parallel()
	for name, component := range map[string]struct {
		project                *project
		page, submit, greeting string
	}{
		"authenticator-react": {bundled, "authenticator-react.html", "button[type=submit]", "Hello ada"},
		"authenticator-vue":   {bundled, "authenticator-vue.html", "form button:not([type=button])", "Hello ada"},
		"react-admin":         {bundled, "react-admin.html", "button[type=submit]", "Hello ada, in 0 groups"},
		"angular":             {angular, "index.html", "form button:not([type=button])", "Hello ada"},
		"ember":               {ember, "index.html", "button[type=submit]", "Hello ada"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, library := range []string{"upstream", "ours"} {
				p := newPage(t, component.project, component.page)
				if name == "react-admin" {
					p.Expect("NotAuthorizedException") // React-admin prints what it shows
				}
				p.open(library)
				p.fill("input[name=username]", harness.Username)
				p.fill("input[name=password]", "Wrong-1843")
				p.click(component.submit)
				p.shows("Incorrect username or password.")
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
