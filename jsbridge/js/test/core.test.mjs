// What the facade asks of the core, and how it hands out the answers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import {
	LoggedStorage,
	P,
	bundle,
	freshCore,
	jwt,
	ours,
	upstream,
	sessionOf,
	settled,
	userOf,
	withGlobals,
} from './setup.mjs';

const far = { exp: 9_000_000_000, iat: 1_700_000_000 };
const ended = { exp: 5, iat: 1 };
const reply = (more = {}) => ({
	username: 'uuid-1',
	idToken: jwt({ ...far, sub: '1' }),
	accessToken: jwt({ ...far, origin_jti: 'j' }),
	refreshToken: 'new refresh',
	clockDrift: -3,
	...more,
});
const failure = (code) => Object.assign(new Error(code + ' happened'), { code, name: code });

/** Callbacks that record which one was called, as what, and with which arguments. */
function recorder() {
	const calls = [];
	const callbacks = {};
	for (const name of ['onSuccess', 'onFailure', 'mfaRequired']) {
		callbacks[name] = function (...args) {
			calls.push({ name, method: this === callbacks, args });
		};
	}
	return { calls, callbacks };
}

/** A node callback that records how it was called. */
function nodeRecorder() {
	const calls = [];
	return {
		calls,
		callback(...args) {
			calls.push({ self: this, args });
		},
	};
}

/** The one call that the core got, without members that are undefined. */
function only(core) {
	assert.equal(core.calls.length, 1);
	const { name, request } = core.calls[0];
	return { name, request: Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) };
}

const details = (data) => new ours.AuthenticationDetails({ Username: 'typed', Password: 'pw', ...data });

test('authenticateUser: the request to the core', () => {
	const storage = new LoggedStorage();
	const common = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client', userAgent: 'aws-amplify/5.0.4' };
	const storages = new Set();
	const cases = [
		[{}, {}, {}, { flow: 'USER_SRP_AUTH', clientMetadata: {} }],
		[{ authenticationFlowType: 'USER_PASSWORD_AUTH' }, {}, {}, { flow: 'USER_PASSWORD_AUTH', clientMetadata: {} }],
		[
			{ deviceKey: 'device' },
			{ ClientMetadata: { a: '1' } },
			{},
			{ flow: 'USER_SRP_AUTH', deviceKey: 'device', clientMetadata: { a: '1' } },
		],
		[
			{ deviceKey: null },
			{ ClientMetadata: { a: '1' }, ValidationData: { b: '2' } },
			{},
			{ flow: 'USER_SRP_AUTH', clientMetadata: { b: '2' } },
		],
		[
			{},
			{},
			{ endpoint: 'http://localhost:9229', fetchOptions: { credentials: 'include', mode: 'x' } },
			{ flow: 'USER_SRP_AUTH', clientMetadata: {}, endpoint: 'http://localhost:9229', credentials: 'include' },
		],
	];
	for (const [fields, data, pool, expected] of cases) {
		const core = freshCore();
		const user = Object.assign(userOf(ours, storage, 'bob', pool), fields);
		assert.equal(user.authenticateUser(details(data), recorder().callbacks), undefined);
		const {
			name,
			request: { storage: guarded, signal, ...request },
		} = only(core);
		assert.deepEqual(
			{ name, request },
			{ name: 'signIn', request: { ...common, username: 'bob', password: 'pw', ...expected } },
		);
		assert.equal(signal.aborted, false);
		storages.add(guarded);
	}
	assert.deepEqual(storage.log, []);
	// What the core writes goes to the page's own storage, always through the same object.
	const [guarded, ...more] = storages;
	assert.deepEqual(more, []);
	guarded.setItem('key', 'value');
	assert.deepEqual(storage.content, { key: 'value' });
});

test('an endpoint that the page sets later is used, and data are read at the time of the call', () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.pool.client.endpoint = 'http://localhost:1';
	const ClientMetadata = { a: '1', own: { toJSON: () => 'from toJSON' } };
	withGlobals({ AmazonCognitoAdvancedSecurityData: { getData: (name) => 'data of ' + name } }, () => {
		user.authenticateUser(details({ ClientMetadata }), recorder().callbacks);
	});
	ClientMetadata.a = '2';
	const { request } = only(core);
	assert.equal(request.endpoint, 'http://localhost:1');
	assert.deepEqual(request.clientMetadata, { a: '1', own: 'from toJSON' });
	assert.deepEqual(request.userContextData, { EncodedData: 'data of bob' });
});

