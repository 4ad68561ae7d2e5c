package passwordless

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

//go:embed signin.js
var signInScript string

// allFactors are the pool's first factors in these tests.
var allFactors = []string{fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.SMSOTPFactor, fakecognito.WebAuthnFactor}

// styles are the ways to call a method: the third is by callbacks as well, with the core in a
// worker.
var styles = []string{"callbacks", "promises", "worker"}

// newSite is a site on localhost with all first factors, and ada, who has a password, an e-mail
// address and a phone. /library.html has the library and its entry /passwordless.
func newSite(t *testing.T) *harness.Site {
	t.Helper()
	s := harness.NewSite(t)
	s.Localhost()
	s.Cognito.FirstFactors = allFactors
	s.Cognito.RelyingPartyID, s.Cognito.RelyingPartyOrigins = relyingParty, []string{s.URL}
	addPerson(s, "ada")
	s.Script("/signin.js", signInScript)
	s.Page("/library.html", `<!doctype html><title>passwordless</title>
<input id="name" autocomplete="username webauthn">
<script src="/dist/amazon-cognito-identity.min.js"></script>
<script src="/dist/cognitowasm.passwordless.js"></script>
<script src="/page.js"></script><script src="/signin.js"></script>`)
	return s
}

func addPerson(s *harness.Site, name string) {
	s.T.Helper()
	if _, err := s.Cognito.CreateUser(fakecognito.NewUser{
		Username: name, Password: harness.Password, Email: name + "@example.com",
		Attributes: map[string]string{"phone_number": "+15550100"},
	}); err != nil {
		s.T.Fatal(err)
	}
}

// page is a tab in which a sign-in is taken step by step.
type page struct {
	*harness.Tab
}

func openPage(t *testing.T, s *harness.Site, style string) page {
	t.Helper()
	p := page{harness.NewTab(t, s)}
	p.open(style)
	return p
}

func (p page) open(style string) {
	p.T.Helper()
	p.Open("/library.html")
	p.Eval("Object.assign(window, { endpoint: $0, style: $1 }), undefined", nil, p.Site.Endpoint, style)
	if style == "worker" {
		p.Eval("AmazonCognitoIdentity.configure({ worker: true })", nil)
	}
}

// step takes a step and fails unless it comes to want: a callback, or the reason of an error.
func (p page) step(want, expression string, arguments ...any) {
	p.T.Helper()
	var got string
	p.Eval(expression, &got, arguments...)
	if got != want {
		p.T.Errorf("%s %v came to %q, want %q", expression, arguments, got, want)
	}
}

// code is the last one that was sent to a user.
func (p page) code(name string) string {
	p.T.Helper()
	messages := p.Site.Cognito.Mailbox(name)
	if len(messages) == 0 {
		p.T.Fatalf("nothing was sent to %s", name)
	}
	return messages[len(messages)-1].Code
}

// wrong is a code that is not the given one.
func wrong(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
}

const everything = "selectChallenge PASSWORD,PASSWORD_SRP,EMAIL_OTP,SMS_OTP"

