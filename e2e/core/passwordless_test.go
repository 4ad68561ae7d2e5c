package core

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

var passwordlessOperations = []string{
	"selectChallenge", "sendWebAuthnCredential", "getUserAuthFactors", "startWebAuthnRegistration",
	"completeWebAuthnRegistration", "listWebAuthnCredentials", "deleteWebAuthnCredential",
}

// TestCorePasswordless signs in by choice through the core's own interface, and registers and
// uses a passkey, for which the page asks the browser.
func TestCorePasswordless(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Localhost()
	s.AddUser()
	s.Cognito.FirstFactors = []string{fakecognito.PasswordFactor, fakecognito.WebAuthnFactor}
	s.Cognito.RelyingPartyID = "localhost"
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	harness.AddAuthenticator(tb)
	replies := map[string]json.RawMessage{}
	call := func(operation string, request harness.Object) json.RawMessage {
		t.Helper()
		replies[operation] = tb.Core(operation, request)
		return replies[operation]
	}
	type step struct {
		Session   *struct{ AccessToken string }
		Challenge *struct {
			Name, Session       string
			Parameters          map[string]string
			AvailableChallenges []string
		}
	}

	first := decode[step](t, call("signIn", harness.Object{"username": harness.Username, "flow": "USER_AUTH"}))
	if first.Challenge == nil || first.Challenge.Name != "SELECT_CHALLENGE" || !slices.Contains(first.Challenge.AvailableChallenges, "PASSWORD_SRP") {
		t.Fatalf("%+v", first)
	}
	signedIn := decode[step](t, call("selectChallenge", harness.Object{
		"username": harness.Username, "session": first.Challenge.Session, "answer": "PASSWORD_SRP", "password": harness.Password,
	}))
	token := harness.Object{"AccessToken": signedIn.Session.AccessToken}
	options := call("startWebAuthnRegistration", token)
	var created json.RawMessage
	tb.Eval(`navigator.credentials.create({
		publicKey: PublicKeyCredential.parseCreationOptionsFromJSON($0.CredentialCreationOptions),
	}).then((credential) => credential.toJSON())`, &created, options)
	call("completeWebAuthnRegistration", harness.Object{"AccessToken": token["AccessToken"], "Credential": created})
	listed := decode[struct {
		Credentials []struct{ CredentialID string }
	}](t, call("listWebAuthnCredentials", token))
	call("getUserAuthFactors", token)

	preferred := decode[step](t, tb.Core("signIn", harness.Object{"username": harness.Username, "flow": "USER_AUTH", "preferredChallenge": "WEB_AUTHN"}))
	var assertion string
	tb.Eval(`navigator.credentials.get({
		publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse($0)),
	}).then((credential) => JSON.stringify(credential.toJSON()))`, &assertion, preferred.Challenge.Parameters["CREDENTIAL_REQUEST_OPTIONS"])
	signedIn = decode[step](t, call("sendWebAuthnCredential", harness.Object{
		"username": harness.Username, "session": preferred.Challenge.Session, "credential": assertion,
	}))
	if signedIn.Session == nil {
		t.Fatalf("not signed in: %+v", signedIn)
	}
	call("deleteWebAuthnCredential", harness.Object{"AccessToken": token["AccessToken"], "CredentialId": listed.Credentials[0].CredentialID})
	for operation, code := range map[string]string{"selectChallenge": "InvalidParameter", "signIn": "InvalidParameter"} {
		if err := coreFails(tb, operation, harness.Object{"username": harness.Username, "challengeName": "SMS_MFA", "answer": "EMAIL_OTP"}); err.Code != code {
			t.Errorf("%s: %+v", operation, err)
		}
	}
	holdReplies(t, replies, func(operation string) bool { return slices.Contains(passwordlessOperations, operation) })
}
