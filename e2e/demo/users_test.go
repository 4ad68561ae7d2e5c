package demo

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// Two users are signed in side by side, one after the other is the current one, and both tabs
// list the same changes.
func TestDemoTwoUsers(t *testing.T) {
	t.Parallel()
	s := newDemo(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.Open("/")
	other := tb.Another()
	other.Open("/")
	signInOnDemo(tb)
	see(other, "#users li[data-username=ada][data-current=true]")

	click(tb, "#add-user")
	see(tb, "html[data-state=signed-out] #users li[data-username=ada][data-current=false]")
	click(tb, "#provider-signin")
	continueAs(tb, "babbage")
	see(tb, "html[data-state=signed-in] #users li[data-username=ExampleID_babbage][data-current=true]")

	click(tb, "#users li[data-username=ada] .pick")
	see(tb, "#users li[data-username=ada][data-current=true]")
	if got := see(tb, "#whoami b"); got != harness.Username {
		t.Errorf("the page shows %q", got)
	}
	click(tb, "#users li[data-username=ada] .out")
	see(tb, "html[data-state=signed-out] #users li[data-username=ExampleID_babbage]")
	see(other, "#changes li[data-change=signedOut][data-username=ada]")
	const changes = "[...document.querySelectorAll('#changes li:not([data-change=initial])')].map((li) => li.dataset.change + ' ' + li.dataset.username).join()"
	const want = "signedOut ada,userChanged ada,signedIn ExampleID_babbage,userChanged ,signedIn ada"
	if got := value(other, changes); got != want {
		t.Errorf("the other tab heard %s, want %s", got, want)
	}
	// This tab has been at the domain meanwhile.
	if got := value(tb, changes); got != "signedOut ada,userChanged ada,signedIn ExampleID_babbage" {
		t.Errorf("the tab heard %s", got)
	}
}
