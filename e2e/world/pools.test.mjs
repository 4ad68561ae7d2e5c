// Case 2: what stands in the place of a pool.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sinon from 'sinon';
import {
	called,
	ClientId,
	details,
	keyOf,
	lastUserKey,
	library,
	make,
	mapStorage,
	mockFetch,
	signedIn,
	store,
	storeExpired,
	tokens,
	UserPoolId,
} from './library.mjs';

test('2: a pool that has getClientId only: a stored session, its storing and its end', () => {
	const Storage = mapStorage();
	const result = store(Storage);
	const user = new library.CognitoUser({ Username: 'ada', Pool: { getClientId: () => ClientId }, Storage });
	let got;
	user.getSession((error, session) => (got = [error, session && session.isValid()]));
	assert.deepEqual(got, [null, true]);
	assert.equal(user.getUsername(), 'ada');

	Storage.clear();
	user.cacheTokens();
	assert.equal(Storage.getItem(keyOf('ada', 'idToken')), result.IdToken);
	user.clearCachedUser();
	assert.equal(Storage.items.size, 0);
	user.setSignInUserSession(user.getSignInUserSession());
	assert.equal(Storage.getItem(lastUserKey), 'ada');
	user.clearCachedTokens();
	assert.equal(Storage.items.size, 0);

	user.cacheTokens();
	user.signOut();
	assert.equal(Storage.items.size, 0);
	assert.equal(user.getSignInUserSession(), null);
	user.getSession((error) => (got = error.message));
	assert.equal(got, 'Local storage is missing an ID Token, Please authenticate');
});

test('2: a pool that has getClientId only: signOut with a callback, where nothing is revocable', async () => {
	const Storage = mapStorage();
	store(Storage);
	const user = new library.CognitoUser({ Username: 'ada', Pool: { getClientId: () => ClientId }, Storage });
	assert.deepEqual(await called((callback) => user.signOut(callback)), [undefined]);
	assert.equal(Storage.items.size, 0);
});

test('2: a pool that has getClientId only, and no storage', () => {
	const user = new library.CognitoUser({ Username: 'nobody', Pool: { getClientId: () => 'client2' } });
	let got;
	user.getSession((error, session) => (got = [error.message, session]));
	assert.deepEqual(got, ['Local storage is missing an ID Token, Please authenticate', null]);
	user.signOut();
	assert.equal(user.getSignInUserSession(), null);
});

test('2: a pool that has getClientId only: cached user data, and devices', () => {
	const Storage = mapStorage();
	store(Storage);
	const user = new library.CognitoUser({ Username: 'ada', Pool: { getClientId: () => ClientId }, Storage });
	user.getSession(() => {});
	user.cacheUserData({ Username: 'ada' });
	let got;
	user.getUserData((error, data) => (got = [error, data]));
	assert.deepEqual(got, [null, { Username: 'ada' }]);
	Storage.setItem(keyOf('ada', 'deviceKey'), 'device-1');
	user.getCachedDeviceKeyAndPassword();
	assert.equal(user.deviceKey, 'device-1');
	user.clearCachedDeviceKeyAndPassword();
	assert.equal(Storage.getItem(keyOf('ada', 'deviceKey')), null);
});

/** A pool of a test: its methods, and a client that answers by itself. */
function standIn(answer) {
	const requests = [];
	const request = (operation, input, callback) => {
		requests.push({ operation, input });
		callback(null, answer(operation, input));
	};
	const Pool = {
		getClientId: () => ClientId,
		getUserPoolId: () => UserPoolId,
		getUserPoolName: () => 'AbCdEf123',
		getUserContextData: () => undefined,
		client: { request, requestWithRetry: request },
	};
	return { Pool, requests };
}

test('2: a pool with a client made by hand: sign-in, attributes', async () => {
	const Storage = mapStorage();
	const { Pool, requests } = standIn((operation) =>
		operation === 'InitiateAuth'
			? { AuthenticationResult: tokens() }
			: { UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] },
	);
	const user = new library.CognitoUser({ Username: 'ada', Pool, Storage });
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
	assert.equal(callback, 'onSuccess', String(session));
	assert.equal(Storage.getItem(lastUserKey), 'ada');
	const [error, attributes] = await called((callback) => user.getUserAttributes(callback));
	assert.ifError(error);
	assert.equal(attributes[0].getValue(), 'ada@example.com');
	assert.deepEqual(
		requests.map(({ operation }) => operation),
		['InitiateAuth', 'GetUser'],
	);
});

