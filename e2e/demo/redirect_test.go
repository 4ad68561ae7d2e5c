package demo

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// A user signs in with the made-up provider, signs out at the domain too, and must choose an
// account again.
func TestDemoProvider(t *testing.T) {
	t.Parallel()
	for _, library := range []string{"ours", "sdk"} {
		t.Run(library, func(t *testing.T) {
			t.Parallel()
			tb := harness.NewTab(t, newDemo(t))
			tb.Open("/?library=" + library)
			click(tb, "#provider-signin")
			continueAs(tb, "babbage")
			if got := see(tb, "html[data-library="+library+"][data-state=signed-in] #whoami"); got != "Signed in as ExampleID_babbage" {
				t.Errorf("the page says %q", got)
			}
			if got := see(tb, "#message[data-kind=ok]"); got != "Signed in by ExampleID." {
				t.Errorf("the page says %q", got)
			}
			click(tb, "#domain-signout")
			see(tb, "html[data-state=signed-out] #signin")
			click(tb, "#provider-signin")
			see(tb, "#account")
		})
	}
}

// Whoever refuses at the provider is told so, and the address does not say it again.
func TestDemoProviderRefused(t *testing.T) {
	t.Parallel()
	tb := harness.NewTab(t, newDemo(t))
	tb.Open("/")
	click(tb, "#provider-signin")
	click(tb, "#refuse")
	see(tb, "#message[data-kind=error]")
	if got := value(tb, "location.search"); got != "?library=ours" {
		t.Errorf("the address has %q", got)
	}
}

// continueAs answers the provider's page.
func continueAs(tb *harness.Tab, account string) {
	tb.T.Helper()
	tb.Run(chromedp.SetValue(chromedp.CSS("#account"), account, chromedp.NodeVisible))
	click(tb, "#continue")
}