// Each challenge of the first factor, and each answer to it: the right one, a wrong one, one too
// late, another way, and a preference that the user does not have.
func TestSignInByChoice(t *testing.T) {
	t.Parallel()
	for _, style := range styles {
		for _, tt := range []struct {
			name string
			take func(page)
		}{
			{"a code by e-mail", func(p page) {
				p.step(everything, "begin('ada')")
				p.step("emailOtpRequired", "select('EMAIL_OTP')")
				code := p.code("ada")
				p.step("CODE_MISMATCH", "answer($0)", wrong(code))
				p.step("signed in", "answer($0)", code)
			}},
			{"a code by SMS", func(p page) {
				p.step("smsOtpRequired", "begin('ada', 'SMS_OTP')")
				code := p.code("ada")
				p.step("CODE_MISMATCH", "answer($0)", wrong(code))
				p.step("signed in", "answer($0)", code)
			}},
			{"a chosen password", func(p page) {
				p.step(everything, "begin('ada')")
				p.step("signed in", "select('PASSWORD', $0)", harness.Password)
			}},
			{"a chosen password, proven", func(p page) {
				p.step(everything, "begin('ada')")
				p.step("signed in", "select('PASSWORD_SRP', $0)", harness.Password)
			}},
			{"a password, proven", func(p page) {
				p.step("signed in", "begin('ada', undefined, $0)", harness.Password)
				harness.WantOperations(p.T, p.Site, "InitiateAuth[USER_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]")
			}},
			{"a password, sent", func(p page) { p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password) }},
			{"a wrong password", func(p page) {
				p.step("BAD_CREDENTIALS", "begin('ada', 'PASSWORD', 'Wrong-1843')")
				p.step("BAD_CREDENTIALS", "begin('ada', undefined, 'Wrong-1843')")
				p.step(everything, "begin('ada')")
				p.step("BAD_CREDENTIALS", "select('PASSWORD_SRP', 'Wrong-1843')")
			}},
			{"no password for a factor with one", func(p page) {
				p.step("INVALID_PARAMETER", "begin('ada', 'PASSWORD')")
				p.step(everything, "begin('ada')")
				p.step("INVALID_PARAMETER", "select('PASSWORD_SRP')")
			}},
			{"another way", func(p page) {
				p.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
				p.step("smsOtpRequired", "select('SMS_OTP')")
				p.step("signed in", "select('PASSWORD_SRP', $0)", harness.Password)
			}},
			{"another way, which the service refuses", func(p page) {
				p.Site.Cognito.RefuseOtherFactor = true
				p.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
				p.step("smsOtpRequired", "select('SMS_OTP')")
				p.step("signed in", "answer($0)", p.code("ada"))
				harness.WantOperations(p.T, p.Site, "InitiateAuth[USER_AUTH]", "RespondToAuthChallenge[SELECT_CHALLENGE]",
					"InitiateAuth[USER_AUTH]", "RespondToAuthChallenge[SMS_OTP]")
			}},
			{"a preference that the user does not have", func(p page) {
				p.step(everything, "begin('ada', 'WEB_AUTHN')")
				p.step("emailOtpRequired", "select('EMAIL_OTP')")
			}},
			{"a choice that there is not", func(p page) {
				p.step(everything, "begin('ada')")
				p.step("INVALID_PARAMETER", "select('WEB_AUTHN')")
				p.step("emailOtpRequired", "select('EMAIL_OTP')")
			}},
			{"too late", func(p page) {
				p.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
				code := p.code("ada")
				p.Site.Cognito.Now = func() time.Time { return time.Now().Add(4 * time.Minute) }
				p.step("CHALLENGE_EXPIRED", "answer($0)", code)
				// A choice begins again.
				p.step("smsOtpRequired", "select('SMS_OTP')")
				p.step("signed in", "answer($0)", p.code("ada"))
			}},
			{"a code that has expired", func(p page) {
				p.Site.Cognito.CodeLifetime = time.Minute
				p.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
				code := p.code("ada")
				p.Site.Cognito.Now = func() time.Time { return time.Now().Add(2 * time.Minute) }
				p.step("CODE_EXPIRED", "answer($0)", code)
				p.step("emailOtpRequired", "select('EMAIL_OTP')")
				p.step("signed in", "answer($0)", p.code("ada"))
			}},
			{"an unknown user", func(p page) {
				p.Site.Cognito.PreventUserExistenceErrors = true
				p.step("emailOtpRequired", "begin('nobody', 'EMAIL_OTP')")
				p.step("CODE_MISMATCH", "answer('000000')")
			}},
			{"the flow is off", func(p page) {
				p.Site.Cognito.FirstFactors = nil
				p.step("FLOW_NOT_ENABLED", "begin('ada')")
			}},
		} {
			t.Run(tt.name+", by "+style, func(t *testing.T) {
				t.Parallel()
				tt.take(openPage(t, newSite(t), style))
			})
		}
	}
}

