// Case 1: objects that are frozen, copied and changed, and their own properties.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	called,
	details,
	jwt,
	lastUserKey,
	library,
	make,
	makeSignedIn,
	mapStorage,
	mockFetch,
	signedIn,
	store,
	storeExpired,
	tokens,
	UserPoolId,
} from './library.mjs';
import { isObject } from './holders.mjs';

/** Freezes an object and all that it holds. */
function deepFreeze(value, seen = new Set()) {
	if (!isObject(value) || seen.has(value)) return value;
	seen.add(value);
	Object.values(value).forEach((member) => deepFreeze(member, seen));
	return Object.freeze(value);
}

for (const [name, freeze] of Object.entries({ 'Object.freeze': Object.freeze, 'a deep freeze': deepFreeze })) {
	test(`1: ${name}: a pool, a storage and a password`, async () => {
		const { pool, Storage } = make({ Storage: freeze(mapStorage()) });
		freeze(pool);
		const result = tokens();
		const { requests, restore } = mockFetch((operation) =>
			operation === 'SignUp' ? { UserConfirmed: true, UserSub: 'sub-ada' } : { AuthenticationResult: result },
		);
		try {
			const user = new library.CognitoUser({ Username: 'ada', Pool: pool, Storage });
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [callback, session] = await signedIn((callbacks) =>
				user.authenticateUser(freeze(details()), freeze(callbacks)),
			);
			assert.equal(callback, 'onSuccess', String(session));
			let got;
			pool.getCurrentUser().getSession((error, current) => (got = [error, current.getIdToken().getJwtToken()]));
			assert.deepEqual(got, [null, result.IdToken]);
			storeExpired(Storage);
			const [error] = await called((callback) => pool.getCurrentUser().getSession(callback));
			assert.ifError(error);
			const [refused, registered] = await called((callback) =>
				pool.signUp('bob', 'Correct-horse-2', freeze([]), null, callback),
			);
			assert.ifError(refused);
			assert.deepEqual([registered.userSub, registered.user.getUsername()], ['sub-ada', 'bob']);
			pool.getCurrentUser().signOut();
			assert.equal(Storage.items.size, 0);
			assert.equal(requests.length, 3);
		} finally {
			restore();
		}
	});

	test(`1: ${name}: a user with a session, and the session`, async () => {
		const { user, pool, Storage } = makeSignedIn();
		const session = freeze(user.getSignInUserSession());
		freeze(user);
		assert.equal(session.isValid(), true);
		let got;
		user.getSession((error, current) => (got = [error, current]));
		assert.deepEqual(got, [null, session]);
		const { restore } = mockFetch(() => ({ UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] }));
		try {
			const [error, attributes] = await called((callback) => user.getUserAttributes(callback));
			assert.ifError(error);
			assert.equal(attributes[0].getValue(), 'ada@example.com');
			user.cacheTokens();
			user.clearCachedUser();
			assert.equal(pool.getCurrentUser(), null);
			assert.equal(Storage.items.size, 0);
			const other = new library.CognitoUser({ Username: 'ada', Pool: pool, Storage });
			other.setSignInUserSession(session);
			assert.equal(other.getSignInUserSession(), session);
			assert.equal(pool.getCurrentUser().getUsername(), 'ada');
		} finally {
			restore();
		}
	});
}

test('1: structuredClone of a session, and a session made of that', () => {
	const { user } = makeSignedIn();
	const session = user.getSignInUserSession();
	const { idToken, accessToken, refreshToken, clockDrift } = structuredClone(session);
	assert.deepEqual([clockDrift, idToken.payload.sub, refreshToken], [0, 'sub-ada', { token: 'refresh-ada' }]);
	const made = new library.CognitoUserSession({
		IdToken: new library.CognitoIdToken({ IdToken: idToken.jwtToken }),
		AccessToken: new library.CognitoAccessToken({ AccessToken: accessToken.jwtToken }),
		RefreshToken: new library.CognitoRefreshToken({ RefreshToken: refreshToken.token }),
		ClockDrift: clockDrift,
	});
	assert.deepEqual(made, session);
	assert.deepEqual(structuredClone(details()), {
		validationData: {},
		authParameters: {},
		clientMetadata: {},
		username: 'ada',
		password: 'Correct-horse-1',
	});
	assert.deepEqual(Object.keys(structuredClone(make().pool.client)), ['endpoint', 'fetchOptions']);
});

