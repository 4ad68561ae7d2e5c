package fakecognito_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// passwordlessSignUp signs a user up without a password, with attributes in pairs.
func (e *env) passwordlessSignUp(username string, attributes ...string) (*cognitoidentityprovider.SignUpOutput, error) {
	in := &cognitoidentityprovider.SignUpInput{ClientId: aws.String(clientID), Username: aws.String(username)}
	for i := 0; i < len(attributes); i += 2 {
		in.UserAttributes = append(in.UserAttributes, types.AttributeType{Name: aws.String(attributes[i]), Value: aws.String(attributes[i+1])})
	}
	return e.api.SignUp(e.ctx, in)
}

// confirmWith confirms a user with the Session of SignUp.
func (e *env) confirmWith(username, code string, session *string) (*cognitoidentityprovider.ConfirmSignUpOutput, error) {
	return e.api.ConfirmSignUp(e.ctx, &cognitoidentityprovider.ConfirmSignUpInput{
		ClientId: aws.String(clientID), Username: aws.String(username), ConfirmationCode: aws.String(code), Session: session,
	})
}

// continueWith begins USER_AUTH with the Session of ConfirmSignUp.
func (e *env) continueWith(username string, session *string) (*cognitoidentityprovider.InitiateAuthOutput, error) {
	return e.api.InitiateAuth(e.ctx, &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserAuth, ClientId: aws.String(clientID), Session: session,
		AuthParameters: map[string]string{"USERNAME": username},
	})
}

// confirmed signs a user up, confirms, and returns the Session for the sign-in.
func (e *env) confirmed(username string, attributes ...string) *string {
	e.Helper()
	_, err := e.passwordlessSignUp(username, attributes...)
	e.ok(err)
	out, err := e.confirmWith(username, e.lastCode(username), nil)
	e.ok(err)
	if out.Session == nil {
		e.Fatal("ConfirmSignUp returns no Session")
	}
	return out.Session
}

func TestSignInAfterSignUp(t *testing.T) {
	for name, attributes := range map[string][]string{
		"email": {"email", "carol@example.com"},
		"phone": {"phone_number", "+15557654321"},
	} {
		t.Run(name, func(t *testing.T) {
			e := start(t, &fakecognito.Server{FirstFactors: everyFactor()})
			out, err := e.passwordlessSignUp("carol", attributes...)
			e.ok(err)
			if out.Session == nil || *out.CodeDeliveryDetails.AttributeName != attributes[0] {
				t.Fatalf("session: %t, code to %s", out.Session != nil, *out.CodeDeliveryDetails.AttributeName)
			}
			code := e.lastCode("carol")
			_, err = e.confirmWith("carol", code, aws.String("nonsense-nonsense-nonsense"))
			e.wantError(err, badSession)
			_, err = e.confirmWith("carol", wrongCode(code), out.Session)
			e.wantError(err, "CodeMismatchException: Invalid verification code provided, please try again.")
			// The Session of SignUp alone signs nobody in.
			_, err = e.continueWith("carol", out.Session)
			e.wantError(err, badSession)
			confirmed, err := e.confirmWith("carol", code, out.Session)
			e.ok(err)
			e.create(ada())
			_, err = e.continueWith("ada", confirmed.Session)
			e.wantError(err, badSession)
			done, err := e.continueWith("carol", confirmed.Session)
			e.ok(err)
			if done.AuthenticationResult == nil || done.Session != nil {
				t.Fatalf("no tokens, but %q", done.ChallengeName)
			}
			_, err = e.continueWith("carol", confirmed.Session)
			e.wantError(err, badSession)
			if u, _ := e.srv.User("carol"); u.Attributes[attributes[0]+"_verified"] != "true" {
				t.Error("the address is not verified")
			}
		})
	}
}

