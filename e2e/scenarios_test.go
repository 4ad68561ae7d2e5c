package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// newcomer signs up during the test; ada is there from the start.
const (
	newcomer     = "grace"
	newcomerMail = "grace@example.com"
)

// scenario is a way through the library that both libraries take, from an empty
// storage, with users made afresh.
type scenario struct {
	name     string
	tracking fakecognito.DeviceTracking
	// bundled runs what a bundler makes of import, internals included, not the
	// classic script.
	bundled bool
	prepare func(*testing.T, *fakecognito.Server)
	steps   []step
}

// step is something that an application does, in JavaScript. Either start is given
// to trace in page.js, which hands it callbacks; or value is an expression, whose
// value is told. The user object of the steps is window.user.
type step struct {
	name, start, value string
	// refused is an operation that the service refuses, once.
	refused string
}

// scenarios are all there are. What they cover is checked against the peer's list
// of methods (appendix_test.go).
func scenarios() []scenario {
	off, always := fakecognito.DeviceTrackingOff, fakecognito.DeviceTrackingAlways
	return []scenario{
		{name: "account", tracking: off, prepare: ada, steps: accountSteps()},
		{name: "device always", tracking: always, prepare: ada, steps: deviceSteps()},
		{name: "device optional", tracking: fakecognito.DeviceTrackingOptional, prepare: ada, steps: deviceSteps()[:2]},
		{name: "device by hand", tracking: always, prepare: challengeUsers, steps: deviceByHandSteps()},
		{name: "challenges", tracking: off, prepare: challengeUsers, steps: challengeSteps()},
		{name: "set-up", tracking: off, prepare: setUpUsers, steps: setUpSteps()},
		{name: "signed in", tracking: always, prepare: challengeUsers, steps: signedInSteps()},
		{name: "refused", tracking: always, prepare: challengeUsers, steps: refusedSteps()},
		{name: "local", tracking: off, prepare: ada, steps: localSteps()},
		{name: "inner", tracking: off, prepare: ada, steps: innerSteps()},
		{name: "extended", tracking: off, prepare: ada, steps: extendedSteps()},
		{name: "user agent", tracking: off, prepare: ada, bundled: true, steps: userAgentSteps()},
	}
}

func ada(t *testing.T, server *fakecognito.Server) {
	server.DeleteUser(username)
	if _, err := server.CreateUser(fakecognito.NewUser{Username: username, Password: password, Email: email}); err != nil {
		t.Fatal(err)
	}
}

func setUpUsers(t *testing.T, server *fakecognito.Server) {
	server.MFARequired = true
	challengeUsers(t, server)
}

const (
	fresh        = "window.user = makeUser('" + username + "'), "
	byPassword   = fresh + "user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), "
	authenticate = "(map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Password: '" + password + "', %s }), map)"
	expired      = "expire(user.getUsername()), user.getSignInUserSession().clockDrift = -100000, "
	emailOfNew   = "new AmazonCognitoIdentity.CognitoUserAttribute({ Name: 'email', Value: '" + newcomerMail + "' })"
	signUp       = "(_, callback) => makePool().signUp('" + newcomer + "', '" + password + "', "
	metadata     = "ClientMetadata: { from: 'metadata', b: 'é', a: '' }"
	validation   = "ValidationData: { from: 'validation' }"
)

// signIns are sign-ins with what an application can hand to the pool's triggers.
func signIns() []step {
	var steps []step
	for _, variant := range []struct{ name, details string }{
		{"plain", ""},
		{"metadata", metadata},
		{"validation", validation},
		{"validation wins", metadata + ", " + validation},
		{"empty validation", metadata + ", ValidationData: {}"},
		{"other name, ignored", "Username: 'somebody else'"},
	} {
		steps = append(steps, step{name: "password: " + variant.name, start: byPassword + fmt.Sprintf(authenticate, variant.details)})
	}
	return append(steps,
		step{name: "SRP: metadata", start: fresh + fmt.Sprintf(authenticate, metadata)},
		step{name: "SRP: validation wins", start: fresh + fmt.Sprintf(authenticate, metadata+", "+validation)},
	)
}

