package engines

import (
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestWorker runs the core in a worker, which keeps the refresh token: it is sealed in storage,
// and a page that is loaded later refreshes with it.
func TestWorker(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		s.Cognito.RefreshTokenRotation = true
		s.AddUser()
		s.Script("/workers.js", harness.NoteWorkers)
		s.Page("/worker.html", `<!doctype html><title>worker</title><script src="/workers.js"></script>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/page.js"></script>`)
		tb := e.NewTab(t, s)
		open := func() {
			tb.Open("/worker.html")
			tb.Eval("window.endpoint = $0, AmazonCognitoIdentity.configure({ worker: true, tokenIsolation: 'worker' })", nil, s.Endpoint)
		}
		open()
		signIn(tb)
		sealed := func() string { return tb.Storage()[harness.Key(harness.Username, "refreshToken")] }
		if !strings.HasPrefix(sealed(), "cognitowasm.sealed.") {
			t.Errorf("the stored refresh token is not sealed: %.20q", sealed())
		}
		open()
		tb.Eval("expire($0)", nil, harness.Username)
		before := sealed()
		tb.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Good(t)
		if sealed() == before {
			t.Error("the stored refresh token is still the old one")
		}
		var workers int
		if tb.Eval("workers.length", &workers); workers != 1 {
			t.Errorf("the page has made %d workers, want 1", workers)
		}
		for _, token := range s.Cognito.RefreshTokens() {
			var seen bool
			if tb.Eval("(JSON.stringify({ ...localStorage }) + heard).includes($0)", &seen, token.Token); seen {
				t.Error("the page has seen a refresh token")
			}
		}
	})
}
