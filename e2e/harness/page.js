// What the test pages have besides the library: upstream's callbacks as promises
// that tell which callback was called, and how often.
'use strict';

/** A pool on the test's Cognito; the test puts its address into localStorage-free globals first. */
function makePool(options = {}, wrap) {
	return new AmazonCognitoIdentity.CognitoUserPool(
		{
			UserPoolId: 'us-east-1_FakePool1',
			ClientId: '1fakeclient2fakeclient3fake',
			endpoint: window.endpoint,
			...options,
		},
		wrap,
	);
}

function makeUser(name, options = {}) {
	return new AmazonCognitoIdentity.CognitoUser({ Username: name, Pool: makePool(), ...options });
}

/** An error as plain data. */
function plainError(error) {
	return error instanceof Error || (error && error.message !== undefined)
		? {
				name: error.name,
				code: error.code,
				message: error.message,
				statusCode: error.statusCode,
				reason: error.reason,
				retryable: error.retryable,
			}
		: error;
}

/** Signs in and tells which callback was called: {called, error, arguments, username}. */
function signIn(user, password, details = {}) {
	return new Promise((resolve) => {
		const said = (called) =>
			function (...args) {
				resolve({
					called,
					arguments: args.length,
					error: called === 'onFailure' ? plainError(args[0]) : undefined,
					username: user.getUsername(),
				});
			};
		user.authenticateUser(
			new AmazonCognitoIdentity.AuthenticationDetails({ Username: user.getUsername(), Password: password, ...details }),
			{
				onSuccess: said('onSuccess'),
				onFailure: said('onFailure'),
				mfaRequired: said('mfaRequired'),
				newPasswordRequired: said('newPasswordRequired'),
			},
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
	return (
		session && {
			idToken: session.getIdToken().getJwtToken(),
			accessToken: session.getAccessToken().getJwtToken(),
			refreshToken: session.getRefreshToken().getToken(),
			valid: session.isValid(),
		}
	);
}

/** Makes the stored session look as if it had ended: by the clock drift, as a wrong clock would. */
function expire(name) {
	localStorage.setItem('CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.' + name + '.clockDrift', '-100000');
}

/** The session of the current user, through getSession. */
function session() {
	const user = makePool().getCurrentUser();
	return user
		? called((done) => user.getSession((error, value) => done(error, plainSession(value))))
		: Promise.resolve(null);
}

/** Waits until what is ready to run has run: a second callback would come before. */
function settled() {
	return new Promise((resolve) => setTimeout(() => setTimeout(resolve)));
}

/** What a callback got, without what is random: names and types, and errors in full. */
function shape(value) {
	if (value === null || value === undefined) return String(value);
	if (value instanceof Error) return [value.name, /** @type {any} */ (value).code, value.message].join('|');
	if (Array.isArray(value)) return '[' + value.map(shape).join() + ']';
	if (typeof value !== 'object') return value === 'SUCCESS' ? value : typeof value;
	if (value.getIdToken) return value.isValid() ? 'session' : 'invalid session';
	if (value.authenticateUser) return 'user';
	return (
		'{' +
		Object.keys(value)
			.map((name) => name + ':' + shape(value[name]))
			.join() +
		'}'
	);
}

/** What a value is, with its texts and numbers; whatever is random in them is not blanked. */
function detail(value) {
	if (value === null || value === undefined || value instanceof Error) return shape(value);
	if (Array.isArray(value)) return '[' + value.map(detail).join() + ']';
	if (typeof value === 'function') return 'function';
	if (typeof value !== 'object') return JSON.stringify(value);
	if (value.getIdToken) return sessionText(value);
	if (value.authenticateUser) return 'user ' + value.getUsername();
	return (
		'{' +
		Object.keys(value)
			.map((name) => name + ':' + detail(value[name]))
			.join() +
		'}'
	);
}

/** Whose tokens of which kind a session has in which place. */
function sessionText(session) {
	const token = ({ payload }) => payload.token_use + ' of ' + (payload['cognito:username'] || payload.username);
	return (
		(session.isValid() ? 'session(' : 'invalid session(') +
		[
			token(session.getIdToken()),
			token(session.getAccessToken()),
			session.getRefreshToken() && session.getRefreshToken().getToken() ? 'refresh' : 'none',
		] +
		')'
	);
}

/**
 * Hands callbacks to start, as a map and node-style, and tells which of them were
 * called and with what: [{called, arguments, details, self, synchronous}]; self is
 * what `this` was. One entry is right, and one more, returned, where start gives a
 * value.
 *
 * @param {Function} start
 * @param {(called: string, args: any[]) => void} onCall - gets the name and the arguments, and may throw
 */
function trace(start, onCall = () => {}) {
	return new Promise((resolve) => {
		const calls = [];
		let synchronous = true;
		let returned;
		let map;
		const noted = (called) =>
			/** @this {any} */
			function note(...args) {
				const self =
					this === undefined
						? 'none'
						: this === map
							? 'the map'
							: Object.values(this).includes(note)
								? 'its object'
								: 'another';
				calls.push({ called, arguments: args.map(shape), details: args.map(detail), self, synchronous });
				if (calls.length === 1) {
					void settled().then(() => {
						if (returned !== undefined)
							calls.push({ called: 'returned', arguments: [shape(returned)], synchronous: true });
						resolve(calls);
					});
				}
				if (called === 'associateSecretCode') window.secret = args[0];
				return onCall(called, args);
			};
		const names = [
			'onSuccess',
			'onFailure',
			'mfaRequired',
			'newPasswordRequired',
			'totpRequired',
			'customChallenge',
			'selectMFAType',
			'mfaSetup',
			'associateSecretCode',
		];
		map = Object.fromEntries(names.map((name) => [name, noted(name)]));
		window.watching = true;
		returned = start(map, noted('callback'));
		window.watching = false;
		synchronous = false;
	});
}

/** @type {Record<string, any>} what userState has told last */
let stateBefore;

/** What a page can see of the user object of the steps, and what of that is new since the last step. */
function userState() {
	const { user } = window;
	if (!user) return {};
	const before = stateBefore && stateBefore.user === user ? stateBefore : {};
	const kind = (value) =>
		value === null || value === undefined || value === '' ? String(value) || 'empty' : typeof value;
	const session = user.signInUserSession;
	const now = { user, Session: user.Session, idToken: session && session.getIdToken().getJwtToken() };
	stateBefore = now;
	const since = (name) => (now[name] && now[name] === before[name] ? ', as before' : '');
	return {
		username: String(user.username),
		Session: kind(user.Session) + since('Session'),
		signInUserSession: session ? sessionText(session) + since('idToken') : String(session),
		challengeName: String(user.challengeName),
		authenticationFlowType: String(user.authenticationFlowType),
		userDataKey: user.userDataKey,
		deviceKey: kind(user.deviceKey ?? ''),
		deviceGroupKey: kind(user.deviceGroupKey ?? ''),
		randomPassword: kind(user.randomPassword ?? ''),
	};
}

/** Runs a step of a scenario, and tells what came of it and what is to be seen after it. */
async function takeStep(given, run) {
	Object.assign(window, given);
	const calls = await run();
	const stored = { ...localStorage };
	for (const [key, value] of Object.entries(window.kept || {})) stored['kept: ' + key] = String(value);
	return { calls, covered: seen.splice(0), stored, state: userState(), secret: window.secret || '' };
}

/** Waits until the library is there as a whole, so that what it sends is all that it fetches. */
function loaded() {
	return Promise.resolve(AmazonCognitoIdentity.preload && AmazonCognitoIdentity.preload()).then(() => 'loaded');
}

/** Lets change have the next reply of the service before the library has it. */
function changeReply(change) {
	const real = window.fetch;
	window.fetch = async (...args) => {
		window.fetch = real;
		const reply = await (await real(...args)).json();
		change(reply);
		return new Response(JSON.stringify(reply));
	};
}

/** Signs a user in, and traces it. */
function traceSignIn(user, password, details = {}, onCall) {
	const all = { Username: user.getUsername(), Password: password, ...details };
	return trace((map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails(all), map), onCall);
}

/** Stores a session as upstream would after a sign-in, with neither library. */
async function seed(name, password) {
	const reply = await fetch(window.endpoint, {
		method: 'POST',
		headers: {
			'Content-Type': 'application/x-amz-json-1.1',
			'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
		},
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
	if (!value || typeof value.then !== 'function')
		return [{ called: 'returns', arguments: [exact(value)], synchronous: true }];
	return value.then(
		(result) => [{ called: 'resolves', arguments: [shape(result)], details: [detail(result)], synchronous: false }],
		(error) => [{ called: 'rejects', arguments: [shape(error)], synchronous: false }],
	);
}

/** A session of tokens that nobody has signed. */
function handmade(claims = {}) {
	const { CognitoUserSession, CognitoIdToken, CognitoAccessToken, CognitoRefreshToken } = AmazonCognitoIdentity;
	const iat = Math.floor(Date.now() / 1000);
	const jwt = [
		'e30',
		btoa(JSON.stringify({ iat, exp: iat + 3600, origin_jti: 'o', ...claims })).replace(/=/g, ''),
		's',
	].join('.');
	return new CognitoUserSession({
		IdToken: new CognitoIdToken({ IdToken: jwt }),
		AccessToken: new CognitoAccessToken({ AccessToken: jwt }),
		RefreshToken: new CognitoRefreshToken({ RefreshToken: 'r' }),
	});
}

/** What tidy leaves in a page with watch. */
let keptByTidy;

/**
 * Notes in window.seen which methods of the library the page itself calls, as
 * "Class.method"; not what they call.
 */
function watch() {
	window.seen = [];
	window.AmazonCognitoIdentity = { ...AmazonCognitoIdentity };
	let depth = 0;
	const watched = (name, original) =>
		/** @this {any} */
		function (...args) {
			if (depth === 0 && window.watching && !seen.includes(name)) seen.push(name);
			depth++;
			try {
				return new.target ? Reflect.construct(original, args, new.target) : original.apply(this, args);
			} finally {
				depth--;
			}
		};
	const classes = Object.entries(AmazonCognitoIdentity).filter(
		([name, value]) => typeof value === 'function' && /^[A-Z]/.test(name),
	);
	const prototypes = classes.map(([name, { prototype }]) => [name, prototype]);
	for (const [name, prototype] of [
		...prototypes,
		['Client', Object.getPrototypeOf(/** @type {any} */ (makePool()).client)],
	]) {
		for (let from = prototype; from !== Object.prototype; from = Object.getPrototypeOf(from)) {
			for (const key of Object.getOwnPropertyNames(from)) {
				const { value } = Object.getOwnPropertyDescriptor(from, key);
				if (
					key === 'constructor' ||
					typeof value !== 'function' ||
					(from !== prototype && Object.hasOwn(prototype, key))
				)
					continue;
				Object.defineProperty(prototype, key, {
					value: watched(name + '.' + key, value),
					configurable: true,
					writable: true,
				});
			}
		}
	}
	for (const [name, value] of Object.entries(AmazonCognitoIdentity)) {
		if (typeof value === 'function' && /^[a-z]/.test(name))
			AmazonCognitoIdentity[name] = watched('exports.' + name, value);
	}
	keptByTidy = { names: Object.getOwnPropertyNames(window), fetch };
}

/** Takes away what a scenario has left behind in a page with watch: globals, fetch, storage, cookies. */
function tidy() {
	for (const name of Object.getOwnPropertyNames(window)) if (!keptByTidy.names.includes(name)) delete window[name];
	window.fetch = keptByTidy.fetch;
	stateBefore = undefined;
	localStorage.clear();
	for (const cookie of document.cookie.split('; ')) document.cookie = cookie.split('=')[0] + '=; max-age=0; path=/';
}

/**
 * Makes a call and tells, once nothing more is ready to run, what became of it:
 * how often its node-style callback was called, and of the first time the error
 * or the session, whether that was before the call returned, and what localStorage
 * had in that very moment. window.callbacks counts those of all calls.
 */
function fate(start) {
	return new Promise((resolve) => {
		let first;
		let times = 0;
		let synchronous = true;
		start((error, value) => {
			window.callbacks = (window.callbacks || 0) + 1;
			if (times++) return;
			const { name, code, message, statusCode, reason, retryable } = error || {};
			first = {
				error: error ? { name, code, message, statusCode, reason, retryable } : null,
				session: value && value.getIdToken ? plainSession(value) : null,
				stored: { ...localStorage },
				synchronous,
			};
			void settled().then(() => resolve({ ...first, times }));
		});
		synchronous = false;
	});
}

/** The fate of a promise. */
function fateOf(promise) {
	return fate((done) => promise.then((value) => done(null, value), done));
}

/** The fate of a sign-in, or of a step of one; its challenge is an error. */
function signInFate(start) {
	return fate((done) => {
		const challenged = (name) => done({ name: 'challenge', code: name });
		start({ onSuccess: (session) => done(null, session), onFailure: done, mfaRequired: challenged });
	});
}

/** Makes a user's session end, in memory and in storage. */
function lapse(user) {
	expire(user.getUsername());
	if (user.getSignInUserSession()) user.getSignInUserSession().clockDrift = -100000;
}

/** Waits until a condition holds, and tells after how many milliseconds it did; -1 when it does not within some. */
async function eventually(condition, within = 30000) {
	const began = performance.now();
	for (;;) {
		const holds = await condition();
		const passed = performance.now() - began;
		if (holds) return passed;
		if (passed > within) return -1;
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
}

/** Counts in window.writes how often each key of localStorage is written, and in window.sent the requests to Cognito. */
function count() {
	window.writes = {};
	window.sent = 0;
	if (window.counting) return;
	window.counting = true;
	const { setItem } = Storage.prototype;
	Storage.prototype.setItem = function (key, value) {
		writes[key] = (writes[key] || 0) + 1;
		setItem.call(this, key, value);
	};
	const { fetch } = window;
	window.fetch = (...args) => {
		if (String(args[0]) === endpoint) sent++;
		return fetch(...args);
	};
}
