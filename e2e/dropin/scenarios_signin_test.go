package dropin

import (
	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	emailOfNew = "new AmazonCognitoIdentity.CognitoUserAttribute({ Name: 'email', Value: '" + harness.NewcomerMail + "' })"
	signUp     = "(_, callback) => makePool().signUp('" + harness.Newcomer + "', '" + harness.Password + "', "
)

var signedUp = step{name: "signed up", start: as(harness.Newcomer) + signUp + "[" + emailOfNew + "], null, callback)"}

// accountScenarios are a person's way to an account, and back to it.
func accountScenarios() []scenario {
	confirm := func(name, code string) step {
		return step{name: name, start: withCallback("confirmRegistration(" + code + ", true, callback)")}
	}
	newPassword := func(name, code string) step {
		return step{name: name, start: withMap("confirmPassword(" + code + ", 'Newer-1843', map)")}
	}
	forgotten := step{name: "code sent", start: as(harness.Username) + withMap("forgotPassword(map)")}
	return []scenario{
		scene("sign up",
			step{name: "all there is", start: signUp + "[" + emailOfNew + "], [{ Name: 'referrer', Value: 'é' }], callback, { from: 'metadata' })"},
			step{name: "name taken, nothing else", start: signUp + "null, undefined, callback)"}),
		scene("sign up with a weak password",
			step{name: "refused", start: "(_, callback) => makePool().signUp('" + harness.Newcomer + "', 'weak', [" + emailOfNew + "], [], callback)"}),
		scene("sign up without a required attribute",
			step{name: "refused", start: signUp + "[" + emailOfNew + "], null, callback)"}).
			in(func(s *fakecognito.Server) { s.RequiredAttributes = []string{"name"} }),
		scene("confirm", signedUp,
			confirm("wrong code", "'000000'"),
			step{name: "right code", start: withCallback("confirmRegistration(code, false, callback, { from: 'metadata' })")},
			step{name: "once more", start: withCallback("confirmRegistration(code, undefined, callback)")}),
		sceneOf("confirm with too many wrong codes", []step{signedUp}, again(5, confirm("wrong code", "'000000'")), []step{
			confirm("right code, too late", "code"),
			{name: "another code", start: withCallback("resendConfirmationCode(callback)")},
			confirm("right code", "code"),
		}),
		scene("resend", signedUp,
			step{name: "plain", start: withCallback("resendConfirmationCode(callback)")},
			step{name: "metadata", start: withCallback("resendConfirmationCode(callback, { from: 'metadata' })")}),
		scene("forgotten password",
			step{name: "code sent", start: as(harness.Username) + withMap("forgotPassword(map, { from: 'metadata' })")},
			step{name: "wrong code", start: withMap("confirmPassword('000000', 'Newer-1843', map)")},
			step{name: "weak", start: withMap("confirmPassword(code, 'weak', map)")},
			step{name: "done", start: withMap("confirmPassword(code, 'Newer-1843', map, { from: 'metadata' })")}),
		scene("forgotten password, asked for the code",
			step{name: "asked", start: as(harness.Username) + "(map, callback) => user.forgotPassword({ ...map, inputVerificationCode: callback })"}),
		scene("forgotten password of nobody",
			step{name: "refused", start: as("nobody") + withMap("forgotPassword(map)")}),
		sceneOf("forgotten password with too many wrong codes", []step{forgotten}, again(5, newPassword("wrong code", "'000000'")), []step{
			newPassword("right code, too late", "code"),
			{name: "another code", start: withMap("forgotPassword(map)")},
			newPassword("right code", "code"),
		}),
	}
}

// signInScenarios are sign-ins by password alone.
func signInScenarios() []scenario {
	var byPassword []step
	for _, variant := range []struct{ name, details string }{
		{"plain", ""},
		{"metadata", metadata},
		{"validation", validation},
		{"validation wins", metadata + ", " + validation},
		{"empty validation", metadata + ", ValidationData: {}"},
		{"other name, ignored", "Username: 'somebody else'"},
	} {
		byPassword = append(byPassword, step{name: variant.name, start: as(harness.Username) + passwords + withMap("authenticateUser("+harness.Details(variant.details)+", map)")})
	}
	noPassword := withMap("authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: '" + harness.Username + "' }), map)")
	return []scenario{
		scene("sign in by SRP", signIn(harness.Username)),
		scene("sign in by e-mail address", signIn(harness.Email)),
		scene("sign in by e-mail address and password", step{name: "signed in", start: as(harness.Email) + passwords + authenticate}),
		scene("sign in by password", byPassword...),
		scene("sign in by SRP with data for triggers",
			step{name: "metadata", start: as(harness.Username) + withMap("authenticateUser("+harness.Details(metadata)+", map)")},
			step{name: "validation wins", start: as(harness.Username) + withMap("authenticateUser("+harness.Details(metadata+", "+validation)+", map)")}),
		scene("sign in with a wrong password",
			step{name: "refused", start: as(harness.Username) + withMap("authenticateUser("+wrong+", map)")},
			step{name: "right", start: authenticate}),
		scene("sign in by e-mail address with a wrong password",
			step{name: "refused", start: as(harness.Email) + withMap("authenticateUser("+wrong+", map)")},
			step{name: "right", start: authenticate}),
		scene("sign in with a wrong password, sent", step{name: "refused", start: as(harness.Username) + passwords + withMap("authenticateUser("+wrong+", map)")}),
		scene("sign in, unknown user", step{name: "refused", start: as("nobody") + authenticate}),
		scene("sign in without a password",
			step{name: "to be sent", start: as(harness.Username) + passwords + noPassword},
			step{name: "by SRP", start: as(harness.Username) + noPassword}),
		scene("sign in by a flow that there is not", step{name: "refused", start: as(harness.Username) + "user.setAuthenticationFlowType('MAGIC'), " + authenticate}),
		scene("advanced security",
			step{name: "sign-in", start: "window.AmazonCognitoAdvancedSecurityData = { getData: (...args) => args.join() }, " + as(harness.Username) + authenticate},
			step{name: "refresh", start: expired + withCallback("getSession(callback)")},
			step{name: "forgotten password", start: withMap("forgotPassword(map)")}),
		scene("advanced security by e-mail address",
			step{name: "sign-in", start: "window.AmazonCognitoAdvancedSecurityData = { getData: (...args) => args.join() }, " + as(harness.Email) + authenticate}),
		scene("advanced security, nothing to say",
			step{name: "sign-in", start: "window.AmazonCognitoAdvancedSecurityData = { getData: () => '' }, " + as(harness.Username) + authenticate},
			step{name: "turned off", start: as(harness.Username) + "Object.assign(user.pool, { advancedSecurityDataCollectionFlag: false }), " + authenticate}),
	}
}