test('authenticateUser: the session arrives as with upstream, after the state is set', async () => {
	for (const [more, args] of [
		[{ userConfirmationNecessary: false }, 1],
		[{ userConfirmationNecessary: true }, 2],
	]) {
		const core = freshCore();
		const storage = new LoggedStorage();
		const user = userOf(ours, storage);
		const { calls, callbacks } = recorder();
		const placeholder = callbacks.onSuccess;
		callbacks.onSuccess = () => assert.fail('looked up too early');
		user.authenticateUser(details(), callbacks);
		callbacks.onSuccess = placeholder;
		core.calls[0].resolve({
			username: 'uuid-1',
			session: reply(),
			device: { deviceKey: 'k', deviceGroupKey: 'g', randomPassword: 'p' },
			...more,
		});
		assert.equal(calls.length, 0, 'called before the reply’s promise reactions');
		await settled();
		assert.equal(calls.length, 1);
		assert.deepEqual([calls[0].name, calls[0].method, calls[0].args.length], ['onSuccess', true, args]);
		if (args === 2) assert.equal(calls[0].args[1], true);
		const [session] = calls[0].args;
		assert.ok(session instanceof ours.CognitoUserSession);
		assert.equal(user.getSignInUserSession(), session);
		assert.equal(session.getRefreshToken().getToken(), 'new refresh');
		assert.equal(session.getClockDrift(), -3);
		assert.equal(session.isValid(), true);
		assert.equal(user.getUsername(), 'uuid-1');
		assert.equal(user.userDataKey, `${P}.uuid-1.userData`);
		assert.deepEqual([user.deviceKey, user.deviceGroupKey, user.randomPassword], ['k', 'g', 'p']);
		assert.ok('challengeName' in user);
		assert.equal(user.challengeName, undefined);
		assert.equal(user.Session, null);
		// The core has written storage: the facade does not.
		assert.deepEqual(storage.log, []);
	}
});

test('authenticateUserInternal continues from a reply, asynchronously', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	const { calls, callbacks } = recorder();
	user.authenticateUserInternal({ AuthenticationResult: { IdToken: 'i' } }, null, callbacks);
	assert.deepEqual(
		[only(core).name, only(core).request.reply],
		['continueSignIn', { AuthenticationResult: { IdToken: 'i' } }],
	);
	core.calls[0].resolve({ username: 'bob', session: reply(), userConfirmationNecessary: false });
	assert.equal(calls.length, 0);
	await settled();
	assert.deepEqual(
		calls.map(({ name }) => name),
		['onSuccess'],
	);
});

test('authenticateUser: without a device in the reply the user’s device fields stay as they are', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.authenticateUser(details(), recorder().callbacks);
	core.calls[0].resolve({ username: 'uuid-1', session: reply(), userConfirmationNecessary: false });
	await settled();
	assert.ok(!('deviceKey' in user));
});

test('difference: the error of a failed sign-in reaches onFailure unchanged, and no state changes', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	const before = JSON.stringify(user);
	const { calls, callbacks } = recorder();
	user.authenticateUser(details(), callbacks);
	const error = failure('NotAuthorizedException');
	core.calls[0].reject(error);
	await settled();
	assert.deepEqual(calls, [{ name: 'onFailure', method: true, args: [error] }]);
	assert.equal(JSON.stringify(user), before);
});

test('difference: a challenge keeps its state, stores nothing and names itself', async () => {
	for (const session of ['state', undefined]) {
		const core = freshCore();
		const storage = new LoggedStorage();
		const user = userOf(ours, storage);
		const { calls, callbacks } = recorder();
		user.authenticateUser(details(), callbacks);
		core.calls[0].resolve({
			username: 'uuid-1',
			challenge: { name: 'WEB_AUTHN', session },
			userConfirmationNecessary: false,
		});
		await settled();
		assert.equal(calls.length, 1);
		assert.equal(calls[0].name, 'onFailure');
		assert.equal(calls[0].args[0].code, 'UnhandledChallenge');
		assert.match(calls[0].args[0].message, /WEB_AUTHN/);
		assert.equal(user.Session, session);
		assert.equal(user.getUsername(), 'bob');
		assert.equal(user.getSignInUserSession(), null);
		assert.deepEqual(storage.log, []);
	}
});