// accountSteps are a person's way from signing up to signing out.
func accountSteps() []step {
	return slices.Concat(
		[]step{
			{name: "sign up: weak password", start: "(_, callback) => makePool().signUp('" + newcomer + "', 'weak', [" + emailOfNew + "], [], callback)"},
			{name: "sign up: all there is", start: signUp + "[" + emailOfNew + "], [{ Name: 'referrer', Value: 'é' }], callback, { from: 'metadata' })"},
			{name: "sign up: name taken, nothing else", start: signUp + "null, undefined, callback)"},
			{name: "resend", start: "window.user = makeUser('" + newcomer + "'), (_, callback) => user.resendConfirmationCode(callback)"},
			{name: "resend: metadata", start: "(_, callback) => user.resendConfirmationCode(callback, { from: 'metadata' })"},
			{name: "confirm: wrong code", start: "(_, callback) => user.confirmRegistration('000000', true, callback)"},
			{name: "confirm", start: "(_, callback) => user.confirmRegistration(code, false, callback, { from: 'metadata' })"},
			{name: "confirm: once more", start: "(_, callback) => user.confirmRegistration(code, undefined, callback)"},
			{name: "sign in: wrong password", start: fresh + "(map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Password: 'Wrong-1843' }), map)"},
			{name: "sign in: no password", start: byPassword + "(map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: '" + username + "' }), map)"},
			{name: "sign in: no such flow", start: fresh + "user.setAuthenticationFlowType('MAGIC'), " + fmt.Sprintf(authenticate, "")},
			{name: "attributes: not signed in", start: fresh + "(_, callback) => user.getUserAttributes(callback)"},
			{name: "sign in by e-mail address", start: "window.user = makeUser('" + email + "'), " + fmt.Sprintf(authenticate, "")},
		},
		signIns(),
		[]step{
			{name: "attributes", start: "(_, callback) => user.getUserAttributes(callback)"},
			{name: "session in memory", start: "(_, callback) => user.getSession(callback)"},
			{name: "refresh", start: expired + "(_, callback) => user.getSession(callback)"},
			{name: "refresh: metadata", start: expired + "(_, callback) => user.getSession(callback, { clientMetadata: { from: 'metadata' } })"},
			{name: "advanced security", start: "window.AmazonCognitoAdvancedSecurityData = { getData: (...args) => args.join() }, " + fresh + fmt.Sprintf(authenticate, "")},
			{name: "advanced security: refresh", start: expired + "(_, callback) => user.getSession(callback)"},
			{name: "user agent", start: "AmazonCognitoIdentity.appendToCognitoUserAgent('demo/1.0'), (_, callback) => user.getUserAttributes(callback)"},
			{name: "sign out with revocation", start: "(_, callback) => user.signOut(callback)"},
			{name: "sign out: signed out already", start: "(_, callback) => user.signOut(callback)"},
			{name: "session: signed out", start: "(_, callback) => user.getSession(callback)"},
		},
	)
}

// deviceSteps are what a pool that tracks devices adds.
func deviceSteps() []step {
	return []step{
		{name: "first sign-in", start: fresh + fmt.Sprintf(authenticate, metadata)},
		{name: "refresh", start: expired + "(_, callback) => user.getSession(callback)"},
		{name: "device in memory", start: fmt.Sprintf(authenticate, metadata)},
		{name: "device in storage", start: fresh + fmt.Sprintf(authenticate, "")},
		{name: "device in storage, password", start: byPassword + fmt.Sprintf(authenticate, "")},
		{name: "sign out", start: "(_, callback) => user.signOut(callback)"},
	}
}

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

// deviceByHandSteps sign a remembered device in the way an application does that
// goes through the inner steps by itself.
func deviceByHandSteps() []step {
	initiate := "user.client.promisifyRequest('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: user.pool.getClientId(), " +
		"AuthParameters: { USERNAME: user.getUsername(), PASSWORD: '" + password + "', ...device } })"
	return []step{
		{name: "first sign-in", start: as(username) + "(map) => user.authenticateUser(" + details("") + ", map)"},
		{name: "asked", value: as(username) + "user.getCachedDeviceKeyAndPassword(), window.device = { DEVICE_KEY: user.deviceKey }, " +
			initiate + ".then((reply) => (user.Session = reply.Session, reply.ChallengeName))"},
		{name: "answered", start: "(map) => user.getDeviceResponse(map, { from: 'metadata' })"},
		{name: "asked again", value: initiate + ".then((reply) => (user.Session = reply.Session, reply.ChallengeName))"},
		{name: "refused", refused: "RespondToAuthChallenge", start: "(map) => user.getDeviceResponse(map)"},
	}
}

