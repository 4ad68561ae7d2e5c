// Case 31: classes, callbacks and objects as applications make and change them.
import assert from 'node:assert/strict';
import { inherits } from 'node:util';
import { test } from 'node:test';
import sinon from 'sinon';
import {
	called,
	ClientId,
	details,
	lastUserKey,
	library,
	make,
	makeSignedIn,
	mapStorage,
	signedIn,
	store,
	storeExpired,
	tokens,
	UserPoolId,
} from './library.mjs';
import { within } from './spies.mjs';

const { CognitoUser, CognitoUserPool } = library;

test('31: StorageHelper and MemoryStorage are those of nobody else', () => {
	const { CognitoUser: User } = library;
	const Pool = new CognitoUserPool({ UserPoolId, ClientId: 'client7' });
	const user = new User({ Username: 'ada', Pool });
	user.setSignInUserSession(user.getCognitoUserSession(tokens()));
	assert.equal(Pool.getCurrentUser().getUsername(), 'ada');
	let got;
	new User({ Username: 'ada', Pool }).getSession((error, session) => (got = [error, session.isValid()]));
	assert.deepEqual(got, [null, true]);
	user.signOut();
	assert.equal(Pool.getCurrentUser(), null);
});

// Classes.

test('31: subclasses, of today and of ES5', () => {
	class Today extends CognitoUser {
		getUsername() {
			return `<${super.getUsername()}>`;
		}
	}
	function Then(data) {
		const self = CognitoUser.call(this, data) || this;
		self.extra = 1;
		return self;
	}
	inherits(Then, CognitoUser);
	Then.prototype.getExtra = function () {
		return this.extra;
	};
	const Pool = new CognitoUserPool({ UserPoolId, ClientId });
	const today = new Today({ Username: 'ada', Pool });
	assert.equal(today.getUsername(), '<ada>');
	assert.ok(today instanceof CognitoUser);
	const then = new Then({ Username: 'ada', Pool });
	assert.deepEqual([then.getUsername(), then.extra], ['ada', 1]);
	assert.ok(then instanceof CognitoUser);
	assert.ok(then instanceof Then);
	assert.equal(then.getExtra(), 1);
	function OldPool(data) {
		return CognitoUserPool.call(this, data) || this;
	}
	inherits(OldPool, CognitoUserPool);
	assert.equal(new OldPool({ UserPoolId, ClientId }).getClientId(), ClientId);
});

test('31: a method that is put on a prototype counts for all', () => {
	CognitoUser.prototype.greeting = function () {
		return `Hello ${this.getUsername()}`;
	};
	const { getUsername } = CognitoUser.prototype;
	CognitoUser.prototype.getUsername = () => 'patched';
	try {
		assert.equal(make().user.greeting(), 'Hello patched');
	} finally {
		delete CognitoUser.prototype.greeting;
		CognitoUser.prototype.getUsername = getUsername;
	}
	assert.equal(make().user.getUsername(), 'ada');
});

test('31: callbacks that are objects of a class, whose methods use this', async () => {
	class Callbacks {
		got = new Promise((resolve) => (this.resolve = resolve));
		onSuccess(session) {
			this.resolve(['onSuccess', session]);
		}
		onFailure(error) {
			this.resolve(['onFailure', error]);
		}
		inputVerificationCode(data) {
			this.resolve(['inputVerificationCode', data]);
		}
	}
	class Later extends Callbacks {}
	await within(
		(operation) => (operation === 'InitiateAuth' ? { AuthenticationResult: tokens() } : {}),
		async () => {
			const { user } = make();
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const callbacks = new Later();
			user.authenticateUser(details(), callbacks);
			assert.equal((await callbacks.got)[0], 'onSuccess');
			const codes = new Later();
			user.forgotPassword(codes);
			assert.deepEqual(await codes.got, ['inputVerificationCode', {}]);
		},
	);
});

test('31: callbacks that are looked up when they are called', async () => {
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async () => {
			const { user } = make();
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [name] = await new Promise((resolve) => {
				const callbacks = { onSuccess: () => resolve(['first']), onFailure: () => resolve(['failed']) };
				user.authenticateUser(details(), callbacks);
				callbacks.onSuccess = () => resolve(['second']);
			});
			assert.equal(name, 'second');
		},
	);
});

