// What errors say beside their message, and what events tell.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { LoggedStorage, bundle, freshCore, jwt, ours, poolData, sessionOf, userOf, withGlobals } from './setup.mjs';

/** The facade's codes, as docs/errors.md has their reasons. */
const codes = {
	Aborted: ['ABORTED', true],
	AsyncStorage: ['ASYNC_STORAGE', false],
	CookieTooLong: ['COOKIE_TOO_LONG', false],
	CoreCrashed: ['CORE_CRASHED', true],
	InvalidParameter: ['INVALID_PARAMETER', false],
	InvalidResponse: ['INVALID_RESPONSE', true],
	SignedOut: ['SIGNED_OUT', false],
	StorageError: ['STORAGE_BLOCKED', true],
	UnhandledChallenge: ['UNHANDLED_CHALLENGE', false],
	WasmLoadFailed: ['WASM_LOAD_FAILED', true],
	WasmMismatch: ['WASM_MISMATCH', false],
	WasmUnavailable: ['WASM_UNAVAILABLE', false],
};

test('each code of the facade has its reason, and says whether to try again', async () => {
	// The class is not exported: one of its errors leads to it.
	const CognitoError = await userOf(ours, new LoggedStorage())
		.getUserAttributes(AbortSignal.abort())
		.catch(() => {
			let found;
			userOf(ours, { getItem: async () => '', setItem() {}, removeItem() {} }).getSession(
				(error) => (found = error.constructor),
			);
			return found;
		});
	for (const [code, [reason, retryable]] of Object.entries(codes)) {
		const error = new CognitoError(code, 'message');
		assert.deepEqual(
			[error.name, error.code, error.reason, error.retryable, error.message, 'cause' in error],
			['CognitoError', code, reason, retryable, 'message', false],
		);
	}
});

test('upstream’s own errors have a reason too, which is not enumerable', () => {
	const thrown = (run) => {
		try {
			run();
		} catch (error) {
			return error;
		}
	};
	const told = (run) => {
		let error;
		run((reason) => (error = reason));
		return error;
	};
	const user = userOf(ours, new LoggedStorage());
	const nameless = Object.assign(userOf(ours, new LoggedStorage()), { username: null });
	const ended = userOf(
		ours,
		new LoggedStorage({ 'CognitoIdentityServiceProvider.client.bob.idToken': jwt({ exp: 1 }) }),
	);
	const unflowing = userOf(ours, new LoggedStorage());
	unflowing.setAuthenticationFlowType('X');
	const details = new ours.AuthenticationDetails({});
	const held = userOf(ours, new LoggedStorage());
	held.signInUserSession = { isValid: () => true, getAccessToken: () => null };
	const expected = {
		NO_SESSION: [
			told((callback) => user.getSession(callback)),
			told((callback) => nameless.getSession(callback)),
			told((callback) => ended.getSession(callback)),
			told((callback) => user.getUserAttributes(callback)),
			told((callback) => user.getUserData(callback)),
			told((callback) => user.revokeTokens(callback)),
		],
		INVALID_PARAMETER: [
			told((callback) => user.authenticateUser(details, { onFailure: callback })),
			told((callback) => unflowing.authenticateUser(details, { onFailure: callback })),
			told((callback) => user.completeNewPasswordChallenge('', {}, { onFailure: callback })),
			told((callback) => held.revokeTokens(callback)),
			thrown(() => new ours.CognitoUserPool({})),
			thrown(() => new ours.CognitoUserPool({ UserPoolId: 'x', ClientId: 'y' })),
			thrown(() => new ours.CognitoUser({})),
			thrown(() => new ours.CognitoUserSession()),
			thrown(() => user.revokeTokens(5)),
			thrown(() => new ours.CookieStorage({ sameSite: 'x' })),
			thrown(() => new ours.CookieStorage({ sameSite: 'none', secure: false })),
			thrown(() => new ours.AuthenticationHelper('x').padHex(5)),
			withGlobals({ crypto: undefined }, () => thrown(() => new ours.WordArray().random(4))),
		],
	};
	for (const [reason, errors] of Object.entries(expected)) {
		for (const error of errors) {
			assert.deepEqual(
				[error.reason, error.retryable, error.name, error.code],
				[reason, false, 'Error', undefined],
				error.message,
			);
			assert.deepEqual(Object.keys(error), []);
		}
	}
});

test('errors of the core are passed on unchanged', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	const promise = user.forgotPassword();
	const error = Object.freeze(
		Object.assign(new Error('slow down'), {
			code: 'TooManyRequestsException',
			reason: 'THROTTLED',
			retryable: true,
			retryAfter: 3,
		}),
	);
	core.calls[0].reject(error);
	await assert.rejects(promise, (thrown) => thrown === error);
});

test('events: listeners are added and removed, options work, and an exception in a listener affects nobody else', () => {
	const full = {
		getItem: () => null,
		setItem() {
			throw new Error('value of the token');
		},
		removeItem() {},
	};
	const store = () => userOf(ours, full).setSignInUserSession(sessionOf(ours, { drift: 0 }));
	const seen = [];
	const listener = (event) => seen.push(event);
	ours.events.addEventListener('storagewarning', listener);
	ours.events.addEventListener('storagewarning', () => seen.push('once'), { once: true });
	store();
	store();
	ours.events.removeEventListener('storagewarning', listener);
	store();
	assert.equal(seen.length, 3);
	assert.ok(seen[0] instanceof Event);
	assert.equal(seen[0].type, 'storagewarning');
	assert.deepEqual(seen[0].detail, { key: 'CognitoIdentityServiceProvider.client.bob.idToken', operation: 'write' });
	assert.ok(!JSON.stringify(seen[0].detail).includes('value of'));
	let dispatched = 0;
	ours.events.addEventListener('signedout', () => dispatched++);
	assert.equal(ours.events.dispatchEvent(new Event('signedout')), true);
	assert.equal(dispatched, 1);
});

test('a world without EventTarget, AbortController, BroadcastChannel and WeakRef reads and stores sessions', () => {
	const script = `
		for (const name of ['EventTarget', 'Event', 'AbortController', 'AbortSignal', 'BroadcastChannel', 'WeakRef', 'FinalizationRegistry', 'TextDecoder']) delete globalThis[name];
		globalThis.window = {};
		const ours = require(${JSON.stringify(bundle)});
		const pool = new ours.CognitoUserPool({ ...${JSON.stringify(poolData)}, Storage: { getItem: () => null, setItem() { throw 1 }, removeItem() {} } });
		const user = new ours.CognitoUser({ Username: 'bob', Pool: pool, Storage: pool.storage });
		const token = ${JSON.stringify(jwt({ exp: 9e9, iat: 1 }))};
		user.setSignInUserSession(new ours.CognitoUserSession({ IdToken: new ours.CognitoIdToken({ IdToken: token }), AccessToken: new ours.CognitoAccessToken({ AccessToken: token }) }));
		pool.getCurrentUser().getSession((error, session) => console.log(session.isValid()));
		user.signOut();
		console.log(pool.getCurrentUser());
	`;
	const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 10000 });
	assert.equal(stdout, 'true\nnull\n', stderr);
});