// refusedSteps are all methods once more, with a service that refuses.
func refusedSteps() []step {
	signIn := "(map) => user.authenticateUser(" + details("") + ", map)"
	mine := "(map, callback) => user."
	steps := []step{
		{name: "sign-in by SRP", refused: "InitiateAuth", start: as(username) + signIn},
		{name: "sign-in by SRP, the inner method", refused: "InitiateAuth", start: as(username) + mine + "authenticateUserDefaultAuth(" + details("") + ", map)"},
		{name: "sign-in by password, the inner method", refused: "InitiateAuth", start: as(username) + mine + "authenticateUserPlainUsernamePassword(" + details("") + ", map)"},
		{name: "sign-in by challenges", refused: "InitiateAuth", start: as(username) + mine + "initiateAuth(" + details("") + ", map)"},
		{name: "sign-in by SRP, second step", refused: "RespondToAuthChallenge", start: as(username) + signIn},
		{name: "device not confirmed", refused: "ConfirmDevice", start: as(username) + signIn},
		{name: "new password: asked", start: as("temp") + signIn},
		{name: "new password", refused: "RespondToAuthChallenge", start: mine + "completeNewPasswordChallenge('Another-1843', {}, map)"},
		{name: "custom: asked", start: as(username) + mine + "initiateAuth(" + details("") + ", map)"},
		{name: "custom", refused: "RespondToAuthChallenge", start: mine + "sendCustomChallengeAnswer('1', map)"},
		{name: "code: asked", start: as("sms") + signIn},
		{name: "code", refused: "RespondToAuthChallenge", start: mine + "sendMFACode(code, map)"},
		{name: "choice: asked", start: as("both") + signIn},
		{name: "choice", refused: "RespondToAuthChallenge", start: mine + "sendMFASelectionAnswer('SMS_MFA', map)"},
		{name: "sign up", refused: "SignUp", start: "(_, callback) => makePool().signUp('" + newcomer + "', '" + password + "', [], [], callback)"},
		{name: "confirm", refused: "ConfirmSignUp", start: as(username) + mine + "confirmRegistration('123456', true, callback)"},
		{name: "resend", refused: "ResendConfirmationCode", start: mine + "resendConfirmationCode(callback)"},
		{name: "forgotten password", refused: "ForgotPassword", start: mine + "forgotPassword(map)"},
		{name: "forgotten password, new", refused: "ConfirmForgotPassword", start: mine + "confirmPassword('123456', 'Another-1843', map)"},
		{name: "signed in", start: signIn},
		{name: "refresh", start: mine + "refreshSession(new AmazonCognitoIdentity.CognitoRefreshToken({ RefreshToken: 'a token that is unknown' }), callback)"},
		{name: "signed in again", start: as(username) + signIn},
		{name: "get user, inner", refused: "GetUser", value: "user.createGetUserRequest()"},
		{name: "fetch user, inner", refused: "GetUser", value: "user.fetchUserData()"},
		{name: "user data", refused: "GetUser", start: mine + "getUserData(callback)"},
	}
	for _, c := range []struct{ operation, call string }{
		{"ChangePassword", "changePassword('a', 'b', callback)"},
		{"SetUserSettings", "enableMFA(callback)"},
		{"SetUserSettings", "disableMFA(callback)"},
		{"SetUserMFAPreference", "setUserMfaPreference(null, null, callback)"},
		{"DeleteUser", "deleteUser(callback)"},
		{"UpdateUserAttributes", "updateAttributes([], callback)"},
		{"GetUser", "getUserAttributes(callback)"},
		{"GetUser", "getMFAOptions(callback)"},
		{"DeleteUserAttributes", "deleteAttributes(['name'], callback)"},
		{"GetUserAttributeVerificationCode", "getAttributeVerificationCode('email', map)"},
		{"VerifyUserAttribute", "verifyAttribute('email', '123456', map)"},
		{"GetDevice", "getDevice(map)"},
		{"ForgetDevice", "forgetSpecificDevice('us-east-1_00000000-0000-0000-0000-000000000000', map)"},
		{"ForgetDevice", "forgetDevice(map)"},
		{"UpdateDeviceStatus", "setDeviceStatusRemembered(map)"},
		{"UpdateDeviceStatus", "setDeviceStatusNotRemembered(map)"},
		{"ListDevices", "listDevices(1, null, map)"},
		{"GlobalSignOut", "globalSignOut(map)"},
		{"AssociateSoftwareToken", "associateSoftwareToken(map)"},
		{"VerifySoftwareToken", "verifySoftwareToken('123456', 'phone', map)"},
		{"GetUser", "client.request('GetUser', { AccessToken: 'a.b.c' }, callback)"},
	} {
		name, _, _ := strings.Cut(c.call, "(")
		steps = append(steps, step{name: name, refused: c.operation, start: mine + c.call})
	}
	return append(steps,
		step{name: "client.promisifyRequest", refused: "GetUser", value: "user.client.promisifyRequest('GetUser', { AccessToken: 'a.b.c' })"},
		step{name: "client.requestWithRetry", start: mine + "client.requestWithRetry('GetUser', { AccessToken: 'a.b.c' }, callback)"},
		step{name: "revokeToken", start: "(_, callback) => user.revokeToken({ token: 'a token that is unknown', callback })"},
		step{name: "revokeTokens", start: "(_, callback) => (user.signInUserSession.refreshToken.token = 'a token that is unknown', user.revokeTokens(callback))"},
		step{name: "signOut", start: "(_, callback) => (localStorage.setItem(user.keyPrefix + '.' + user.getUsername() + '.refreshToken', 'a token that is unknown'), user.signOut(callback))"},
	)
}