test('difference: the script is called once for each request, with the name that was typed', () => {
	const asked = [];
	withGlobals({ AmazonCognitoAdvancedSecurityData: { getData: (name) => asked.push(name) && 'data' } }, () => {
		freshCore();
		userOf(ours, new LoggedStorage()).authenticateUser(details(), recorder().callbacks);
	});
	assert.deepEqual(asked, ['bob']);
});

test('an invalid reply calls onFailure, once', async () => {
	const core = freshCore();
	const { calls, callbacks } = recorder();
	userOf(ours, new LoggedStorage()).authenticateUser(details(), callbacks);
	core.calls[0].resolve({ username: 'bob', userConfirmationNecessary: false });
	await settled();
	assert.deepEqual(
		calls.map(({ name }) => name),
		['onFailure'],
	);
	assert.ok(calls[0].args[0] instanceof TypeError);
});

// Every method that calls back later: how to call it, and what the core answers.
const later = {
	authenticateUser: [
		(user, cb) => user.authenticateUser(details(), { onSuccess: cb, onFailure: cb }),
		{ username: 'bob', session: reply(), userConfirmationNecessary: false },
	],
	refreshSession: [(user, cb) => user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), cb), reply()],
	getSession: [(user, cb) => user.getSession(cb), reply()],
	signOut: [
		(user, cb) => (
			(user.signInUserSession = sessionOf(ours, { id: far, access: { ...far, origin_jti: 'j' } })),
			user.signOut(cb)
		),
		undefined,
	],
	confirmRegistration: [(user, cb) => user.confirmRegistration('123', true, cb), undefined],
	resendConfirmationCode: [(user, cb) => user.resendConfirmationCode(cb), {}],
	getUserAttributes: [
		(user, cb) => ((user.signInUserSession = sessionOf(ours, { id: far, access: far })), user.getUserAttributes(cb)),
		{ UserAttributes: [] },
	],
	signUp: [(user, cb) => user.pool.signUp('eve', 'pw', [], [], cb), { UserConfirmed: true }],
};
const expired = () =>
	new LoggedStorage({
		[`${P}.bob.idToken`]: jwt(ended),
		[`${P}.bob.accessToken`]: jwt(ended),
		[`${P}.bob.refreshToken`]: 'r',
	});

test('an exception in a callback surfaces as an uncaught error, and no second callback is called', async () => {
	for (const [name, [start, answer]] of Object.entries(later)) {
		for (const outcome of ['resolve', 'reject']) {
			const core = freshCore();
			let called = 0;
			const mine = new Error('mine');
			const reported = [];
			globalThis.reportError = (error) => reported.push(error);
			try {
				start(userOf(ours, expired()), () => {
					called++;
					throw mine;
				});
				assert.equal(called, 0, name);
				core.calls[0][outcome](outcome === 'resolve' ? answer : failure('SomeException'));
				await settled();
			} finally {
				delete globalThis.reportError;
			}
			assert.equal(called, 1, `${name} ${outcome}`);
			assert.deepEqual(reported, [mine], `${name} ${outcome}`);
		}
	}
});

/** Runs in a process of its own, where `user` and the fake core's `calls` are available; returns what it prints. */
function inProcess(script) {
	const text = `
		const ours = require(${JSON.stringify(bundle)});
		const { calls } = require(${JSON.stringify(bundle.replace(/index\.js$/, 'start.js'))}).fake;
		const pool = new ours.CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
		const user = new ours.CognitoUser({ Username: 'bob', Pool: pool });
		let count = 0;
		for (const event of ['uncaughtException', 'unhandledRejection']) {
			process.on(event, (error) => console.log(event, error.message, count));
		}
		${script}
	`;
	const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', text], { encoding: 'utf8', timeout: 20000 });
	assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
	return stdout;
}

