// Case 13: pools whose triggers answer after many seconds.
import './fast-clock.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { called, details, keyOf, make, makeSignedIn, mockFetch, signedIn, storeExpired, tokens } from './library.mjs';

const { setTimeout } = globalThis;

/** A reply after 12 seconds, unless the request is given up. */
const slowly =
	(value, seconds = 12) =>
	() =>
		new Promise((resolve) => setTimeout(resolve, seconds * 1000, value()));

/** Has fetch answer late, and ends a request whose signal is aborted, as fetch does. */
function slowFetch(answer, seconds) {
	const { requests, restore } = mockFetch(slowly(answer, seconds));
	const mock = globalThis.fetch;
	globalThis.fetch = (url, init) =>
		Promise.race([
			mock(url, init),
			new Promise((_, reject) => {
				if (init.signal) init.signal.addEventListener('abort', () => reject(init.signal.reason));
			}),
		]);
	return { requests, restore };
}

test('13: a registration that takes 12 seconds', async () => {
	const { pool } = make();
	const { requests, restore } = slowFetch(() => ({
		UserConfirmed: false,
		UserSub: 'sub-ada',
		CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' },
	}));
	try {
		const [error, registered] = await called((callback) => pool.signUp('ada', 'Correct-horse-1', [], [], callback));
		assert.ifError(error);
		assert.deepEqual([registered.userSub, registered.userConfirmed], ['sub-ada', false]);
		assert.equal(requests.length, 1);
	} finally {
		restore();
	}
});

test('13: a sign-in that takes 12 seconds, and a code that takes 12 more', async () => {
	const { user } = make();
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	let step = 0;
	const { requests, restore } = slowFetch(() =>
		step++
			? { AuthenticationResult: tokens() }
			: { ChallengeName: 'SMS_MFA', ChallengeParameters: {}, Session: 'state-1' },
	);
	try {
		assert.equal((await signedIn((callbacks) => user.authenticateUser(details(), callbacks)))[0], 'mfaRequired');
		const [callback, session] = await signedIn((callbacks) => user.sendMFACode('123456', callbacks));
		assert.equal(callback, 'onSuccess', String(session));
		assert.equal(requests.length, 2);
	} finally {
		restore();
	}
});

test('13: a refresh that takes 12 seconds is sent once', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	const { requests, restore } = slowFetch(() => ({ AuthenticationResult: { ...tokens(), RefreshToken: 'refresh-2' } }));
	try {
		const [error, session] = await called((callback) => user.getSession(callback));
		assert.ifError(error);
		assert.equal(session.getRefreshToken().getToken(), 'refresh-2');
		assert.equal(Storage.getItem(keyOf('ada', 'refreshToken')), 'refresh-2');
		assert.equal(requests.length, 1);
	} finally {
		restore();
	}
});

test('13: what else triggers run for: a confirmation, a forgotten password, attributes', async () => {
	const { user } = makeSignedIn();
	const { requests, restore } = slowFetch(() => ({}), 16);
	try {
		assert.deepEqual(await called((callback) => user.confirmRegistration('123456', true, callback)), [null, 'SUCCESS']);
		assert.equal((await signedIn((callbacks) => user.forgotPassword(callbacks)))[0], 'inputVerificationCode');
		assert.deepEqual(await signedIn((callbacks) => user.confirmPassword('123456', 'New-horse-1', callbacks)), [
			'onSuccess',
			'SUCCESS',
		]);
		assert.deepEqual(await called((callback) => user.client.request('UpdateUserAttributes', {}, callback)), [null, {}]);
		assert.equal(requests.length, 4);
	} finally {
		restore();
	}
});