// localSteps are what a page learns and changes without the service.
func localSteps() []step {
	return []step{
		{name: "pool", value: "(({ pool }) => [pool.getUserPoolId(), pool.getUserPoolName(), pool.getClientId(), pool.getCurrentUser(), pool.getUserContextData('x')])({ pool: makePool() })"},
		{name: "pool: no ids", value: "new AmazonCognitoIdentity.CognitoUserPool({ UserPoolId: 'us-east-1_x' })"},
		{name: "pool: odd id", value: "new AmazonCognitoIdentity.CognitoUserPool({ UserPoolId: 'nowhere', ClientId: 'x' })"},
		{name: "user: no pool", value: "new AmazonCognitoIdentity.CognitoUser({ Username: 'x' })"},
		{name: "session: no tokens", value: "new AmazonCognitoIdentity.CognitoUserSession({})"},
		{name: "user", value: fresh + "[user.getUsername(), user.getAuthenticationFlowType(), user.setAuthenticationFlowType('X'), user.getAuthenticationFlowType(), user.getSignInUserSession(), user.getUserContextData()]"},
		{name: "session: set", value: "user.setSignInUserSession(handmade())"},
		{name: "session: held", value: "[user.getSignInUserSession().isValid(), makePool().getCurrentUser().getUsername()]"},
		{name: "session: asked for", start: "(_, callback) => user.getSession(callback)"},
		{name: "tokens: cleared", value: "user.clearCachedTokens()"},
		{name: "tokens: stored", value: "user.cacheTokens()"},
		{name: "user data: stored", value: "user.cacheUserData({ Username: 'ada', UserAttributes: [] })"},
		{name: "user data: read", value: "[user.getUserDataFromCache(), user.isFetchUserDataAndTokenRequired(), user.isFetchUserDataAndTokenRequired({ bypassCache: true })]"},
		{name: "user data: asked for", start: "(_, callback) => user.getUserData(callback)"},
		{name: "user data: cleared", value: "user.clearCachedUserData()"},
		{name: "device: stored", value: "Object.assign(user, { deviceKey: 'k', randomPassword: 'p', deviceGroupKey: 'g' }).cacheDeviceKeyAndPassword()"},
		{name: "device: read", value: "((other) => [other.getCachedDeviceKeyAndPassword(), other.deviceKey, other.randomPassword, other.deviceGroupKey])(makeUser('" + username + "'))"},
		{name: "device: cleared", value: "user.clearCachedDeviceKeyAndPassword()"},
		{name: "all: cleared", value: "(user.cacheUserData({}), user.clearCachedUser())"},
		{name: "all: cleaned", value: "[user.cacheTokens(), user.cleanClientData(), user.getSignInUserSession()]"},
		{name: "session: signed out", start: "(_, callback) => user.getSession(callback)"},
		{name: "sign out", value: "[user.setSignInUserSession(handmade()), user.signOut(), user.getSignInUserSession()]"},
		{name: "reply as session", value: "((session) => [session.getIdToken().getJwtToken(), session.getAccessToken().getJwtToken(), session.getRefreshToken().getToken()])(user.getCognitoUserSession({ IdToken: 'a.b.c', AccessToken: 'd.e.f', RefreshToken: 'r' }))"},
		{name: "revocable", value: "[handmade().getAccessToken(), handmade({ origin_jti: undefined }).getAccessToken()].map((token) => user.isSessionRevocable(token))"},
		{name: "revoke: none held", start: "(_, callback) => user.revokeTokens(callback)"},
		{name: "revoke: no callback", value: "user.revokeTokens(5)"},
		{name: "session", value: "((session) => [session.getClockDrift(), session.calculateClockDrift(), session.isValid(), session.getRefreshToken().getToken()])(handmade())"},
		{name: "tokens", value: "((session) => [session.getIdToken(), session.getAccessToken()].map((token) => [token.getJwtToken(), token.getExpiration(), token.getIssuedAt(), token.decodePayload(), token.payload]))(handmade())"},
		{name: "attribute", value: "((attribute) => [attribute.setName('n'), attribute.setValue('v'), attribute.getName(), attribute.getValue(), attribute.toString(), attribute.toJSON()])(new AmazonCognitoIdentity.CognitoUserAttribute({ Name: 'a', Value: 'b' }))"},
		{name: "details", value: "((details) => [details.getUsername(), details.getPassword(), details.getValidationData(), details.getAuthParameters(), details.getClientMetadata()])(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'u', Password: 'p', AuthParameters: { a: 'b' } }))"},
		{name: "cookies", value: "((cookies, key) => [cookies.setItem(key, 'b; c=é'), cookies.getItem(key), document.cookie, cookies.removeItem(key), cookies.getItem(key), document.cookie])(new AmazonCognitoIdentity.CookieStorage({ secure: false }), 'CognitoIdentityServiceProvider.x.y')"},
		{name: "cookies: cleared", value: "((cookies) => [cookies.setItem('CognitoIdentityServiceProvider.x', '1'), cookies.clear(), document.cookie])(new AmazonCognitoIdentity.CookieStorage({ secure: false }))"},
		{name: "cookies: sameSite", value: "new AmazonCognitoIdentity.CookieStorage({ sameSite: 'none', secure: false })"},
		{name: "date", value: "new AmazonCognitoIdentity.DateHelper().getNowString()"},
		{name: "words", value: "((Words) => [new Words([0x01020304, 0xff], 7).toString(), new Words().random(16).words.length, new Words().random(16).toString().length])(AmazonCognitoIdentity.WordArray)"},
		{name: "helper: hashes", value: "((helper) => [helper.hash('é'), helper.hexHash('00ff'), helper.padHex(helper.k), helper.N.toString(16), helper.getNewPasswordRequiredChallengeUserAttributePrefix(), helper.getRandomPassword(), helper.getSaltDevices(), helper.getVerifierDevices(), helper.generateRandomString().length, [...helper.computehkdf(new Uint8Array([1]), new Uint8Array([2]))]])(new AmazonCognitoIdentity.AuthenticationHelper('pool'))"},
		{name: "helper: proof", value: "((helper, key, a = helper.getSmallAValue()) => (helper.getLargeAValue((_, A) => helper.g.modPow(a, helper.N, (_, power) => key.push(A.equals(power)))), helper.getPasswordAuthenticationKey('u', 'p', helper.generateRandomSmallA(), helper.generateRandomSmallA(), (_, bytes) => key.push(bytes.length)), helper.calculateA(helper.g, (_, A) => key.push(A.toString(16))), key.push(helper.calculateU(helper.g, helper.k).toString(16)), helper.UValue = helper.g, helper.smallAValue = helper.g, helper.calculateS(helper.g, helper.k, (_, S) => key.push(S.toString(16))), key))(new AmazonCognitoIdentity.AuthenticationHelper('pool'), [])"},
		{name: "helper: device", value: "((helper, told) => (helper.generateHashDevice('group', 'key', (...got) => told.push(got)), [told, helper.getRandomPassword().length, /^([0-9a-f]{2})+$/.test(helper.getSaltDevices()), /^([0-9a-f]{2})+$/.test(helper.getVerifierDevices())]))(new AmazonCognitoIdentity.AuthenticationHelper('pool'), [])"},
	}
}