test('without reportError, the exception is thrown from a timer', () => {
	const printed = inProcess(`
		const failed = () => { count++; throw new Error('mine'); };
		user.authenticateUser(new ours.AuthenticationDetails({ Password: 'pw' }), { onSuccess: failed, onFailure: failed });
		calls[0].reject(new Error('refused'));
	`);
	assert.equal(printed, 'uncaughtException mine 1\n');
});

test('the promise that an asynchronous callback returns is left to the application', () => {
	const printed = inProcess(`
		user.resendConfirmationCode(async () => { count++; throw new Error('mine'); });
		calls[0].resolve({});
	`);
	assert.equal(printed, 'unhandledRejection mine 1\n');
});

test('node callbacks are plain functions: (null, value) or (error, null)', async () => {
	for (const [name, [start, answer]] of Object.entries(later)) {
		if (name === 'authenticateUser' || name === 'signOut') continue;
		for (const outcome of ['resolve', 'reject']) {
			const core = freshCore();
			const { calls, callback } = nodeRecorder();
			const user = userOf(ours, expired());
			assert.equal(start(user, callback), undefined, name);
			const error = failure('SomeException');
			core.calls[0][outcome](outcome === 'resolve' ? answer : error);
			await settled();
			assert.equal(calls.length, 1, name);
			assert.equal(calls[0].self, undefined, name);
			assert.equal(calls[0].args.length, 2, name);
			if (outcome === 'resolve') assert.equal(calls[0].args[0], null, name);
			else assert.deepEqual(calls[0].args, [error, null], name);
		}
	}
});

test('refreshSession: the request to the core', () => {
	const token = new ours.CognitoRefreshToken({ RefreshToken: 'r' });
	const cases = [
		[expired(), null, jwt(ended)],
		// What storage showed when asked, since another tab may have refreshed since memory was filled.
		[expired(), sessionOf(ours, { id: far, access: { ...far, held: 1 } }), jwt(ended)],
		[new LoggedStorage(), sessionOf(ours, { id: far, access: { ...far, held: 1 } }), jwt({ ...far, held: 1 })],
		[new LoggedStorage(), null, undefined],
		[{ getItem: async () => 'x', setItem() {}, removeItem() {} }, null, undefined],
	];
	for (const [storage, held, replaces] of cases) {
		const core = freshCore();
		const user = userOf(ours, storage);
		user.signInUserSession = held;
		user.refreshSession(token, () => {}, { a: '1' });
		const { name, request } = only(core);
		assert.equal(name, 'refreshSession');
		assert.deepEqual(
			[request.username, request.refreshToken, request.replaces, request.clientMetadata],
			['bob', 'r', replaces, { a: '1' }],
		);
	}
	assert.throws(() => userOf(ours, new LoggedStorage()).refreshSession(null, () => {}), TypeError);
});

test('refreshSession: the request has the access token that came with the refresh token, when it is known', () => {
	const access = { ...far, mine: 1 };
	for (const [held, expected] of [
		[sessionOf(ours, { id: far, access, refresh: 'r' }), jwt(access)],
		[sessionOf(ours, { id: far, access, refresh: 'another' }), undefined],
		[
			new ours.CognitoUserSession({ IdToken: new ours.CognitoIdToken(), AccessToken: new ours.CognitoAccessToken() }),
			undefined,
		],
		[null, undefined],
	]) {
		const core = freshCore();
		const user = userOf(ours, expired());
		user.signInUserSession = held;
		user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), () => {});
		assert.deepEqual([only(core).request.accessToken, only(core).request.replaces], [expected, jwt(ended)]);
	}
});

test('difference: a refresh uses the user’s own name, whoever signed in last', async () => {
	const core = freshCore();
	const storage = expired();
	storage.setItem(`${P}.LastAuthUser`, 'eve');
	const user = userOf(ours, storage);
	user.getSession(() => {});
	assert.equal(only(core).request.username, 'bob');
	core.calls[0].resolve(reply({ username: 'bob' }));
	await settled();
	assert.equal(user.getUsername(), 'bob');
	assert.equal(user.userDataKey, `${P}.bob.userData`);
	const theirs = userOf(upstream, storage);
	withGlobals({ fetch: () => new Promise(() => {}) }, () => theirs.getSession(() => {}));
	assert.equal(theirs.getUsername(), 'eve');
});

