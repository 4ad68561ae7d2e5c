package packaging

import (
	"io"
	"net/http"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The samples of docs/passwordless.md in one page, as an application has them: a choice, a code
// by e-mail, a reload in the middle, a passkey, and its suggestion in a text field.
func TestDocsPasswordlessSamples(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Localhost()
	s.AddUser()
	s.Cognito.FirstFactors = []string{fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.WebAuthnFactor}
	s.Cognito.RelyingPartyID = "localhost"
	s.Serve("/code", func(w http.ResponseWriter, _ *http.Request) {
		messages := s.Cognito.Mailbox(harness.Username)
		_, _ = io.WriteString(w, messages[len(messages)-1].Code)
	})
	script := ""
	for i := range sampleTests["docs/passwordless.md"] {
		script += sample(t, "docs/passwordless.md", "js", i)
	}
	s.Script("/samples.js", inTest(s, script)+passwordlessApplication(s))
	s.Page("/samples.html", `<!doctype html><title>e2e</title><input id="name" autocomplete="username webauthn"><script src="/page.js"></script><script type="module" src="/samples.js"></script>`)
	tb := harness.NewTab(t, s)
	open := func() {
		t.Helper()
		tb.Open("/samples.html")
		tb.Eventually("window.application")
	}
	comesTo := func(want, expression string) {
		t.Helper()
		var got string
		tb.Eval(expression, &got)
		if got != want {
			t.Errorf("%s: %q, want %q", expression, got, want)
		}
	}
	open()
	comesTo("signed in", "application.shown(() => application.signIn(application.pool(), 'ada'))")
	comesTo("signed in", "application.signInByEmail(application.user('ada'), application.code).then(({ session }) => session ? 'signed in' : 'not')")
	tb.Eval("application.begin('ada').then(() => {})", nil)
	open()
	comesTo("EMAIL_OTP", "application.prompted(() => application.resume(application.pool()))")
	tb.Eval("sessionStorage.clear()", nil)
	comesTo("sign in", "application.prompted(() => application.resume(application.pool()))")
	harness.AddAuthenticator(tb)
	comesTo("string", "application.withSession((user) => application.addPasskey(user)).then((id) => typeof id)")
	open()
	tb.Eval("document.getElementById('name').focus()", nil)
	comesTo("signed in", "application.shown(async () => application.suggestPasskeys(application.pool(), document.getElementById('name'), application.callbacks(application.user('ada'))))")
}

// passwordlessApplication is what the samples of docs/passwordless.md call, and what the test
// does.
func passwordlessApplication(s *harness.Site) string {
	return inTest(s, `
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from '/dist/index.mjs';
const poolData = { UserPoolId: 'eu-west-1_AbCdEf123', ClientId: '1example2client3id', keepChallenges: 'session' };
const pool = () => new CognitoUserPool(poolData);
let tell;
const told = (take) => new Promise((resolve) => { tell = resolve; take(); });
function askFor(what) {
	if (what === 'factor') return 'EMAIL_OTP';
	const request = new XMLHttpRequest();
	request.open('GET', '/code', false);
	request.send();
	return request.responseText;
}
const show = (outcome) => tell(outcome.getIdToken ? 'signed in' : outcome.message);
const showSignIn = () => tell('sign in');
const showPrompt = (user, challengeName) => tell(challengeName);
window.application = {
	pool, signIn, signInByEmail, resume, addPasskey, suggestPasskeys, callbacks,
	user: (Username) => new CognitoUser({ Username, Pool: pool() }),
	code: async () => askFor('code'),
	begin(name) {
		const user = application.user(name);
		user.setAuthenticationFlowType('USER_AUTH');
		return user.authenticateUser(new AuthenticationDetails({ Username: name, AuthParameters: { PREFERRED_CHALLENGE: 'EMAIL_OTP' } }));
	},
	async withSession(take) {
		const user = pool().getCurrentUser();
		await user.getSession();
		return take(user);
	},
	shown: told,
	prompted: told,
};
`)
}
