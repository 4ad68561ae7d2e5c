package fakecognito_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func (e *env) signUp(username, password, email string) (*cognitoidentityprovider.SignUpOutput, error) {
	in := &cognitoidentityprovider.SignUpInput{
		ClientId: aws.String(clientID), Username: aws.String(username), Password: aws.String(password),
	}
	if email != "" {
		in.UserAttributes = []types.AttributeType{{Name: aws.String("email"), Value: aws.String(email)}}
	}
	return e.api.SignUp(e.ctx, in)
}

func (e *env) confirm(username, code string) error {
	_, err := e.api.ConfirmSignUp(e.ctx, &cognitoidentityprovider.ConfirmSignUpInput{
		ClientId: aws.String(clientID), Username: aws.String(username), ConfirmationCode: aws.String(code),
	})
	return err
}

func (e *env) resend(username string) (*cognitoidentityprovider.ResendConfirmationCodeOutput, error) {
	return e.api.ResendConfirmationCode(e.ctx, &cognitoidentityprovider.ResendConfirmationCodeInput{
		ClientId: aws.String(clientID), Username: aws.String(username),
	})
}

// lastCode returns the newest code in a user's mailbox.
func (e *env) lastCode(username string) string {
	e.Helper()
	box := e.srv.Mailbox(username)
	if len(box) == 0 {
		e.Fatalf("%s has no mail", username)
	}
	return box[len(box)-1].Code
}

// wrongCode returns a code other than the right one.
func wrongCode(right string) string {
	if right == "000000" {
		return "000001"
	}
	return "000000"
}

func TestSignUp(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	out, err := e.signUp("carol", password, "carol@example.com")
	e.ok(err)
	if out.UserConfirmed || out.UserSub == nil || *out.UserSub == "" {
		t.Errorf("UserConfirmed = %v, UserSub = %v", out.UserConfirmed, out.UserSub)
	}
	d := out.CodeDeliveryDetails
	if d == nil || *d.AttributeName != "email" || d.DeliveryMedium != "EMAIL" || *d.Destination != "c***@e***" {
		t.Errorf("CodeDeliveryDetails = %+v", d)
	}
	box := e.srv.Mailbox("carol")
	if len(box) != 1 || box[0].To != "carol@example.com" || len(box[0].Code) != 6 || box[0].Kind != fakecognito.KindConfirmSignUp || !box[0].Time.Equal(e.clock.Now()) {
		t.Fatalf("mailbox: %d messages, not as expected", len(box))
	}

	_, err = e.signUp("Carol", password, "")
	e.wantError(err, "UsernameExistsException: User already exists")
	// Only the right password reveals that the user is not confirmed.
	_, err = e.passwordAuth("carol", "wrong")
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, err = e.passwordAuth("carol", password)
	e.wantError(err, "UserNotConfirmedException: User is not confirmed.")
	_, err = e.srpSignIn("carol", password)
	e.wantError(err, "UserNotConfirmedException: User is not confirmed.")
	// An address that is not verified is not an alias.
	_, err = e.passwordAuth("carol@example.com", password)
	e.wantError(err, "UserNotFoundException: User does not exist.")

	e.wantError(e.confirm("carol", wrongCode(box[0].Code)), "CodeMismatchException: Invalid verification code provided, please try again.")
	e.wantError(e.confirm("nobody", "123456"), "UserNotFoundException: Username/client id combination not found.")
	e.ok(e.confirm("carol", box[0].Code))
	e.wantError(e.confirm("carol", box[0].Code), "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED")
	_, err = e.passwordAuth("carol@example.com", password)
	e.ok(err)
	u, _ := e.srv.User("carol")
	if u.Status != fakecognito.StatusConfirmed || u.Attributes["email_verified"] != "true" || u.Sub != *out.UserSub {
		t.Errorf("user = %+v", u)
	}
}

func TestResendConfirmationCode(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	_, err := e.signUp("carol", password, "carol@example.com")
	e.ok(err)
	first := e.lastCode("carol")
	out, err := e.resend("carol")
	e.ok(err)
	if *out.CodeDeliveryDetails.Destination != "c***@e***" {
		t.Errorf("Destination = %q", *out.CodeDeliveryDetails.Destination)
	}
	if second := e.lastCode("carol"); first != second {
		e.wantError(e.confirm("carol", first), "CodeMismatchException: Invalid verification code provided, please try again.")
	}
	e.clock.Advance(24 * time.Hour)
	e.wantError(e.confirm("carol", e.lastCode("carol")), "ExpiredCodeException: Invalid code provided, please request a code again.")
	_, err = e.resend("carol")
	e.ok(err)
	e.ok(e.confirm("carol", e.lastCode("carol")))
	_, err = e.resend("carol")
	e.wantError(err, "InvalidParameterException: User is already confirmed.")
	_, err = e.resend("nobody")
	e.wantError(err, "UserNotFoundException: Username/client id combination not found.")
}