test('getSession: an expired session is refreshed, and the callback is asynchronous', async () => {
	const core = freshCore();
	const user = userOf(ours, expired());
	const { calls, callback } = nodeRecorder();
	assert.equal(user.getSession(callback, { clientMetadata: { a: '1' } }), undefined);
	assert.deepEqual(only(core).request.clientMetadata, { a: '1' });
	core.calls[0].resolve(reply({ username: 'bob' }));
	assert.equal(calls.length, 0);
	await settled();
	assert.equal(calls[0].args[1], user.getSignInUserSession());
	assert.equal(calls[0].args[1].isValid(), true);
	// From now on it is in memory.
	assert.equal(
		user.getSession((error, session) => session),
		user.getSignInUserSession(),
	);
	assert.equal(core.calls.length, 1);
});

test('refreshSession: the pool’s wrapper gets the callback once, at the start, and its result is called', async () => {
	const core = freshCore();
	const wrapped = [];
	const wrap = (callback) => {
		wrapped.push(callback);
		return (error, session) => callback(error, ['wrapped', session]);
	};
	const user = userOf(ours, expired(), 'bob', {}, wrap);
	const { calls, callback } = nodeRecorder();
	user.getSession(callback);
	assert.deepEqual(wrapped, [callback]);
	core.calls[0].resolve(reply({ username: 'bob' }));
	await settled();
	assert.deepEqual(wrapped, [callback]);
	assert.deepEqual(calls[0].args, [null, ['wrapped', user.getSignInUserSession()]]);
});

test('difference: a refused refresh ends the session in memory too, any other error leaves it', async () => {
	const refusals = [
		'NotAuthorizedException',
		'UserNotFoundException',
		'RefreshTokenReuseException',
		'PasswordResetRequiredException',
		'UserNotConfirmedException',
		'NoSession',
		'SignedOut',
	];
	const cases = refusals.map((code) => [code, {}, false]);
	for (const code of [
		'NetworkError',
		'TooManyRequestsException',
		'StorageError',
		'InvalidParameterException',
		'XNoSession',
		'NoSessionX',
		undefined,
	])
		cases.push([code, {}, true]);
	cases.push(
		['NotAuthorizedException', { retryable: true }, true],
		['NotAuthorizedException', { reason: 'REFRESH_REVOKED' }, false],
	);
	for (const reason of ['SECRET_HASH_REQUIRED', 'ROTATION_REQUIRED', 'FLOW_NOT_ENABLED'])
		cases.push(['NotAuthorizedException', { reason, retryable: false }, true]);
	for (const [code, more, left] of cases) {
		const core = freshCore();
		const storage = expired();
		const user = userOf(ours, storage);
		const held = (user.signInUserSession = sessionOf(ours, { id: ended, access: ended }));
		user.refreshSession(held.getRefreshToken(), () => {});
		core.calls[0].reject(Object.assign(failure(code), more));
		await settled();
		assert.equal(user.signInUserSession, left ? held : null, code + JSON.stringify(more));
		assert.ok(!storage.log.some(([kind]) => kind !== 'get'));
	}
	// A session that came in the meantime is not the refused one.
	const core = freshCore();
	const user = userOf(ours, expired());
	user.getSession(() => {});
	const other = (user.signInUserSession = sessionOf(ours, { id: far, access: far }));
	core.calls[0].reject(failure('NotAuthorizedException'));
	await settled();
	assert.equal(user.signInUserSession, other);
});

test('signOut with a callback: the state is cleared synchronously, then the token is revoked', async () => {
	for (const inMemory of [true, false]) {
		for (const error of [undefined, failure('NetworkError')]) {
			const core = freshCore();
			const access = { ...far, origin_jti: 'j' };
			const storage = new LoggedStorage();
			const user = userOf(ours, storage);
			user.setSignInUserSession(sessionOf(ours, { id: far, access, refresh: 'r' }));
			storage.setItem(user.userDataKey, '{}');
			if (!inMemory) user.signInUserSession = null;
			const { calls, callback } = nodeRecorder();
			assert.equal(user.signOut(callback), undefined);
			assert.deepEqual(storage.content, {});
			assert.equal(user.getSignInUserSession(), null);
			const { name, request } = only(core);
			assert.deepEqual([name, request.accessToken, request.refreshToken], ['revokeToken', jwt(access), 'r']);
			assert.equal(calls.length, 0);
			if (error) core.calls[0].reject(error);
			else core.calls[0].resolve(null);
			await settled();
			assert.deepEqual(calls, [{ self: undefined, args: [error] }]);
		}
	}
});