test('31: two calls at a time, as effects that run twice make them', async () => {
	await within(
		(operation) =>
			operation === 'GetUser' ? { Username: 'ada', UserAttributes: [] } : { AuthenticationResult: tokens() },
		async () => {
			const Storage = mapStorage();
			storeExpired(Storage);
			const { pool } = make({ Storage });
			const twice = await Promise.all(
				[0, 1].map(() => called((callback) => pool.getCurrentUser().getSession(callback))),
			);
			for (const [error, session] of twice) {
				assert.ifError(error);
				assert.equal(session.isValid(), true);
			}
			const { user } = make({ Storage });
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const signIns = await Promise.all(
				[0, 1].map(() => signedIn((callbacks) => user.authenticateUser(details(), callbacks))),
			);
			assert.deepEqual(
				signIns.map(([name]) => name),
				['onSuccess', 'onSuccess'],
			);
			const data = await Promise.all([0, 1].map(() => called((callback) => user.getUserData(callback))));
			assert.deepEqual(data, Array(2).fill([null, { Username: 'ada', UserAttributes: [] }]));
		},
	);
});

test('31: a challenge that is answered by another object, after the page was loaded again', async () => {
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async (requests) => {
			const { user } = make();
			user.Session = 'saved-state';
			user.setAuthenticationFlowType('CUSTOM_AUTH');
			const [callback, session] = await signedIn((callbacks) =>
				user.sendCustomChallengeAnswer('answer', callbacks, { a: 'b' }),
			);
			assert.equal(callback, 'onSuccess', String(session));
			const { ChallengeName, Session, ChallengeResponses, ClientMetadata } = requests[0].input;
			assert.deepEqual(
				[ChallengeName, Session, ChallengeResponses, ClientMetadata],
				['CUSTOM_CHALLENGE', 'saved-state', { USERNAME: 'ada', ANSWER: 'answer' }, { a: 'b' }],
			);
		},
	);
});

test('31: a name that is set by hand counts from then on', async () => {
	await within(
		() => ({ AuthenticationResult: tokens('grace') }),
		async (requests) => {
			const { user, Storage } = make();
			user.username = 'grace';
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			assert.equal(requests[0].input.AuthParameters.USERNAME, 'grace');
			assert.equal(Storage.getItem(lastUserKey), 'grace');
		},
	);
});

test('31: a session that is taken away by hand', async () => {
	const { user, Storage } = makeSignedIn();
	user.signInUserSession = null;
	const [error] = await called((callback) => user.getUserAttributes(callback));
	assert.equal(error.message, 'User is not authenticated');
	let got;
	user.getSession((failure, session) => (got = [failure, session.isValid()]));
	assert.deepEqual(got, [null, true]);
	Storage.clear();
	user.getSession((failure, session) => (got = [failure, session.isValid()]));
	assert.deepEqual(got, [null, true]);
});

test('31: the keys of a user that is enumerated, and its methods by their names', () => {
	const { user } = make();
	for (const name of Object.keys(user)) assert.ok(name in user);
	const methods = new Set();
	for (let at = CognitoUser.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
		for (const name of Object.getOwnPropertyNames(at)) methods.add(name);
	}
	for (const name of [
		'authenticateUser',
		'cacheTokens',
		'cacheDeviceKeyAndPassword',
		'clearCachedTokens',
		'getCachedDeviceKeyAndPassword',
		'getCognitoUserSession',
		'refreshSessionIfPossible',
		'isSessionRevocable',
		'cleanClientData',
		'createGetUserRequest',
		'fetchUserData',
		'getDeviceResponse',
		'authenticateUserInternal',
	]) {
		assert.ok(methods.has(name), name);
		assert.equal(typeof user[name], 'function');
	}
	assert.equal(CognitoUser.name.length > 0, true);
});

test('31: promisify of a method with a callback', async () => {
	const { promisify } = await import('node:util');
	const { user } = makeSignedIn();
	const session = await promisify(user.getSession.bind(user))();
	assert.equal(session.isValid(), true);
	await within(
		() => ({ UserAttributes: [] }),
		async () => assert.deepEqual(await promisify(user.getUserAttributes).call(user), []),
	);
});

