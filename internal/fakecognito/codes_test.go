package fakecognito_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// After five wrong codes, the right one is refused too, until another is sent.
func TestWrongCodesAreCounted(t *testing.T) {
	const tooMany = "TooManyFailedAttemptsException: Too many failed attempts."
	for _, test := range []struct {
		name, refusal string
		// send sends a code to the user, redeem uses one.
		user         fakecognito.NewUser
		send, redeem func(*env, string) error
	}{
		{
			name: "ConfirmSignUp", refusal: tooMany,
			user: fakecognito.NewUser{Status: fakecognito.StatusUnconfirmed},
			send: func(e *env, _ string) error {
				_, err := e.resend("bob")
				return err
			},
			redeem: func(e *env, code string) error { return e.confirm("bob", code) },
		},
		{
			name: "ConfirmForgotPassword", refusal: tooMany,
			send: func(e *env, _ string) error {
				_, err := e.api.ForgotPassword(e.ctx, &cognitoidentityprovider.ForgotPasswordInput{ClientId: aws.String(clientID), Username: aws.String("bob")})
				return err
			},
			redeem: func(e *env, code string) error {
				_, err := e.api.ConfirmForgotPassword(e.ctx, &cognitoidentityprovider.ConfirmForgotPasswordInput{
					ClientId: aws.String(clientID), Username: aws.String("bob"), ConfirmationCode: aws.String(code), Password: aws.String("Another-1843"),
				})
				return err
			},
		},
		{
			name: "VerifyUserAttribute", refusal: "LimitExceededException: Attempt limit exceeded, please try after some time.",
			send: func(e *env, token string) error {
				_, err := e.api.GetUserAttributeVerificationCode(e.ctx, &cognitoidentityprovider.GetUserAttributeVerificationCodeInput{
					AccessToken: aws.String(token), AttributeName: aws.String("email"),
				})
				return err
			},
			redeem: func(e *env, code string) error { return e.verifyAttribute("email", code) },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := start(t, &fakecognito.Server{})
			test.user.Username, test.user.Password, test.user.Email = "bob", password, "bob@example.com"
			e.create(test.user)
			token := ""
			if test.user.Status == "" {
				token = e.bobsToken()
			}
			e.ok(test.send(e, token))
			for range 5 {
				e.wantError(test.redeem(e, wrongCode(e.lastCode("bob"))), "CodeMismatchException: Invalid verification code provided, please try again.")
			}
			for range 2 {
				e.wantError(test.redeem(e, e.lastCode("bob")), test.refusal)
			}
			e.ok(test.send(e, token))
			e.ok(test.redeem(e, e.lastCode("bob")))
			// A code works once.
			if test.redeem(e, e.lastCode("bob")) == nil {
				t.Error("the code worked twice")
			}
		})
	}
}

func (e *env) bobsToken() string {
	e.Helper()
	out, err := e.passwordAuth("bob", password)
	e.ok(err)
	return *out.AuthenticationResult.AccessToken
}

// verifyAttribute verifies an attribute of bob.
func (e *env) verifyAttribute(name, code string) error {
	_, err := e.api.VerifyUserAttribute(e.ctx, &cognitoidentityprovider.VerifyUserAttributeInput{
		AccessToken: aws.String(e.bobsToken()), AttributeName: aws.String(name), Code: aws.String(code),
	})
	return err
}

func TestAttributes(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	e.create(fakecognito.NewUser{Username: "bob", Password: password, Email: "bob@example.com"})
	token := e.bobsToken()
	update := func(name, value string) (*cognitoidentityprovider.UpdateUserAttributesOutput, error) {
		return e.api.UpdateUserAttributes(e.ctx, &cognitoidentityprovider.UpdateUserAttributesInput{
			AccessToken: aws.String(token), UserAttributes: []types.AttributeType{{Name: aws.String(name), Value: aws.String(value)}},
		})
	}
	attribute := func(name string) string {
		user, _ := e.srv.User("bob")
		return user.Attributes[name]
	}
	_, err := update("sub", "x")
	e.wantError(err, "NotAuthorizedException: A client attempted to write unauthorized attribute")
	_, err = update("email", "nonsense")
	e.wantError(err, "InvalidParameterException: Invalid email address format.")
	out, err := update("name", "Bob")
	e.ok(err)
	if len(out.CodeDeliveryDetailsList) != 0 || attribute("name") != "Bob" {
		t.Errorf("name %q, codes %v", attribute("name"), out.CodeDeliveryDetailsList)
	}
	for _, change := range []struct{ name, value, destination string }{
		{"email", "robert@example.com", "r***@e***"},
		{"phone_number", "+15551234567", "+*******4567"},
	} {
		out, err = update(change.name, change.value)
		e.ok(err)
		if list := out.CodeDeliveryDetailsList; len(list) != 1 || *list[0].AttributeName != change.name || *list[0].Destination != change.destination {
			t.Errorf("%s: codes went to %v", change.name, list)
		}
		if attribute(change.name+"_verified") != "false" {
			t.Errorf("the new %s counts as verified", change.name)
		}
		code := e.lastCode("bob")
		e.wantError(e.verifyAttribute(change.name, wrongCode(code)), "CodeMismatchException: Invalid verification code provided, please try again.")
		e.ok(e.verifyAttribute(change.name, code))
		if attribute(change.name+"_verified") != "true" {
			t.Errorf("%s is not verified", change.name)
		}
		e.wantError(e.verifyAttribute(change.name, code), "ExpiredCodeException: Invalid code provided, please request a code again.")
	}
	_, err = e.api.GetUserAttributeVerificationCode(e.ctx, &cognitoidentityprovider.GetUserAttributeVerificationCodeInput{
		AccessToken: aws.String(token), AttributeName: aws.String("name"),
	})
	e.wantError(err, "InvalidParameterException: User does not have name to verify.")
	_, err = e.api.DeleteUserAttributes(e.ctx, &cognitoidentityprovider.DeleteUserAttributesInput{
		AccessToken: aws.String(token), UserAttributeNames: []string{"name", "sub"},
	})
	e.wantError(err, "NotAuthorizedException: A client attempted to write unauthorized attribute")
	_, err = e.api.DeleteUserAttributes(e.ctx, &cognitoidentityprovider.DeleteUserAttributesInput{
		AccessToken: aws.String(token), UserAttributeNames: []string{"name"},
	})
	e.ok(err)
	if attribute("name") != "" {
		t.Error("the name is still there")
	}
}

func TestRequiredAttributes(t *testing.T) {
	e := start(t, &fakecognito.Server{RequiredAttributes: []string{"email", "name"}})
	e.create(fakecognito.NewUser{Username: "bob", Password: password, Email: "bob@example.com", Status: fakecognito.StatusForceChangePassword})
	asked := e.ask()
	if got := asked.ChallengeParameters["requiredAttributes"]; got != `["userAttributes.name"]` {
		t.Errorf("requiredAttributes = %s", got)
	}
	const newPassword = types.ChallengeNameTypeNewPasswordRequired
	_, err := e.answer(newPassword, asked.Session, "NEW_PASSWORD", "Another-1843")
	e.wantError(err, "InvalidParameterException: Invalid attributes given, name is missing")
	done, err := e.answer(newPassword, asked.Session, "NEW_PASSWORD", "Another-1843", "userAttributes.name", "Bob")
	e.ok(err)
	if done.AuthenticationResult == nil {
		t.Error("no tokens")
	}
	_, err = e.signUp("carol", password, "carol@example.com")
	e.wantError(err, "InvalidParameterException: Attributes did not conform to the schema: name: The attribute is required")
}