// sessionScenarios are what comes of a session.
func sessionScenarios() []scenario {
	refresh := step{name: "refreshed", start: expired + withCallback("getSession(callback)")}
	offline := "window.fetch = () => Promise.reject(new TypeError('Failed to fetch')), "
	signOut := step{name: "signed out", start: withCallback("signOut(callback)")}
	return []scenario{
		scene("session", signIn(harness.Username),
			step{name: "in memory", start: withCallback("getSession(callback)")},
			step{name: "in storage", start: "window.user = makePool().getCurrentUser(), " + withCallback("getSession(callback)")},
			step{name: "of somebody else", start: as("somebody else") + withCallback("getSession(callback)")}),
		scene("refresh", signIn(harness.Username), refresh,
			step{name: "with metadata", start: expired + withCallback("getSession(callback, { clientMetadata: { from: 'metadata' } })")},
			step{name: "of what is stored", start: "window.user = makePool().getCurrentUser(), expire('" + harness.Username + "'), " + withCallback("getSession(callback)")}),
		scene("refresh without a refresh token", signIn(harness.Username),
			step{name: "refused", start: expired + "user.getSignInUserSession().refreshToken.token = '', localStorage.removeItem(user.keyPrefix + '." + harness.Username + ".refreshToken'), " + withCallback("getSession(callback)")}),
		scene("refresh with a new refresh token", signIn(harness.Username),
			step{name: "taken", start: expired + "changeReply((reply) => { reply.AuthenticationResult.RefreshToken = 'another' }), " + withCallback("getSession(callback)")}),
		scene("refresh with a new refresh token that is null", signIn(harness.Username),
			step{name: "refreshed", start: expired + "changeReply((reply) => { reply.AuthenticationResult.RefreshToken = null }), " + withCallback("getSession(callback)")}),
		scene("refresh of a user who has been deleted", signIn(harness.Username),
			step{name: "refused", start: expired + withCallback("getSession(callback)"), arrange: func(s *fakecognito.Server) { s.DeleteUser(harness.Username) }}),
		scene("refresh after somebody else has signed in", signIn(harness.Username),
			step{name: "bob signed in", start: "window.ada = user, " + as("bob") + authenticate},
			step{name: "ada refreshed", start: "window.user = ada, " + expired + withCallback("getSession(callback)")}).with(harness.Username, "bob"),
		scene("refresh, two at once", signIn(harness.Username),
			step{name: "refreshed", value: expired + "Promise.all([1, 2].map(() => new Promise((resolve) => user.getSession((error, session) => resolve([error, session])))))"}),
		scene("sign out with revocation", signIn(harness.Username), signOut,
			step{name: "once more", start: withCallback("signOut(callback)")},
			step{name: "session", start: withCallback("getSession(callback)")}),
		scene("sign out without revocation", signIn(harness.Username),
			step{name: "signed out", value: "user.signOut()"}),
		scene("sign out offline", seeded,
			step{name: "signed out", start: offline + withCallback("signOut(callback)")}),
		scene("sign out offline, session over", seeded,
			step{name: "signed out", start: offline + expired + withCallback("signOut(callback)")}),
		scene("sign out of one of two", signIn(harness.Username),
			step{name: "bob signed in", start: "window.ada = user, " + as("bob") + authenticate},
			step{name: "ada signed out", value: "(window.user = ada, user.signOut(), makePool().getCurrentUser())"}).with(harness.Username, "bob"),
		scene("offline", seeded,
			step{name: "attributes", start: offline + withCallback("getUserAttributes(callback)")},
			step{name: "sign-in", start: as(harness.Username) + passwords + authenticate},
			step{name: "refresh", start: "window.user = makePool().getCurrentUser(), expire('" + harness.Username + "'), " + withCallback("getSession(callback)")}),
		scene("fetch that fails with something odd", seeded,
			step{name: "attributes", start: "window.fetch = () => Promise.reject(new Error('odd')), " + withCallback("getUserAttributes(callback)")}),
	}
}
