// An AbortSignal in the place of a callback.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LoggedStorage, P, freshCore, jwt, ours, poolData, sessionOf, settled, stored, userOf } from './setup.mjs';

const far = { exp: 9_000_000_000, iat: 1_700_000_000 };
/** Near its end. */
const old = { exp: 9_000_000_000, iat: -9_000_000_000 };
const ended = { exp: 5, iat: 1 };
const reply = { username: 'bob', idToken: jwt(far), accessToken: jwt(far), refreshToken: 'new', clockDrift: 0 };
const details = () => new ours.AuthenticationDetails({ Username: 'bob', Password: 'pw' });
const expired = () => new LoggedStorage(stored(ended, ended));
const promising = { getItem: async () => 'x', setItem: async () => {}, removeItem: async () => {} };

// Every method that may be called without its callback: how to call it, of a user who is signed in or not.
const signedIn = {
	associateSoftwareToken: (user, to) => user.associateSoftwareToken(to),
	verifySoftwareToken: (user, to) => user.verifySoftwareToken('1', 'phone', to),
	getUserAttributes: (user, to) => user.getUserAttributes(to),
	getMFAOptions: (user, to) => user.getMFAOptions(to),
	changePassword: (user, to) => user.changePassword('a', 'b', to, {}),
	enableMFA: (user, to) => user.enableMFA(to),
	disableMFA: (user, to) => user.disableMFA(to),
	setUserMfaPreference: (user, to) => user.setUserMfaPreference(null, null, to),
	deleteUser: (user, to) => user.deleteUser(to),
	deleteAttributes: (user, to) => user.deleteAttributes(['a'], to),
	updateAttributes: (user, to) => user.updateAttributes([], to),
	getUserData: (user, to) => user.getUserData(to),
	'getUserData: cached': (user, to) => (
		user.storage.setItem(user.userDataKey, '{}'),
		user.getUserData(to, { bypassCache: true })
	),
	getAttributeVerificationCode: (user, to) => user.getAttributeVerificationCode('email', to),
	verifyAttribute: (user, to) => user.verifyAttribute('email', '1', to),
	getDevice: (user, to) => user.getDevice(to),
	forgetSpecificDevice: (user, to) => user.forgetSpecificDevice('k', to),
	forgetDevice: (user, to) => user.forgetDevice(to),
	setDeviceStatusRemembered: (user, to) => user.setDeviceStatusRemembered(to),
	setDeviceStatusNotRemembered: (user, to) => user.setDeviceStatusNotRemembered(to),
	listDevices: (user, to) => user.listDevices(5, null, to),
	globalSignOut: (user, to) => user.globalSignOut(to),
};
const anybody = {
	authenticateUser: (user, to) => user.authenticateUser(details(), to),
	'authenticateUser: password': (user, to) => (
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH'),
		user.authenticateUser(details(), to)
	),
	initiateAuth: (user, to) => user.initiateAuth(details(), to),
	completeNewPasswordChallenge: (user, to) => user.completeNewPasswordChallenge('new', {}, to),
	sendCustomChallengeAnswer: (user, to) => user.sendCustomChallengeAnswer('1', to),
	sendMFACode: (user, to) => user.sendMFACode('1', to),
	sendMFASelectionAnswer: (user, to) => user.sendMFASelectionAnswer('SMS_MFA', to),
	associateSoftwareToken: (user, to) => user.associateSoftwareToken(to),
	verifySoftwareToken: (user, to) => user.verifySoftwareToken('1', 'phone', to),
	confirmRegistration: (user, to) => user.confirmRegistration('1', true, to),
	resendConfirmationCode: (user, to) => user.resendConfirmationCode(to),
	forgotPassword: (user, to) => user.forgotPassword(to),
	confirmPassword: (user, to) => user.confirmPassword('1', 'new', to),
	getSession: (user, to) => user.getSession(to, { clientMetadata: {} }),
	refreshSession: (user, to) => user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), to),
	signUp: (user, to) => user.pool.signUp('eve', 'pw', [], [], to),
};
const cases = [
	...Object.entries(signedIn).map(([name, call]) => [name, call, true]),
	...Object.entries(anybody).map(([name, call]) => [name, call, false]),
	['getSession: promises', (user, to) => ((user.storage = promising), user.getSession(to)), false],
	[
		'getSession: wrapped',
		(user, to) => (
			(user.pool.wrapRefreshSessionCallback = (callback) => (error, session) => callback(error, session)),
			user.getSession(to)
		),
		false,
	],
	[
		'getSession: early',
		(user, to) => (
			(user.client = new ours.CognitoUserPool({ ...poolData, refreshBefore: 1e12 }).client),
			user.setSignInUserSession(sessionOf(ours, { id: old, access: old, drift: 0 })),
			user.getSession(to)
		),
		false,
	],
];