test('1: JSON has what upstream writes', () => {
	const result = {
		IdToken: jwt({ sub: 'sub-ada', iat: 1, exp: 2 }),
		AccessToken: jwt({ sub: 'sub-ada', iat: 1, exp: 2 }),
		RefreshToken: 'refresh-ada',
	};
	const { pool, user } = make({ Storage: { getItem() {}, setItem() {}, removeItem() {} } });
	const client = '{"endpoint":"https://cognito-idp.eu-west-1.amazonaws.com/","fetchOptions":{}}';
	const poolText = `{"userPoolId":"${UserPoolId}","clientId":"client1","client":${client},"advancedSecurityDataCollectionFlag":true,"storage":{}}`;
	assert.equal(JSON.stringify(pool), poolText);
	const userText = (session) =>
		`{"username":"ada","pool":${poolText},"Session":null,"client":${client},"signInUserSession":${session},"authenticationFlowType":"USER_SRP_AUTH","storage":{},"keyPrefix":"CognitoIdentityServiceProvider.client1","userDataKey":"CognitoIdentityServiceProvider.client1.ada.userData"}`;
	assert.equal(JSON.stringify(user), userText('null'));
	const session = user.getCognitoUserSession(result);
	session.clockDrift = 0;
	const payload = '"payload":{"sub":"sub-ada","iat":1,"exp":2}';
	const sessionText = `{"idToken":{"jwtToken":"${result.IdToken}",${payload}},"refreshToken":{"token":"refresh-ada"},"accessToken":{"jwtToken":"${result.AccessToken}",${payload}},"clockDrift":0}`;
	assert.equal(JSON.stringify(session), sessionText);
	user.setSignInUserSession(session);
	assert.equal(JSON.stringify(user), userText(sessionText));
	assert.equal(
		JSON.stringify(details()),
		'{"validationData":{},"authParameters":{},"clientMetadata":{},"username":"ada","password":"Correct-horse-1"}',
	);
	assert.equal(JSON.parse(JSON.stringify(new library.AuthenticationHelper('AbCdEf123'))).poolName, 'AbCdEf123');
	assert.equal(JSON.stringify(new library.CookieStorage()), '{"path":"/","expires":365,"secure":true,"sameSite":null}');
});

test('1: objects that are spread', () => {
	const { user, pool } = makeSignedIn();
	const session = { ...user.getSignInUserSession() };
	assert.deepEqual(Object.keys(session), ['idToken', 'refreshToken', 'accessToken', 'clockDrift']);
	assert.equal(session.accessToken.getJwtToken(), user.getSignInUserSession().getAccessToken().getJwtToken());
	const spread = { ...user };
	assert.deepEqual([spread.username, spread.pool, spread.signInUserSession.isValid()], ['ada', pool, true]);
	// Amplify's applications keep {...user, attributes} and call methods of its prototype.
	const merged = Object.setPrototypeOf(
		{ ...user, attributes: { email: 'ada@example.com' } },
		library.CognitoUser.prototype,
	);
	let got;
	merged.getSession((error, current) => (got = [error, current.isValid()]));
	assert.deepEqual(got, [null, true]);
	merged.signOut();
	assert.equal(merged.getSignInUserSession(), null);
	assert.equal(pool.getCurrentUser(), null);
});

test('1: a method of the class with a spread user as its this', async () => {
	const { user } = makeSignedIn();
	const plain = { ...user };
	const { CognitoUser } = library;
	assert.equal(CognitoUser.prototype.getUsername.call(plain), 'ada');
	let got;
	CognitoUser.prototype.getSession.call(plain, (error, session) => (got = [error, session.isValid()]));
	assert.deepEqual(got, [null, true]);
});

/** Own properties, theirs and so on; functions and what the test has made are left out. */
function walk(value, visit, path, seen = new Set()) {
	if (!isObject(value) || seen.has(value)) return;
	seen.add(value);
	for (const key of Reflect.ownKeys(value)) {
		const property = Object.getOwnPropertyDescriptor(value, key);
		// The length of an array is what it is.
		if (!(Array.isArray(value) && key === 'length')) visit(property, `${path}.${String(key)}`, key);
		walk(property.value, visit, `${path}.${String(key)}`, seen);
	}
}

async function allObjects() {
	const { restore } = mockFetch(() => ({ AuthenticationResult: tokens() }));
	const { pool, user, Storage } = make();
	try {
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
		assert.equal(callback, 'onSuccess', String(session));
		const current = pool.getCurrentUser();
		current.getSession(() => {});
		storeExpired(Storage);
		const refreshed = pool.getCurrentUser();
		await called((callback) => refreshed.getSession(callback));
		const fresh = make();
		const helper = new library.AuthenticationHelper('AbCdEf123');
		return {
			pool,
			user,
			current,
			refreshed,
			untouched: fresh.user,
			details: details(),
			attribute: new library.CognitoUserAttribute({ Name: 'email', Value: 'ada@example.com' }),
			cookies: new library.CookieStorage(),
			helper,
		};
	} finally {
		restore();
	}
}

