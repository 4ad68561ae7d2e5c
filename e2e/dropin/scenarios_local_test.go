package dropin

import (
	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// localScenarios are what a page learns and changes without the service.
func localScenarios() []scenario {
	return []scenario{
		scene("pool",
			step{name: "pool", value: "(({ pool }) => [pool.getUserPoolId(), pool.getUserPoolName(), pool.getClientId(), pool.getCurrentUser(), pool.getUserContextData('x')])({ pool: makePool() })"},
			step{name: "no ids", value: "new AmazonCognitoIdentity.CognitoUserPool({ UserPoolId: 'us-east-1_x' })"},
			step{name: "odd id", value: "new AmazonCognitoIdentity.CognitoUserPool({ UserPoolId: 'nowhere', ClientId: 'x' })"}),
		scene("user",
			step{name: "user", value: as(harness.Username) + "[user.getUsername(), user.getAuthenticationFlowType(), user.setAuthenticationFlowType('X'), user.getAuthenticationFlowType(), user.getSignInUserSession(), user.getUserContextData()]"},
			step{name: "no pool", value: "new AmazonCognitoIdentity.CognitoUser({ Username: 'x' })"}),
		scene("session of one's own",
			step{name: "no tokens", value: "new AmazonCognitoIdentity.CognitoUserSession({})"},
			step{name: "set", value: as(harness.Username) + "user.setSignInUserSession(handmade())"},
			step{name: "held", value: "[user.getSignInUserSession().isValid(), makePool().getCurrentUser().getUsername()]"},
			step{name: "asked for", start: "(_, callback) => user.getSession(callback)"},
			step{name: "cleared", value: "user.clearCachedTokens()"},
			step{name: "stored", value: "user.cacheTokens()"}),
		scene("user data of one's own",
			step{name: "set", value: as(harness.Username) + "user.setSignInUserSession(handmade())"},
			step{name: "stored", value: "user.cacheUserData({ Username: 'ada', UserAttributes: [] })"},
			step{name: "read", value: "[user.getUserDataFromCache(), user.isFetchUserDataAndTokenRequired(), user.isFetchUserDataAndTokenRequired({ bypassCache: true })]"},
			step{name: "asked for", start: "(_, callback) => user.getUserData(callback)"},
			step{name: "cleared", value: "user.clearCachedUserData()"}),
		scene("device of one's own",
			step{name: "user", value: as(harness.Username) + "user.getUsername()"},
			step{name: "stored", value: "Object.assign(user, { deviceKey: 'k', randomPassword: 'p', deviceGroupKey: 'g' }).cacheDeviceKeyAndPassword()"},
			step{name: "read", value: "((other) => [other.getCachedDeviceKeyAndPassword(), other.deviceKey, other.randomPassword, other.deviceGroupKey])(makeUser('" + harness.Username + "'))"},
			step{name: "cleared", value: "user.clearCachedDeviceKeyAndPassword()"}),
		scene("clearing",
			step{name: "set", value: as(harness.Username) + "user.setSignInUserSession(handmade())"},
			step{name: "cleared", value: "(user.cacheUserData({}), user.clearCachedUser())"},
			step{name: "cleaned", value: "[user.cacheTokens(), user.cleanClientData(), user.getSignInUserSession()]"},
			step{name: "signed out", start: "(_, callback) => user.getSession(callback)"},
			step{name: "sign out", value: "[user.setSignInUserSession(handmade()), user.signOut(), user.getSignInUserSession()]"}),
		scene("reply as session",
			step{name: "user", value: as(harness.Username) + "user.getUsername()"},
			step{name: "reply as session", value: "((session) => [session.getIdToken().getJwtToken(), session.getAccessToken().getJwtToken(), session.getRefreshToken().getToken()])(user.getCognitoUserSession({ IdToken: 'a.b.c', AccessToken: 'd.e.f', RefreshToken: 'r' }))"}),
		scene("revocable",
			step{name: "user", value: as(harness.Username) + "user.getUsername()"},
			step{name: "revocable", value: "[handmade().getAccessToken(), handmade({ origin_jti: undefined }).getAccessToken()].map((token) => user.isSessionRevocable(token))"},
			step{name: "none held", start: "(_, callback) => user.revokeTokens(callback)"},
			step{name: "no callback", value: "user.revokeTokens(5)"}),
		scene("sessions and tokens",
			step{name: "session", value: "((session) => [session.getClockDrift(), session.calculateClockDrift(), session.isValid(), session.getRefreshToken().getToken()])(handmade())"},
			step{name: "tokens", value: "((session) => [session.getIdToken(), session.getAccessToken()].map((token) => [token.getJwtToken(), token.getExpiration(), token.getIssuedAt(), token.decodePayload(), token.payload]))(handmade())"}),
		scene("attributes and details",
			step{name: "attribute", value: "((attribute) => [attribute.setName('n'), attribute.setValue('v'), attribute.getName(), attribute.getValue(), attribute.toString(), attribute.toJSON()])(new AmazonCognitoIdentity.CognitoUserAttribute({ Name: 'a', Value: 'b' }))"},
			step{name: "details", value: "((details) => [details.getUsername(), details.getPassword(), details.getValidationData(), details.getAuthParameters(), details.getClientMetadata()])(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'u', Password: 'p', AuthParameters: { a: 'b' } }))"}),
		scene("cookies",
			step{name: "cookies", value: "((cookies, key) => [cookies.setItem(key, 'b; c=é'), cookies.getItem(key), document.cookie, cookies.removeItem(key), cookies.getItem(key), document.cookie])(new AmazonCognitoIdentity.CookieStorage({ secure: false }), 'CognitoIdentityServiceProvider.x.y')"},
			step{name: "cleared", value: "((cookies) => [cookies.setItem('CognitoIdentityServiceProvider.x', '1'), cookies.clear(), document.cookie])(new AmazonCognitoIdentity.CookieStorage({ secure: false }))"},
			step{name: "sameSite", value: "new AmazonCognitoIdentity.CookieStorage({ sameSite: 'none', secure: false })"}),
		scene("date and words",
			step{name: "date", value: "new AmazonCognitoIdentity.DateHelper().getNowString()"},
			step{name: "words", value: "((Words) => [new Words([0x01020304, 0xff], 7).toString(), new Words().random(16).words.length, new Words().random(16).toString().length])(AmazonCognitoIdentity.WordArray)"}),
		scene("helper",
			step{name: "hashes", value: "((helper) => [helper.hash('é'), helper.hexHash('00ff'), helper.padHex(helper.k), helper.N.toString(16), helper.getNewPasswordRequiredChallengeUserAttributePrefix(), helper.getRandomPassword(), helper.getSaltDevices(), helper.getVerifierDevices(), helper.generateRandomString().length, [...helper.computehkdf(new Uint8Array([1]), new Uint8Array([2]))]])(new AmazonCognitoIdentity.AuthenticationHelper('pool'))"},
			step{name: "proof", value: "((helper, key, a = helper.getSmallAValue()) => (helper.getLargeAValue((_, A) => helper.g.modPow(a, helper.N, (_, power) => key.push(A.equals(power)))), helper.getPasswordAuthenticationKey('u', 'p', helper.generateRandomSmallA(), helper.generateRandomSmallA(), (_, bytes) => key.push(bytes.length)), helper.calculateA(helper.g, (_, A) => key.push(A.toString(16))), key.push(helper.calculateU(helper.g, helper.k).toString(16)), helper.UValue = helper.g, helper.smallAValue = helper.g, helper.calculateS(helper.g, helper.k, (_, S) => key.push(S.toString(16))), key))(new AmazonCognitoIdentity.AuthenticationHelper('pool'), [])"},
			step{name: "device", value: "((helper, told) => (helper.generateHashDevice('group', 'key', (...got) => told.push(got)), [told, helper.getRandomPassword().length, /^([0-9a-f]{2})+$/.test(helper.getSaltDevices()), /^([0-9a-f]{2})+$/.test(helper.getVerifierDevices())]))(new AmazonCognitoIdentity.AuthenticationHelper('pool'), [])"}),
	}
}

// innerScenarios call what upstream's methods are made of, as applications do that
// replace one of them.
func innerScenarios() []scenario {
	return []scenario{
		scene("inner sign-in by SRP", step{name: "done", start: as(harness.Username) + withMap("authenticateUserDefaultAuth("+harness.Details("")+", map)")}),
		scene("inner sign-in by password", step{name: "done", start: as(harness.Username) + withMap("authenticateUserPlainUsernamePassword("+harness.Details("")+", map)")}),
		scene("inner user data", seeded,
			step{name: "get", value: "user.createGetUserRequest()"},
			step{name: "fetch", value: "user.fetchUserData()"}),
		scene("inner refresh", seeded,
			step{name: "if possible", value: "user.refreshSessionIfPossible({ clientMetadata: { from: 'metadata' } })"},
			step{name: "by token", start: withCallback("refreshSession(user.getSignInUserSession().getRefreshToken(), callback, { from: 'metadata' })")},
			step{name: "not possible", value: "user.signInUserSession.refreshToken.token = '', user.refreshSessionIfPossible()"}),
		scene("reply of one's own",
			step{name: "asked", value: as(harness.Username) + "user.client.promisifyRequest('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: user.pool.getClientId(), " +
				"AuthParameters: { USERNAME: user.getUsername(), PASSWORD: '" + harness.Password + "' } }).then((reply) => { window.reply = reply })"},
			step{name: "taken", start: withMap("authenticateUserInternal(reply, new AmazonCognitoIdentity.AuthenticationHelper('FakePool1'), map)")}),
		scene("client with retry", seeded,
			step{name: "done", start: withCallback("client.requestWithRetry('GetUser', { AccessToken: user.getSignInUserSession().getAccessToken().getJwtToken() }, callback)")}),
		scene("revoke a token", seeded,
			step{name: "done", start: withCallback("revokeToken({ token: user.getSignInUserSession().getRefreshToken().getToken(), callback })")}),
	}
}

// extendedScenarios are applications that extend, replace and wrap.
func extendedScenarios() []scenario {
	return []scenario{
		scene("storage of one's own",
			step{name: "signed in", start: "window.kept = {}, window.Own = { setItem: (key, value) => { kept[key] = value }, getItem: (key) => kept[key], removeItem: (key) => { delete kept[key] } }, " +
				"window.user = makeUser('" + harness.Username + "', { Storage: Own, Pool: makePool({ Storage: Own }) }), " + authenticate},
			step{name: "last user", value: "makePool({ Storage: Own }).getCurrentUser().getUsername()"},
			step{name: "user data", start: withCallback("getUserData(callback)")},
			step{name: "refresh", start: "user.getSignInUserSession().clockDrift = -100000, kept[user.keyPrefix + '." + harness.Username + ".clockDrift'] = '-100000', " + withCallback("getSession(callback)")},
			step{name: "signed out", start: withCallback("signOut(callback)")}).in(devicesAlways),
		scene("refresh that is wrapped",
			step{name: "signed in", start: "window.user = makeUser('" + harness.Username + "', { Pool: makePool({}, (target) => { window.wrapped = target; return (error, session) => target(error, session && 'wrapped') }) }), " + authenticate},
			step{name: "refreshed", start: expired + withCallback("getSession(callback)")}),
		scene("subclass", signIn(harness.Username),
			step{name: "session", start: "window.Mine = class extends AmazonCognitoIdentity.CognitoUser { getSession(callback, options) { return super.getSession((error, session) => callback(error, session && 'mine'), options) } }, " +
				"window.user = new Mine({ Username: '" + harness.Username + "', Pool: makePool() }), " + withCallback("getSession(callback)")},
			step{name: "in ES5", value: "((Parent) => { function Mine(data) { Parent.call(this, data); this.mine = true } Mine.prototype = Object.create(Parent.prototype); const one = new Mine({ Username: 'x', Pool: makePool() }); return [one.mine, one.getUsername(), one instanceof Parent] })(AmazonCognitoIdentity.CognitoUser)"}),
		scene("method replaced on an object", signIn(harness.Username),
			step{name: "refresh", start: as(harness.Username) + "user.refreshSession = (token, callback) => callback(null, 'replaced'), expire('" + harness.Username + "'), " + withCallback("getSession(callback)")}),
		scene("method replaced on the class", signIn(harness.Username),
			step{name: "refresh", start: "((prototype, real) => { window.restore = () => { prototype.refreshSession = real }; prototype.refreshSession = (token, callback) => callback(null, 'replaced') })(AmazonCognitoIdentity.CognitoUser.prototype, AmazonCognitoIdentity.CognitoUser.prototype.refreshSession), " +
				as(harness.Username) + "expire('" + harness.Username + "'), " + withCallback("getSession(callback)")},
			step{name: "restored", start: "restore(), " + withCallback("getSession(callback)")}),
		scene("inner method replaced", step{name: "sign-in", start: as(harness.Username) + "user.authenticateUserInternal = (reply, helper, map) => map.onFailure(new Error('replaced')), " + authenticate}),
		scene("inner methods replaced on a device", signIn(harness.Username),
			step{name: "sign-in", start: as(harness.Username) + "user.getCachedDeviceKeyAndPassword = () => {}, user.getCognitoUserSession = () => handmade(), " + authenticate}).in(devicesAlways),
		scene("client replaced", seeded,
			step{name: "attributes", start: "user.client.request = (operation, parameters, callback) => callback(new Error('replaced')), " + withCallback("getUserAttributes(callback)")}),
		scene("fetch of one's own", seeded,
			step{name: "used", start: "window.real = fetch, window.fetch = (...args) => { window.fetched = args[0]; return real(...args) }, " + withCallback("getUserAttributes(callback)")},
			step{name: "called", value: "fetched === endpoint"}),
		{name: "user agent", changesPage: true, steps: []step{
			seeded,
			{name: "appended", value: "AmazonCognitoIdentity.appendToCognitoUserAgent('demo/1.0')"},
			{name: "request", start: withCallback("getUserAttributes(callback)")},
		}},
		{name: "user agent, bundled", bundled: true, changesPage: true, steps: userAgentSteps()},
	}
}

// userAgentSteps name the application and its framework to the service.
func userAgentSteps() []step {
	steps := []step{signIn(harness.Username)}
	for _, call := range []string{
		"addAuthCategoryToCognitoUserAgent()",
		"addFrameworkToCognitoUserAgent('7')",
		"appendToCognitoUserAgent('demo/1.0')",
		"appendToCognitoUserAgent('demo')",
		"addFrameworkToCognitoUserAgent('')",
	} {
		steps = append(steps,
			step{name: call, value: "AmazonCognitoIdentity." + call},
			step{name: "a request after " + call, start: withCallback("getUserAttributes(callback)")})
	}
	return steps
}

// oddScenarios are what goes wrong in applications and networks: most of the
// differences show here.
func oddScenarios() []scenario {
	throwing := func(member string) string {
		return "{ ...map, " + member + ": (...args) => { map." + member + "(...args); throw new Error('" + mistake + "'); } }"
	}
	calls := func(name, call string) step {
		return step{name: name, start: as(harness.Username) + "(map, callback) => user." + call}
	}
	sessionWith := func(members string) string {
		return "new AmazonCognitoIdentity.CognitoUserSession({ IdToken: handmade().getIdToken(), AccessToken: handmade().getAccessToken()" + members + " })"
	}
	badGateway := fakecognito.Fault{Status: 502, Body: "<html>Bad Gateway</html>"}
	return []scenario{
		scene("callback that throws after a success",
			step{name: "sign-in", start: as(harness.Username) + passwords + "(map) => user.authenticateUser(" + harness.Details("") + ", " + throwing("onSuccess") + ")"},
			step{name: "attributes", start: "(_, callback) => user.getUserAttributes((...args) => { callback(...args); if (!args[0]) throw new Error('" + mistake + "'); })"}),
		scene("callback that throws after a refusal",
			step{name: "sign-in", start: as(harness.Username) + passwords + "(map) => user.authenticateUser(" + wrong + ", " + throwing("onFailure") + ")"}),
		scene("callback that throws at once",
			step{name: "not signed in", value: as(harness.Username) + "user.getUserAttributes(() => { throw new Error('" + mistake + "'); })"}),
		scene("callback that returns",
			step{name: "not signed in", value: as(harness.Username) + "user.getUserAttributes(() => 'returned')"},
			step{name: "session", value: "user.setSignInUserSession(handmade()), user.getSession(() => 'returned')"},
			step{name: "cached user data", value: "user.cacheUserData({ Username: 'x' }), user.getUserData(() => 'returned')"},
			step{name: "cached user data, throws", value: "window.times = 0, user.getUserData(() => { times++; throw new Error('" + mistake + "'); })"},
			step{name: "cached user data, how often", value: "times"}),
		scene("refusal without a message",
			step{name: "sign-in", start: as(harness.Username) + passwords + authenticate}.failing("InitiateAuth", fakecognito.Fault{Code: "InternalErrorException", Status: 500})),
		scene("page of a proxy", seeded,
			step{name: "attributes", start: withCallback("getUserAttributes(callback)")}.failing("GetUser", badGateway)),
		scene("error in a header only", seeded,
			step{name: "attributes", start: withCallback("getUserAttributes(callback)")}.failing("GetUser", fakecognito.Fault{
				Status: 400, Header: map[string][]string{"X-Amzn-Errortype": {"PasswordResetRequiredException:http://internal.amazon.com/"}, "Access-Control-Expose-Headers": {"x-amzn-errortype"}},
			})),
		scene("sign-in that is answered with nothing",
			step{name: "sign-in", start: as(harness.Username) + passwords + authenticate}.failing("InitiateAuth", harness.JSONFault(200, "{}"))),
		scene("pool id with several underscores",
			step{name: "name and endpoint", value: "((pool) => [pool.getUserPoolName(), pool.client.endpoint])(makePool({ UserPoolId: 'us_east_1_abc', endpoint: undefined }))"}),
		scene("arguments that are missing", seeded,
			calls("confirmRegistration", "confirmRegistration(null, undefined, callback)"),
			calls("confirmPassword", "confirmPassword(undefined, '"+harness.Password+"', map)"),
			calls("signUp", "pool.signUp(undefined, '"+harness.Password+"', null, null, callback)"),
			calls("sendCustomChallengeAnswer", "sendCustomChallengeAnswer(undefined, map)"),
			calls("sendMFACode", "sendMFACode(null, map)")),
		scene("numbers in place of texts", step{name: "asked", start: as(harness.Username) + withMap("initiateAuth("+harness.Details("")+", map)")},
			step{name: "answered", start: withMap("sendCustomChallengeAnswer(1, map)")}).in(harness.CustomChallenges),
		scene("session without a refresh token", step{name: "set", value: as(harness.Username) + "user.setSignInUserSession(" + sessionWith("") + ")"}),
		scene("cookies with sameSite undefined", step{name: "made", value: "Object.keys(new AmazonCognitoIdentity.CookieStorage({ sameSite: undefined }))"}),
		scene("cookies of the page", step{name: "cleared", value: "document.cookie = 'own=1', new AmazonCognitoIdentity.CookieStorage({ secure: false }).clear(), [document.cookie, document.cookie = 'own=; max-age=0'][0]"}),
	}
}
