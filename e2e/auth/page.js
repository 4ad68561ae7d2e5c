// The page of an application that has one of the two libraries. `isUpstream` says which.
'use strict';

const clientId = '1fakeclient2fakeclient3fake';
const keyPrefix = 'CognitoIdentityServiceProvider.' + clientId;

/** What the page's callbacks got, oldest first. */
window.calls = [];
/** The addresses that the library has opened, where the page does not go there. */
window.opened = [];

/** What the application's data are, on this page. */
function authData(options = {}) {
	return {
		ClientId: clientId,
		AppWebDomain: window.isUpstream ? login.domain.replace('http://', '') : login.domain,
		TokenScopesArray: ['openid', 'email', 'aws.cognito.signin.user.admin'],
		RedirectUriSignIn: location.origin + location.pathname,
		RedirectUriSignOut: login.logoutUri,
		UserPoolId: 'us-east-1_FakePool1',
		endpoint: window.endpoint,
		...options,
	};
}

function makeAuth(options) {
	const auth = new AmazonCognitoIdentity.CognitoAuth(authData(options));
	auth.useCodeGrantFlow();
	const noted =
		(called) =>
		(...args) => {
			calls.push({ called, arguments: args.map(shapeOf), synchronous });
			window.last = args[0];
			return called;
		};
	auth.userhandler = { onSuccess: noted('onSuccess'), onFailure: noted('onFailure') };
	return auth;
}

let synchronous = false;

/** Runs something, during which callbacks are synchronous. */
function during(run) {
	synchronous = true;
	try {
		return run();
	} finally {
		synchronous = false;
	}
}

/** What a callback gets, without what is random. */
function shapeOf(value) {
	return value && value.getIdToken ? sessionOf(value) : plainError(value);
}

/** What can be read from a session, without what is random. */
function sessionOf(session) {
	if (!session) return null;
	const id = session.getIdToken();
	const access = session.getAccessToken();
	return {
		idToken: [id.getJwtToken() && id.decodePayload().token_use, id.payload['cognito:username']],
		accessToken: [
			access.getJwtToken() && access.decodePayload().token_use,
			access.getJwtToken() && access.getUsername(),
		],
		refreshToken: typeof session.getRefreshToken().getToken() + !!session.getRefreshToken().getToken(),
		scopes: session.getTokenScopes().getScopes(),
		state: random(session.getState()),
		valid: session.isValid(),
	};
}

const random = (text) => (/^\w{32}$/.test(text) ? 'random' : text);

/** An address by its parts. */
function addressOf(text) {
	if (!text) return {};
	const url = new URL(text);
	const parts = { path: url.host + url.pathname };
	for (const [name, value] of url.searchParams)
		parts[name] = name === 'state' ? random(value) : value.replace(location.pathname, '/');
	return parts;
}

/** What localStorage has, without what is random: claims say whose token it is. */
function storedNow() {
	const stored = {};
	for (const [key, value] of Object.entries(localStorage)) {
		if (key.startsWith('cognitowasm.oauth.')) continue;
		const payload =
			value.split('.').length === 3 && JSON.parse(atob(value.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
		stored[key.replace(keyPrefix, '')] = payload
			? payload.token_use + ' of ' + (payload['cognito:username'] || payload.username)
			: /refreshToken$/.test(key) && value
				? 'a token'
				: value;
	}
	return stored;
}

/** What the getters of an object return. */
function gettersOf(auth) {
	const getters = {
		getClientId: () => auth.getClientId(),
		getCurrentUser: () => auth.getCurrentUser(),
		getLastUser: () => auth.getLastUser(),
		getUsername: () => auth.getUsername(),
		getState: () => random(auth.getState()),
		isUserSignedIn: () => auth.isUserSignedIn(),
		getSignInUserSession: () => sessionOf(auth.getSignInUserSession()),
		getCachedSession: () => sessionOf(auth.getCachedSession()),
		getSpaceSeperatedScopeString: () => auth.getSpaceSeperatedScopeString(),
		responseType: () => auth.responseType,
		userPoolId: () => auth.userPoolId,
		IdentityProvider: () => auth.IdentityProvider,
		launchUri: () => typeof auth.launchUri,
	};
	return Object.fromEntries(Object.entries(getters).map(([name, get]) => [name, resultOf(get) ?? 'nothing']));
}

/** What a function returns, or what it throws. */
function resultOf(run) {
	try {
		return run();
	} catch (error) {
		return 'throws ' + error.name;
	}
}

/** What is to be seen when a step has run: its value, callbacks, addresses, getters and storage. */
async function step(run) {
	calls.length = opened.length = 0;
	const value = await resultOf(() => during(run));
	return {
		value: value ?? null,
		callbacks: [...calls],
		addresses: opened.map(addressOf),
		getters: window.auth ? gettersOf(window.auth) : {},
		storage: storedNow(),
	};
}

/** Waits for callbacks. */
async function calledBack(count = 1) {
	while (calls.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Lets the access token in storage end, whatever the clock says. */
function endStored() {
	const key = keyPrefix + '.ada.accessToken';
	const [header, payload, signature] = localStorage.getItem(key).split('.');
	const claims = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
	const ended = btoa(JSON.stringify({ ...claims, exp: claims.iat - 1 }))
		.replace(/\+/g, '-')
		.replace(/\//g, '_')
		.replace(/=/g, '');
	localStorage.setItem(key, [header, ended, signature].join('.'));
}

/** Makes an object whose addresses are noted, and not opened. */
function stay(options) {
	window.auth = makeAuth({ LaunchUri: (url) => void opened.push(url), ...options });
}

if (window.isUpstream) {
	// Its addresses are all https, which the tests' domain is not.
	const { prototype } = AmazonCognitoIdentity.CognitoAuth;
	const { getCognitoConstants } = prototype;
	prototype.getCognitoConstants = function () {
		return { ...getCognitoConstants.call(this), DOMAIN_SCHEME: 'http' };
	};
}

/** What applications do when they start. */
function start() {
	window.auth = makeAuth();
	auth.parseCognitoWebResponse(location.href);
}
