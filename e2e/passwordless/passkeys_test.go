package passwordless

import (
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// did is what account in signin.js tells.
type did struct {
	Result any
	Reason string
	Code   string
}

func (p page) account(expression string, arguments ...any) (got did) {
	p.T.Helper()
	p.Eval("account(() => "+expression+")", &got, arguments...)
	return got
}

// refused fails unless a method is refused for a reason.
func (p page) refused(reason, expression string, arguments ...any) {
	p.T.Helper()
	if got := p.account(expression, arguments...); got.Reason != reason {
		p.T.Errorf("%s: %+v, want %s", expression, got, reason)
	}
}

// withPasskey is a page of ada, who has registered a passkey, and is signed out again.
func withPasskey(t *testing.T, style string) (page, harness.Authenticator) {
	t.Helper()
	p := openPage(t, newSite(t), style)
	a := harness.AddAuthenticator(p.Tab)
	p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
	if got := p.account("user.registerPasskey()"); got.Result == nil {
		t.Fatalf("registerPasskey: %+v", got)
	}
	p.Eval("user.signOut()", nil)
	p.Site.Cognito.ResetRequests()
	return p, a
}

// A passkey is registered, listed, signs in, and is deleted.
func TestPasskeyLife(t *testing.T) {
	t.Parallel()
	for _, style := range styles {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			p, a := withPasskey(t, style)
			p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
			passkeys := p.account("user.listPasskeys()")
			list, _ := passkeys.Result.([]any)
			if len(list) != 1 || len(a.Passkeys()) != 1 {
				t.Fatalf("passkeys: %+v, in the authenticator %d", passkeys, len(a.Passkeys()))
			}
			p.refused("PASSKEY_REGISTERED", "user.registerPasskey()")
			p.Eval("user.signOut()", nil)

			p.step("signed in", "(window.user = makeUser('ada'), passkey())")
			p.step("webAuthnRequired", "begin('ada', 'WEB_AUTHN')")
			p.step("signed in", "passkey()")
			p.step("selectChallenge PASSWORD,PASSWORD_SRP,EMAIL_OTP,SMS_OTP,WEB_AUTHN", "begin('ada')")
			p.step("webAuthnRequired", "select('WEB_AUTHN')")
			p.step("signed in", "passkey()")

			id := list[0].(map[string]any)["CredentialId"]
			if got := p.account("user.deletePasskey($0)", id); got.Result != "SUCCESS" {
				t.Errorf("deletePasskey: %+v", got)
			}
			if got := p.account("user.deletePasskey($0)", id); got.Code != "ResourceNotFoundException" {
				t.Errorf("deletePasskey again: %+v", got)
			}
			p.step(everything, "(window.user = makeUser('ada'), passkey())")
		})
	}
}

// More passkeys than a page of the list has are listed all.
func TestListPasskeysOfAllPages(t *testing.T) {
	t.Parallel()
	p, a := withPasskey(t, "promises")
	p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
	for range 2 {
		a.Clear()
		if got := p.account("user.registerPasskey()"); got.Reason != "" {
			t.Fatalf("%+v", got)
		}
	}
	p.Site.Cognito.PasskeysPerPage = 2
	got := p.account("user.listPasskeys()")
	if list, _ := got.Result.([]any); len(list) != 3 || len(p.Site.RequestsTo("ListWebAuthnCredentials")) != 2 {
		t.Errorf("passkeys: %+v in %d requests", got, len(p.Site.RequestsTo("ListWebAuthnCredentials")))
	}
}

// What can go wrong at a sign-in leaves the challenge open: the user tries again, or takes
// another way.
func TestPasskeyRefused(t *testing.T) {
	t.Parallel()
	for _, style := range styles {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			p, a := withPasskey(t, style)
			p.Site.Cognito.PasskeyUserVerification = "required"
			a.Know(false)
			p.step("webAuthnRequired", "begin('ada', 'WEB_AUTHN')")
			p.step("PASSKEY_CANCELLED", "passkey()")
			p.step("smsOtpRequired", "select('SMS_OTP')")

			a.Know(true)
			p.step("webAuthnRequired", "begin('ada', 'WEB_AUTHN')")
			a.Clear()
			p.step("PASSKEY_CANCELLED", "passkey()")
			p.step("signed in", "select('PASSWORD_SRP', $0)", harness.Password)
		})
	}
}

