// What the test pages have besides the library: the peer's callbacks as promises
// that tell which callback was called, and how often.

/** A pool on the test's Cognito; the test puts its address into localStorage-free globals first. */
function makePool(options = {}, wrap) {
	return new AmazonCognitoIdentity.CognitoUserPool(
		{ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint: window.endpoint, ...options },
		wrap,
	);
}

function makeUser(name, options = {}) {
	return new AmazonCognitoIdentity.CognitoUser({ Username: name, Pool: makePool(), ...options });
}

/** An error as plain data. */
function plainError(error) {
	return error instanceof Error || (error && error.message !== undefined)
		? { name: error.name, code: error.code, message: error.message, statusCode: error.statusCode, reason: error.reason, retryable: error.retryable }
		: error;
}

/** Signs in and tells which callback was called: {called, error, arguments, username}. */
function signIn(user, password, details = {}) {
	return new Promise((resolve) => {
		const said = (called) =>
			function (...args) {
				resolve({ called, arguments: args.length, error: called === 'onFailure' ? plainError(args[0]) : undefined, username: user.getUsername() });
			};
		user.authenticateUser(
			new AmazonCognitoIdentity.AuthenticationDetails({ Username: user.getUsername(), Password: password, ...details }),
			{ onSuccess: said('onSuccess'), onFailure: said('onFailure'), mfaRequired: said('mfaRequired'), newPasswordRequired: said('newPasswordRequired') },
		);
	});
}

/** A node-style call as {error, value, synchronous}. */
function called(start) {
	return new Promise((resolve) => {
		let synchronous = true;
		start((error, value) => resolve({ error: error ? plainError(error) : null, value, synchronous }));
		synchronous = false;
	});
}

/** A session as plain data. */
function plainSession(session) {
	return session && {
		idToken: session.getIdToken().getJwtToken(),
		accessToken: session.getAccessToken().getJwtToken(),
		refreshToken: session.getRefreshToken().getToken(),
		valid: session.isValid(),
	};
}

/** Makes the stored session look as if it had ended: by the clock drift, as a wrong clock would. */
function expire(name) {
	localStorage.setItem('CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.' + name + '.clockDrift', '-100000');
}

/** The session of the current user, through getSession. */
function session() {
	const user = makePool().getCurrentUser();
	return user ? called((done) => user.getSession((error, value) => done(error, plainSession(value)))) : Promise.resolve(null);
}

/** Waits until what is ready to run has run: a second callback would come before. */
function settled() {
	return new Promise((resolve) => setTimeout(() => setTimeout(resolve)));
}

/** What a callback got, without what is random: names and types, and errors in full. */
function shape(value) {
	if (value === null || value === undefined) return String(value);
	if (value instanceof Error) return [value.name, value.code, value.message].join('|');
	if (Array.isArray(value)) return '[' + value.map(shape).join() + ']';
	if (typeof value !== 'object') return value === 'SUCCESS' ? value : typeof value;
	if (value.getIdToken) return value.isValid() ? 'session' : 'invalid session';
	if (value.authenticateUser) return 'user';
	return '{' + Object.keys(value).map((name) => name + ':' + shape(value[name])).join() + '}';
}

/**
 * Hands callbacks to start, as a map and node-style, and tells which of them were
 * called and with what: [{called, arguments, synchronous}]. One entry is right, and
 * one more, returned, where start gives a value.
 * onCall gets the name and the arguments, and may throw.
 */
function trace(start, onCall = () => {}) {
	return new Promise((resolve) => {
		const calls = [];
		let synchronous = true;
		let returned;
		const noted = (called) =>
			(...args) => {
				calls.push({ called, arguments: args.map(shape), synchronous });
				if (calls.length === 1) {
					void settled().then(() => {
						if (returned !== undefined) calls.push({ called: 'returned', arguments: [shape(returned)], synchronous: true });
						resolve(calls);
					});
				}
				if (called === 'associateSecretCode') window.secret = args[0];
				onCall(called, args);
			};
		const names = ['onSuccess', 'onFailure', 'mfaRequired', 'newPasswordRequired', 'totpRequired', 'customChallenge', 'selectMFAType', 'mfaSetup', 'associateSecretCode'];
		window.watching = true;
		returned = start(Object.fromEntries(names.map((name) => [name, noted(name)])), noted('callback'));
		window.watching = false;
		synchronous = false;
	});
}

