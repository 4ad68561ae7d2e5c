package state

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// again asks window.user for something again, by callbacks or promises, and tells what it came to.
const again = `void (window.again = (take) => Promise.resolve(style === 'promises'
	? take().then(({ challengeName, session }) => challengeName || (session === user.getSignInUserSession() ? 'session' : 'another session'))
	: new Promise((resolve, reject) => take({
		onSuccess: (session) => resolve(session === user.getSignInUserSession() ? 'session' : 'another session'),
		onFailure: reject,
		mfaRequired: (name) => resolve(name),
		totpRequired: (name) => resolve(name),
	}))).catch((error) => error.reason))`

var styles = []string{"callbacks", "promises"}

// signedIn opens two tabs in which ada and bob are signed in, ada being the current user and
// window.user of the first.
func signedIn(t *testing.T, s *harness.Site, style string) []*harness.Tab {
	t.Helper()
	tabs := newTabs(t, s, 2)
	tabs[0].Eval("enter('bob')", nil)
	tabs[0].Eval("enter('ada')", nil)
	tabs[0].Eval("void (window.style = $0)", nil, style)
	tabs[0].Eval(again, nil)
	over(tabs...)
	tabs[0].Eval("void (window.before = user.getSignInUserSession())", nil)
	return tabs
}

// wantUnchanged fails if the storage, the session in memory or the current user changed.
func wantUnchanged(tb *harness.Tab, stored map[string]string) {
	tb.T.Helper()
	if now := tb.Storage(); !maps.Equal(now, stored) {
		tb.T.Errorf("storage has %v, had %v", now, stored)
	}
	comesTo(tb, "true ada", "(user.getSignInUserSession() === before) + ' ' + pool.getCurrentUser().getUsername()")
}

var signedInStory = []string{"initial - signedOut -", "signedIn bob bob bob", "signedIn ada ada ada+bob"}

// The right password brings new tokens of the same sign-in's user, which all tabs have then.
func TestReauthenticate(t *testing.T) {
	t.Parallel()
	for _, style := range styles {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			tabs := signedIn(t, s, style)
			s.Cognito.ResetRequests()
			comesTo(tabs[0], "session", "again((to) => user.reauthenticate({ password: $0 }, to))", harness.Password)
			harness.WantOperations(t, s, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]")
			comesTo(tabs[0], "true", `String(user.getSignInUserSession().getAccessToken().getJwtToken() === localStorage.getItem($0)
				&& user.getSignInUserSession() !== before && user.getSignInUserSession().isValid())`, harness.Key("ada", "accessToken"))
			wantStory(t, tabs, append(slices.Clone(signedInStory), "refreshed ada ada ada+bob")...)
			comesTo(tabs[1], "session", "askAll('ada').then(String)")
			// The others, and who is the current user, are as before.
			tabs[0].Eval("void pool.setCurrentUser(userOf('bob'))", nil)
			comesTo(tabs[0], "session", "again((to) => user.reauthenticate({ password: $0 }, to))", harness.Password)
			wantStory(t, tabs, append(slices.Clone(signedInStory), "refreshed ada ada ada+bob", "userChanged bob bob ada+bob", "refreshed ada bob ada+bob")...)
			comesTo(tabs[0], "bob", "pool.getCurrentUser().getUsername()")
		})
	}
}

// What fails changes nothing.
func TestReauthenticationFails(t *testing.T) {
	t.Parallel()
	for _, style := range styles {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			tabs := signedIn(t, s, style)
			stored := tabs[0].Storage()
			for _, tt := range []struct {
				name, want, call string
				prepare          func()
			}{
				{"wrong password", "BAD_CREDENTIALS", "user.reauthenticate({ password: 'Wrong-1843' }, to)", nil},
				{"no password", "INVALID_PARAMETER", "user.reauthenticate({}, to)", nil},
				{"no options", "INVALID_PARAMETER", "user.reauthenticate(undefined, to)", nil},
				{"a passkey without its entry", "INVALID_PARAMETER", "user.reauthenticate({ passkey: true }, to)", nil},
				{"nobody is signed in", "NO_SESSION", "userOf('eve').reauthenticate({ password: 'p' }, to)", nil},
				{"a service in trouble", "SERVICE_FAILURE", "user.reauthenticate({ password: 'Engine-1843' }, to)", func() {
					s.Cognito.Fail("InitiateAuth", harness.JSONFault(500, `{"__type":"InternalErrorException","message":"x"}`), 1)
				}},
				{"another user by now", "USER_MISMATCH", "user.reauthenticate({ password: 'Engine-1843' }, to)", func() {
					s.Cognito.DeleteUser("ada")
					addUser(s, fakecognito.NewUser{Username: "ada", Password: harness.Password, Email: "other@example.com"})
				}},
			} {
				if tt.prepare != nil {
					tt.prepare()
				}
				comesTo(tabs[0], tt.want, "again((to) => "+tt.call+")")
				wantUnchanged(tabs[0], stored)
			}
			wantStory(t, tabs, signedInStory...)
			// Nobody has a use for the other user's tokens.
			tokens := s.Cognito.RefreshTokens()
			for deadline := time.Now().Add(harness.Patience); tokens[len(tokens)-1].Live && time.Now().Before(deadline); {
				tabs[0].Eval("settled()", nil)
				tokens = s.Cognito.RefreshTokens()
			}
			if tokens[len(tokens)-1].Live {
				t.Error("the tokens of the other user have not been revoked")
			}
		})
	}
}

