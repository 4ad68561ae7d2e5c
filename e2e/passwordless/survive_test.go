package passwordless

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// signUpInPage registers grace by the page's library, without a password.
const signUpInPage = `new Promise((resolve, reject) => makePool().signUp('grace', '', [
	new AmazonCognitoIdentity.CognitoUserAttribute({ Name: 'email', Value: 'grace@example.com' }),
], [], (error, result) => error ? reject(error) : resolve(result.userConfirmed)))`

const confirmInPage = `new Promise((resolve) => makeUser('grace').confirmRegistration($0, true, (error, result) => resolve(error ? error.reason : result)))`

// Whoever has confirmed a sign-up is signed in without another code: after a wrong code, after
// a reload, and in the tab that a mail's link opens. The session is used once.
func TestSignUpToSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := openPage(t, s, "callbacks")
	p.Eval(signUpInPage, nil)
	code := p.code("grace")
	p.open("callbacks")
	p.step("CODE_MISMATCH", confirmInPage, wrong(code))
	link := page{p.Another()}
	link.open("promises")
	link.Eventually("Object.keys(localStorage).some((key) => key.endsWith('.signUpSession'))")
	link.step("SUCCESS", confirmInPage, code)
	link.open("promises")
	s.Cognito.ResetRequests()
	link.step("signed in", "begin('grace')")
	harness.WantOperations(t, s, "InitiateAuth[USER_AUTH]")
	for key := range link.Storage() {
		if strings.Contains(key, "signUpSession") {
			t.Errorf("%s is left", key)
		}
	}
	// Next time it is a sign-in as any other.
	link.step("selectChallenge EMAIL_OTP", "begin('grace')")
}

// A session that the service refuses costs nothing: the sign-in begins as any other.
func TestSignUpSessionRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := openPage(t, s, "promises")
	p.Eval(signUpInPage, nil)
	p.step("SUCCESS", confirmInPage, p.code("grace"))
	s.Cognito.Now = func() time.Time { return time.Now().Add(10 * time.Minute) }
	s.Cognito.ResetRequests()
	p.step("emailOtpRequired", "begin('grace', 'EMAIL_OTP')")
	harness.WantOperations(t, s, "InitiateAuth[USER_AUTH]", "InitiateAuth[USER_AUTH]")
}

// A pool that has no USER_AUTH gives no Session, and so storage has what it has with upstream.
func TestSignUpElsewhereStoresNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Cognito.FirstFactors = nil
	p := openPage(t, s, "promises")
	p.Eval(strings.Replace(signUpInPage, "''", "'"+harness.Password+"'", 1), nil)
	p.step("SUCCESS", confirmInPage, p.code("grace"))
	if stored := p.Storage(); len(stored) != 0 {
		t.Errorf("stored %v", stored)
	}
}

func (p page) openKeeping(style string) {
	p.T.Helper()
	p.open(style)
	p.Eval("keepChallenges()", nil)
}

// resume makes window.user of what is kept, and tells its challenge.
const resume = `(window.user = makePool().resumeChallenge()) ? user.exportChallenge().challengeName : 'none'`

// A reload between the prompt and the answer loses nothing; a wrong code and then the right one
// work after it. No password, code or secret is kept, and nothing is left in the end.
func TestChallengeSurvivesReload(t *testing.T) {
	t.Parallel()
	for _, style := range styles {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			p := page{harness.NewTab(t, s)}
			p.openKeeping(style)
			p.step(everything, "begin('ada')")
			p.openKeeping(style)
			p.step("SELECT_CHALLENGE", resume)
			p.step("emailOtpRequired", "select('EMAIL_OTP')")
			code := p.code("ada")
			p.openKeeping(style)
			p.step("EMAIL_OTP", resume)
			p.step("CODE_MISMATCH", "answer($0)", wrong(code))
			p.openKeeping(style)
			p.step("EMAIL_OTP", resume)
			var kept string
			p.Eval("keptText()", &kept)
			if !strings.Contains(kept, "EMAIL_OTP") || strings.Contains(kept, code) || strings.Contains(kept, harness.Password) {
				t.Errorf("kept: %s", kept)
			}
			p.step("signed in", "answer($0)", code)
			p.openKeeping(style)
			p.step("none", resume)
		})
	}
}

// Second factors survive as well, with what they need: a password is not among it.
func TestSecondFactorSurvivesReload(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if _, err := s.Cognito.CreateUser(fakecognito.NewUser{
		Username: "grace", Password: harness.Password, Email: "grace@example.com", MFA: []string{fakecognito.EmailOTP},
	}); err != nil {
		t.Fatal(err)
	}
	p := page{harness.NewTab(t, s)}
	p.openKeeping("callbacks")
	p.step("mfaRequired", "begin('grace', undefined, $0)", harness.Password)
	var kept string
	p.Eval("keptText()", &kept)
	if strings.Contains(kept, harness.Password) {
		t.Error("the password is kept")
	}
	p.openKeeping("callbacks")
	p.step("EMAIL_OTP", resume)
	p.step("signed in", "answer($0)", p.code("grace"))
}