function userFor(isSignedIn) {
	const user = userOf(ours, expired());
	if (isSignedIn) user.signInUserSession = sessionOf(ours, { id: far, access: far, drift: 0 });
	return user;
}

/** What a promise has come to by now. */
async function state(promise) {
	let now = 'pending';
	promise.then(
		(value) => (now = { value }),
		(error) => (now = { error }),
	);
	for (let i = 0; i < 10; i++) await undefined;
	return now;
}

function assertAborted({ error }, reason, name) {
	assert.ok(error, name);
	assert.deepEqual(
		[error.code, error.name, error.reason, error.retryable],
		['Aborted', 'CognitoError', 'ABORTED', true],
		name,
	);
	assert.equal(error.cause, reason, name);
}

test('a signal rejects the promise immediately, and is passed to the core with the request', async () => {
	for (const [name, start, isSignedIn] of cases) {
		const core = freshCore();
		const user = userFor(isSignedIn);
		const controller = new AbortController();
		const promise = start(user, controller.signal);
		assert.ok(promise instanceof Promise, name);
		assert.equal(core.calls.length, 1, name);
		const { signal } = core.calls[0].request;
		assert.equal(signal.aborted, false, name);
		const before = JSON.stringify(user);
		const reason = { mine: true };
		controller.abort(reason);
		assertAborted(await state(promise), reason, name);
		assert.equal(signal.aborted, true, name);
		assert.equal(signal.reason, reason, name);
		// What comes afterwards changes nothing.
		core.calls[0].resolve(
			name.startsWith('getSession') || name === 'refreshSession'
				? reply
				: { username: 'uuid', session: { ...reply, username: 'uuid' }, userConfirmationNecessary: false },
		);
		await settled();
		if (!isSignedIn && name !== 'associateSoftwareToken') assert.equal(JSON.stringify(user), before, name);
	}
});

test('with a signal that is already aborted, nothing is sent', async () => {
	for (const [name, start, isSignedIn] of cases) {
		const core = freshCore();
		const promise = start(userFor(isSignedIn), AbortSignal.abort('early'));
		assertAborted(await state(promise), 'early', name);
		await settled();
		assert.equal(core.calls.length, 0, name);
	}
});

test('a signal works while the core is still loading', async () => {
	for (const [name, start, isSignedIn] of cases) {
		const core = freshCore();
		core.loading = new Promise(() => {});
		const controller = new AbortController();
		const promise = start(userFor(isSignedIn), controller.signal);
		controller.abort('late');
		assertAborted(await state(promise), 'late', name);
	}
});

test('a result arrives as without a signal, and the listener is removed from the signal', async () => {
	for (const [name, start, isSignedIn] of cases) {
		const core = freshCore();
		const controller = new AbortController();
		let listeners = 0;
		const { signal } = controller;
		for (const [method, by] of [
			['addEventListener', 1],
			['removeEventListener', -1],
		]) {
			const real = signal[method].bind(signal);
			signal[method] = (...args) => ((listeners += by), real(...args));
		}
		const promise = start(userFor(isSignedIn), signal);
		assert.ok(listeners > 0, name);
		const error = Object.assign(new Error('refused'), { code: 'SomeException' });
		core.calls[0].reject(error);
		await assert.rejects(promise, (thrown) => thrown === error, name);
		await settled();
		assert.equal(listeners, 0, name);
		controller.abort();
	}
});

test('what is known synchronously is returned as a promise too', async () => {
	const core = freshCore();
	const { signal } = new AbortController();
	const user = userFor(true);
	assert.equal(await user.getSession(signal), user.signInUserSession);
	user.storage.setItem(user.userDataKey, '{"Username":"bob"}');
	assert.deepEqual(await user.getUserData(signal), { Username: 'bob' });
	user.signOut();
	await assert.rejects(user.getSession(signal), /missing an ID Token/);
	await assert.rejects(user.getUserAttributes(signal), /User is not authenticated/);
	await assert.rejects(user.getUserData(signal), /User is not authenticated/);
	await assert.rejects(user.completeNewPasswordChallenge('', {}, signal), /New password is required/);
	await assert.rejects(
		user.authenticateUser(new ours.AuthenticationDetails({}), signal),
		/PASSWORD parameter is required/,
	);
	user.setAuthenticationFlowType('X');
	await assert.rejects(user.authenticateUser(details(), signal), /flow type is invalid/);
	assert.equal(core.calls.length, 0);
	assert.equal(user.storage.content[`${P}.bob.idToken`], undefined);
});
