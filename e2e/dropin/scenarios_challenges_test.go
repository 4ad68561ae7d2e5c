package dropin

import (
	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// challengeScenarios are the sign-ins that ask for more than a password, each
// answered wrong and right.
func challengeScenarios() []scenario {
	newPassword := func(name, call string) step {
		return step{name: name, start: withMap("completeNewPasswordChallenge(" + call + ")")}
	}
	nameRequired := func(s *fakecognito.Server) { s.RequiredAttributes = []string{"email", "name"} }
	code := func(name, code string) step {
		return step{name: name, start: withMap("sendMFACode(" + code + ", map)")}
	}
	appCode := func(name, code string) step {
		return step{name: name, start: withMap("sendMFACode(" + code + ", map, 'SOFTWARE_TOKEN_MFA')")}
	}
	choice := func(name, answer string) step {
		return step{name: name, start: withMap("sendMFASelectionAnswer('" + answer + "', map)")}
	}
	answer := func(name, answer string) step {
		return step{name: name, start: withMap("sendCustomChallengeAnswer('" + answer + "', map)")}
	}
	initiated := step{name: "asked", start: as(harness.Username) + withMap("initiateAuth("+harness.Details("ClientMetadata: { from: 'metadata' }")+", map)")}
	afterSRP := step{name: "asked", start: as(harness.Username) + custom + authenticate}
	verify := func(name, code string) step {
		return step{name: name, start: withMap("verifySoftwareToken(" + code + ", 'phone', map)")}
	}
	associate := step{name: "secret", start: withMap("associateSoftwareToken(map)")}
	odd := func(s *fakecognito.Server) { s.OddChallenge = "ADMIN_NO_SRP_AUTH" }
	return []scenario{
		scene("new password", asked("temp"),
			newPassword("done", "'Another-1843', { name: 'Temp' }, map, { from: 'metadata' }")).with("temp"),
		scene("new password, refused", asked("temp"),
			newPassword("none", "'', {}, map"),
			newPassword("weak", "'weak', {}, map"),
			newPassword("forbidden attribute", "'Another-1843', { email: 'other@example.com' }, map"),
			newPassword("done", "'Another-1843', {}, map")).with("temp"),
		scene("new password with required attributes", asked("temp"),
			newPassword("without", "'Another-1843', {}, map"),
			newPassword("with", "'Another-1843', { name: 'Temp' }, map")).with("temp").in(nameRequired),

		scene("SMS", asked("sms"),
			step{name: "done", start: withMap("sendMFACode(code, map, undefined, { from: 'metadata' })")},
			step{name: "answered again", start: withMap("sendMFACode(code, map, 'SMS_MFA')")}).with("sms"),
		scene("SMS, wrong code", asked("sms"), code("wrong", "'000000'"), code("right", "code")).with("sms"),
		sceneOf("SMS, wrong code too often", []step{asked("sms")}, again(5, code("wrong", "'000000'")), []step{code("right, too late", "code")}).with("sms"),
		scene("authenticator app", step{name: "asked", start: as("app") + passwords + authenticate},
			step{name: "done", start: withMap("sendMFACode(totp, map, 'SOFTWARE_TOKEN_MFA', { from: 'metadata' })")}).with("app"),
		scene("authenticator app, wrong code", asked("app"), appCode("wrong", "'000000'"), appCode("right", "totp")).with("app"),
		sceneOf("authenticator app, wrong code too often", []step{asked("app")}, again(5, appCode("wrong", "'000000'")), []step{appCode("right, too late", "totp")}).with("app"),
		scene("e-mail code", asked("mail")).with("mail"),
		scene("code that nobody has asked for", step{name: "answered", start: as(harness.Username) + withMap("sendMFACode('000000', map)")}),
		scene("choice of SMS", asked("both"), choice("chosen", "SMS_MFA"), code("done", "code")).with("both"),
		scene("choice of the app", asked("both"), choice("chosen", "SOFTWARE_TOKEN_MFA"), appCode("done", "totp")).with("both"),
		scene("choice, wrong", asked("both"), choice("refused", "CARRIER_PIGEON"), choice("right", "SMS_MFA")).with("both"),
		scene("preferred factor", asked("preferred"), appCode("done", "totp")).with("preferred"),
		scene("challenge without a callback for it",
			step{name: "asked", start: as("sms") + "({ onSuccess, onFailure }) => user.authenticateUser(" + harness.Details("") + ", { onSuccess, onFailure })"}).with("sms"),

		scene("custom challenges", initiated,
			step{name: "the next", start: withMap("sendCustomChallengeAnswer('1', map, { from: 'metadata' })")},
			answer("done", "2")).in(harness.CustomChallenges),
		scene("custom challenges, wrong answer", initiated, answer("wrong", "0"), answer("right", "1"), answer("done", "2")).in(harness.CustomChallenges),
		scene("custom challenges of nobody", step{name: "refused", start: as("nobody") + withMap("initiateAuth("+harness.Details("")+", map)")}).in(harness.CustomChallenges),
		scene("custom challenges with parameters of one's own",
			step{name: "asked", start: as(harness.Username) + "window.parameters = { more: '' }, " + withMap("initiateAuth(new AmazonCognitoIdentity.AuthenticationDetails({ AuthParameters: parameters }), map)")},
			step{name: "what became of them", value: "parameters"}).in(harness.CustomChallenges),
		scene("custom challenges after SRP", afterSRP, answer("right", "1"), answer("done", "2")).in(harness.CustomChallenges),
		scene("custom challenges after SRP, wrong password",
			step{name: "refused", start: as(harness.Username) + custom + withMap("authenticateUser("+wrong+", map)")}).in(harness.CustomChallenges),
		sceneOf("custom challenges, wrong too often", []step{afterSRP}, again(3, answer("wrong", "0"))).in(harness.CustomChallenges),
		scene("custom challenges on a new device", initiated, answer("the next", "1"), answer("done", "2")).
			in(func(s *fakecognito.Server) { harness.CustomChallenges(s); devicesAlways(s) }),

		scene("authenticator app to be set up", asked(harness.Username), associate, verify("done", "totp"),
			step{name: "who", start: withCallback("getUserData(callback)")}).in(mfaRequired),
		scene("authenticator app to be set up on a new device", asked(harness.Username), associate, verify("done", "totp")).
			in(func(s *fakecognito.Server) { mfaRequired(s); devicesAlways(s) }),
		scene("authenticator app to be set up, wrong code", asked(harness.Username), associate, verify("wrong", "'000000'"),
			step{name: "another secret", start: withMap("associateSoftwareToken(map)")},
			verify("done", "totp")).in(mfaRequired),
		scene("authenticator app to be set up, second step refused", asked(harness.Username), associate,
			verify("refused", "totp").refusing("RespondToAuthChallenge")).in(mfaRequired),

		scene("unknown challenge", signIn("bob"), step{
			name: "asked", start: as("bob") + authenticate, arrange: func(s *fakecognito.Server) { s.OddChallenge = "ADMIN_NO_SRP_AUTH" },
		}).with("bob"),
		scene("unknown challenge after a password that was sent", step{name: "asked", start: as(harness.Username) + passwords + authenticate}).in(odd),
		scene("unknown challenge after a custom sign-in", loaded, step{
			name:  "asked",
			start: as(harness.Username) + "changeReply((reply) => { reply.ChallengeName = 'ADMIN_NO_SRP_AUTH' }), " + withMap("initiateAuth("+harness.Details("")+", map)"),
		}).in(harness.CustomChallenges),
	}
}

// deviceScenarios are what a pool that tracks devices adds.
func deviceScenarios() []scenario {
	initiate := "user.client.promisifyRequest('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: user.pool.getClientId(), " +
		"AuthParameters: { USERNAME: user.getUsername(), PASSWORD: '" + harness.Password + "', ...device } })"
	askedByHand := step{name: "asked", value: as(harness.Username) + "user.getCachedDeviceKeyAndPassword(), window.device = { DEVICE_KEY: user.deviceKey }, " +
		initiate + ".then((reply) => (user.Session = reply.Session, reply.ChallengeName))"}
	forgotten := step{name: "forgotten by the service", start: withMap("forgetSpecificDevice(user.deviceKey, map)")}
	bySRP := step{name: "signed in again", start: as(harness.Username) + authenticate}
	byPassword := step{name: "signed in again", start: as(harness.Username) + passwords + authenticate}
	corrupted := step{name: "another password stored", value: "localStorage.setItem(user.keyPrefix + '." + harness.Username + ".randomPasswordKey', 'not the password')"}
	return []scenario{
		scene("device", step{name: "first sign-in", start: as(harness.Username) + withMap("authenticateUser("+harness.Details(metadata)+", map)")},
			step{name: "refresh", start: expired + withCallback("getSession(callback)")},
			step{name: "in memory", start: withMap("authenticateUser(" + harness.Details(metadata) + ", map)")},
			step{name: "sign out", start: withCallback("signOut(callback)")}).in(devicesAlways),
		scene("device in storage", signIn(harness.Username), bySRP).in(devicesAlways),
		scene("device in storage, password sent", signIn(harness.Username), byPassword).in(devicesAlways),
		scene("device in storage, under another name", signIn(harness.Email), step{name: "signed in again", start: as(harness.Email) + passwords + authenticate}).in(devicesAlways),
		scene("device to be confirmed by the user", signIn(harness.Username),
			step{name: "refresh", start: expired + withCallback("getSession(callback)")}).in(devicesOptional),
		scene("device by hand", signIn(harness.Username), askedByHand,
			step{name: "answered", start: withMap("getDeviceResponse(map, { from: 'metadata' })")}).in(devicesAlways),
		scene("device by hand, refused", signIn(harness.Username), askedByHand,
			step{name: "refused", start: withMap("getDeviceResponse(map)")}.refusing("RespondToAuthChallenge")).in(devicesAlways),
		scene("device with a wrong password", signIn(harness.Username), corrupted, bySRP).in(devicesAlways),
		scene("device with a wrong password, user's password sent", signIn(harness.Username), corrupted, byPassword).in(devicesAlways),
		scene("device that is refused", signIn(harness.Username), byPassword.refusing("RespondToAuthChallenge")).in(devicesAlways),
		scene("device that the service has forgotten", signIn(harness.Username), forgotten, bySRP).in(devicesAlways),
		scene("device that the service has forgotten, password sent", signIn(harness.Username), forgotten, byPassword).in(devicesAlways),
		scene("device that is not confirmed", signIn(harness.Username).refusing("ConfirmDevice")).in(devicesAlways),
		scene("device after a second factor", asked("sms"),
			step{name: "done", start: withMap("sendMFACode(code, map)")},
			step{name: "asked again", start: as("sms") + authenticate},
			step{name: "done again", start: withMap("sendMFACode(code, map)")}).with("sms").
			in(func(s *fakecognito.Server) { devicesAlways(s); s.DeviceAfterMFA = true }),
	}
}
