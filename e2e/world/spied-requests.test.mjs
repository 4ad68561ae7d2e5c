// Case 31: spies on the methods that make requests, and methods in their place.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import {
	called,
	ClientId,
	details,
	library,
	make,
	makeSignedIn,
	mapStorage,
	signedIn,
	storeExpired,
	tokens,
	UserPoolId,
} from './library.mjs';
import { spyOn, within } from './spies.mjs';

const { CognitoUser, CognitoUserPool, AuthenticationDetails } = library;

test('31: a sign-in asks the AuthenticationDetails', async () => {
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async (requests) => {
			const { user } = make();
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const own = {
				getPassword: () => 'own-password',
				getValidationData: () => ({}),
				getClientMetadata: () => ({ a: 'b' }),
				getUsername: () => 'nobody',
				getAuthParameters: () => ({}),
			};
			assert.equal((await signedIn((callbacks) => user.authenticateUser(own, callbacks)))[0], 'onSuccess');
			spyOn(AuthenticationDetails.prototype, 'getPassword', () => 'spied-password');
			spyOn(AuthenticationDetails.prototype, 'getValidationData', () => ({ c: 'd' }));
			assert.equal((await signedIn((callbacks) => user.authenticateUser(details(), callbacks)))[0], 'onSuccess');
			assert.deepEqual(
				requests.map(({ input }) => [
					input.AuthParameters.PASSWORD,
					input.AuthParameters.USERNAME,
					input.ClientMetadata,
				]),
				[
					['own-password', 'ada', { a: 'b' }],
					['spied-password', 'ada', { c: 'd' }],
				],
			);
		},
	);
});

test('31: authenticateUser calls the method of its flow', () => {
	for (const [flow, name] of [
		['USER_SRP_AUTH', 'authenticateUserDefaultAuth'],
		['CUSTOM_AUTH', 'authenticateUserDefaultAuth'],
		['USER_PASSWORD_AUTH', 'authenticateUserPlainUsernamePassword'],
	]) {
		const { user } = make();
		user.authenticationFlowType = flow;
		const given = details();
		const callbacks = { onFailure: assert.fail };
		let got;
		user[name] = (...args) => (got = args);
		user.authenticateUser(given, callbacks);
		assert.deepEqual(got, [given, callbacks]);
	}
});

test('31: getUserContextData of the pool and of the user go out', async () => {
	await within(
		(operation) => (operation === 'InitiateAuth' ? { AuthenticationResult: tokens() } : {}),
		async (requests) => {
			const { pool, user, Storage } = make();
			const { calls } = spyOn(pool, 'getUserContextData', (username) => ({ EncodedData: 'for-' + username }));
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			await called((callback) => pool.signUp('bob', 'Correct-horse-2', [], [], callback));
			await signedIn((callbacks) => user.forgotPassword(callbacks));
			storeExpired(Storage);
			await called((callback) => pool.getCurrentUser().getSession(callback));
			assert.ok(calls.length >= 4);
			const { user: other } = make();
			other.getUserContextData = () => ({ EncodedData: 'own' });
			await called((callback) => other.confirmRegistration('123456', true, callback));
			assert.deepEqual(
				requests.map(({ input }) => input.UserContextData?.EncodedData),
				['for-ada', 'for-bob', 'for-ada', 'for-ada', 'own'],
			);
		},
	);
});

test('31: the advanced security script of a page', async () => {
	globalThis.AmazonCognitoAdvancedSecurityData = { getData: (...args) => args.join() };
	try {
		await within(
			() => ({}),
			async (requests) => {
				const { user } = make();
				await called((callback) => user.confirmRegistration('123456', true, callback));
				const { user: off } = make({ AdvancedSecurityDataCollectionFlag: false });
				await called((callback) => off.confirmRegistration('123456', true, callback));
				assert.deepEqual(
					requests.map(({ input }) => input.UserContextData),
					[{ EncodedData: `ada,${UserPoolId},${ClientId}` }, {}],
				);
			},
		);
	} finally {
		delete globalThis.AmazonCognitoAdvancedSecurityData;
	}
});

test('31: getClientId and getUserPoolId of a subclass decide keys, requests and proofs', async () => {
	class Pool extends CognitoUserPool {
		getClientId() {
			return 'client9';
		}
	}
	const Storage = mapStorage();
	const pool = new Pool({ UserPoolId, ClientId, Storage });
	const user = new CognitoUser({ Username: 'ada', Pool: pool, Storage });
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async (requests) => {
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			assert.equal(requests[0].input.ClientId, 'client9');
			assert.equal(Storage.getItem('CognitoIdentityServiceProvider.client9.LastAuthUser'), 'ada');
			await called((callback) => user.confirmRegistration('123456', true, callback));
			assert.equal(requests[1].input.ClientId, 'client9');
		},
	);
	spyOn(CognitoUserPool.prototype, 'getUserPoolId', () => 'eu-west-1_Other');
	try {
		assert.equal(make().pool.getUserPoolName(), 'Other');
	} finally {
		mock.restoreAll();
	}
});

test('31: wrapRefreshSessionCallback, given to the pool and set later', async () => {
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async () => {
			const Storage = mapStorage();
			const seen = [];
			const wrap = (callback) => (error, session) => {
				seen.push(session.isValid());
				callback(error, session);
			};
			for (const pool of [
				new CognitoUserPool({ UserPoolId, ClientId, Storage }, wrap),
				Object.assign(new CognitoUserPool({ UserPoolId, ClientId, Storage }), { wrapRefreshSessionCallback: wrap }),
			]) {
				storeExpired(Storage);
				const [error] = await called((callback) => pool.getCurrentUser().getSession(callback));
				assert.ifError(error);
			}
			assert.deepEqual(seen, [true, true]);
		},
	);
});