// What is kept goes when the service has forgotten it, when its time is over, and at sign-out.
func TestKeptChallengeEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(page){
		"expired at the service": func(p page) {
			code := p.code("ada")
			p.Site.Cognito.Now = func() time.Time { return time.Now().Add(4 * time.Minute) }
			p.step("CHALLENGE_EXPIRED", "answer($0)", code)
		},
		"start over": func(p page) { p.Eval("user.cancelChallenge()", nil) },
		"sign-out at the service": func(p page) {
			p.Eval(`(async () => {
				const other = makeUser('ada');
				other.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: $0 }), {
					onSuccess: () => {}, onFailure: () => {},
				});
			})()`, nil, harness.Password)
			p.Eventually("makePool().getCurrentUser()")
			p.Eval("(async () => { const current = makePool().getCurrentUser(); await current.getSession(); await current.globalSignOut(); })()", nil)
		},
		"sign-out": func(p page) { p.Eval("user.signOut()", nil) },
		"time": func(p page) {
			p.Eval("changeKept((text) => JSON.stringify({ ...JSON.parse(text), expires: Date.now() - 1 }))", nil)
		},
		"what is no challenge": func(p page) { p.Eval("changeKept(() => '{')", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := page{harness.NewTab(t, newSite(t))}
			p.openKeeping("callbacks")
			p.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
			end(p)
			p.openKeeping("callbacks")
			p.step("none", resume)
		})
	}
}

// Without the option nothing is kept, and blocked sessionStorage hinders nobody.
func TestNothingKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := openPage(t, s, "callbacks")
	p.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
	var kept string
	p.Eval("JSON.stringify({ ...sessionStorage })", &kept)
	if kept != "{}" {
		t.Error(kept)
	}
	blocked := page{harness.NewTab(t, s)}
	blocked.BeforePages("Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } })")
	blocked.openKeeping("callbacks")
	blocked.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
	blocked.step("signed in", "answer($0)", blocked.code("ada"))
}

// Exported, a challenge goes on in another tab; what is exported is plain data without secrets.
func TestChallengeInAnotherTab(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := openPage(t, s, "callbacks")
	p.Eval("window.user = makeUser('ada')", nil)
	var none any
	p.Eval("user.exportChallenge()", &none)
	if none != nil {
		t.Errorf("before a sign-in: %v", none)
	}
	p.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
	var data json.RawMessage
	p.Eval("user.exportChallenge()", &data)
	code := p.code("ada")
	if strings.Contains(string(data), code) {
		t.Error("the code is exported")
	}
	other := page{p.Another()}
	other.open("promises")
	other.Eval("window.user = makePool().resumeChallenge($0), undefined", nil, data)
	other.step("CODE_MISMATCH", "answer($0)", wrong(code))
	other.step("signed in", "answer($0)", code)
	var refused string
	other.Eval("(() => { try { makePool().resumeChallenge({ username: 'ada' }) } catch (error) { return error.code } })()", &refused)
	if refused != "InvalidParameter" {
		t.Errorf("resuming nonsense: %q", refused)
	}
}

// A sign-in by password has no use for the session of the sign-up: nothing is left of it.
func TestSignUpSessionGoesWithAnySignIn(t *testing.T) {
	t.Parallel()
	p := openPage(t, newSite(t), "promises")
	p.Eval(strings.Replace(signUpInPage, "''", "'"+harness.Password+"'", 1), nil)
	p.step("SUCCESS", confirmInPage, p.code("grace"))
	p.step("signed in", `(window.user = makeUser('grace'), step((to) =>
		user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'grace', Password: $0 }), to)))`, harness.Password)
	if _, left := p.Storage()[harness.Key("grace", "signUpSession")]; left {
		t.Error("the session of the sign-up is left")
	}
}

// So does a sign-in with a second factor.
func TestSignUpSessionGoesWithASecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if _, err := s.Cognito.CreateUser(fakecognito.NewUser{
		Username: "grace", Password: harness.Password, Email: "grace@example.com", MFA: []string{fakecognito.EmailOTP},
	}); err != nil {
		t.Fatal(err)
	}
	p := openPage(t, s, "callbacks")
	key := harness.Key("grace", "signUpSession")
	p.Eval(`localStorage.setItem($0, JSON.stringify({ session: 'old', confirmed: true, expires: Date.now() + 60000 }))`, nil, key)
	p.step("mfaRequired", `(window.user = makeUser('grace'), step((to) =>
		user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'grace', Password: $0 }), to)))`, harness.Password)
	p.step("signed in", "answer($0)", p.code("grace"))
	if _, left := p.Storage()[key]; left {
		t.Error("the session of the sign-up is left")
	}
}