// innerSteps call what the peer's methods are made of, as applications do that
// replace one of them.
func innerSteps() []step {
	return []step{
		{name: "by SRP", start: fresh + "(map) => user.authenticateUserDefaultAuth(" + details("") + ", map)"},
		{name: "by password", start: fresh + "(map) => user.authenticateUserPlainUsernamePassword(" + details("") + ", map)"},
		{name: "get user", value: "user.createGetUserRequest()"},
		{name: "fetch user", value: "user.fetchUserData()"},
		{name: "refresh if possible", value: "user.refreshSessionIfPossible({ clientMetadata: { from: 'metadata' } })"},
		{name: "refresh if possible: refused", value: "user.signInUserSession.refreshToken.token = '', user.refreshSessionIfPossible()"},
		{name: "a reply of one's own: asked", value: fresh + "user.client.promisifyRequest('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: user.pool.getClientId(), " +
			"AuthParameters: { USERNAME: user.getUsername(), PASSWORD: '" + password + "' } }).then((reply) => { window.reply = reply })"},
		{name: "a reply of one's own", start: "(map) => user.authenticateUserInternal(reply, new AmazonCognitoIdentity.AuthenticationHelper('FakePool1'), map)"},
		{name: "refresh", start: "(_, callback) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), callback, { from: 'metadata' })"},
		{name: "client: with retry", start: "(_, callback) => user.client.requestWithRetry('GetUser', { AccessToken: user.getSignInUserSession().getAccessToken().getJwtToken() }, callback)"},
		{name: "revoke a token", start: "(_, callback) => user.revokeToken({ token: user.getSignInUserSession().getRefreshToken().getToken(), callback })"},
	}
}