// A passkey that was deleted at the service between the prompt and the answer is refused.
func TestPasskeyDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	p, _ := withPasskey(t, "callbacks")
	p.step("webAuthnRequired", "begin('ada', 'WEB_AUTHN')")
	other := page{p.Another()}
	other.open("promises")
	other.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
	other.Eval("user.listPasskeys().then(([passkey]) => user.deletePasskey(passkey.CredentialId))", nil)
	p.step("BAD_CREDENTIALS", "passkey()")
}

// An AbortSignal ends each step: the request, the dialog, the answer.
func TestPasskeyAborted(t *testing.T) {
	t.Parallel()
	p, a := withPasskey(t, "promises")
	p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
	p.refused("ABORTED", "user.registerPasskey(AbortSignal.abort())")
	p.refused("ABORTED", "user.listPasskeys(AbortSignal.abort())")
	p.refused("ABORTED", "makeUser('ada').signInWithPasskey(AbortSignal.abort())")
	a.Hold(true)
	var reason string
	p.Eval(`(async () => {
		const controller = new AbortController();
		window.user = makeUser('ada');
		const get = navigator.credentials.get.bind(navigator.credentials);
		navigator.credentials.get = (options) => { setTimeout(() => controller.abort()); return get(options); };
		const reason = await user.signInWithPasskey(controller.signal).catch((error) => error.reason);
		navigator.credentials.get = get;
		return reason;
	})()`, &reason)
	if reason != "ABORTED" {
		t.Errorf("while the dialog is open: %s", reason)
	}
	a.Hold(false)
	p.step("signed in", "passkey()")
}

// A reload between the prompt and the passkey loses nothing.
func TestPasskeyAfterReload(t *testing.T) {
	t.Parallel()
	p, _ := withPasskey(t, "callbacks")
	p.openKeeping("callbacks")
	p.step("webAuthnRequired", "begin('ada', 'WEB_AUTHN')")
	p.openKeeping("callbacks")
	p.step("WEB_AUTHN", resume)
	p.step("signed in", "passkey()")
}

// How the pool is set up, and where the page is, have reasons of their own; and who is not
// signed in has no passkeys.
func TestPasskeysNotAllowed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := openPage(t, s, "promises")
	harness.AddAuthenticator(p.Tab)
	p.Eval("window.user = makeUser('ada')", nil)
	p.refused("NO_SESSION", "user.registerPasskey()")
	p.refused("NO_SESSION", "user.getUserAuthFactors()")
	p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
	s.Cognito.RelyingPartyOrigins = []string{"https://elsewhere.example"}
	p.refused("PASSKEY_NOT_ALLOWED", "user.registerPasskey()")
	s.Cognito.RelyingPartyID = "elsewhere.example"
	p.refused("PASSKEY_NOT_ALLOWED", "user.registerPasskey()")
	s.Cognito.RelyingPartyID = ""
	p.refused("RELYING_PARTY_MISSING", "user.registerPasskey()")
	s.Cognito.FirstFactors = slices.DeleteFunc(slices.Clone(allFactors), func(f string) bool { return f == fakecognito.WebAuthnFactor })
	p.refused("PASSKEYS_DISABLED", "user.registerPasskey()")
	p.Eval("delete window.PublicKeyCredential", nil)
	s.Cognito.FirstFactors, s.Cognito.RelyingPartyID = allFactors, relyingParty
	p.refused("PASSKEY_UNSUPPORTED", "user.registerPasskey()")
}

