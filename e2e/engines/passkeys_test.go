package engines

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// openPasskeys opens a page with the entry for passkeys, in which ada is signed in.
func openPasskeys(t *testing.T, e *Engine) *Tab {
	t.Helper()
	s := harness.NewSite(t)
	s.Localhost()
	s.Cognito.FirstFactors = []string{fakecognito.PasswordFactor, fakecognito.WebAuthnFactor}
	s.Cognito.RelyingPartyID, s.Cognito.RelyingPartyOrigins = "localhost", []string{s.URL}
	s.AddUser()
	s.Script("/signin.js", harness.Document(t, "e2e/passwordless/signin.js"))
	s.Page("/passkeys.html", `<!doctype html><title>passkeys</title>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/dist/cognitowasm.passwordless.js"></script>
<script src="/page.js"></script><script src="/signin.js"></script>`)
	tb := e.NewTab(t, s)
	tb.Open("/passkeys.html")
	tb.Eval("Object.assign(window, { endpoint: $0, style: 'promises' }), undefined", nil, s.Endpoint)
	step(tb, "signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
	return tb
}

// step takes a step and fails unless it comes to want: a callback, or the reason of an error.
func step(tb *Tab, want, expression string, arguments ...any) {
	tb.T.Helper()
	var got string
	if tb.Eval(expression, &got, arguments...); got != want {
		tb.T.Errorf("%s came to %q, want %q", expression, got, want)
	}
}

// TestPasskeys registers a passkey and signs in with it.
func TestPasskeys(t *testing.T) {
	each(t, []*Engine{Firefox}, func(t *testing.T, e *Engine) {
		tb := openPasskeys(t, e)
		AddAuthenticator(tb)
		var got struct {
			Result       any
			Reason, Code string
		}
		if tb.Eval("account(() => user.registerPasskey())", &got); got.Result == nil {
			t.Fatalf("registerPasskey: %+v", got)
		}
		step(tb, "PASSKEY_REGISTERED", "account(() => user.registerPasskey()).then(({ reason }) => reason)")
		tb.Eval("user.signOut()", nil)
		step(tb, "signed in", "(window.user = makeUser('ada'), passkey())")
	})
}

// TestNoPasskeys: WebKitGTK has no passkeys. The reason says so, and what else there is can be
// chosen.
func TestNoPasskeys(t *testing.T) {
	each(t, []*Engine{WebKit}, func(t *testing.T, e *Engine) {
		tb := openPasskeys(t, e)
		step(tb, "undefined", "typeof PublicKeyCredential")
		step(tb, "PASSKEY_UNSUPPORTED", "account(() => user.registerPasskey()).then(({ reason }) => reason)")
	})
}