test("31: sinon's stubs of a prototype, and their end", async () => {
	const sandbox = sinon.createSandbox();
	const { user, pool, Storage } = make();
	try {
		sandbox.stub(CognitoUser.prototype, 'getSession').yields(null, { isValid: () => true });
		sandbox
			.stub(CognitoUser.prototype, 'authenticateUser')
			.callsFake((_details, callbacks) => callbacks.onSuccess('session'));
		sandbox.stub(CognitoUserPool.prototype, 'getCurrentUser').returns(user);
		assert.equal((await called((callback) => pool.getCurrentUser().getSession(callback)))[1].isValid(), true);
		assert.deepEqual(await signedIn((callbacks) => user.authenticateUser(details(), callbacks)), [
			'onSuccess',
			'session',
		]);
	} finally {
		sandbox.restore();
	}
	store(Storage);
	assert.equal(
		(await called((callback) => pool.getCurrentUser().getSession(callback)))[1].getIdToken().payload.sub,
		'sub-ada',
	);
});

test("31: what Amplify's Auth does with users and pools", async () => {
	const groups = { 'cognito:groups': ['staff'] };
	await within(
		(operation, { ChallengeName, AuthFlow }) => {
			if (operation === 'GetUser')
				return {
					Username: 'ada',
					UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }],
					PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
				};
			if (ChallengeName || AuthFlow === 'REFRESH_TOKEN_AUTH') return { AuthenticationResult: tokens('ada', groups) };
			return {
				ChallengeName: 'SOFTWARE_TOKEN_MFA',
				ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'phone' },
				Session: 'state-1',
			};
		},
		async () => {
			const { pool, Storage } = make();
			pool.wrapRefreshSessionCallback = (callback) => (error, data) => callback(error, data);
			const user = new CognitoUser({ Username: 'ada', Pool: pool, Storage });
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [, name, parameters] = await signedIn((callbacks) =>
				user.authenticateUser(details({ ValidationData: {} }), callbacks),
			);
			Object.assign(user, { challengeName: name, challengeParam: parameters });
			assert.deepEqual(user.challengeParam, { FRIENDLY_DEVICE_NAME: 'phone' });
			const [callback, session] = await signedIn((callbacks) =>
				user.sendMFACode('123456', callbacks, 'SOFTWARE_TOKEN_MFA', { a: 'b' }),
			);
			assert.equal(callback, 'onSuccess', String(session));
			delete user.challengeName;
			delete user.challengeParam;

			const current = pool.getCurrentUser();
			const [, held] = await called((done) => current.getSession(done, { clientMetadata: {} }));
			const [error, data] = await called((done) =>
				current.getUserData(done, { bypassCache: true, clientMetadata: {} }),
			);
			assert.ifError(error);
			Object.assign(current, {
				attributes: Object.fromEntries(data.UserAttributes.map(({ Name, Value }) => [Name, Value])),
				preferredMFA: data.PreferredMfaSetting,
			});
			assert.deepEqual(
				[current.attributes, current.preferredMFA],
				[{ email: 'ada@example.com' }, 'SOFTWARE_TOKEN_MFA'],
			);
			const [refused, refreshed] = await called((done) => current.refreshSession(held.getRefreshToken(), done, {}));
			assert.ifError(refused);
			assert.deepEqual(refreshed.getIdToken().payload['cognito:groups'], ['staff']);
			assert.equal(current.getSignInUserSession(), refreshed);
			current.signOut();
			current.setSignInUserSession(refreshed);
			assert.equal(pool.getCurrentUser().getUsername(), 'ada');
		},
	);
});

test('31: pools of several storages know their own users', () => {
	const [one, other] = [makeSignedIn({ username: 'ada' }), makeSignedIn({ username: 'bob' })];
	assert.deepEqual(
		[one, other].map(({ pool }) => pool.getCurrentUser().getUsername()),
		['ada', 'bob'],
	);
	one.user.signOut();
	assert.equal(one.pool.getCurrentUser(), null);
	assert.equal(other.user.getSignInUserSession().isValid(), true);
	assert.equal(other.pool.getCurrentUser().getUsername(), 'bob');
});

test("31: a user's storage that is another one than the pool's", async () => {
	const [Storage, elsewhere] = [mapStorage(), mapStorage()];
	const pool = new CognitoUserPool({ UserPoolId, ClientId, Storage });
	const user = new CognitoUser({ Username: 'ada', Pool: pool, Storage: elsewhere });
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async () => {
			const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			assert.deepEqual([Storage.items.size, elsewhere.getItem(lastUserKey)], [0, 'ada']);
			assert.equal(pool.getCurrentUser(), null);
		},
	);
});