test('difference: signOut revokes the stored token where the one in memory has expired, without a refresh', () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.setSignInUserSession(
		sessionOf(ours, { id: ended, access: { ...ended, origin_jti: 'j' }, refresh: 'theirs', drift: 0 }),
	);
	user.signInUserSession = sessionOf(ours, {
		id: ended,
		access: { ...ended, origin_jti: 'i' },
		refresh: 'mine',
		drift: 0,
	});
	user.signOut(() => {});
	assert.deepEqual([only(core).name, only(core).request.refreshToken], ['revokeToken', 'theirs']);
});

test('signOut with a callback is synchronous, without the core, when there is nothing to revoke', () => {
	const core = freshCore();
	const run = (library, access, refresh) => {
		const user = userOf(library, new LoggedStorage());
		user.setSignInUserSession(sessionOf(library, { id: far, access, refresh }));
		const { calls, callback } = nodeRecorder();
		user.signOut(callback);
		return { calls, content: user.storage.content };
	};
	for (const [access, refresh] of [
		[far, 'r'],
		[{ ...far, origin_jti: 'j' }, ''],
		[{ ...far, origin_jti: '' }, 'r'],
	]) {
		const expected = run(upstream, access, refresh);
		assert.deepEqual(run(ours, access, refresh), expected);
		assert.deepEqual(expected.calls, [{ self: undefined, args: [undefined] }]);
	}
	assert.equal(core.calls.length, 0);
});

test('difference: signOut with a callback clears even when there is no session to revoke', () => {
	const items = {
		[`${P}.LastAuthUser`]: 'bob',
		[`${P}.bob.accessToken`]: 'a.b.c',
		[`${P}.bob.userData`]: '{}',
	};
	const run = (library, more) => {
		const storage = new LoggedStorage({ ...items, ...more });
		const { calls, callback } = nodeRecorder();
		userOf(library, storage).signOut(callback);
		return {
			message: calls[0].args[0].message,
			count: calls.length,
			args: calls[0].args.length,
			content: storage.content,
		};
	};
	for (const more of [{}, { [`${P}.bob.idToken`]: jwt(ended) }]) {
		const { content, ...a } = run(ours, more);
		const { content: theirs, ...b } = run(upstream, more);
		assert.deepEqual(a, b);
		assert.deepEqual(content, {});
		assert.deepEqual(theirs, { ...items, ...more });
	}
});

test('signOut with an async storage is left to the core', async () => {
	const core = freshCore();
	const removed = [];
	const storage = { getItem: async () => 'x', setItem: async () => {}, removeItem: async (key) => removed.push(key) };
	const user = userOf(ours, storage);
	const { calls, callback } = nodeRecorder();
	user.signOut(callback);
	const { name, request } = only(core);
	assert.deepEqual([name, request.username, request.revoke], ['signOut', 'bob', true]);
	assert.deepEqual(removed, []);
	core.calls[0].resolve(undefined);
	await settled();
	assert.deepEqual(calls, [{ self: undefined, args: [undefined] }]);
	// Without a callback there is nothing to wait for.
	user.signOut();
	assert.equal(removed.length, 6);
	assert.equal(core.calls.length, 1);
});