// Where the confirmation does not prove what a sign-in asks for, there is an ordinary
// challenge.
func TestNoSignInAfterSignUp(t *testing.T) {
	wantChoice := func(e *env, session *string) {
		e.Helper()
		out, err := e.continueWith("carol", session)
		e.ok(err)
		if out.ChallengeName != selectChallenge {
			e.Errorf("challenge %q, tokens: %t", out.ChallengeName, out.AuthenticationResult != nil)
		}
		_, err = e.continueWith("carol", session)
		e.wantError(err, badSession)
	}
	// The code went to the e-mail address, and sign-ins take codes by SMS.
	e := start(t, &fakecognito.Server{FirstFactors: []string{fakecognito.PasswordFactor, fakecognito.SMSOTPFactor}})
	wantChoice(e, e.confirmed("carol", "email", "carol@example.com", "phone_number", "+15557654321"))

	// MFA is required, which codes alone do not satisfy.
	e = start(t, &fakecognito.Server{FirstFactors: everyFactor(), MFARequired: true})
	_, err := e.signUp("carol", password, "carol@example.com")
	e.ok(err)
	out, err := e.confirmWith("carol", e.lastCode("carol"), nil)
	e.ok(err)
	wantChoice(e, out.Session)

	// It is not the first sign-in.
	e = start(t, &fakecognito.Server{FirstFactors: everyFactor()})
	session := e.confirmed("carol", "email", "carol@example.com")
	asked, err := e.userAuth("carol", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	_, err = e.reply("carol", emailOTP, asked.Session, "EMAIL_OTP_CODE", e.lastCode("carol"))
	e.ok(err)
	wantChoice(e, session)

	// It is too late.
	e = start(t, &fakecognito.Server{FirstFactors: everyFactor()})
	signedUp, err := e.passwordlessSignUp("carol", "email", "carol@example.com")
	e.ok(err)
	e.clock.Advance(3 * time.Minute)
	_, err = e.confirmWith("carol", e.lastCode("carol"), signedUp.Session)
	e.wantError(err, badSession)
	out, err = e.confirmWith("carol", e.lastCode("carol"), nil)
	e.ok(err)
	e.clock.Advance(3 * time.Minute)
	_, err = e.continueWith("carol", out.Session)
	e.wantError(err, badSession)
}

// Pools without USER_AUTH have neither sessions of sign-up nor users without a password.
func TestSignUpWithoutUserAuth(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	out, err := e.signUp("carol", password, "carol@example.com")
	e.ok(err)
	confirmed, err := e.confirmWith("carol", e.lastCode("carol"), nil)
	e.ok(err)
	if out.Session != nil || confirmed.Session != nil {
		t.Error("there is a Session")
	}
	const needsPassword = "InvalidParameterException: 1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"
	_, err = e.passwordlessSignUp("dave", "email", "dave@example.com")
	e.wantError(err, needsPassword)
	e = start(t, &fakecognito.Server{FirstFactors: []string{fakecognito.PasswordFactor}})
	_, err = e.passwordlessSignUp("dave", "email", "dave@example.com")
	e.wantError(err, needsPassword)
}

// A user without a password signs in with none, and can set the first one.
func TestFirstPassword(t *testing.T) {
	e := start(t, &fakecognito.Server{FirstFactors: everyFactor()})
	done, err := e.continueWith("carol", e.confirmed("carol", "email", "carol@example.com"))
	e.ok(err)
	_, err = e.passwordAuth("carol", password)
	e.wantError(err, wrongPassword)
	_, err = e.srpSignIn("carol", password)
	e.wantError(err, wrongPassword)
	if got := available(e.choice("carol")); got != "EMAIL_OTP" {
		t.Errorf("available: %s", got)
	}
	change := func(previous *string, proposed string) error {
		_, err := e.api.ChangePassword(e.ctx, &cognitoidentityprovider.ChangePasswordInput{
			AccessToken: done.AuthenticationResult.AccessToken, PreviousPassword: previous, ProposedPassword: aws.String(proposed),
		})
		return err
	}
	e.wantError(change(aws.String("any-Other-1"), password), wrongPassword)
	e.wantError(change(nil, "simple"), "InvalidPasswordException: Password did not conform with policy: Password not long enough")
	e.ok(change(nil, password))
	e.wantError(change(nil, "Another-1843"), wrongPassword)
	e.ok(change(aws.String(password), "Another-1843"))
	out, err := e.userAuth("carol", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", "Another-1843")
	e.ok(err)
	if out.AuthenticationResult == nil {
		t.Errorf("no tokens, but %q", out.ChallengeName)
	}
}
