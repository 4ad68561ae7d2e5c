package dropin

import (
	"strings"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// signedInScenarios are what a person does with their account.
func signedInScenarios() []scenario {
	mail := func(value string) string {
		return "new AmazonCognitoIdentity.CognitoUserAttribute({ Name: 'email', Value: '" + value + "' })"
	}
	code := func(name, code string) step {
		return step{name: name, start: withMap("verifyAttribute('email', " + code + ", map)")}
	}
	codeSent := step{name: "code sent", start: withMap("getAttributeVerificationCode('email', map)")}
	userData := step{name: "user data", start: withCallback("getUserData(callback)")}
	app := []step{
		seeded,
		{name: "secret", start: withMap("associateSoftwareToken(map)")},
		{name: "wrong code", start: withMap("verifySoftwareToken('000000', 'phone', map)")},
		{name: "right code", start: withMap("verifySoftwareToken(totp, 'phone', map)")},
	}
	onDevice := func(name string, steps ...step) scenario {
		return scene(name, append([]step{signIn(harness.Username)}, steps...)...).in(devicesAlways)
	}
	return []scenario{
		scene("not signed in", notSignedIn()...),
		scene("change password", seeded,
			step{name: "wrong", start: withCallback("changePassword('Wrong-1843', 'Newest-1843', callback)")},
			step{name: "weak", start: withCallback("changePassword('" + harness.Password + "', 'weak', callback)")},
			step{name: "right", start: withCallback("changePassword('" + harness.Password + "', 'Newer-1843', callback, { from: 'metadata' })")}),
		scene("user data", seeded, userData,
			step{name: "from the cache", start: withCallback("getUserData(callback)")},
			step{name: "past the cache", start: withCallback("getUserData(callback, { bypassCache: true, clientMetadata: { from: 'metadata' } })")},
			step{name: "unreadable cache", start: "localStorage.setItem(user.userDataKey, '{'), " + withCallback("getUserData(callback)")}),
		scene("user data past a cache that is empty", seeded,
			step{name: "user data", start: withCallback("getUserData(callback, { bypassCache: true })")}),
		scene("attributes", seeded, step{name: "attributes", start: withCallback("getUserAttributes(callback)")}),
		scene("update attributes", seeded,
			step{name: "done", start: withCallback("updateAttributes([" + mail("new@example.com") + ", { Name: 'name', Value: 'Ada' }], callback, { from: 'metadata' })")},
			step{name: "cached", start: withCallback("getUserData(callback)")},
			step{name: "refused", start: withCallback("updateAttributes([{ Name: 'sub', Value: 'x' }], callback)")}),
		scene("delete attributes", seeded, userData,
			step{name: "done", start: withCallback("deleteAttributes(['phone_number'], callback)")},
			step{name: "refused", start: withCallback("deleteAttributes(['sub'], callback)")}),
		scene("verify an attribute", seeded,
			step{name: "code sent", start: withMap("getAttributeVerificationCode('email', map, { from: 'metadata' })")},
			code("wrong code", "'000000'"), code("right code", "code"), code("once more", "code")),
		scene("verify an attribute, asked for the code", seeded,
			step{name: "asked", start: "(map, callback) => user.getAttributeVerificationCode('email', { ...map, inputVerificationCode: callback })"}),
		scene("verify an attribute that has no code", seeded,
			step{name: "refused", start: withMap("getAttributeVerificationCode('name', map)")}),
		sceneOf("verify an attribute with too many wrong codes", []step{seeded, codeSent}, again(5, code("wrong code", "'000000'")), []step{
			code("right code, too late", "code"),
			{name: "another code", start: codeSent.start},
			code("right code", "code"),
		}),
		scene("codes by SMS", seeded,
			step{name: "on", start: withCallback("enableMFA(callback)")},
			step{name: "options", start: withCallback("getMFAOptions(callback)")},
			step{name: "off", start: withCallback("disableMFA(callback)")}),
		sceneOf("authenticator app of a user who is signed in", app),
		sceneOf("preferences of factors", app[:1], []step{
			{name: "there is none", start: withCallback("setUserMfaPreference(null, { Enabled: true, PreferredMfa: true }, callback)")},
			{name: "not enabled", start: withCallback("setUserMfaPreference({ Enabled: false, PreferredMfa: true }, null, callback)")},
		}, app[1:2], app[3:], []step{
			{name: "app preferred", start: withCallback("setUserMfaPreference({ Enabled: false, PreferredMfa: false }, { Enabled: true, PreferredMfa: true }, callback)")},
			userData,
			{name: "app off", start: withCallback("setUserMfaPreference(undefined, { Enabled: false, PreferredMfa: false }, callback)")},
		}),
		onDevice("this device",
			step{name: "device", start: withMap("getDevice(map)")},
			step{name: "not to be remembered", start: withMap("setDeviceStatusNotRemembered(map)")},
			step{name: "to be remembered", start: withMap("setDeviceStatusRemembered(map)")}),
		onDevice("devices",
			step{name: "devices", start: withMap("listDevices(10, null, map)")},
			step{name: "bad page", start: withMap("listDevices(10, 'x', map)")}),
		onDevice("forget this device",
			step{name: "done", start: withMap("forgetDevice(map)")},
			step{name: "once more", start: withMap("forgetDevice(map)")},
			step{name: "to be remembered", start: withMap("setDeviceStatusRemembered(map)")}),
		onDevice("forget a device",
			step{name: "unknown", start: withMap("forgetSpecificDevice('us-east-1_00000000-0000-0000-0000-000000000000', map)")},
			step{name: "this one", start: withMap("forgetSpecificDevice(user.deviceKey, map)")}),
		scene("any operation", seeded,
			step{name: "done", start: withCallback("client.request('GetUser', { AccessToken: user.getSignInUserSession().getAccessToken().getJwtToken() }, callback)")},
			step{name: "refused", start: withCallback("client.request('GetUser', { AccessToken: 'a.b.c' }, callback)")}),
		scene("revoke", seeded, step{name: "done", start: withCallback("revokeTokens(callback)")}),
		scene("sign out everywhere", seeded,
			step{name: "done", start: withMap("globalSignOut(map)")},
			step{name: "session", start: withCallback("getSession(callback)")}),
		scene("delete the user", seeded,
			step{name: "done", start: withCallback("deleteUser(callback, { from: 'metadata' })")},
			step{name: "sign in", start: as(harness.Username) + authenticate}),
	}
}

// notSignedIn are the methods that need a session, without one.
func notSignedIn() (steps []step) {
	for _, call := range []string{
		"changePassword('a', 'b', callback)", "updateAttributes([], callback)", "deleteAttributes([], callback)", "getUserAttributes(callback)",
		"getUserData(callback)", "getMFAOptions(callback)", "enableMFA(callback)", "disableMFA(callback)", "setUserMfaPreference(null, null, callback)",
		"deleteUser(callback)", "getAttributeVerificationCode('email', map)", "verifyAttribute('email', '1', map)", "getDevice(map)",
		"listDevices(1, null, map)", "forgetDevice(map)", "forgetSpecificDevice('d', map)", "setDeviceStatusRemembered(map)",
		"setDeviceStatusNotRemembered(map)", "globalSignOut(map)", "revokeTokens(callback)", "associateSoftwareToken(map)",
	} {
		name, _, _ := strings.Cut(call, "(")
		steps = append(steps, step{name: name, start: as(harness.Username) + "(map, callback) => user." + call})
	}
	return steps
}

// refusedScenarios are all methods once more, with a service that refuses.
func refusedScenarios() []scenario {
	call := func(method string) string { return "(map, callback) => user." + method }
	refused := func(operation, name, method string, before ...step) scenario {
		return scene("refused: "+name, append(before, step{name: "refused", start: call(method)}.refusing(operation))...)
	}
	user := step{name: "user", value: as(harness.Username) + "user.getUsername()"}
	const respond = "RespondToAuthChallenge"
	list := []scenario{
		refused("InitiateAuth", "authenticateUser", "authenticateUser("+harness.Details("")+", map)", user),
		refused(respond, "authenticateUser, second step", "authenticateUser("+harness.Details("")+", map)", user),
		refused("InitiateAuth", "authenticateUserDefaultAuth", "authenticateUserDefaultAuth("+harness.Details("")+", map)", user),
		refused("InitiateAuth", "authenticateUserPlainUsernamePassword", "authenticateUserPlainUsernamePassword("+harness.Details("")+", map)", user),
		refused("InitiateAuth", "initiateAuth", "initiateAuth("+harness.Details("")+", map)", user),
		refused(respond, "completeNewPasswordChallenge", "completeNewPasswordChallenge('Another-1843', {}, map)", asked("temp")).with("temp"),
		refused(respond, "sendCustomChallengeAnswer", "sendCustomChallengeAnswer('1', map)",
			step{name: "asked", start: as(harness.Username) + withMap("initiateAuth("+harness.Details("")+", map)")}).in(harness.CustomChallenges),
		refused(respond, "sendMFACode", "sendMFACode(code, map)", asked("sms")).with("sms"),
		refused(respond, "sendMFASelectionAnswer", "sendMFASelectionAnswer('SMS_MFA', map)", asked("both")).with("both"),
		refused("ConfirmSignUp", "confirmRegistration", "confirmRegistration('123456', true, callback)", user),
		refused("ResendConfirmationCode", "resendConfirmationCode", "resendConfirmationCode(callback)", user),
		refused("ForgotPassword", "forgotPassword", "forgotPassword(map)", user),
		refused("ConfirmForgotPassword", "confirmPassword", "confirmPassword('123456', 'Another-1843', map)", user),
		scene("refused: signUp", step{name: "refused", start: "(_, callback) => makePool().signUp('" + harness.Newcomer + "', '" + harness.Password + "', [], [], callback)"}.refusing("SignUp")),
		scene("refused: refreshSession", seeded,
			step{name: "refused", start: call("refreshSession(new AmazonCognitoIdentity.CognitoRefreshToken({ RefreshToken: 'a token that is unknown' }), callback)")}),
		scene("refused: getSession", seeded,
			step{name: "refused", start: expired + call("getSession(callback)"), arrange: func(s *fakecognito.Server) { s.RevokeAll(harness.Username) }}),
		scene("refused: createGetUserRequest", seeded, step{name: "refused", value: "user.createGetUserRequest()"}.refusing("GetUser")),
		scene("refused: fetchUserData", seeded, step{name: "refused", value: "user.fetchUserData()"}.refusing("GetUser")),
		scene("refused: client.promisifyRequest", seeded,
			step{name: "refused", value: "user.client.promisifyRequest('GetUser', { AccessToken: 'a.b.c' })"}.refusing("GetUser")),
		scene("refused: client.requestWithRetry", seeded, step{name: "refused", start: call("client.requestWithRetry('GetUser', { AccessToken: 'a.b.c' }, callback)")}),
		scene("refused: revokeToken", seeded, step{name: "refused", start: "(_, callback) => user.revokeToken({ token: 'a token that is unknown', callback })"}),
		scene("refused: revokeTokens", seeded,
			step{name: "refused", start: "(_, callback) => (user.signInUserSession.refreshToken.token = 'a token that is unknown', user.revokeTokens(callback))"}),
		scene("refused: signOut", seeded,
			step{name: "refused", start: "user.signInUserSession.refreshToken.token = 'a token that is unknown', (_, callback) => user.signOut(callback)"}),
	}
	for _, c := range []struct{ operation, call string }{
		{"GetUser", "getUserData(callback)"},
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
		list = append(list, refused(c.operation, name, c.call, seeded))
	}
	return list
}
