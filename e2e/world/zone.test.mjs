// Case 29: zone.js, as Angular's applications have it: it replaces timers, promises and
// fetch before anything else is loaded.
import 'zone.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { details, make, makeSignedIn, mockFetch, store, storeExpired, tokens } from './library.mjs';

const { Zone } = globalThis;
const root = Zone.root;

/** A zone as Angular's own, which says what is under way in it. */
function applicationZone() {
	const macrotasks = [];
	const zone = Zone.current.fork({
		name: 'application',
		onScheduleTask(delegate, _current, target, task) {
			if (task.type === 'macroTask') macrotasks.push(task.source);
			return delegate.scheduleTask(target, task);
		},
		onHasTask(delegate, current, target, state) {
			delegate.hasTask(target, state);
			if (current === target && state.change === 'macroTask') zone.busy = state.macroTask;
		},
	});
	return Object.assign(zone, { busy: false, macrotasks });
}

/** Once the event loop has gone round, outside every zone: what a callback has led to has begun. */
const turn = () => root.run(() => new Promise((resolve) => setImmediate(resolve)));

/** Runs in the application's zone; the callback is to be called there, and nothing is to be left. */
async function runs(run, answer) {
	const { requests, restore } = root.run(() => mockFetch(answer));
	const zone = applicationZone();
	try {
		let inside;
		const got = await new Promise((resolve) =>
			zone.run(() =>
				run((...args) => {
					inside = Zone.current.name;
					resolve(args);
				}),
			),
		);
		assert.equal(inside, 'application');
		await turn();
		assert.equal(zone.busy, false, `in the application's zone: ${zone.macrotasks}`);
		return { got, requests, zone };
	} finally {
		restore();
	}
}

const callbacksTo = (callback) => ({
	onSuccess: (...args) => callback('onSuccess', ...args),
	onFailure: (...args) => callback('onFailure', ...args),
	mfaRequired: (...args) => callback('mfaRequired', ...args),
});

test('29: a refresh calls back in its zone and leaves nothing under way there', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	const { got } = await runs(
		(callback) => user.getSession(callback),
		() => ({ AuthenticationResult: tokens() }),
	);
	assert.ifError(got[0]);
	assert.equal(got[1].isValid(), true);
});

test('29: a sign-in with a password', async () => {
	const { user } = make();
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const { got } = await runs(
		(callback) => user.authenticateUser(details(), callbacksTo(callback)),
		() => ({ AuthenticationResult: tokens() }),
	);
	assert.equal(got[0], 'onSuccess', String(got[1]));
});

test('29: a sign-in by SRP, then a code', async () => {
	const { user } = make();
	const SECRET_BLOCK = Buffer.from('secret').toString('base64');
	const first = await runs(
		(callback) => user.authenticateUser(details(), callbacksTo(callback)),
		(operation) =>
			operation === 'InitiateAuth'
				? {
						ChallengeName: 'PASSWORD_VERIFIER',
						ChallengeParameters: {
							SALT: 'a1'.repeat(16),
							SRP_B: '5b'.repeat(384),
							SECRET_BLOCK,
							USER_ID_FOR_SRP: 'ada',
						},
					}
				: { ChallengeName: 'SMS_MFA', ChallengeParameters: {}, Session: 'state-1' },
	);
	assert.equal(first.got[0], 'mfaRequired', String(first.got[1]));
	const second = await runs(
		(callback) => user.sendMFACode('123456', callbacksTo(callback)),
		() => ({ AuthenticationResult: tokens() }),
	);
	assert.equal(second.got[0], 'onSuccess', String(second.got[1]));
});

test('29: a registration, attributes, signing out with revocation', async () => {
	const { pool, user } = makeSignedIn({ result: tokens('ada', { origin_jti: 'origin' }) });
	await runs(
		(callback) => pool.signUp('bob', 'Correct-horse-2', [], [], callback),
		() => ({ UserSub: 'sub-bob' }),
	);
	const { got } = await runs(
		(callback) => user.getUserAttributes(callback),
		() => ({ UserAttributes: [] }),
	);
	assert.deepEqual(got, [null, []]);
	const { got: data } = await runs(
		(callback) => user.getUserData(callback),
		() => ({ Username: 'ada' }),
	);
	assert.deepEqual(data, [null, { Username: 'ada' }]);
	await runs(
		(callback) => user.signOut(callback),
		() => ({}),
	);
});

test('29: a refusal', async () => {
	const { user } = make();
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const refusal = {
		ok: false,
		status: 400,
		headers: new Headers(),
		json: async () => ({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' }),
	};
	const { got } = await runs(
		(callback) => user.authenticateUser(details(), callbacksTo(callback)),
		() => refusal,
	);
	assert.equal(got[0], 'onFailure');
	assert.equal(got[1].code, 'NotAuthorizedException');
});

test('29: each of two zones that call at a time is called back in its own', async () => {
	const { restore } = root.run(() => mockFetch(() => ({ AuthenticationResult: tokens() })));
	try {
		const Storage = make().Storage;
		storeExpired(Storage);
		const names = await Promise.all(
			['first', 'second'].map((name) => {
				const { user } = make({ Storage });
				const zone = Zone.current.fork({ name });
				return new Promise((resolve) =>
					zone.run(() => user.getSession((error) => resolve(error ?? Zone.current.name))),
				);
			}),
		);
		assert.deepEqual(names, ['first', 'second']);
	} finally {
		restore();
	}
});

test('29: promises of the library are those of the zone', async () => {
	const { user } = makeSignedIn();
	const { restore } = root.run(() => mockFetch(() => ({ Username: 'ada' })));
	try {
		const zone = applicationZone();
		const name = await new Promise((resolve, reject) =>
			zone.run(() => user.client.promisifyRequest('GetUser', {}).then(() => resolve(Zone.current.name), reject)),
		);
		assert.equal(name, 'application');
		await turn();
		assert.equal(zone.busy, false, String(zone.macrotasks));
	} finally {
		restore();
	}
});

test('29: a stored session is answered within the zone, and at once', () => {
	const { user, Storage } = make();
	store(Storage);
	const zone = applicationZone();
	let inside;
	zone.run(() => user.getSession((error) => (inside = error ?? Zone.current.name)));
	assert.equal(inside, 'application');
	assert.equal(zone.busy, false);
});

test('29: a page that refreshes leaves nothing under way either', async () => {
	globalThis.document = { cookie: '' };
	try {
		const { user, Storage } = make();
		storeExpired(Storage);
		const { got } = await runs(
			(callback) => user.getSession(callback),
			() => ({ AuthenticationResult: { ...tokens(), RefreshToken: 'refresh-2' } }),
		);
		assert.ifError(got[0]);
		user.signOut();
	} finally {
		delete globalThis.document;
	}
});
