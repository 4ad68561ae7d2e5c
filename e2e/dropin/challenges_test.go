package dropin

import (
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// What upstream has no answer to, ours answers, or names; the stored session of
// somebody else stays as it was.
func TestChallengesBeyondUpstream(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	harness.ChallengeUsers(t, s.Cognito)
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	signIn := func(name, callbacks string) []harness.Call {
		var calls []harness.Call
		tb.Eval("trace(("+as(name)+"(map) => user.authenticateUser("+harness.Details("")+", "+callbacks+")))", &calls)
		return calls
	}
	harness.WantCalls(t, signIn("mail", "map"), "mfaRequired(string, {CODE_DELIVERY_DELIVERY_MEDIUM:string,CODE_DELIVERY_DESTINATION:string,USER_ID_FOR_SRP:string}) later")
	harness.GiveCodes(tb)
	var calls []harness.Call
	tb.Eval("trace((map) => user.sendMFACode(code, map))", &calls)
	harness.WantCalls(t, calls, "onSuccess(session) later")
	before := tb.Storage()

	// A callback that the application left out is named.
	harness.WantCalls(t, signIn("sms", "{ onSuccess: map.onSuccess, onFailure: map.onFailure }"),
		"onFailure(CognitoError|UnhandledChallenge|The service asks for SMS_MFA, and the callbacks have no mfaRequired for it: the user is not signed in.) later")
	harness.GiveCodes(tb)
	tb.Eval("trace((map) => user.sendMFACode('000000', map))", &calls)
	harness.WantCalls(t, calls, "onFailure(CodeMismatchException|CodeMismatchException|Invalid code or auth state for the user.) later")

	s.Cognito.OddChallenge = "ADMIN_NO_SRP_AUTH"
	harness.WantCalls(t, signIn("sms", "map"),
		"onFailure(CognitoError|UnhandledChallenge|The service asks for ADMIN_NO_SRP_AUTH, and there is no answer to it here. Let this user sign in without it: the user is not signed in.) later")
	if after := tb.Storage(); !maps.Equal(after, before) {
		t.Errorf("stored %v, was %v", after, before)
	}
}

// A device that the pool remembers proves itself after the second factor too,
// with the session of that reply.
func TestDeviceAfterMFA(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.DeviceTracking, s.Cognito.DeviceAfterMFA = fakecognito.DeviceTrackingAlways, true
	harness.ChallengeUsers(t, s.Cognito)
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	for _, want := range [][]string{
		{"InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]", "RespondToAuthChallenge[SMS_MFA]", "ConfirmDevice"},
		{"InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]", "RespondToAuthChallenge[SMS_MFA]",
			"RespondToAuthChallenge[DEVICE_SRP_AUTH]", "RespondToAuthChallenge[DEVICE_PASSWORD_VERIFIER]"},
	} {
		s.Cognito.ResetRequests()
		var calls []harness.Call
		tb.Eval("trace(("+as("sms")+"(map) => user.authenticateUser("+harness.Details("")+", map)))", &calls)
		harness.GiveCodes(tb)
		tb.Eval("trace((map) => user.sendMFACode(code, map))", &calls)
		harness.WantCalls(t, calls, "onSuccess(session) later")
		harness.WantOperations(t, s, want...)
	}
}

// Without callbacks, the methods give promises of what the callbacks would get.
func TestPromises(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	harness.ChallengeUsers(t, s.Cognito)
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	var got []string
	tb.Eval(`(async () => {
		const said = [];
		const note = async (promise) => said.push(shape(await promise.catch((error) => error)));
		`+as("app")+`await note(user.authenticateUser(`+harness.Details("")+`));
		await note(user.sendMFACode('000000', undefined, 'SOFTWARE_TOKEN_MFA'));
		await note(user.getUserAttributes());
		`+as("temp")+`await note(user.authenticateUser(`+harness.Details("")+`));
		await note(user.completeNewPasswordChallenge(''));
		await note(user.completeNewPasswordChallenge('Another-1843', {}));
		await note(user.getSession());
		await note(user.getUserData());
		await note(user.changePassword('Another-1843', 'Again-1843'));
		await note(user.refreshSession(user.getSignInUserSession().getRefreshToken()));
		await note(user.globalSignOut());
		await note(user.getSession());
		return said;
	})()`, &got)
	want := []string{
		"{challengeName:string,challengeParameters:{FRIENDLY_DEVICE_NAME:string,USER_ID_FOR_SRP:string}}",
		"CodeMismatchException|CodeMismatchException|Invalid code or auth state for the user.",
		"Error||User is not authenticated",
		"{challengeName:string,userAttributes:{email:string,email_verified:string},requiredAttributes:[]}",
		"Error||New password is required.",
		"{session:session,userConfirmationNecessary:boolean}",
		"session",
		"{UserAttributes:[{Name:string,Value:string},{Name:string,Value:string},{Name:string,Value:string}],Username:string}",
		"SUCCESS",
		"session",
		"SUCCESS",
		"Error||Local storage is missing an ID Token, Please authenticate",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