func TestPasswordPolicy(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	const prefix = "InvalidPasswordException: Password did not conform with policy: "
	for password, want := range map[string]string{
		"Short-1":     prefix + "Password not long enough",
		"NO-LOWER-1":  prefix + "Password must have lowercase characters",
		"no-upper-1":  prefix + "Password must have uppercase characters",
		"No-digits":   prefix + "Password must have numeric characters",
		"NoSymbols11": prefix + "Password must have symbol characters",
		"x":           `InvalidParameterException: 1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\S]+.*[\S]+`,
	} {
		_, err := e.signUp("carol", password, "")
		e.wantError(err, want)
	}
	e = start(t, &fakecognito.Server{AnyPassword: true})
	_, err := e.signUp("carol", "simple", "")
	e.ok(err)
}

func TestSignUpAttributes(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	signUp := func(name, value string) error {
		_, err := e.api.SignUp(e.ctx, &cognitoidentityprovider.SignUpInput{
			ClientId: aws.String(clientID), Username: aws.String("dave"), Password: aws.String(password),
			UserAttributes: []types.AttributeType{{Name: aws.String(name), Value: aws.String(value)}},
		})
		return err
	}
	e.wantError(signUp("email_verified", "true"), "NotAuthorizedException: A client attempted to write unauthorized attribute")
	e.wantError(signUp("shoe_size", "44"), "InvalidParameterException: Attributes did not conform to the schema: Type for attribute {shoe_size} could not be determined")
	e.wantError(signUp("email", "nonsense"), "InvalidParameterException: Invalid email address format.")
	e.ok(signUp("custom:shoe_size", "44"))
	_, err := e.signUp("dave@example.com", password, "")
	e.wantError(err, "InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.")
	// There is no address for a code.
	_, err = e.resend("dave")
	e.wantError(err, "InvalidParameterException: Cannot resend codes. Auto verification not turned on.")
}

func TestAliasTaken(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	_, err := e.signUp("alice2", password, "Alice@example.com")
	e.ok(err)
	e.wantError(e.confirm("alice2", e.lastCode("alice2")), "AliasExistsException: An account with the email already exists.")
	_, err = e.api.ConfirmSignUp(e.ctx, &cognitoidentityprovider.ConfirmSignUpInput{
		ClientId: aws.String(clientID), Username: aws.String("alice2"),
		ConfirmationCode: aws.String(e.lastCode("alice2")), ForceAliasCreation: true,
	})
	e.ok(err)
	if u, _ := e.srv.User("alice@example.com"); u.Username != "alice2" {
		t.Errorf("the address belongs to %q", u.Username)
	}
}

func TestEmailAsUsername(t *testing.T) {
	e := start(t, &fakecognito.Server{SignInNames: fakecognito.EmailAsUsername})
	_, err := e.signUp("carol", password, "")
	e.wantError(err, "InvalidParameterException: Username should be an email.")
	out, err := e.signUp("carol@example.com", password, "")
	e.ok(err)
	_, err = e.signUp("Carol@example.com", password, "")
	e.wantError(err, "UsernameExistsException: User already exists")
	e.ok(e.confirm("carol@example.com", e.lastCode("carol@example.com")))
	_, start, err := e.srpStart("carol@example.com")
	e.ok(err)
	if got := start.ChallengeParameters["USER_ID_FOR_SRP"]; got != *out.UserSub {
		t.Errorf("USER_ID_FOR_SRP = %q, want the sub", got)
	}
	_, err = e.srpSignIn("carol@example.com", password)
	e.ok(err)
}

func TestCaseAndAliasKnobs(t *testing.T) {
	e := alice(t, &fakecognito.Server{CaseSensitive: true, SignInNames: fakecognito.UsernameOnly})
	for _, name := range []string{"Alice", "alice@example.com"} {
		_, err := e.passwordAuth(name, password)
		e.wantError(err, "UserNotFoundException: User does not exist.")
	}
	e.signIn()
}

func TestSecretHash(t *testing.T) {
	const secret = "s3cret"
	e := alice(t, &fakecognito.Server{ClientSecret: secret})
	hash := func(name string) string {
		m := hmac.New(sha256.New, []byte(secret))
		m.Write([]byte(name + clientID))
		return base64.StdEncoding.EncodeToString(m.Sum(nil))
	}
	_, err := e.passwordAuth("alice", password)
	e.wantError(err, "NotAuthorizedException: Client "+clientID+" is configured with secret but SECRET_HASH was not received")
	_, err = e.passwordAuth("alice", password, "SECRET_HASH", hash("bob"))
	e.wantError(err, "NotAuthorizedException: Unable to verify secret hash for client "+clientID)
	out, err := e.passwordAuth("alice", password, "SECRET_HASH", hash("alice"))
	e.ok(err)
	_, err = e.refresh(*out.AuthenticationResult.RefreshToken, "SECRET_HASH", hash("alice"))
	e.ok(err)
	_, err = e.signUp("carol", password, "")
	e.wantError(err, "NotAuthorizedException: Client "+clientID+" is configured with secret but SECRET_HASH was not received")

	e = alice(t, &fakecognito.Server{})
	_, err = e.passwordAuth("alice", password, "SECRET_HASH", hash("alice"))
	e.wantError(err, "NotAuthorizedException: Unable to verify secret hash for client "+clientID)
}