test('1: no own property of any object is non-configurable or non-writable', async () => {
	const wrong = [];
	for (const [name, object] of Object.entries(await allObjects())) {
		walk(
			object,
			({ configurable, writable }, path) => {
				if (!configurable || writable === false) wrong.push(path);
			},
			name,
		);
	}
	assert.deepEqual(wrong, []);
});

test('1: own keys are those of upstream; symbols are not enumerable', async () => {
	const objects = await allObjects();
	for (const [name, object] of Object.entries(objects)) {
		walk(
			object,
			({ enumerable }, path, key) => {
				assert.ok(typeof key !== 'symbol' || !enumerable, `${path} is an enumerable symbol`);
			},
			name,
		);
	}
	const names = Object.getOwnPropertyNames;
	const { pool, user, current, refreshed, untouched } = objects;
	assert.deepEqual(names(pool), ['userPoolId', 'clientId', 'client', 'advancedSecurityDataCollectionFlag', 'storage']);
	assert.deepEqual(names(pool.client), ['endpoint', 'fetchOptions']);
	const own = [
		'username',
		'pool',
		'Session',
		'client',
		'signInUserSession',
		'authenticationFlowType',
		'storage',
		'keyPrefix',
		'userDataKey',
	];
	assert.deepEqual(names(untouched), own);
	assert.deepEqual(names(current), own);
	// challengeName is undefined after a sign-in, and deviceKey after a refresh.
	const without = (object, ...more) => names(object).filter((name) => !more.includes(name));
	assert.deepEqual(without(user, 'challengeName'), own);
	assert.deepEqual(without(refreshed, 'deviceKey'), own);
	const session = user.getSignInUserSession();
	assert.deepEqual(names(session), ['idToken', 'refreshToken', 'accessToken', 'clockDrift']);
	assert.deepEqual(names(session.getIdToken()), ['jwtToken', 'payload']);
	assert.deepEqual(names(session.getRefreshToken()), ['token']);
	assert.deepEqual(names(objects.details), [
		'validationData',
		'authParameters',
		'clientMetadata',
		'username',
		'password',
	]);
	assert.deepEqual(names(objects.attribute), ['Name', 'Value']);
	assert.deepEqual(names(objects.cookies), ['path', 'expires', 'secure', 'sameSite']);
});

test('1: own keys of an AuthenticationHelper are those of upstream', () => {
	const names = Object.getOwnPropertyNames(new library.AuthenticationHelper('AbCdEf123'));
	assert.deepEqual(names, ['N', 'g', 'k', 'smallAValue', 'largeAValue', 'infoBits', 'poolName']);
});

test('1: users and sessions that are made of the same data are deeply equal', () => {
	const Storage = mapStorage();
	store(Storage);
	const [one, other] = [make({ Storage }), make({ Storage })];
	assert.deepEqual(one.pool, other.pool);
	assert.deepEqual(one.user, other.user);
	for (const { user } of [one, other]) user.getSession(() => {});
	assert.deepEqual(one.user.getSignInUserSession(), other.user.getSignInUserSession());
	one.user.signOut();
	assert.equal(one.user.getSignInUserSession(), null);
});

test('1: a property that the application puts on an object stays its own', () => {
	const { user, pool } = makeSignedIn();
	user.attributes = { email: 'ada@example.com' };
	user.preferredMFA = 'NOMFA';
	Object.defineProperty(user, 'username', { get: () => 'grace', configurable: true });
	assert.equal(user.getUsername(), 'grace');
	pool.storage = mapStorage();
	assert.equal(pool.getCurrentUser(), null);
	user.signInUserSession = null;
	let error;
	user.getSession((failure) => (error = failure));
	assert.match(error.message, /Local storage is missing an ID Token/);
});

test('1: endpoint and storage that are changed later count from then on', async () => {
	const { user, pool } = makeSignedIn();
	user.pool.client.endpoint = 'https://proxy.example/cognito';
	const { requests, restore } = mockFetch((operation) =>
		operation === 'SignUp' ? { UserSub: 'sub-bob' } : { UserAttributes: [] },
	);
	try {
		await called((callback) => user.getUserAttributes(callback));
		await called((callback) => pool.signUp('bob', 'Correct-horse-2', [], [], callback));
		user.client = Object.assign(Object.create(Object.getPrototypeOf(pool.client)), {
			endpoint: 'https://own.example/',
			fetchOptions: { credentials: 'include' },
		});
		await called((callback) => user.getUserAttributes(callback));
		assert.deepEqual(
			requests.map(({ url }) => url),
			['https://proxy.example/cognito', 'https://proxy.example/cognito', 'https://own.example/'],
		);
		assert.equal(requests[2].init.credentials, 'include');
		const Storage = mapStorage();
		user.storage = Storage;
		user.cacheTokens();
		assert.equal(Storage.getItem(lastUserKey), 'ada');
	} finally {
		restore();
	}
});
