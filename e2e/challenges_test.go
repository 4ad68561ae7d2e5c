package e2e

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// totpSecret is the secret of the authenticator app that two of the users have.
const totpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// challengeUsers makes users who are each asked for something else, afresh for
// each library.
func challengeUsers(t *testing.T, server *fakecognito.Server) {
	server.CustomChallenges = []fakecognito.CustomChallenge{
		{Parameters: map[string]string{"question": "one"}, Answer: "1"},
		{Parameters: map[string]string{"question": "two"}, Answer: "2"},
	}
	phone := map[string]string{"phone_number": "+15551234567"}
	for _, user := range []fakecognito.NewUser{
		{Username: username, Email: email, Attributes: phone},
		{Username: "temp", Email: "temp@example.com", Status: fakecognito.StatusForceChangePassword},
		{Username: "sms", Attributes: phone, MFA: []string{fakecognito.SMSMFA}},
		{Username: "mail", Email: "mail@example.com", MFA: []string{fakecognito.EmailOTP}},
		{Username: "app", MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret},
		{Username: "both", Attributes: phone, MFA: []string{fakecognito.SMSMFA, fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret},
	} {
		server.DeleteUser(user.Username)
		user.Password = password
		if _, err := server.CreateUser(user); err != nil {
			t.Fatal(err)
		}
	}
}

// as begins a step with a user object of that name.
func as(name string) string { return "window.user = makeUser('" + name + "'), " }

// details is an AuthenticationDetails of the right password, with more members.
func details(more string) string {
	return "new AmazonCognitoIdentity.AuthenticationDetails({ Password: '" + password + "', " + more + " })"
}

// challengeSteps are the sign-ins that ask for more than a password, each
// answered wrong and right.
func challengeSteps() []step {
	signIn := "(map) => user.authenticateUser(" + details("") + ", map)"
	custom := "user.setAuthenticationFlowType('CUSTOM_AUTH'), "
	return []step{
		{name: "new password: asked", start: as("temp") + signIn},
		{name: "new password: none", start: "(map) => user.completeNewPasswordChallenge('', {}, map)"},
		{name: "new password: weak", start: "(map) => user.completeNewPasswordChallenge('weak', {}, map)"},
		{name: "new password: forbidden attribute", start: "(map) => user.completeNewPasswordChallenge('Another-1843', { email: 'other@example.com' }, map)"},
		{name: "new password: done", start: "(map) => user.completeNewPasswordChallenge('Another-1843', { name: 'Temp' }, map, { from: 'metadata' })"},

		{name: "SMS: asked", start: as("sms") + signIn},
		{name: "SMS: wrong code", start: "(map) => user.sendMFACode('000000', map)"},
		{name: "SMS: done", start: "(map) => user.sendMFACode(code, map, undefined, { from: 'metadata' })"},
		{name: "SMS: answered again", start: "(map) => user.sendMFACode(code, map, 'SMS_MFA')"},

		{name: "app: asked, by password", start: as("app") + "user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), " + signIn},
		{name: "app: wrong code", start: "(map) => user.sendMFACode('000000', map, 'SOFTWARE_TOKEN_MFA')"},
		{name: "app: done", start: "(map) => user.sendMFACode(totp, map, 'SOFTWARE_TOKEN_MFA', { from: 'metadata' })"},

		{name: "choice: asked", start: as("both") + signIn},
		{name: "choice: wrong", start: "(map) => user.sendMFASelectionAnswer('CARRIER_PIGEON', map)"},
		{name: "choice: SMS", start: "(map) => user.sendMFASelectionAnswer('SMS_MFA', map)"},
		{name: "choice: SMS, done", start: "(map) => user.sendMFACode(code, map, 'SMS_MFA')"},
		{name: "choice: asked again", start: as("both") + signIn},
		{name: "choice: app", start: "(map) => user.sendMFASelectionAnswer('SOFTWARE_TOKEN_MFA', map)"},
		{name: "choice: app, done", start: "(map) => user.sendMFACode(totp, map, 'SOFTWARE_TOKEN_MFA')"},

		{name: "custom: asked", start: as(username) + "(map) => user.initiateAuth(" + details("ClientMetadata: { from: 'metadata' }") + ", map)"},
		{name: "custom: wrong", start: "(map) => user.sendCustomChallengeAnswer('0', map)"},
		{name: "custom: right, the next", start: "(map) => user.sendCustomChallengeAnswer('1', map, { from: 'metadata' })"},
		{name: "custom: done", start: "(map) => user.sendCustomChallengeAnswer('2', map)"},
		{name: "custom: unknown user", start: as("nobody") + "(map) => user.initiateAuth(" + details("") + ", map)"},
		{name: "custom after SRP: wrong password", start: as(username) + custom + "(map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Password: 'Wrong-1843' }), map)"},
		{name: "custom after SRP: asked", start: as(username) + custom + signIn},
		{name: "custom after SRP: wrong", start: "(map) => user.sendCustomChallengeAnswer('0', map)"},
		{name: "custom after SRP: wrong twice", start: "(map) => user.sendCustomChallengeAnswer('0', map)"},
		{name: "custom after SRP: wrong too often", start: "(map) => user.sendCustomChallengeAnswer('0', map)"},
		{name: "custom after SRP: asked again", start: as(username) + custom + signIn},
		{name: "custom after SRP: right", start: "(map) => user.sendCustomChallengeAnswer('1', map)"},
		{name: "custom after SRP: done", start: "(map) => user.sendCustomChallengeAnswer('2', map)"},
	}
}

// setUpSteps are a sign-in that needs an authenticator app to be set up.
func setUpSteps() []step {
	return []step{
		{name: "asked", start: as(username) + "(map) => user.authenticateUser(" + details("") + ", map)"},
		{name: "secret", start: "(map) => user.associateSoftwareToken(map)"},
		{name: "wrong code", start: "(map) => user.verifySoftwareToken('000000', 'phone', map)"},
		{name: "secret again", start: "(map) => user.associateSoftwareToken(map)"},
		{name: "done", start: "(map) => user.verifySoftwareToken(totp, 'phone', map)"},
		{name: "who", start: "(_, callback) => user.getUserData(callback)"},
	}
}

// What the peer has no answer to, ours answers, or names; the stored session of
// somebody else stays as it was.
func TestChallengesBeyondThePeer(t *testing.T) {
	s := newSite(t)
	challengeUsers(t, s.cognito)
	tb := newTab(t, s)
	tb.openLibrary("ours")
	signIn := func(name, callbacks string) []call {
		var calls []call
		tb.eval("trace(("+as(name)+"(map) => user.authenticateUser("+details("")+", "+callbacks+")))", &calls)
		return calls
	}
	wantCalls(t, signIn("mail", "map"), "mfaRequired(string, {CODE_DELIVERY_DELIVERY_MEDIUM:string,CODE_DELIVERY_DESTINATION:string,USER_ID_FOR_SRP:string}) later")
	codes(tb)
	var calls []call
	tb.eval("trace((map) => user.sendMFACode(code, map))", &calls)
	wantCalls(t, calls, "onSuccess(session) later")
	before := tb.storage()

	// A callback that the application left out is named.
	wantCalls(t, signIn("sms", "{ onSuccess: map.onSuccess, onFailure: map.onFailure }"),
		"onFailure(CognitoError|UnhandledChallenge|The service asks for SMS_MFA, and the callbacks have no mfaRequired for it: the user is not signed in.) later")
	codes(tb)
	tb.eval("trace((map) => user.sendMFACode('000000', map))", &calls)
	wantCalls(t, calls, "onFailure(CodeMismatchException|CodeMismatchException|Invalid code or auth state for the user.) later")

	s.cognito.OddChallenge = "WEB_AUTHN"
	wantCalls(t, signIn("sms", "map"),
		"onFailure(CognitoError|UnhandledChallenge|The service asks for WEB_AUTHN, and there is no answer to it here. Let this user sign in without it: the user is not signed in.) later")
	if after := tb.storage(); !maps.Equal(after, before) {
		t.Errorf("stored %v, was %v", after, before)
	}
}

// A device that the pool remembers proves itself after the second factor too,
// with the session of that reply.
func TestDeviceAfterMFA(t *testing.T) {
	s := newSite(t)
	s.cognito.DeviceTracking, s.cognito.DeviceAfterMFA = fakecognito.DeviceTrackingAlways, true
	challengeUsers(t, s.cognito)
	tb := newTab(t, s)
	tb.openLibrary("ours")
	for _, want := range [][]string{
		{"InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]", "RespondToAuthChallenge[SMS_MFA]", "ConfirmDevice"},
		{"InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]", "RespondToAuthChallenge[SMS_MFA]",
			"RespondToAuthChallenge[DEVICE_SRP_AUTH]", "RespondToAuthChallenge[DEVICE_PASSWORD_VERIFIER]"},
	} {
		s.cognito.ResetRequests()
		var calls []call
		tb.eval("trace(("+as("sms")+"(map) => user.authenticateUser("+details("")+", map)))", &calls)
		codes(tb)
		tb.eval("trace((map) => user.sendMFACode(code, map))", &calls)
		wantCalls(t, calls, "onSuccess(session) later")
		wantOperations(t, s, want...)
	}
}

// Without callbacks, the methods give promises of what the callbacks would get.
func TestPromises(t *testing.T) {
	s := newSite(t)
	challengeUsers(t, s.cognito)
	tb := newTab(t, s)
	tb.openLibrary("ours")
	var got []string
	tb.eval(`(async () => {
		const said = [];
		const note = async (promise) => said.push(shape(await promise.catch((error) => error)));
		`+as("app")+`await note(user.authenticateUser(`+details("")+`));
		await note(user.sendMFACode('000000', undefined, 'SOFTWARE_TOKEN_MFA'));
		await note(user.getUserAttributes());
		`+as("temp")+`await note(user.authenticateUser(`+details("")+`));
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

// signedInSteps are what a person does with their account, on a device that the
// pool remembers.
func signedInSteps() []step {
	mail := func(value string) string {
		return "new AmazonCognitoIdentity.CognitoUserAttribute({ Name: 'email', Value: '" + value + "' })"
	}
	node := func(call string) string { return fmt.Sprintf("(_, callback) => user.%s", call) }
	mapped := func(call string) string { return fmt.Sprintf("(map) => user.%s", call) }
	none := as(username)
	steps := []step{
		{name: "change password: not signed in", start: none + node("changePassword('a', 'b', callback)")},
		{name: "attributes: not signed in", start: none + node("updateAttributes([], callback)")},
		{name: "delete attributes: not signed in", start: none + node("deleteAttributes([], callback)")},
		{name: "user data: not signed in", start: none + node("getUserData(callback)")},
		{name: "MFA options: not signed in", start: none + node("getMFAOptions(callback)")},
		{name: "MFA on: not signed in", start: none + node("enableMFA(callback)")},
		{name: "MFA off: not signed in", start: none + node("disableMFA(callback)")},
		{name: "MFA preference: not signed in", start: none + node("setUserMfaPreference(null, null, callback)")},
		{name: "delete: not signed in", start: none + node("deleteUser(callback)")},
		{name: "verification code: not signed in", start: none + mapped("getAttributeVerificationCode('email', map)")},
		{name: "verify: not signed in", start: none + mapped("verifyAttribute('email', '1', map)")},
		{name: "device: not signed in", start: none + mapped("getDevice(map)")},
		{name: "devices: not signed in", start: none + mapped("listDevices(1, null, map)")},
		{name: "forget device: not signed in", start: none + mapped("forgetDevice(map)")},
		{name: "forget a device: not signed in", start: none + mapped("forgetSpecificDevice('d', map)")},
		{name: "remember: not signed in", start: none + mapped("setDeviceStatusRemembered(map)")},
		{name: "do not remember: not signed in", start: none + mapped("setDeviceStatusNotRemembered(map)")},
		{name: "sign out everywhere: not signed in", start: none + mapped("globalSignOut(map)")},
		{name: "revoke: not signed in", start: none + node("revokeTokens(callback)")},
		{name: "app: not signed in", start: none + mapped("associateSoftwareToken(map)")},

		{name: "sign in", start: none + mapped("authenticateUser("+details("")+", map)")},
		{name: "forgotten password: unknown user", start: "(map) => makeUser('nobody').forgotPassword(map)"},
		{name: "forgotten password", start: mapped("forgotPassword(map, { from: 'metadata' })")},
		{name: "forgotten password: asked for the code", start: "(map, callback) => user.forgotPassword({ ...map, inputVerificationCode: callback })"},
		{name: "new password: wrong code", start: mapped("confirmPassword('000000', 'Newer-1843', map)")},
		{name: "new password: weak", start: mapped("confirmPassword(code, 'weak', map)")},
		{name: "new password", start: mapped("confirmPassword(code, 'Newer-1843', map, { from: 'metadata' })")},
		{name: "change password: wrong", start: node("changePassword('Wrong-1843', 'Newest-1843', callback)")},
		{name: "change password", start: node("changePassword('Newer-1843', '" + password + "', callback, { from: 'metadata' })")},

		{name: "user data", start: node("getUserData(callback)")},
		{name: "user data: from the cache", start: node("getUserData(callback)")},
		{name: "user data: past the cache", start: node("getUserData(callback, { bypassCache: true, clientMetadata: { from: 'metadata' } })")},
		{name: "user data: unreadable cache", start: "localStorage.setItem(user.userDataKey, '{'), " + node("getUserData(callback)")},
		{name: "update attributes: refused", start: node("updateAttributes([{ Name: 'sub', Value: 'x' }], callback)")},
		{name: "update attributes", start: node("updateAttributes([" + mail("new@example.com") + ", { Name: 'name', Value: 'Ada' }], callback, { from: 'metadata' })")},
		{name: "update attributes: cached", start: node("getUserData(callback)")},
		{name: "delete attributes: refused", start: node("deleteAttributes(['sub'], callback)")},
		{name: "delete attributes", start: node("deleteAttributes(['name'], callback)")},
		{name: "attributes", start: node("getUserAttributes(callback)")},
		{name: "verification code", start: mapped("getAttributeVerificationCode('email', map, { from: 'metadata' })")},
		{name: "verification code: asked for it", start: "(map, callback) => user.getAttributeVerificationCode('email', { ...map, inputVerificationCode: callback })"},
		{name: "verification code: no such attribute", start: mapped("getAttributeVerificationCode('name', map)")},
		{name: "verify: wrong code", start: mapped("verifyAttribute('email', '000000', map)")},
		{name: "verify", start: mapped("verifyAttribute('email', code, map)")},

		{name: "MFA on", start: node("enableMFA(callback)")},
		{name: "MFA options", start: node("getMFAOptions(callback)")},
		{name: "MFA off", start: node("disableMFA(callback)")},
		{name: "app preferred: there is none", start: node("setUserMfaPreference(null, { Enabled: true, PreferredMfa: true }, callback)")},
		{name: "app", start: mapped("associateSoftwareToken(map)")},
		{name: "app: wrong code", start: mapped("verifySoftwareToken('000000', 'phone', map)")},
		{name: "app: code", start: mapped("verifySoftwareToken(totp, 'phone', map)")},
		{name: "app preferred", start: node("setUserMfaPreference({ Enabled: false, PreferredMfa: false }, { Enabled: true, PreferredMfa: true }, callback)")},
		{name: "app off", start: node("setUserMfaPreference(undefined, { Enabled: false, PreferredMfa: false }, callback)")},

		{name: "device", start: mapped("getDevice(map)")},
		{name: "devices", start: mapped("listDevices(10, null, map)")},
		{name: "devices: bad page", start: mapped("listDevices(10, 'x', map)")},
		{name: "do not remember", start: mapped("setDeviceStatusNotRemembered(map)")},
		{name: "remember", start: mapped("setDeviceStatusRemembered(map)")},
		{name: "forget a device: unknown", start: mapped("forgetSpecificDevice('us-east-1_00000000-0000-0000-0000-000000000000', map)")},
		{name: "forget device", start: mapped("forgetDevice(map)")},
		{name: "forget device: once more", start: mapped("forgetDevice(map)")},
		{name: "remember: no device", start: mapped("setDeviceStatusRemembered(map)")},

		{name: "any operation", start: "(_, callback) => user.client.request('GetUser', { AccessToken: user.getSignInUserSession().getAccessToken().getJwtToken() }, callback)"},
		{name: "any operation: refused", start: "(_, callback) => user.client.request('GetUser', { AccessToken: 'a.b.c' }, callback)"},
		{name: "revoke", start: node("revokeTokens(callback)")},
		{name: "sign in again", start: none + mapped("authenticateUser("+details("")+", map)")},
		{name: "sign out everywhere", start: mapped("globalSignOut(map)")},
		{name: "sign in to delete", start: none + mapped("authenticateUser("+details("")+", map)")},
		{name: "delete", start: node("deleteUser(callback, { from: 'metadata' })")},
		{name: "sign in: deleted", start: none + mapped("authenticateUser("+details("")+", map)")},
	}
	return steps
}
