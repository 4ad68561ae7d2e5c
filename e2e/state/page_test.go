package state

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

var (
	//go:embed state.js
	stateScript string
	//go:embed looks.js
	looksScript string
)

// newSite is a site with the users ada and bob. /state.html has the library and its entry
// /state.
func newSite(t *testing.T) *harness.Site {
	t.Helper()
	s := harness.NewSite(t)
	for _, name := range []string{"ada", "bob"} {
		addUser(s, fakecognito.NewUser{Username: name, Password: harness.Password, Email: name + "@example.com"})
	}
	s.Script("/state.js", stateScript)
	s.Script("/looks.js", looksScript)
	s.Page("/state.html", `<!doctype html><title>state</title><script src="/looks.js"></script>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/dist/cognitowasm.state.js"></script>
<script src="/page.js"></script><script src="/state.js"></script>`)
	return s
}

func addUser(s *harness.Site, user fakecognito.NewUser) {
	s.T.Helper()
	if _, err := s.Cognito.CreateUser(user); err != nil {
		s.T.Fatal(err)
	}
}

// openAgain opens the page with the entry, without a listener.
func openAgain(tb *harness.Tab) {
	tb.T.Helper()
	tb.Open("/state.html")
	tb.Eval("window.endpoint = $0", nil, tb.Site.Endpoint)
}

// newTabs opens tabs of one profile, each with a listener.
func newTabs(t *testing.T, s *harness.Site, count int) []*harness.Tab {
	t.Helper()
	tabs := []*harness.Tab{harness.NewTab(t, s)}
	for len(tabs) < count {
		tabs = append(tabs, tabs[0].Another())
	}
	for _, tb := range tabs {
		openAgain(tb)
		tb.Eval("listen()", nil)
	}
	return tabs
}

func newTab(t *testing.T, s *harness.Site) *harness.Tab {
	t.Helper()
	return newTabs(t, s, 1)[0]
}

// over waits until all tabs see the same storage, and have looked at it where they meant to.
func over(tabs ...*harness.Tab) {
	tabs[0].T.Helper()
	for deadline := time.Now().Add(harness.Patience); !sameStorage(tabs); {
		if time.Now().After(deadline) {
			tabs[0].T.Fatal("the tabs never see the same storage")
		}
	}
	for _, tb := range tabs {
		tb.Eval("over()", nil)
	}
}

func sameStorage(tabs []*harness.Tab) bool {
	stored := tabs[0].Storage()
	return !slices.ContainsFunc(tabs[1:], func(tb *harness.Tab) bool { return !maps.Equal(tb.Storage(), stored) })
}

// wantStory fails unless this is what the tabs have heard, all in all, and it stays so.
func wantStory(t *testing.T, tabs []*harness.Tab, want ...string) {
	t.Helper()
	for _, tb := range tabs {
		tb.Eval("eventually(() => story.length >= $0, 3000)", nil, len(want))
	}
	over(tabs...)
	for i, tb := range tabs {
		var got []string
		if tb.Eval("story", &got); !slices.Equal(got, want) {
			for at := range min(len(got), len(want)) {
				if got[at] != want[at] {
					t.Errorf("tab %d, event %d: %q, want %q", i, at, got[at], want[at])
					break
				}
			}
			t.Errorf("tab %d heard\n%s\nwant\n%s", i, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// comesTo evaluates an expression that comes to a text.
func comesTo(tb *harness.Tab, want, expression string, arguments ...any) {
	tb.T.Helper()
	var got string
	if tb.Eval(expression, &got, arguments...); got != want {
		tb.T.Errorf("%s came to %q, want %q", expression, got, want)
	}
}