// extendedSteps are applications that extend, replace and wrap.
func extendedSteps() []step {
	return []step{
		{name: "a storage of one's own", start: "window.kept = {}, window.Own = { setItem: (key, value) => { kept[key] = value }, getItem: (key) => kept[key], removeItem: (key) => { delete kept[key] } }, " +
			"window.user = makeUser('" + username + "', { Storage: Own, Pool: makePool({ Storage: Own }) }), (map) => user.authenticateUser(" + details("") + ", map)"},
		{name: "a storage of one's own: what is in it", value: "Object.keys(kept)"},
		{name: "a storage of one's own: the last user", value: "makePool({ Storage: Own }).getCurrentUser().getUsername()"},
		{name: "a wrapped refresh", start: "window.user = makeUser('" + username + "', { Pool: makePool({}, (target) => { window.wrapped = target; return (error, session) => target(error, session && 'wrapped') }) }), " +
			"(map) => user.authenticateUser(" + details("") + ", map)"},
		{name: "a wrapped refresh: done", start: expired + "(_, callback) => user.getSession(callback)"},
		{name: "a subclass", start: "window.Mine = class extends AmazonCognitoIdentity.CognitoUser { getSession(callback, options) { return super.getSession((error, session) => callback(error, session && 'mine'), options) } }, " +
			"window.user = new Mine({ Username: '" + username + "', Pool: makePool() }), (_, callback) => user.getSession(callback)"},
		{name: "a subclass of ES5", value: "((Parent) => { function Mine(data) { Parent.call(this, data); this.mine = true } Mine.prototype = Object.create(Parent.prototype); const one = new Mine({ Username: 'x', Pool: makePool() }); return [one.mine, one.getUsername(), one instanceof Parent] })(AmazonCognitoIdentity.CognitoUser)"},
		{name: "a method replaced on an object", start: fresh + "user.refreshSession = (token, callback) => callback(null, 'replaced'), expire('" + username + "'), (_, callback) => user.getSession(callback)"},
		{name: "a method replaced on the class", start: "((prototype, real) => { window.restore = () => { prototype.refreshSession = real }; prototype.refreshSession = (token, callback) => callback(null, 'replaced') })(AmazonCognitoIdentity.CognitoUser.prototype, AmazonCognitoIdentity.CognitoUser.prototype.refreshSession), " +
			fresh + "(_, callback) => user.getSession(callback)"},
		{name: "restored", start: "restore(), (_, callback) => user.getSession(callback)"},
		{name: "fetch of one's own", start: "window.real = fetch, window.fetch = (...args) => { window.fetched = args[0]; return real(...args) }, (_, callback) => user.getUserAttributes(callback)"},
		{name: "fetch of one's own: called", value: "window.fetch = real, fetched === endpoint"},
	}
}

// userAgentSteps name the application and its framework to the service.
func userAgentSteps() []step {
	steps := []step{{name: "signed in", start: fresh + "(map) => user.authenticateUser(" + details("") + ", map)"}}
	for _, call := range []string{
		"addAuthCategoryToCognitoUserAgent()",
		"addFrameworkToCognitoUserAgent('7')",
		"appendToCognitoUserAgent('demo/1.0')",
		"appendToCognitoUserAgent('demo')",
		"addFrameworkToCognitoUserAgent('')",
	} {
		steps = append(steps,
			step{name: call, value: "AmazonCognitoIdentity." + call},
			step{name: "a request after " + call, start: "(_, callback) => user.getUserAttributes(callback)"})
	}
	return steps
}
