package fakecognito_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A one-time password is accepted once, wrong ones are counted, and the right one verifies the
// address.
func TestOneTimePasswords(t *testing.T) {
	for _, test := range []struct {
		factor                  types.ChallengeNameType
		medium, dest, attribute string
	}{
		{emailOTP, "EMAIL", "a***@e***", "email"},
		{smsOTP, "SMS", "+*******4567", "phone_number"},
	} {
		t.Run(string(test.factor), func(t *testing.T) {
			e := choices(t, &fakecognito.Server{})
			parameter := string(test.factor) + "_CODE"
			asked, err := e.userAuth("ada", "PREFERRED_CHALLENGE", string(test.factor))
			e.ok(err)
			if p := asked.ChallengeParameters; asked.ChallengeName != test.factor || len(asked.AvailableChallenges) != 0 ||
				p["CODE_DELIVERY_DELIVERY_MEDIUM"] != test.medium || p["CODE_DELIVERY_DESTINATION"] != test.dest || p["USERNAME"] != "ada" {
				t.Fatalf("challenge %q with %v", asked.ChallengeName, p)
			}
			user, _ := e.srv.User("ada")
			box := e.srv.Mailbox("ada")
			if len(box) != 1 || box[0].Kind != fakecognito.KindFirstFactor || box[0].To != user.Attributes[test.attribute] {
				t.Fatalf("mailbox: %d messages, not as expected", len(box))
			}
			// Four wrong codes are allowed.
			for range 4 {
				_, err := e.reply("ada", test.factor, asked.Session, parameter, wrongCode(box[0].Code))
				e.wantError(err, wrongMFACode)
			}
			_, err = e.reply("ada", test.factor, asked.Session)
			e.wantError(err, "InvalidParameterException: Missing required parameter "+parameter)
			done, err := e.reply("ada", test.factor, asked.Session, parameter, box[0].Code)
			e.ok(err)
			if done.AuthenticationResult == nil || done.Session != nil {
				t.Errorf("no tokens, or a session: %q", done.ChallengeName)
			}
			_, err = e.reply("ada", test.factor, asked.Session, parameter, box[0].Code)
			e.wantError(err, usedSession)
			if user, _ := e.srv.User("ada"); user.Attributes[test.attribute+"_verified"] != "true" {
				t.Error("the address is not verified")
			}

			// The fifth wrong code ends the sign-in.
			again, err := e.userAuth("ada", "PREFERRED_CHALLENGE", string(test.factor))
			e.ok(err)
			for range 5 {
				_, err := e.reply("ada", test.factor, again.Session, parameter, wrongCode(e.lastCode("ada")))
				e.wantError(err, wrongMFACode)
			}
			_, err = e.reply("ada", test.factor, again.Session, parameter, e.lastCode("ada"))
			e.wantError(err, usedSession)
		})
	}
}

func TestOneTimePasswordExpires(t *testing.T) {
	e := choices(t, &fakecognito.Server{CodeLifetime: time.Minute})
	asked, err := e.userAuth("ada", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	e.clock.Advance(time.Minute)
	_, err = e.reply("ada", emailOTP, asked.Session, "EMAIL_OTP_CODE", e.lastCode("ada"))
	e.wantError(err, "ExpiredCodeException: Invalid code provided, please request a code again.")
	// The way to another code is the choice.
	again, err := e.reply("ada", selectChallenge, asked.Session, "ANSWER", "EMAIL_OTP")
	e.ok(err)
	_, err = e.reply("ada", emailOTP, again.Session, "EMAIL_OTP_CODE", e.lastCode("ada"))
	e.ok(err)

	e = choices(t, &fakecognito.Server{})
	asked, err = e.userAuth("ada", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	e.clock.Advance(3 * time.Minute)
	_, err = e.reply("ada", emailOTP, asked.Session, "EMAIL_OTP_CODE", e.lastCode("ada"))
	e.wantError(err, "NotAuthorizedException: Invalid session for the user, session is expired.")
}

// A code that reaches the address confirms a user who has only signed up. A password does not.
func TestOneTimePasswordConfirms(t *testing.T) {
	e := start(t, &fakecognito.Server{FirstFactors: everyFactor()})
	_, err := e.signUp("carol", password, "carol@example.com")
	e.ok(err)
	_, err = e.userAuth("carol", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.wantError(err, "UserNotConfirmedException: User is not confirmed.")
	asked, err := e.userAuth("carol", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	_, err = e.reply("carol", emailOTP, asked.Session, "EMAIL_OTP_CODE", e.lastCode("carol"))
	e.ok(err)
	if u, _ := e.srv.User("carol"); u.Status != fakecognito.StatusConfirmed || u.Attributes["email_verified"] != "true" {
		t.Errorf("status %s, verified %s", u.Status, u.Attributes["email_verified"])
	}
	e.wantError(e.confirm("carol", e.srv.Mailbox("carol")[0].Code), "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED")
}

// An address is an alias of one user only.
func TestOneTimePasswordAlias(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	_, err := e.signUp("carol", password, "ada@example.com")
	e.ok(err)
	asked, err := e.userAuth("carol", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	_, err = e.reply("carol", emailOTP, asked.Session, "EMAIL_OTP_CODE", e.lastCode("carol"))
	e.wantError(err, "AliasExistsException: An account with the email already exists.")
	if u, _ := e.srv.User("carol"); u.Status != fakecognito.StatusUnconfirmed || u.Attributes["email_verified"] != "false" {
		t.Errorf("status %s, verified %s", u.Status, u.Attributes["email_verified"])
	}
}

// A code that went to an earlier address does not verify the new one.
func TestOneTimePasswordOfEarlierAddress(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	done, err := e.userAuth("ada", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.ok(err)
	asked, err := e.userAuth("ada", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	code := e.lastCode("ada")
	_, err = e.api.UpdateUserAttributes(e.ctx, &cognitoidentityprovider.UpdateUserAttributesInput{
		AccessToken:    done.AuthenticationResult.AccessToken,
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: aws.String("new@example.com")}},
	})
	e.ok(err)
	_, err = e.reply("ada", emailOTP, asked.Session, "EMAIL_OTP_CODE", code)
	e.ok(err)
	if u, _ := e.srv.User("ada"); u.Attributes["email_verified"] != "false" {
		t.Error("the new address is verified")
	}
}
