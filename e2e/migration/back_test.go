//go:build ecosystem

package migration

import (
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestSwapAndBack: users of an application stay signed in when it swaps, and when it goes back;
// each build refreshes what the one before it has left, and stores what it found.
func TestSwapAndBack(t *testing.T) {
	t.Parallel()
	p := newPage(t, bundled, "amplify.html")
	p.open(bundled.libraries[0])
	p.Eval("Auth.signIn($0, $1).then(() => null)", nil, harness.Username, harness.Password)
	written := p.Storage()
	for i, library := range append(bundled.libraries[1:], "ours") {
		p.Eval("expire($0)", nil, harness.Username)
		p.open(library)
		var token string
		p.Eval("Auth.currentSession().then((session) => session.getAccessToken().getJwtToken())", &token)
		stored := p.Storage()
		if stored[harness.Key(harness.Username, "accessToken")] != token || token == written[harness.Key(harness.Username, "accessToken")] {
			t.Errorf("%s did not refresh what was there", library)
		}
		if n := len(p.Site.Refreshes()); n != i+1 {
			t.Errorf("%s: %d refreshes so far, want %d", library, n, i+1)
		}
		if got, want := slices.Sorted(maps.Keys(stored)), slices.Sorted(maps.Keys(written)); !slices.Equal(got, want) {
			t.Errorf("%s stores %q, before that were %q", library, got, want)
		}
		p.ran()
		written = stored
	}
}
