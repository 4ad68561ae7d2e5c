//go:build ecosystem

package migration

import "testing"

// TestEmberMocks runs tests of an Ember application that use ember-cognito 4's mocks, which are
// made of upstream's classes.
func TestEmberMocks(t *testing.T) {
	t.Parallel()
	for _, library := range emberMocks.libraries {
		p := newPage(t, emberMocks, "tests/index.html")
		p.Expect("DEPRECATION: Ember Simple Auth") // what release 9 will change
		p.open(library)
		p.Eventually("window.passed !== undefined")
		var got struct {
			Ours     bool
			Passed   int
			Failures []string
		}
		p.Eval("({ ours, passed, failures })", &got)
		if got.Ours != (library == "ours") {
			t.Errorf("%s: the tests ran with another library", library)
		}
		if got.Passed != 4 || len(got.Failures) != 0 {
			t.Errorf("%s: %d tests passed, want 4: %q", library, got.Passed, got.Failures)
		}
	}
}
