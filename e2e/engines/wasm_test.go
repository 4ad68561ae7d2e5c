package engines

import (
	"maps"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestForbiddenWasm: where the page's policy forbids WebAssembly, what needs it fails and says
// so. The stored session stays.
func TestForbiddenWasm(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		tb := signedIn(t, e, s)
		s.Policy("'self'; worker-src blob:")
		s.Page("/forbidden.html", `<!doctype html><title>forbidden</title>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/page.js"></script>`)
		tb.Expect("Content-Security-Policy") // Firefox says what it refuses
		tb.Open("/forbidden.html")
		tb.Eval("window.endpoint = $0", nil, s.Endpoint)
		if got := tb.Session(); !got.Synchronous {
			t.Error("the stored session was answered later, want synchronously")
		}
		s.Cognito.ResetRequests()
		tb.Eval("expire($0)", nil, harness.Username)
		stored := tb.Storage()
		tb.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Failed(t, "WasmUnavailable")
		harness.WantFault(t, "signing in", tb.SignIn(), "WasmUnavailable")
		if !maps.Equal(tb.Storage(), stored) {
			t.Error("what is stored has changed")
		}
		tb.Expect("no worker could be started")
		tb.Eval("AmazonCognitoIdentity.configure({ worker: true })", nil)
		tb.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Failed(t, "WasmUnavailable")
		harness.WantOperations(t, s)
	})
}
