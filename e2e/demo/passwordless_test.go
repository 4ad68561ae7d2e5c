package demo

import (
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// openAsAda opens the demo with one of the libraries; ada is a user, and her name is typed.
func openAsAda(t *testing.T, library string) *harness.Tab {
	t.Helper()
	s := newDemo(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.Open("/?library=" + library)
	see(tb, "html[data-library="+library+"][data-state=signed-out] #signin")
	enter(tb, "#signin-username", harness.Username)
	return tb
}

// lastCode is the code that was sent last.
func lastCode(tb *harness.Tab) string {
	tb.T.Helper()
	sent := tb.Site.Cognito.Mailbox(harness.Username)
	if len(sent) == 0 {
		tb.T.Fatal("no code was sent")
	}
	return sent[len(sent)-1].Code
}

// wantKept fails unless the tab keeps so many sign-ins that wait.
func wantKept(tb *harness.Tab, want int) {
	tb.T.Helper()
	var kept []string
	tb.Eval("Object.keys(sessionStorage).filter((key) => key.endsWith('.challenge'))", &kept)
	if len(kept) != want {
		tb.T.Errorf("%d sign-ins are kept, want %d", len(kept), want)
	}
}

// A factor is chosen with the keyboard, and the code comes from the mailbox on the page.
func TestDemoSignInByChoice(t *testing.T) {
	t.Parallel()
	for _, library := range []string{"ours", "sdk"} {
		t.Run(library, func(t *testing.T) {
			t.Parallel()
			tb := openAsAda(t, library)
			click(tb, "#choose")
			// The focus is on what is asked next, each time.
			see(tb, "#prompt[data-challenge=SELECT_CHALLENGE] #factors button:focus")
			if got := value(tb, "[...document.querySelectorAll('#factors button')].map((b) => b.dataset.factor).join()"); got != "PASSWORD,PASSWORD_SRP,EMAIL_OTP" {
				t.Errorf("offered are %s", got)
			}
			if shown := value(tb, "String(document.getElementById('signin').checkVisibility())"); shown != "false" {
				t.Error("the ordinary form is still there")
			}
			tb.Eval("document.querySelector('[data-factor=EMAIL_OTP]').focus()", nil)
			press(tb, "\r")
			see(tb, "#prompt[data-challenge=EMAIL_OTP] #otp-code:focus")
			see(tb, logged("RespondToAuthChallenge", "SELECT_CHALLENGE", 200))

			press(tb, "x\r")
			see(tb, "#message[data-kind=error][data-code=CodeMismatchException]")
			see(tb, "#otp-code:focus")

			click(tb, "#mailbox li[data-kind=first-factor] .use")
			if got := value(tb, "document.getElementById('otp-code').value"); got != lastCode(tb) {
				t.Errorf("the message fills %q in", got)
			}
			see(tb, "#otp-submit:focus")
			press(tb, "\r")
			see(tb, "html[data-state=signed-in] #whoami:focus")
			see(tb, "#attributes")
			wantKept(tb, 0)
		})
	}
}

// Whoever waits in vain for a code takes another way, or begins with another name.
func TestDemoAnotherWay(t *testing.T) {
	t.Parallel()
	tb := openAsAda(t, "ours")
	click(tb, "#choose")
	click(tb, "[data-factor=EMAIL_OTP]")
	see(tb, "#otp-code:focus")
	click(tb, "#otp-again")
	until(tb, "document.querySelectorAll('#mailbox li').length === 2")
	see(tb, "#otp-code:focus")

	click(tb, "#start-over")
	see(tb, "#signin-username:focus")
	wantKept(tb, 0)
	click(tb, "#choose")
	click(tb, "[data-factor=EMAIL_OTP]")
	see(tb, "#otp-code:focus")
	asked := len(tb.Site.Cognito.Requests())
	click(tb, "#another-way")
	see(tb, "#factors button:focus")
	if n := len(tb.Site.Cognito.Requests()); n != asked {
		t.Errorf("%d requests to show what there is", n-asked)
	}
	click(tb, "[data-factor=PASSWORD_SRP]")
	see(tb, "#proof-password:focus")
	// The code still counts, until something else is chosen.
	click(tb, "#mailbox li:first-child .use")
	see(tb, "#otp-submit:focus")
	click(tb, "#another-way")
	click(tb, "[data-factor=PASSWORD_SRP]")
	see(tb, "#proof-password:focus")
	press(tb, "Wrong-1843\r")
	see(tb, "#message[data-kind=error][data-code=NotAuthorizedException]")
	see(tb, "#proof-password:focus")
	press(tb, harness.Password+"\r")
	see(tb, "html[data-state=signed-in] #whoami:focus")
	wantKept(tb, 0)
}

// A reload in the middle of a sign-in loses nothing: neither the choice nor the code's prompt,
// from which there still is another way.
func TestDemoSignInSurvivesReload(t *testing.T) {
	t.Parallel()
	tb := openAsAda(t, "ours")
	click(tb, "#choose")
	see(tb, "#factors button:focus")
	tb.Reload()
	see(tb, "#prompt[data-challenge=SELECT_CHALLENGE] #factors button:focus")
	if got := see(tb, "#prompt-user"); got != harness.Username {
		t.Errorf("the prompt is for %q", got)
	}
	click(tb, "[data-factor=EMAIL_OTP]")
	see(tb, "#otp-code:focus")
	code := lastCode(tb)

	asked := len(tb.Site.Cognito.Requests())
	tb.Reload()
	see(tb, "#prompt[data-challenge=EMAIL_OTP] #otp-code:focus")
	if got := see(tb, "#message"); !strings.Contains(got, harness.Username) {
		t.Errorf("the message is %q", got)
	}
	if n := len(tb.Site.Cognito.Requests()); n != asked {
		t.Errorf("the reload made %d requests to Cognito", n-asked)
	}
	press(tb, code+"\r")
	see(tb, "html[data-state=signed-in] #whoami:focus")
	see(tb, "#attributes")
	wantKept(tb, 0)

	click(tb, "#signout")
	see(tb, "#signin-username:focus")
	press(tb, harness.Username)
	click(tb, "#choose")
	click(tb, "[data-factor=EMAIL_OTP]")
	see(tb, "#otp-code:focus")
	tb.Reload()
	see(tb, "#otp-code:focus")
	click(tb, "#another-way")
	see(tb, "#prompt[data-challenge=EMAIL_OTP] #factors button:focus")
}

// A sign-in that waits does not outlive the server: its users are gone.
func TestDemoForgetsTheSignInOfAnEarlierServer(t *testing.T) {
	t.Parallel()
	s, restart := newRestartableDemo(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.Open("/")
	enter(tb, "#signin-username", harness.Username)
	click(tb, "#choose")
	see(tb, "#factors button:focus")
	wantKept(tb, 1)
	restart()
	tb.Reload()
	see(tb, "html[data-state=signed-out] #signin")
	wantKept(tb, 0)
}

// Whoever has just confirmed a sign-up needs no second code.
func TestDemoFromSignUpToSignedIn(t *testing.T) {
	t.Parallel()
	s := newDemo(t)
	tb := harness.NewTab(t, s)
	tb.Open("/")
	enter(tb, "#signup-username", harness.Username)
	enter(tb, "#signup-email", harness.Email)
	enter(tb, "#signup-phone", "+15550100")
	enter(tb, "#signup-password", harness.Password)
	click(tb, "#signup-submit")
	click(tb, "#mailbox li[data-kind=confirm-sign-up] .use")
	click(tb, "#confirm-submit")
	see(tb, "#signin-password:focus")
	click(tb, "#choose")
	see(tb, "html[data-state=signed-in] #whoami:focus")
	see(tb, "#attributes")
	if n := len(s.Cognito.Mailbox(harness.Username)); n != 1 {
		t.Errorf("%d codes were sent, want one", n)
	}
	// The phone is one more way.
	click(tb, "#ways-load")
	until(tb, "document.getElementById('auth-factors').textContent.includes('SMS')")
}

// A passkey is registered, signs in without a name typed, signs in by choice, and is deleted.
func TestDemoPasskey(t *testing.T) {
	t.Parallel()
	tb := openAsAda(t, "ours")
	authenticator := harness.AddAuthenticator(tb)
	// Without one there is the choice.
	click(tb, "#passkey-signin")
	see(tb, "#prompt[data-challenge=SELECT_CHALLENGE] #factors button:focus")
	if got := see(tb, "#message"); !strings.Contains(got, "no passkey") {
		t.Errorf("the message is %q", got)
	}
	click(tb, "#start-over")
	enter(tb, "#signin-password", harness.Password)
	click(tb, "#signin-submit")
	see(tb, "html[data-state=signed-in] #whoami")
	see(tb, "#attributes")

	click(tb, "#passkey-add")
	see(tb, "#passkeys li[data-credential]")
	see(tb, "#message[data-kind=ok]")
	until(tb, "document.getElementById('auth-factors').textContent.includes('Passkey')")
	see(tb, "#passkey-add:focus")
	click(tb, "#passkey-add")
	see(tb, "#message[data-kind=error]")

	click(tb, "#signout")
	see(tb, "#signin-username:focus")
	click(tb, "#passkey-signin")
	see(tb, "html[data-state=signed-in] #whoami:focus")
	see(tb, "#attributes")
	if n := count(tb, "#passkeys li"); n != 0 {
		t.Errorf("%d passkeys are shown before Cognito was asked", n)
	}

	click(tb, "#signout")
	see(tb, "#signin-username:focus")
	press(tb, harness.Username)
	click(tb, "#choose")
	click(tb, "[data-factor=WEB_AUTHN]")
	see(tb, "html[data-state=signed-in] #whoami:focus")
	see(tb, "#attributes")

	click(tb, "#ways-load")
	click(tb, "#passkeys li .delete")
	until(tb, "document.querySelectorAll('#passkeys li').length === 0")
	see(tb, "#passkey-add:focus")
	see(tb, logged("DeleteWebAuthnCredential", "", 200))
	authenticator.Remove()
}

// Where the browser's dialog leads nowhere, the prompt stays: to try again, or for another way.
func TestDemoPasskeyCancelled(t *testing.T) {
	t.Parallel()
	tb := openAsAda(t, "ours")
	authenticator := harness.AddAuthenticator(tb)
	enter(tb, "#signin-password", harness.Password)
	click(tb, "#signin-submit")
	see(tb, "#attributes")
	click(tb, "#passkey-add")
	see(tb, "#passkeys li")
	see(tb, "#message[data-kind=ok]")
	click(tb, "#signout")
	authenticator.Clear()
	click(tb, "#passkey-signin")
	see(tb, "#message[data-kind=error]")
	see(tb, "#prompt[data-challenge=WEB_AUTHN] #passkey-use:focus")
	tb.Reload()
	see(tb, "#prompt[data-challenge=WEB_AUTHN] #passkey-use:focus")
	click(tb, "#another-way")
	click(tb, "[data-factor=EMAIL_OTP]")
	see(tb, "#otp-code:focus")
	press(tb, lastCode(tb)+"\r")
	see(tb, "html[data-state=signed-in] #whoami:focus")
}

// Upstream has none of it, and so the page shows none of it.
func TestDemoUpstreamHasNoChoice(t *testing.T) {
	t.Parallel()
	tb := openAsAda(t, "upstream")
	const visible = "[...document.querySelectorAll('.passwordless, #prompt')].filter((part) => part.checkVisibility()).map((part) => part.id).join()"
	if got := value(tb, visible); got != "" {
		t.Errorf("signed out, the page shows %s", got)
	}
	enter(tb, "#signin-password", harness.Password)
	click(tb, "#signin-submit")
	see(tb, "html[data-state=signed-in] #whoami")
	see(tb, "#attributes")
	if got := value(tb, visible); got != "" {
		t.Errorf("signed in, the page shows %s", got)
	}
	if n := tb.Site.Requests("cognitowasm.passwordless.js"); n != 0 {
		t.Errorf("%d fetches of the script that adds it", n)
	}
}