test('2: a pool with a client made by hand: refresh', async () => {
	const Storage = mapStorage();
	storeExpired(Storage);
	const fresh = tokens();
	const { Pool, requests } = standIn(() => ({ AuthenticationResult: { ...fresh } }));
	const user = new library.CognitoUser({ Username: 'ada', Pool, Storage });
	const [error, session] = await called((callback) => user.getSession(callback));
	assert.ifError(error);
	assert.equal(session.getIdToken().getJwtToken(), fresh.IdToken);
	assert.equal(requests[0].input.AuthParameters.REFRESH_TOKEN, 'refresh-ada');
});

test('2: a pool with a client made by hand: what needs no session', async () => {
	const { Pool, requests } = standIn(() => ({ CodeDeliveryDetails: { Destination: 'a***@e***' } }));
	const user = new library.CognitoUser({ Username: 'ada', Pool, Storage: mapStorage() });
	assert.deepEqual(await called((callback) => user.confirmRegistration('123456', true, callback)), [null, 'SUCCESS']);
	assert.deepEqual(await called((callback) => user.resendConfirmationCode(callback)), [
		null,
		{ CodeDeliveryDetails: { Destination: 'a***@e***' } },
	]);
	assert.deepEqual((await signedIn((callbacks) => user.forgotPassword(callbacks)))[0], 'inputVerificationCode');
	assert.deepEqual(await signedIn((callbacks) => user.confirmPassword('123456', 'New-horse-1', callbacks)), [
		'onSuccess',
		'SUCCESS',
	]);
	assert.deepEqual(
		requests.map(({ operation }) => operation),
		['ConfirmSignUp', 'ResendConfirmationCode', 'ForgotPassword', 'ConfirmForgotPassword'],
	);
});

test("2: sinon's stub instance of a pool", () => {
	const Storage = mapStorage();
	store(Storage);
	const Pool = sinon.createStubInstance(library.CognitoUserPool);
	Pool.getClientId.returns(ClientId);
	Pool.getCurrentUser.callsFake(() => new library.CognitoUser({ Username: 'ada', Pool, Storage }));
	const user = Pool.getCurrentUser();
	let got;
	user.getSession((error, session) => (got = [error, session && session.isValid()]));
	assert.deepEqual(got, [null, true]);
	user.signOut();
	assert.equal(Storage.items.size, 0);
});

test("2: sinon's stub instance of a user", () => {
	const user = sinon.createStubInstance(library.CognitoUser);
	user.getSession.yields(null, 'session');
	user.signOut.callsFake((callback) => callback());
	let got;
	user.getSession((error, session) => (got = session));
	assert.equal(got, 'session');
	user.signOut(() => (got = 'out'));
	assert.equal(got, 'out');
	assert.ok(user instanceof library.CognitoUser);
});

test('2: an object that inherits from the prototype of a pool without having been constructed', () => {
	const Storage = mapStorage();
	store(Storage);
	const pool = Object.assign(Object.create(library.CognitoUserPool.prototype), {
		userPoolId: UserPoolId,
		clientId: ClientId,
		storage: Storage,
	});
	assert.equal(pool.getUserPoolName(), 'AbCdEf123');
	const user = pool.getCurrentUser();
	let got;
	user.getSession((error, session) => (got = [error, session && session.isValid()]));
	assert.deepEqual(got, [null, true]);
});

test('2: a session that has methods only', async () => {
	const { user, Storage } = make();
	const { IdToken, AccessToken } = tokens();
	const session = {
		isValid: () => true,
		getIdToken: () => ({ getJwtToken: () => IdToken }),
		getAccessToken: () => ({ getJwtToken: () => AccessToken }),
		getRefreshToken: () => ({ getToken: () => 'refresh-ada' }),
		getClockDrift: () => 7,
	};
	user.setSignInUserSession(session);
	assert.equal(Storage.getItem(keyOf('ada', 'clockDrift')), '7');
	let got;
	user.getSession((error, current) => (got = [error, current]));
	assert.deepEqual(got, [null, session]);
	const { requests, restore } = mockFetch(() => ({ UserAttributes: [] }));
	try {
		assert.deepEqual(await called((callback) => user.getUserAttributes(callback)), [null, []]);
		assert.equal(requests[0].input.AccessToken, AccessToken);
	} finally {
		restore();
	}
	user.signInUserSession = { isValid: () => true };
	user.getSession((error, current) => (got = [error, current]));
	assert.equal(got[1], user.signInUserSession);
});