test('registration: requests and results', async () => {
	const core = freshCore();
	const storage = new LoggedStorage();
	const user = userOf(ours, storage);
	const results = {};
	const keep = (name) => (error, value) => (results[name] = value);
	const attributes = [new ours.CognitoUserAttribute({ Name: 'email', Value: 'a@b' }), { Name: 'x', Value: 'y' }];
	user.pool.signUp('eve', 'pw', attributes, null, keep('signedUp'), { a: '1' });
	user.confirmRegistration('123456', true, keep('confirmed'), { a: '1' });
	user.resendConfirmationCode(keep('resent'));
	attributes[0].setValue('changed');
	const [signUp, confirm, resend] = core.calls;
	assert.deepEqual(
		core.calls.map(({ name }) => name),
		['signUp', 'confirmSignUp', 'resendConfirmationCode'],
	);
	assert.deepEqual(signUp.request.userAttributes, [
		{ Name: 'email', Value: 'a@b' },
		{ Name: 'x', Value: 'y' },
	]);
	assert.equal(signUp.request.validationData, null);
	assert.deepEqual(
		[signUp.request.username, signUp.request.password, signUp.request.clientMetadata],
		['eve', 'pw', { a: '1' }],
	);
	assert.deepEqual(
		[confirm.request.username, confirm.request.confirmationCode, confirm.request.forceAliasCreation],
		['bob', '123456', true],
	);
	assert.deepEqual([resend.request.username, resend.request.clientMetadata], ['bob', undefined]);
	const delivery = { Destination: 'a***', DeliveryMedium: 'EMAIL', AttributeName: 'email' };
	signUp.resolve({ UserConfirmed: false, UserSub: 'sub', CodeDeliveryDetails: delivery, Session: 'dropped' });
	confirm.resolve(undefined);
	resend.resolve({ CodeDeliveryDetails: delivery });
	await settled();
	const { signedUp, confirmed, resent } = results;
	assert.deepEqual(Object.keys(signedUp), ['user', 'userConfirmed', 'userSub', 'codeDeliveryDetails']);
	assert.ok(signedUp.user instanceof ours.CognitoUser);
	assert.deepEqual(
		[signedUp.user.getUsername(), signedUp.user.storage, signedUp.user.pool],
		['eve', storage, user.pool],
	);
	assert.deepEqual([signedUp.userConfirmed, signedUp.userSub, signedUp.codeDeliveryDetails], [false, 'sub', delivery]);
	assert.equal(confirmed, 'SUCCESS');
	assert.deepEqual(resent, { CodeDeliveryDetails: delivery });
	assert.deepEqual(storage.log, []);
});

test('difference: forgetDevice calls onFailure as a method', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.signInUserSession = sessionOf(ours, { id: far, access: far });
	const { calls, callbacks } = recorder();
	user.forgetDevice(callbacks);
	core.calls[0].reject(failure('SomeException'));
	await settled();
	assert.deepEqual(
		calls.map(({ name, method }) => [name, method]),
		[['onFailure', true]],
	);
});

test('getUserAttributes returns attribute objects', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.signInUserSession = sessionOf(ours, { id: far, access: far });
	let attributes;
	user.getUserAttributes((error, value) => (attributes = value));
	assert.deepEqual([only(core).name, only(core).request.AccessToken], ['getUser', jwt(far)]);
	core.calls[0].resolve({
		Username: 'uuid',
		UserAttributes: [
			{ Name: 'sub', Value: '1' },
			{ Name: 'email', Value: 'a@b' },
		],
	});
	await settled();
	assert.ok(attributes.every((attribute) => attribute instanceof ours.CognitoUserAttribute));
	assert.equal(String(attributes), '{"Name":"sub","Value":"1"},{"Name":"email","Value":"a@b"}');
});

test('user agent: texts are appended by upstream’s rule', () => {
	const agent = () => {
		const core = freshCore();
		userOf(ours, new LoggedStorage()).resendConfirmationCode(() => {});
		return core.calls[0].request.userAgent;
	};
	for (const text of ['', undefined, null, 'aws', 'y', '5.0.4']) ours.appendToCognitoUserAgent(text);
	assert.equal(agent(), 'aws-amplify/5.0.4');
	for (const text of ['mine/1', 'mine', 'mine/1', 'other']) ours.appendToCognitoUserAgent(text);
	assert.equal(agent(), 'aws-amplify/5.0.4 mine/1 other');
});

test('a name that is not a string is sent as one', () => {
	for (const [username, expected] of [
		[5, '5'],
		[null, ''],
		[undefined, ''],
	]) {
		const core = freshCore();
		const user = userOf(ours, new LoggedStorage());
		user.username = username;
		user.authenticateUser(details({ Password: 7 }), recorder().callbacks);
		assert.deepEqual([core.calls[0].request.username, core.calls[0].request.password], [expected, '7']);
	}
});