// After a password, EMAIL_OTP is the second factor, and has the callback of one.
func TestEmailOTPAsSecondFactor(t *testing.T) {
	t.Parallel()
	for _, style := range styles {
		s := newSite(t)
		if _, err := s.Cognito.CreateUser(fakecognito.NewUser{
			Username: "grace", Password: harness.Password, Email: "grace@example.com", MFA: []string{fakecognito.EmailOTP},
		}); err != nil {
			t.Fatal(err)
		}
		p := openPage(t, s, style)
		p.step("mfaRequired", "begin('grace', undefined, $0)", harness.Password)
		p.step("signed in", "answer($0)", p.code("grace"))
	}
}

// Without the callback that a challenge needs, onFailure says which.
func TestChoiceWithoutCallback(t *testing.T) {
	t.Parallel()
	p := openPage(t, newSite(t), "callbacks")
	var message string
	p.Eval(`new Promise((resolve) => {
		window.user = makeUser('ada');
		user.setAuthenticationFlowType('USER_AUTH');
		const onFailure = (error) => resolve(error.reason + ': ' + error.message);
		user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada' }), { onFailure });
	})`, &message)
	if !strings.HasPrefix(message, "UNHANDLED_CHALLENGE: ") || !strings.Contains(message, "selectChallenge") {
		t.Error(message)
	}
}

// What WAF and a standby region refuse has reasons of its own, and ends no session.
func TestRefusalsElsewhereEndNoSession(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		reason string
		fault  fakecognito.Fault
	}{
		{"WAF_BLOCKED", harness.JSONFault(403, `{"__type":"ForbiddenException","message":"Request not allowed due to WAF block."}`)},
		{"CAPTCHA_REQUIRED", fakecognito.Fault{Status: 405, Body: "<html>captcha</html>"}},
		{"REGION_STANDBY", harness.JSONFault(400, `{"__type":"OperationNotEnabledException","message":"The operation is not enabled."}`)},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			p := openPage(t, s, "promises")
			p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
			s.Cognito.Fail("InitiateAuth", tt.fault, 10)
			p.step(tt.reason, "begin('ada', 'PASSWORD', $0)", harness.Password)
			p.Eval("expire('ada')", nil)
			p.open("promises")
			var got harness.GotSession
			p.Eval("session()", &got)
			if got.Error == nil || got.Error.Reason != tt.reason {
				t.Errorf("refresh: %+v", got.Error)
			}
			if stored := p.Storage()[harness.Key("ada", "refreshToken")]; stored == "" {
				t.Error("the session is gone")
			}
		})
	}
}

// GetUserAuthFactors and the preferences of second factors, e-mail and passkeys included.
func TestFactorsOfAnAccount(t *testing.T) {
	t.Parallel()
	p := openPage(t, newSite(t), "promises")
	p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
	var factors struct {
		Result struct{ ConfiguredUserAuthFactors []string }
	}
	p.Eval("account(() => user.getUserAuthFactors())", &factors)
	if got := factors.Result.ConfiguredUserAuthFactors; !slices.Contains(got, "EMAIL_OTP") || !slices.Contains(got, "PASSWORD") {
		t.Errorf("factors: %v", got)
	}
	var done string
	p.Eval(`new Promise((resolve) => user.setUserMfaPreference(null, null, (error, result) => resolve(error ? error.message : result), { Enabled: true, PreferredMfa: true }))`, &done)
	if done != "SUCCESS" {
		t.Error(done)
	}
	var sent map[string]json.RawMessage
	requests := p.Site.RequestsTo("SetUserMFAPreference")
	if err := json.Unmarshal(requests[0].Body, &sent); err != nil || string(sent["EmailMfaSettings"]) != `{"Enabled":true,"PreferredMfa":true}` || sent["WebAuthnMfaSettings"] != nil {
		t.Errorf("sent %s, %v", fmt.Sprint(sent), err)
	}
}
