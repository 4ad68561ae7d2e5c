package fakecognito_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestPasswordSignInRefusals(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	_, err := e.passwordAuth("alice", "wrong")
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, err = e.passwordAuth("nobody", password)
	e.wantError(err, "UserNotFoundException: User does not exist.")
	_, err = e.passwordAuth("alice", "")
	e.wantError(err, "InvalidParameterException: Missing required parameter PASSWORD")
	e.srv.DisableUser("alice")
	_, err = e.passwordAuth("alice", password)
	e.wantError(err, "NotAuthorizedException: User is disabled.")
	_, err = e.srpSignIn("alice", password)
	e.wantError(err, "NotAuthorizedException: User is disabled.")
	_, err = e.api.InitiateAuth(e.ctx, &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserPasswordAuth, ClientId: aws.String("other"),
	})
	e.wantError(err, "ResourceNotFoundException: User pool client other does not exist.")

	for flow, want := range map[types.AuthFlowType]string{
		"CUSTOM_AUTH":       "InvalidParameterException: Custom auth lambda trigger is not configured for the user pool.",
		"ADMIN_NO_SRP_AUTH": "InvalidParameterException: Initiate Auth method not supported.",
		"USER_AUTH":         "InvalidParameterException: USER_AUTH flow not enabled for this client",
	} {
		_, err := e.initiate(flow, map[string]string{"USERNAME": "alice"})
		e.wantError(err, want)
	}
	e = alice(t, &fakecognito.Server{DisableUserPasswordAuth: true})
	_, err = e.passwordAuth("alice", password)
	e.wantError(err, "InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client")
	_, err = e.srpSignIn("alice", password)
	e.ok(err)
}

func TestLockout(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	const wrong = "NotAuthorizedException: Incorrect username or password."
	const locked = "NotAuthorizedException: Password attempts exceeded"
	fail := func(want string) {
		t.Helper()
		_, err := e.passwordAuth("alice", "wrong")
		e.wantError(err, want)
	}
	for range 5 {
		fail(wrong)
	}
	fail(locked)
	_, err := e.passwordAuth("alice", password)
	e.wantError(err, locked)
	_, err = e.srpSignIn("alice", password)
	e.wantError(err, locked)
	e.clock.Advance(time.Second)
	fail(wrong) // the sixth, for two seconds
	e.clock.Advance(time.Second)
	fail(locked)
	e.clock.Advance(time.Second)
	e.signIn()
	// A success resets the count.
	for range 5 {
		fail(wrong)
	}
	fail(locked)
	// So does a quarter of an hour without wrong passwords.
	e.clock.Advance(15 * time.Minute)
	for range 5 {
		fail(wrong)
	}
	fail(locked)
}

func TestNewPasswordRequired(t *testing.T) {
	e := start(t, &fakecognito.Server{})
	e.create(fakecognito.NewUser{
		Username: "temp", Password: "temporary", Email: "temp@example.com",
		Status: fakecognito.StatusForceChangePassword,
	})
	ask := func() *cognitoidentityprovider.RespondToAuthChallengeOutput {
		t.Helper()
		out, err := e.srpSignIn("temp", "temporary")
		e.ok(err)
		return out
	}
	out := ask()
	p := out.ChallengeParameters
	if out.ChallengeName != "NEW_PASSWORD_REQUIRED" || out.AuthenticationResult != nil || p["USER_ID_FOR_SRP"] != "temp" ||
		p["requiredAttributes"] != "[]" || p["userAttributes"] != `{"email":"temp@example.com","email_verified":"true"}` {
		t.Fatalf("challenge %q with %v", out.ChallengeName, p)
	}
	answer := func(session *string, newPassword string, more ...string) (*cognitoidentityprovider.RespondToAuthChallengeOutput, error) {
		responses := map[string]string{"USERNAME": "temp", "NEW_PASSWORD": newPassword}
		for i := 0; i < len(more); i += 2 {
			responses[more[i]] = more[i+1]
		}
		return e.respond(types.ChallengeNameTypeNewPasswordRequired, session, responses)
	}
	_, err := answer(nil, password)
	e.wantError(err, "NotAuthorizedException: Invalid session for the user.")
	_, err = answer(out.Session, "weak")
	e.wantError(err, "InvalidPasswordException: Password did not conform with policy: Password not long enough")
	_, err = answer(out.Session, password, "userAttributes.email", "x@example.com")
	e.wantError(err, "NotAuthorizedException: Cannot modify an already provided email")
	_, err = e.respond(types.ChallengeNameTypeSmsMfa, out.Session, map[string]string{"USERNAME": "temp", "SMS_MFA_CODE": "123456"})
	e.wantError(err, "NotAuthorizedException: Invalid session for the user.")
	if second := ask(); *second.Session == *out.Session {
		t.Error("the Session did not change")
	}
	done, err := answer(out.Session, password, "userAttributes.name", "Temp")
	e.ok(err)
	if done.AuthenticationResult == nil {
		t.Fatal("no tokens")
	}
	_, err = answer(out.Session, password)
	e.wantError(err, "NotAuthorizedException: Invalid session for the user, session can only be used once.")
	if u, _ := e.srv.User("temp"); u.Status != fakecognito.StatusConfirmed || u.Attributes["name"] != "Temp" {
		t.Errorf("user = %+v", u)
	}
	_, err = e.srpSignIn("temp", "temporary")
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, err = e.srpSignIn("temp", password)
	e.ok(err)

	e.create(fakecognito.NewUser{Username: "late", Password: "temporary", Status: fakecognito.StatusForceChangePassword})
	first, err := e.passwordAuth("late", "temporary")
	e.ok(err)
	e.clock.Advance(3 * time.Minute)
	_, err = e.respond(types.ChallengeNameTypeNewPasswordRequired, first.Session, map[string]string{"USERNAME": "late", "NEW_PASSWORD": password})
	e.wantError(err, "NotAuthorizedException: Invalid session for the user, session is expired.")
}