/** Signs a user in, and traces it. */
function traceSignIn(user, password, details = {}, onCall) {
	const all = { Username: user.getUsername(), Password: password, ...details };
	return trace((map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails(all), map), onCall);
}

/** Stores a session as the peer would after a sign-in, with neither library. */
async function seed(name, password) {
	const reply = await fetch(window.endpoint, {
		method: 'POST',
		headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
		body: JSON.stringify({
			AuthFlow: 'USER_PASSWORD_AUTH',
			ClientId: '1fakeclient2fakeclient3fake',
			AuthParameters: { USERNAME: name, PASSWORD: password },
		}),
	});
	const tokens = (await reply.json()).AuthenticationResult;
	const prefix = 'CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.';
	localStorage.setItem(prefix + name + '.idToken', tokens.IdToken);
	localStorage.setItem(prefix + name + '.accessToken', tokens.AccessToken);
	localStorage.setItem(prefix + name + '.refreshToken', tokens.RefreshToken);
	localStorage.setItem(prefix + name + '.clockDrift', '0');
	localStorage.setItem(prefix + 'LastAuthUser', name);
}

/** Waits until so many tabs, this one among them or not, queue for the refresh that another one has under way. */
async function queued(count) {
	for (;;) {
		const { held, pending } = await navigator.locks.query();
		if (held.length === 1 && pending.length === count) return;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** What a value is, exactly; errors and undefined too. */
function exact(value) {
	return value instanceof Error
		? shape(value)
		: String(JSON.stringify(value, (_, member) => (member === undefined ? 'undefined' : member)));
}

/** What an expression comes to, told as a call: [{called, arguments, synchronous}]. */
async function told(run) {
	let value;
	window.watching = true;
	try {
		value = run();
	} catch (error) {
		return [{ called: 'throws', arguments: [exact(error)], synchronous: true }];
	} finally {
		window.watching = false;
	}
	if (!value || typeof value.then !== 'function') return [{ called: 'returns', arguments: [exact(value)], synchronous: true }];
	return value.then(
		(result) => [{ called: 'resolves', arguments: [shape(result)], synchronous: false }],
		(error) => [{ called: 'rejects', arguments: [shape(error)], synchronous: false }],
	);
}

/** A session of tokens that nobody has signed. */
function handmade(claims = {}) {
	const { CognitoUserSession, CognitoIdToken, CognitoAccessToken, CognitoRefreshToken } = AmazonCognitoIdentity;
	const iat = Math.floor(Date.now() / 1000);
	const jwt = ['e30', btoa(JSON.stringify({ iat, exp: iat + 3600, origin_jti: 'o', ...claims })).replace(/=/g, ''), 's'].join('.');
	return new CognitoUserSession({
		IdToken: new CognitoIdToken({ IdToken: jwt }),
		AccessToken: new CognitoAccessToken({ AccessToken: jwt }),
		RefreshToken: new CognitoRefreshToken({ RefreshToken: 'r' }),
	});
}

/**
 * Notes in window.seen which methods of the library the page itself calls, as
 * "Class.method"; not what they call.
 */
function watch() {
	window.seen = [];
	window.AmazonCognitoIdentity = { ...AmazonCognitoIdentity };
	let depth = 0;
	const watched = (name, original) =>
		function (...args) {
			if (depth === 0 && window.watching && !seen.includes(name)) seen.push(name);
			depth++;
			try {
				return new.target ? Reflect.construct(original, args, new.target) : original.apply(this, args);
			} finally {
				depth--;
			}
		};
	const classes = Object.entries(AmazonCognitoIdentity).filter(([name, value]) => typeof value === 'function' && /^[A-Z]/.test(name));
	const prototypes = classes.map(([name, { prototype }]) => [name, prototype]);
	for (const [name, prototype] of [...prototypes, ['Client', Object.getPrototypeOf(makePool().client)]]) {
		for (let from = prototype; from !== Object.prototype; from = Object.getPrototypeOf(from)) {
			for (const key of Object.getOwnPropertyNames(from)) {
				const { value } = Object.getOwnPropertyDescriptor(from, key);
				if (key === 'constructor' || typeof value !== 'function' || (from !== prototype && Object.hasOwn(prototype, key))) continue;
				Object.defineProperty(prototype, key, { value: watched(name + '.' + key, value), configurable: true, writable: true });
			}
		}
	}
	for (const [name, value] of Object.entries(AmazonCognitoIdentity)) {
		if (typeof value === 'function' && /^[a-z]/.test(name)) AmazonCognitoIdentity[name] = watched('exports.' + name, value);
	}
}
