package packaging

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// The samples of docs/state.md that need no framework, in one page.
func TestDocsStateSamples(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.AddSMSUser()
	script := ""
	for _, i := range []int{0, 1, 4, 5} {
		script += sample(t, "docs/state.md", "js", i)
	}
	s.Script("/samples.js", inTest(s, script+`
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from '/dist/index.mjs';
const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_AbCdEf123', ClientId: '1example2client3id' });
const shown = [];
const showUser = (name) => shown.push(name);
const showSignIn = (why) => shown.push('sign in ' + why);
const user = (Username) => new CognitoUser({ Username, Pool: pool });
window.application = {
	pool, shown, user, watch, switchTo, confirmPassword,
	signIn: (one, Password) => one.authenticateUser(new AuthenticationDetails({ Username: one.getUsername(), Password })),
};`))
	s.Page("/samples.html", `<!doctype html><title>e2e</title><script src="/page.js"></script><script type="module" src="/samples.js"></script>`)
	tb := harness.NewTab(t, s)
	tb.Open("/samples.html")
	tb.Eventually("window.application")
	comesTo := func(want, expression string, arguments ...any) {
		t.Helper()
		var got string
		if tb.Eval(expression, &got, arguments...); got != want {
			t.Errorf("%s: %q, want %q", expression, got, want)
		}
	}
	code := func() string { m := s.Cognito.Mailbox("sms"); return m[len(m)-1].Code }
	tb.Eval("(application.stop = application.watch(application.pool), application.signIn(application.user('ada'), $0))", nil, harness.Password)
	comesTo("number", "application.confirmPassword(application.pool.getCurrentUser(), $0).then((time) => typeof time)", harness.Password)
	s.Cognito.RevokeAll("ada")
	tb.Eval("(localStorage.setItem($0, '-100000'), application.pool.getCurrentUser().getSession().catch(() => {}))", nil, harness.Key("ada", "clockDrift"))
	comesTo("sign in |ada|ada|sign in Your session has expired.", "settled().then(() => application.shown.join('|'))")

	// The user with a second factor is asked for it again.
	tb.Eval("void (window.sms = application.user('sms'))", nil)
	comesTo("SMS_MFA", "application.signIn(sms, $0).then(({ challengeName }) => challengeName)", harness.Password)
	tb.Eval("sms.sendMFACode($0)", nil, code())
	tb.Eval("void (window.asked = new Promise((resolve) => { window.told = application.confirmPassword(sms, $0, (step) => new Promise((answer) => resolve(window.answer = answer))); }))", nil, harness.Password)
	tb.Eval("asked.then(() => {})", nil)
	comesTo("number", "(answer($0), told.then((time) => typeof time))", code())
	tb.Eval("application.signIn(application.user('ada'), $0)", nil, harness.Password)
	comesTo("sms sms", "application.switchTo(application.pool, 'sms').getUsername() + ' ' + application.pool.getCurrentUser().getUsername()")
}