// The client.

test('31: client.request of a user, in the place of the network', async () => {
	await within(
		() => assert.fail('nothing is to be sent'),
		async () => {
			const { user, pool } = makeSignedIn();
			const calls = [];
			user.client.request = (operation, params, callback) => {
				calls.push([operation, params]);
				callback(
					null,
					operation === 'GetUser' ? { UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] } : {},
				);
			};
			const [error, attributes] = await called((callback) => user.getUserAttributes(callback));
			assert.ifError(error);
			assert.equal(attributes[0].getValue(), 'ada@example.com');
			assert.deepEqual(await called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback)), [
				null,
				'SUCCESS',
			]);
			const [refused, registered] = await called((callback) => pool.signUp('bob', 'Correct-horse-2', [], [], callback));
			assert.ifError(refused);
			assert.equal(registered.user.getUsername(), 'bob');
			assert.deepEqual(
				calls.map(([operation]) => operation),
				['GetUser', 'ChangePassword', 'SignUp'],
			);
			assert.equal(calls[0][1].AccessToken, user.getSignInUserSession().getAccessToken().getJwtToken());
		},
	);
});

test('31: client.request of a prototype, in the place of the network', async () => {
	const Client = Object.getPrototypeOf(make().pool.client);
	await within(
		() => assert.fail('nothing is to be sent'),
		async () => {
			const { calls } = spyOn(Client, 'request', (_operation, _params, callback) =>
				callback(null, { AuthenticationResult: tokens() }),
			);
			const { user, Storage } = make();
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			storeExpired(Storage);
			const [error] = await called((done) => user.pool.getCurrentUser().getSession(done));
			assert.ifError(error);
			assert.deepEqual(
				calls.map(([operation, { AuthFlow }]) => [operation, AuthFlow]),
				[
					['InitiateAuth', 'USER_PASSWORD_AUTH'],
					['InitiateAuth', 'REFRESH_TOKEN_AUTH'],
				],
			);
		},
	);
});

test('31: client.request that refuses', async () => {
	await within(
		() => assert.fail('nothing is to be sent'),
		async () => {
			const { user } = makeSignedIn();
			const failure = Object.assign(new Error('mock'), { code: 'LimitExceededException' });
			user.client.request = (_operation, _params, callback) => callback(failure);
			assert.deepEqual(await signedIn((callbacks) => user.forgotPassword(callbacks)), ['onFailure', failure]);
			assert.deepEqual(await called((callback) => user.getUserAttributes(callback)), [failure, null]);
		},
	);
});

test('31: client.request is spied on, and what it does is done', async () => {
	await within(
		() => ({ UserAttributes: [] }),
		async (requests) => {
			const { user } = makeSignedIn();
			const { calls } = spyOn(user.client, 'request');
			assert.deepEqual(await called((callback) => user.getUserAttributes(callback)), [null, []]);
			assert.equal(calls.length, 1);
			assert.equal(requests.length, 1);
		},
	);
});

test('31: promisifyRequest and requestWithRetry call request', async () => {
	const { user } = make();
	user.client.request = (operation, params, callback) => callback(null, [operation, params]);
	await within(
		() => assert.fail('nothing is to be sent'),
		async () => {
			assert.deepEqual(await user.client.promisifyRequest('GetUser', { a: 1 }), ['GetUser', { a: 1 }]);
			assert.deepEqual(await called((callback) => user.client.requestWithRetry('GetUser', { a: 1 }, callback)), [
				null,
				['GetUser', { a: 1 }],
			]);
		},
	);
});

test('31: getUserData calls what it is made of', async () => {
	for (const [name, implementation, want] of [
		['getUserDataFromCache', () => '{"Username":"cached"}', { Username: 'cached' }],
		['fetchUserData', async () => ({ Username: 'fetched' }), { Username: 'fetched' }],
		['createGetUserRequest', async () => ({ Username: 'asked' }), { Username: 'asked' }],
	]) {
		const { user } = makeSignedIn();
		user[name] = implementation;
		assert.deepEqual(await called((callback) => user.getUserData(callback)), [null, want], name);
	}
	const { user } = makeSignedIn();
	user.fetchUserData = async () => ({ Username: 'fetched' });
	user.getUserDataFromCache = () => '{}';
	user.isFetchUserDataAndTokenRequired = () => true;
	let refreshed = false;
	user.refreshSessionIfPossible = async () => void (refreshed = true);
	assert.deepEqual(await called((callback) => user.getUserData(callback)), [null, { Username: 'fetched' }]);
	assert.equal(refreshed, true);
});

test('31: updateAttributes and deleteAttributes call getUserData', async () => {
	await within(
		() => ({}),
		async () => {
			for (const run of [
				(user, callback) => user.updateAttributes([], callback),
				(user, callback) => user.deleteAttributes([], callback),
			]) {
				const { user } = makeSignedIn();
				const { calls } = spyOn(user, 'getUserData', (callback) => callback());
				const [error] = await called((callback) => run(user, callback));
				assert.ifError(error);
				assert.deepEqual(
					calls.map(([, params]) => params),
					[{ bypassCache: true }],
					String(run),
				);
			}
		},
	);
});
