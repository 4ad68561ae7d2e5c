package world

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// worldFrozenTimers signs in and refreshes while the page's timers stand still, as
// test runners have them, before the library is loaded or after.
func worldFrozenTimers(t *testing.T, library string) {
	for name, freeze := range map[string]string{
		// What cy.clock() replaces.
		"timers and Date": `sinon.useFakeTimers({ now: Date.now(), toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })`,
		// What sinon replaces unless told otherwise: performance, animation frames and more.
		"all": `sinon.useFakeTimers({ now: Date.now() })`,
		"by hand": `(() => {
			const now = Date.now();
			Object.assign(window, { setTimeout: () => 0, setInterval: () => 0, Date: class extends Date {
				constructor(...args) { super(...(args.length ? args : [now])); }
				static now() { return now; }
			} });
		})()`,
	} {
		library := `<script src="` + distOf(library) + minified + `"></script>`
		frozen := `<script src="/sinon.js"></script><script>` + freeze + `</script>`
		for order, head := range map[string]string{"before": frozen + library, "after": library + frozen} {
			t.Run(name+"/"+order, func(t *testing.T) {
				t.Parallel()
				s := newWorld(t)
				serveFile(s, "/sinon.js", "node_modules/sinon/pkg/sinon.js")
				servePage(s, "/frozen.html", head)
				tb := harness.NewTab(t, s)
				tb.Open("/frozen.html")
				wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
			})
		}
	}
}
