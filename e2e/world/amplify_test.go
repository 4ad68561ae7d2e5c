package world

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The tests here do not concern the library: AWS Amplify 6 signs in by USER_AUTH at the fake,
// which shows that the fake's requests and replies are those of a client that people use with
// the service.

// amplifyStep is what Amplify returns from a step of a sign-up or sign-in.
type amplifyStep struct {
	Result struct {
		IsSignedIn, IsSignUpComplete bool
		NextStep                     struct {
			SignInStep, SignUpStep string
			AvailableChallenges    []string
			CodeDeliveryDetails    struct{ DeliveryMedium, Destination string }
		}
	}
	Error string
}

// amplifyPage is a page with Amplify in it.
type amplifyPage struct {
	*testing.T
	site *harness.Site
	tab  *harness.Tab
}

// newAmplify opens a page with Amplify, at a pool that allows all first factors.
func newAmplify(t *testing.T) amplifyPage {
	t.Helper()
	s := harness.NewSite(t)
	s.Localhost()
	s.Cognito.RelyingPartyID = "localhost"
	s.Cognito.FirstFactors = []string{fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.SMSOTPFactor, fakecognito.WebAuthnFactor}
	folder := t.TempDir()
	harness.Command(t, harness.Root, "go", "tool", "esbuild", filepath.Join(harness.Root, "e2e", "world", "amplify.mjs"),
		"--bundle", "--log-level=error", "--define:global=globalThis", "--outfile="+filepath.Join(folder, "amplify.js"))
	serveFolder(s, "/assets/", folder)
	s.Page("/amplify.html", `<!doctype html><title>Amplify</title><script src="/assets/amplify.js"></script>`)
	tb := harness.NewTab(t, s)
	tb.Expect("You are using a custom Amazon")
	tb.Open("/amplify.html")
	tb.Eval("amplify.configure($0, $1, $2)", nil, fakecognito.DefaultPoolID, fakecognito.DefaultClientID, s.Endpoint)
	return amplifyPage{t, s, tb}
}

// call calls one of Amplify's functions.
func (a amplifyPage) call(name string, input ...any) (got amplifyStep) {
	a.Helper()
	if input == nil {
		input = []any{}
	}
	a.tab.Eval("amplify.call($0, ...$1)", &got, name, input)
	return got
}

// signIn begins USER_AUTH, with the preferred challenge if there is one.
func (a amplifyPage) signIn(username, preferred string) amplifyStep {
	a.Helper()
	options := harness.Object{"authFlowType": "USER_AUTH"}
	if preferred != "" {
		options["preferredChallenge"] = preferred
	}
	return a.call("signIn", harness.Object{"username": username, "options": options})
}

// answer answers the challenge that is open.
func (a amplifyPage) answer(response string) amplifyStep {
	a.Helper()
	return a.call("confirmSignIn", harness.Object{"challengeResponse": response})
}

// code returns the last code that was sent to a user, which must be of the kind.
func (a amplifyPage) code(username string, kind fakecognito.MessageKind) string {
	a.Helper()
	box := a.site.Cognito.Mailbox(username)
	if len(box) == 0 || box[len(box)-1].Kind != kind {
		a.Fatalf("no code of the kind %s among %d messages", kind, len(box))
	}
	return box[len(box)-1].Code
}

// wantStep fails unless a step leads to the next one.
func (a amplifyPage) wantStep(got amplifyStep, next string) {
	a.Helper()
	if step := got.Result.NextStep; got.Error != "" || step.SignInStep != next && step.SignUpStep != next {
		a.Fatalf("got %+v, want the step %s", got, next)
	}
}

// wantSignedIn fails unless a step was the last one, and the user has tokens.
func (a amplifyPage) wantSignedIn(got amplifyStep, username string) {
	a.Helper()
	a.wantStep(got, "DONE")
	var claims struct {
		Result struct{ Username string }
		Error  string
	}
	a.tab.Eval("amplify.claims()", &claims)
	if !got.Result.IsSignedIn || claims.Result.Username != username {
		a.Errorf("signed in: %t, with the tokens of %q (%s)", got.Result.IsSignedIn, claims.Result.Username, claims.Error)
	}
}

const (
	amplifyCode   = "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"
	amplifyChoice = "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION"
)