// Where the browser can, the password manager hears which passkeys are left.
func TestDeletingTellsThePasswordManager(t *testing.T) {
	t.Parallel()
	p, _ := withPasskey(t, "promises")
	p.step("signed in", "begin('ada', 'PASSWORD', $0)", harness.Password)
	p.Eval("window.told = new Promise((resolve) => { PublicKeyCredential.signalAllAcceptedCredentials = async (facts) => resolve(facts); }), undefined", nil)
	p.Eval("user.listPasskeys().then(([passkey]) => user.deletePasskey(passkey.CredentialId))", nil)
	var facts struct {
		RPID                     string `json:"rpId"`
		UserID                   string `json:"userId"`
		AllAcceptedCredentialIDs []string
	}
	p.Eval("window.told", &facts)
	if facts.RPID != relyingParty || facts.UserID == "" || len(facts.AllAcceptedCredentialIDs) != 0 {
		t.Errorf("%+v", facts)
	}
}

// Suggestions in a text field sign in the user who used a passkey here last; without the focus
// nothing is sent.
func TestPasskeyAutofill(t *testing.T) {
	t.Parallel()
	p, _ := withPasskey(t, "callbacks")
	p.open("callbacks")
	p.Site.Cognito.ResetRequests()
	const fill = `(async () => {
		window.user = await makePool().getPasskeyUser();
		window.outcome = new Promise((resolve) => {
			window.end = user.autofillPasskey(document.getElementById('name'), { onSuccess: () => resolve('signed in'), onFailure: (error) => resolve(error.reason) });
		});
		await PublicKeyCredential.isConditionalMediationAvailable();
		return user.getUsername();
	})()`
	p.step("ada", fill)
	// Whatever began unasked would have been sent before this.
	addPerson(p.Site, "grace")
	p.step(everything, "begin('grace')")
	harness.WantOperations(t, p.Site, "InitiateAuth[USER_AUTH]")
	p.Site.Cognito.ResetRequests()
	p.Eval("document.getElementById('name').focus()", nil)
	p.step("signed in", "window.outcome")
	harness.WantOperations(t, p.Site, "InitiateAuth[USER_AUTH]", "RespondToAuthChallenge[WEB_AUTHN]")
}

// A page that imports nothing of it loads nothing of it.
func TestNothingOfItIsLoadedUnasked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	tb.Eval("window.user = makeUser('ada')", nil)
	var methods []string
	tb.Eval("['registerPasskey', 'selectChallenge', 'exportChallenge'].filter((name) => name in user)", &methods)
	if len(methods) != 0 || s.Requests("passwordless.js") != 0 {
		t.Errorf("methods %v, requests %d", methods, s.Requests("passwordless.js"))
	}
	if err := tb.SignIn(); err != nil {
		t.Error(err)
	}
	if s.Requests("passwordless.js") != 0 || strings.Contains(strings.Join(s.Operations(), " "), "USER_AUTH") {
		t.Error("a sign-in has loaded it")
	}
}

// Suggestions that wait leave alone what the user has begun, and what is kept of it.
func TestAutofillLeavesOtherSignInsAlone(t *testing.T) {
	t.Parallel()
	p, a := withPasskey(t, "callbacks")
	a.Hold(true)
	p.openKeeping("callbacks")
	p.step("emailOtpRequired", "begin('ada', 'EMAIL_OTP')")
	code := p.code("ada")
	p.Site.Cognito.ResetRequests()
	p.Eval("window.end = user.autofillPasskey(document.getElementById('name'), {}), document.getElementById('name').focus()", nil)
	for len(p.Site.RequestsTo("InitiateAuth")) == 0 {
		p.Eval("settled()", nil)
	}
	p.step("EMAIL_OTP", "user.exportChallenge().challengeName")
	p.step("signed in", "answer($0)", code)
	p.Eval("end()", nil)
}

// The callbacks are called on the object that the application has passed, which may be frozen,
// or have private members.
func TestPasskeyCallbacksAreTheApplications(t *testing.T) {
	t.Parallel()
	p, _ := withPasskey(t, "callbacks")
	const take = `new Promise((resolve) => {
		class Answers {
			#tell = resolve;
			onSuccess() { this.#tell('signed in'); }
			onFailure(error) { this.#tell(error.reason); }
			selectChallenge(available) { this.#tell('selectChallenge ' + available); }
		}
		makeUser($0).signInWithPasskey(Object.freeze(new Answers()));
	})`
	p.step("signed in", take, "ada")
	addPerson(p.Site, "grace")
	p.step(everything, take, "grace")
}