// A second factor is asked for by the same callbacks, and answered on the same user.
func TestReauthenticateWithSecondFactor(t *testing.T) {
	t.Parallel()
	for _, style := range styles {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.AddSMSUser()
			tabs := newTabs(t, s, 2)
			tb := tabs[0]
			tb.Eval("void (window.style = $0)", nil, style)
			tb.Eval(again, nil)
			code := func() string {
				messages := s.Cognito.Mailbox("sms")
				return messages[len(messages)-1].Code
			}
			tb.Eval("void (window.user = userOf('sms'))", nil)
			tb.Eval("user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'sms', Password: $0 }))", nil, harness.Password)
			tb.Eval("user.sendMFACode($0)", nil, code())
			tb.Eval("void (window.before = user.getSignInUserSession())", nil)
			over(tabs...)
			stored := tb.Storage()
			comesTo(tb, "SMS_MFA", "again((to) => user.reauthenticate({ password: $0 }, to))", harness.Password)
			if now := tb.Storage(); !maps.Equal(now, stored) {
				t.Errorf("storage has %v", now)
			}
			comesTo(tb, "CODE_MISMATCH", "again((to) => user.sendMFACode($0, to))", wrong(code()))
			comesTo(tb, "true", "String(user.getSignInUserSession() === before)")
			comesTo(tb, "session", "again((to) => user.sendMFACode($0, to))", code())
			comesTo(tb, "true", "String(user.getSignInUserSession() !== before)")
			wantStory(t, tabs, "initial - signedOut -", "signedIn sms sms sms", "refreshed sms sms sms")

			// A sign-out while it waits for the code wins.
			comesTo(tb, "SMS_MFA", "again((to) => user.reauthenticate({ password: $0 }, to))", harness.Password)
			tabs[1].Eval("pool.getCurrentUser().signOut()", nil)
			over(tabs...)
			comesTo(tb, "SIGNED_OUT", "again((to) => user.sendMFACode($0, to))", code())
			wantStory(t, tabs, "initial - signedOut -", "signedIn sms sms sms", "refreshed sms sms sms", "signedOut sms signedOut -")
			comesTo(tb, "null", "String(user.getSignInUserSession())")

			// A sign-in on the same object is a sign-in.
			tb.Eval("user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'sms', Password: $0 }))", nil, harness.Password)
			comesTo(tb, "session", "again((to) => user.sendMFACode($0, to))", code())
			wantStory(t, tabs, "initial - signedOut -", "signedIn sms sms sms", "refreshed sms sms sms", "signedOut sms signedOut -", "signedIn sms sms sms")
		})
	}
}

// wrong is a code that is not the given one.
func wrong(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
}

// A sign-out wins over the request that is under way, here and in another tab.
func TestSignOutDuringReauthentication(t *testing.T) {
	t.Parallel()
	for _, where := range []int{0, 1} {
		s := newSite(t)
		tabs := signedIn(t, s, "promises")
		held := s.Cognito.HoldReply("RespondToAuthChallenge")
		tabs[0].Eval("void (window.done = again((to) => user.reauthenticate({ password: $0 }, to)))", nil, harness.Password)
		if err := held.Arrived(t.Context()); err != nil {
			t.Fatal(err)
		}
		tabs[where].Eval("userOf('ada').signOut()", nil)
		over(tabs...)
		held.Release()
		comesTo(tabs[0], "SIGNED_OUT", "done")
		wantStory(t, tabs, append(slices.Clone(signedInStory), "signedOut ada signedOut bob")...)
		comesTo(tabs[0], "bob null", names+" + ' ' + user.getSignInUserSession()")
	}
}