// A preferred code, entered wrong at first.
func TestAmplifyPreferredCode(t *testing.T) {
	a := newAmplify(t)
	a.site.AddUser()
	step := a.signIn(harness.Username, "EMAIL_OTP")
	a.wantStep(step, amplifyCode)
	if got := step.Result.NextStep.CodeDeliveryDetails; got.DeliveryMedium != "EMAIL" || got.Destination != "a***@e***" {
		t.Errorf("the code went to %+v", got)
	}
	code := a.code(harness.Username, fakecognito.KindFirstFactor)
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	if got := a.answer(wrong).Error; got != "CodeMismatchException: Invalid code or auth state for the user." {
		t.Errorf("the wrong code: %s", got)
	}
	a.wantSignedIn(a.answer(code), harness.Username)
}

// Selection, then the password by SRP or as it is.
func TestAmplifySelection(t *testing.T) {
	a := newAmplify(t)
	a.site.AddUser()
	for _, challenge := range []string{"PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"} {
		step := a.signIn(harness.Username, "")
		a.wantStep(step, amplifyChoice)
		if got := step.Result.NextStep.AvailableChallenges; !slices.Equal(got, []string{"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"}) {
			t.Errorf("available: %q", got)
		}
		step = a.answer(challenge)
		proof := harness.Password
		if challenge == "EMAIL_OTP" {
			a.wantStep(step, amplifyCode)
			proof = a.code(harness.Username, fakecognito.KindFirstFactor)
		} else {
			a.wantStep(step, "CONFIRM_SIGN_IN_WITH_PASSWORD")
		}
		a.wantSignedIn(a.answer(proof), harness.Username)
		if got := a.call("signOut"); got.Error != "" {
			t.Fatal(got.Error)
		}
	}
}

// A preferred password, by SRP or as it is, and a preference that the user does not have.
func TestAmplifyPreferredPassword(t *testing.T) {
	a := newAmplify(t)
	a.site.AddUser()
	for _, preferred := range []string{"PASSWORD_SRP", "PASSWORD"} {
		step := a.call("signIn", harness.Object{
			"username": harness.Username, "password": harness.Password,
			"options": harness.Object{"authFlowType": "USER_AUTH", "preferredChallenge": preferred},
		})
		a.wantSignedIn(step, harness.Username)
		if got := a.call("signOut"); got.Error != "" {
			t.Fatal(got.Error)
		}
	}
	a.wantStep(a.signIn(harness.Username, "SMS_OTP"), amplifyChoice)
}

// Sign-up without a password, and the sign-in that follows from it by its Session.
func TestAmplifyAutoSignIn(t *testing.T) {
	a := newAmplify(t)
	step := a.call("signUp", harness.Object{"username": "grace", "options": harness.Object{
		"userAttributes": harness.Object{"email": "grace@example.com"},
		"autoSignIn":     harness.Object{"authFlowType": "USER_AUTH"},
	}})
	a.wantStep(step, "CONFIRM_SIGN_UP")
	step = a.call("confirmSignUp", harness.Object{"username": "grace", "confirmationCode": a.code("grace", fakecognito.KindConfirmSignUp)})
	a.wantStep(step, "COMPLETE_AUTO_SIGN_IN")
	a.wantSignedIn(a.call("autoSignIn"), "grace")
	if n := len(a.site.RequestsTo("RespondToAuthChallenge")); n != 0 {
		t.Errorf("%d challenges were answered, want none", n)
	}
}

// A passkey is registered, listed, preferred and chosen, and deleted.
func TestAmplifyPasskey(t *testing.T) {
	a := newAmplify(t)
	a.site.AddUser()
	harness.AddAuthenticator(a.tab)
	a.wantSignedIn(a.call("signIn", harness.Object{"username": harness.Username, "password": harness.Password}), harness.Username)
	if got := a.call("associateWebAuthnCredential"); got.Error != "" {
		t.Fatal(got.Error)
	}
	var listed struct {
		Result struct {
			Credentials []struct{ CredentialID, RelyingPartyID string }
		}
		Error string
	}
	a.tab.Eval("amplify.call('listWebAuthnCredentials')", &listed)
	if len(listed.Result.Credentials) != 1 || listed.Result.Credentials[0].RelyingPartyID != "localhost" {
		t.Fatalf("listed: %+v", listed)
	}
	a.call("signOut")
	a.wantSignedIn(a.signIn(harness.Username, "WEB_AUTHN"), harness.Username)
	a.call("signOut")
	a.wantStep(a.signIn(harness.Username, ""), amplifyChoice)
	a.wantSignedIn(a.answer("WEB_AUTHN"), harness.Username)
	if got := a.call("deleteWebAuthnCredential", harness.Object{"credentialId": listed.Result.Credentials[0].CredentialID}); got.Error != "" {
		t.Error(got.Error)
	}
	a.call("signOut")
	a.wantStep(a.signIn(harness.Username, "WEB_AUTHN"), amplifyChoice)
}
