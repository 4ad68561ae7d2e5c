// Cases 1 and 2: objects in the hands of state libraries, and objects made by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as immer from 'immer';
import * as mobx from 'mobx';
import { createPinia, defineStore, setActivePinia } from 'pinia';
import sinon from 'sinon';
import * as valtio from 'valtio/vanilla';
import { markRaw, reactive, readonly, ref, shallowReactive, shallowRef, toRaw } from 'vue';
import { createRequire } from 'node:module';
import {
	called,
	ClientId,
	details,
	jwt,
	keyOf,
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
	withoutPauses,
} from './library.mjs';

const Vue2 = createRequire(import.meta.url)('vue-2');
Vue2.config.productionTip = false;
Vue2.config.devtools = false;

const isObject = (value) => value !== null && typeof value === 'object';

/** A deep proxy as people write it for change detection: a new one at every access. */
const deepProxy = (target) =>
	new Proxy(target, {
		get(object, key, receiver) {
			const value = Reflect.get(object, key, receiver);
			return isObject(value) && !(value instanceof Promise) ? deepProxy(value) : value;
		},
	});

/** A membrane: as deepProxy, and what functions return or make is wrapped too. */
const membrane = (target) =>
	new Proxy(target, {
		get(object, key, receiver) {
			const value = Reflect.get(object, key, receiver);
			if (typeof value === 'function' && key !== 'constructor') {
				return (...args) => {
					const result = Reflect.apply(value, receiver, args);
					return isObject(result) && !(result instanceof Promise) ? membrane(result) : result;
				};
			}
			return isObject(value) && !(value instanceof Promise) ? membrane(value) : value;
		},
	});

/** A pinia store that holds a value. */
function piniaStore(value) {
	setActivePinia(createPinia());
	const store = defineStore('auth', { state: () => ({ value: null }) })();
	store.value = value;
	return store.value;
}

class Holder {
	value;
	constructor(value) {
		this.value = value;
		mobx.makeAutoObservable(this);
	}
}

/** lodash's cloneDeep, for objects of classes. */
function cloneDeep(value, seen = new Map()) {
	if (!isObject(value)) return value;
	if (seen.has(value)) return seen.get(value);
	const copy = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value));
	seen.set(value, copy);
	for (const key of Object.keys(value)) copy[key] = cloneDeep(value[key], seen);
	return copy;
}

const assigned = (value) => Object.assign(Object.create(Object.getPrototypeOf(value)), value);

/** What applications put pools and users into; each gives what the application then works with. */
const holders = {
	'Vue 3 ref': (value) => ref(value).value,
	'Vue 3 reactive': (value) => reactive({ value }).value,
	'Vue 3 shallowRef': (value) => shallowRef(value).value,
	'Vue 3 shallowReactive object': (value) => shallowReactive(value),
	'Vue 3 markRaw': (value) => reactive({ value: markRaw(value) }).value,
	'Vue 3 toRaw': (value) => toRaw(reactive(value)),
	'Pinia': piniaStore,
	'Vue 2 observable': (value) => Vue2.observable({ value }).value,
	'Vue 2 data': (value) => new Vue2({ data: () => ({ value }) }).value,
	'MobX observable': (value) => mobx.observable({ value }).value,
	'MobX observableRef': (value) => mobx.observable({ value }, { value: mobx.observableRef }).value,
	'MobX makeAutoObservable': (value) => new Holder(value).value,
	'Immer': (value) => immer.produce({ value: null }, (draft) => void (draft.value = value)).value,
	'Valtio': (value) => valtio.proxy({ value }).value,
	'a deep proxy': deepProxy,
	'a membrane': membrane,
	'Object.assign': assigned,
	'cloneDeep': cloneDeep,
};


for (const [name, hold] of Object.entries(holders)) {
	/** A pool and its user, both held, the user made of the pool that is held. */
	const held = (options) => {
		const made = make(options);
		const pool = hold(made.pool);
		const raw = new library.CognitoUser({ Username: 'ada', Pool: pool, Storage: made.Storage });
		return { ...made, pool, raw, user: hold(raw) };
	};

	test(`1: ${name}: a stored session is read at once`, () => {
		const { Storage, pool, user } = held();
		const { IdToken } = store(Storage);
		for (const reader of [pool.getCurrentUser(), user, hold(pool.getCurrentUser())]) {
			const got = [];
			reader.getSession((error, session) => got.push(error, session.isValid(), session.getIdToken().getJwtToken()));
			assert.deepEqual(got, [null, true, IdToken]);
			assert.equal(reader.getSignInUserSession().getIdToken().getJwtToken(), IdToken);
		}
	});

	test(`1: ${name}: a session that has expired is refreshed`, async () => {
		const { Storage, pool, user } = held();
		const fresh = tokens('ada', { fresh: true });
		const { requests, restore } = mockFetch(() => ({ AuthenticationResult: { ...fresh, RefreshToken: undefined } }));
		try {
			for (const reader of [user, pool.getCurrentUser() ?? user]) {
				storeExpired(Storage);
				const [error, session] = await called((callback) => reader.getSession(callback));
				assert.ifError(error);
				assert.equal(session.getIdToken().getJwtToken(), fresh.IdToken);
				assert.equal(reader.getSignInUserSession().getIdToken().getJwtToken(), fresh.IdToken);
				assert.equal(Storage.getItem(keyOf('ada', 'idToken')), fresh.IdToken);
				reader.signOut();
			}
			assert.equal(requests[0].input.AuthParameters.REFRESH_TOKEN, 'refresh-ada');
		} finally {
			restore();
		}
	});

	test(`1: ${name}: sign-in with a password, the user's attributes, sign-out`, async () => {
		const { Storage, pool, raw, user } = held();
		const result = tokens();
		const { requests, restore } = mockFetch((operation) =>
			operation === 'InitiateAuth'
				? { AuthenticationResult: result }
				: { Username: 'ada', UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] },
		);
		try {
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [callback, session] = await signedIn((callbacks) => user.authenticateUser(hold(details()), callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			assert.equal(session.getAccessToken().getJwtToken(), result.AccessToken);
			assert.deepEqual(requests[0].input.AuthParameters, { USERNAME: 'ada', PASSWORD: 'Correct-horse-1' });
			assert.equal(pool.getCurrentUser().getUsername(), 'ada');
			assert.equal(user.getSignInUserSession().isValid(), true);

			const [error, attributes] = await called((callback) => user.getUserAttributes(callback));
			assert.ifError(error);
			assert.deepEqual(attributes.map(String), ['{"Name":"email","Value":"ada@example.com"}']);
			assert.equal(requests[1].input.AccessToken, result.AccessToken);

			user.signOut();
			assert.equal(user.getSignInUserSession(), null);
			assert.equal(Storage.items.size, 0);
			assert.equal(pool.getCurrentUser(), null);
			if (!['Object.assign', 'cloneDeep'].includes(name)) assert.equal(raw.getSignInUserSession(), null);
		} finally {
			restore();
		}
	});

	test(`1: ${name}: a new password, then a code`, async () => {
		const { Storage, user } = held();
		const { requests, restore } = mockFetch((operation, { ChallengeName }) => {
			if (operation === 'InitiateAuth') {
				const ChallengeParameters = { userAttributes: '{"name":"Ada"}', requiredAttributes: '["userAttributes.email"]' };
				return { ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeParameters, Session: 'state-1' };
			}
			if (ChallengeName === 'NEW_PASSWORD_REQUIRED') {
				return { ChallengeName: 'SMS_MFA', ChallengeParameters: { CODE_DELIVERY_MEDIUM: 'SMS' }, Session: 'state-2' };
			}
			return { AuthenticationResult: tokens() };
		});
		try {
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			assert.deepEqual(await signedIn((callbacks) => user.authenticateUser(details(), callbacks)), ['newPasswordRequired', { name: 'Ada' }, ['email']]);
			assert.equal(user.Session, 'state-1');
			const completed = await signedIn((callbacks) => user.completeNewPasswordChallenge('New-horse-1', { email: 'ada@example.com' }, callbacks));
			assert.deepEqual(completed, ['mfaRequired', 'SMS_MFA', { CODE_DELIVERY_MEDIUM: 'SMS' }]);
			const [callback, session] = await signedIn((callbacks) => user.sendMFACode('123456', callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			assert.deepEqual(requests.slice(1).map(({ input }) => input.Session), ['state-1', 'state-2']);
			assert.equal(Storage.getItem(lastUserKey), 'ada');
		} finally {
			restore();
		}
	});

	test(`1: ${name}: a session that the application has made is taken and stored`, () => {
		const { Storage, user } = held();
		const { IdToken, AccessToken, RefreshToken } = tokens();
		const session = hold(
			new library.CognitoUserSession({
				IdToken: new library.CognitoIdToken({ IdToken }),
				AccessToken: new library.CognitoAccessToken({ AccessToken }),
				RefreshToken: new library.CognitoRefreshToken({ RefreshToken }),
			}),
		);
		user.setSignInUserSession(session);
		assert.equal(Storage.getItem(keyOf('ada', 'accessToken')), AccessToken);
		assert.equal(user.getSignInUserSession().isValid(), true);
		let got;
		user.getSession((error, current) => (got = [error, current.getIdToken().getJwtToken()]));
		assert.deepEqual(got, [null, IdToken]);
		Storage.clear();
		user.cacheTokens();
		assert.equal(Storage.getItem(keyOf('ada', 'refreshToken')), RefreshToken);
		assert.equal(Storage.getItem(lastUserKey), 'ada');
	});
}

for (const [name, hold] of Object.entries({ 'Vue 3 reactive': reactive, 'a deep proxy': deepProxy, 'Object.assign': assigned })) {
	test(`1: ${name}: a refused refresh is reported, and nobody is signed in`, async () => {
		const { Storage, pool, user } = make();
		storeExpired(Storage);
		const restoreClock = withoutPauses();
		const { restore } = mockFetch(() => ({
			ok: false,
			status: 400,
			headers: new Headers(),
			json: async () => ({ __type: 'NotAuthorizedException', message: 'Refresh Token has been revoked' }),
		}));
		try {
			const [error, session] = await called((callback) => hold(user).getSession(callback));
			assert.equal(error.code, 'NotAuthorizedException');
			assert.equal(session, null);
			assert.equal(hold(pool).getCurrentUser(), null);
			assert.equal(Storage.items.size, 0);
		} finally {
			restore();
			restoreClock();
		}
	});
}

test('1: a sign-out of the object itself is one of its proxies, and the other way round', () => {
	for (const [name, hold] of Object.entries({ reactive, deepProxy, membrane, valtio: valtio.proxy, pinia: piniaStore })) {
		for (const byProxy of [true, false]) {
			const { Storage, user } = makeSignedIn();
			const proxy = hold(user);
			// Valtio works with a copy of what it is given.
			const pair = name === 'valtio' ? [proxy, proxy] : [user, proxy];
			pair[byProxy ? 1 : 0].signOut();
			for (const each of pair) assert.equal(each.getSignInUserSession(), null, name);
			assert.equal(Storage.items.size, 0);
			let error;
			pair[byProxy ? 0 : 1].getSession((failure) => (error = failure));
			assert.match(error.message, /Local storage is missing an ID Token/);
		}
	}
});

test('1: a sign-in begun through one proxy of a user ends with another one', async () => {
	const { user } = make();
	const { requests, restore } = mockFetch((operation) =>
		operation === 'InitiateAuth' ? { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'state-1', ChallengeParameters: {} } : { AuthenticationResult: tokens() },
	);
	try {
		deepProxy(user).setAuthenticationFlowType('USER_PASSWORD_AUTH');
		assert.equal((await signedIn((callbacks) => reactive(user).authenticateUser(details(), callbacks)))[0], 'totpRequired');
		const [callback, session] = await signedIn((callbacks) => deepProxy(user).sendMFACode('123456', callbacks, 'SOFTWARE_TOKEN_MFA'));
		assert.equal(callback, 'onSuccess', String(session));
		assert.equal(requests[1].input.Session, 'state-1');
		assert.equal(user.getSignInUserSession().isValid(), true);
	} finally {
		restore();
	}
});

test('1: Vue 3 readonly: what only reads works', () => {
	const { Storage, pool, user } = makeSignedIn();
	const still = readonly({ pool, user });
	assert.equal(still.pool.getCurrentUser().getUsername(), 'ada');
	assert.equal(still.user.getSignInUserSession().isValid(), true);
	const got = [];
	still.user.getSession((error, session) => got.push(error, session.getIdToken().payload['cognito:username']));
	still.pool.getCurrentUser().getSession((error, session) => got.push(error, session.isValid()));
	assert.deepEqual(got, [null, 'ada', null, true]);
	assert.equal(Storage.getItem(lastUserKey), 'ada');
});

test('1: Vue 3: a user in a ref signs in by SRP', async () => {
	const { pool } = make();
	const user = ref(null);
	user.value = new library.CognitoUser({ Username: 'ada', Pool: reactive(pool), Storage: pool.storage });
	const { requests, restore } = mockFetch((operation) =>
		operation === 'InitiateAuth'
			? {
					ChallengeName: 'PASSWORD_VERIFIER',
					ChallengeParameters: { SALT: 'a1'.repeat(16), SRP_B: '5b'.repeat(384), SECRET_BLOCK: 'c2VjcmV0', USER_ID_FOR_SRP: 'ada' },
				}
			: { AuthenticationResult: tokens() },
	);
	try {
		const [callback, session] = await signedIn((callbacks) => user.value.authenticateUser(reactive(details()), callbacks));
		assert.equal(callback, 'onSuccess', String(session));
		assert.equal(requests[1].input.ChallengeResponses.USERNAME, 'ada');
	} finally {
		restore();
	}
});

test('1: Vue 3: a session in a reactive state answers all that it is asked', () => {
	const { user } = makeSignedIn({ result: tokens('ada', { 'cognito:groups': ['staff'] }) });
	const state = reactive({ session: user.getSignInUserSession() });
	assert.equal(state.session.isValid(), true);
	assert.deepEqual(state.session.getIdToken().decodePayload()['cognito:groups'], ['staff']);
	assert.equal(state.session.getIdToken().payload.sub, 'sub-ada');
	assert.equal(state.session.getRefreshToken().getToken(), 'refresh-ada');
	assert.equal(state.session.getClockDrift(), 0);
	user.setSignInUserSession(state.session);
	assert.equal(user.getSignInUserSession(), state.session);
});

test('1: Valtio: a snapshot of a signed-in user reads', () => {
	const { user } = makeSignedIn();
	const state = valtio.proxy({ user });
	const { user: frozen } = valtio.snapshot(state);
	const got = [];
	frozen.getSession((error, session) => got.push(error, session.isValid()));
	assert.deepEqual(got, [null, true]);
});

test('1: Immer: classes that are marked as immerable', () => {
	const { CognitoUser, CognitoUserSession } = library;
	CognitoUser.prototype[immer.immerable] = true;
	CognitoUserSession.prototype[immer.immerable] = true;
	try {
		const { user } = makeSignedIn();
		const state = immer.produce({ user, session: user.getSignInUserSession(), flow: '' }, (draft) => {
			draft.user.setAuthenticationFlowType('CUSTOM_AUTH');
			draft.flow = draft.user.getAuthenticationFlowType();
		});
		assert.equal(state.flow, 'CUSTOM_AUTH');
		assert.equal(state.user.getAuthenticationFlowType(), 'CUSTOM_AUTH');
		assert.equal(state.session.isValid(), true);
		let got;
		state.user.getSession((error, session) => (got = [error, session.isValid()]));
		assert.deepEqual(got, [null, true]);
	} finally {
		delete CognitoUser.prototype[immer.immerable];
		delete CognitoUserSession.prototype[immer.immerable];
	}
});

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
		const { requests, restore } = mockFetch((operation) => (operation === 'SignUp' ? { UserConfirmed: true, UserSub: 'sub-ada' } : { AuthenticationResult: result }));
		try {
			const user = new library.CognitoUser({ Username: 'ada', Pool: pool, Storage });
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [callback, session] = await signedIn((callbacks) => user.authenticateUser(freeze(details()), freeze(callbacks)));
			assert.equal(callback, 'onSuccess', String(session));
			let got;
			pool.getCurrentUser().getSession((error, current) => (got = [error, current.getIdToken().getJwtToken()]));
			assert.deepEqual(got, [null, result.IdToken]);
			storeExpired(Storage);
			const [error] = await called((callback) => pool.getCurrentUser().getSession(callback));
			assert.ifError(error);
			const [refused, registered] = await called((callback) => pool.signUp('bob', 'Correct-horse-2', freeze([]), null, callback));
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
	assert.deepEqual(structuredClone(details()), { validationData: {}, authParameters: {}, clientMetadata: {}, username: 'ada', password: 'Correct-horse-1' });
	assert.deepEqual(Object.keys(structuredClone(make().pool.client)), ['endpoint', 'fetchOptions']);
});

test('1: JSON has what upstream writes', () => {
	const result = { IdToken: jwt({ sub: 'sub-ada', iat: 1, exp: 2 }), AccessToken: jwt({ sub: 'sub-ada', iat: 1, exp: 2 }), RefreshToken: 'refresh-ada' };
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
	assert.equal(JSON.stringify(details()), '{"validationData":{},"authParameters":{},"clientMetadata":{},"username":"ada","password":"Correct-horse-1"}');
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
	const merged = Object.setPrototypeOf({ ...user, attributes: { email: 'ada@example.com' } }, library.CognitoUser.prototype);
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
		walk(object, ({ configurable, writable }, path) => {
			if (!configurable || writable === false) wrong.push(path);
		}, name);
	}
	assert.deepEqual(wrong, []);
});

test('1: own keys are those of upstream; symbols are not enumerable', async () => {
	const objects = await allObjects();
	for (const [name, object] of Object.entries(objects)) {
		walk(object, ({ enumerable }, path, key) => {
			assert.ok(typeof key !== 'symbol' || !enumerable, `${path} is an enumerable symbol`);
		}, name);
	}
	const names = Object.getOwnPropertyNames;
	const { pool, user, current, refreshed, untouched } = objects;
	assert.deepEqual(names(pool), ['userPoolId', 'clientId', 'client', 'advancedSecurityDataCollectionFlag', 'storage']);
	assert.deepEqual(names(pool.client), ['endpoint', 'fetchOptions']);
	const own = ['username', 'pool', 'Session', 'client', 'signInUserSession', 'authenticationFlowType', 'storage', 'keyPrefix', 'userDataKey'];
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
	assert.deepEqual(names(objects.details), ['validationData', 'authParameters', 'clientMetadata', 'username', 'password']);
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
		user.client = Object.assign(Object.create(Object.getPrototypeOf(pool.client)), { endpoint: 'https://own.example/', fetchOptions: { credentials: 'include' } });
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

// What stands in the place of a pool.

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
	const { Pool, requests } = standIn((operation) => (operation === 'InitiateAuth' ? { AuthenticationResult: tokens() } : { UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] }));
	const user = new library.CognitoUser({ Username: 'ada', Pool, Storage });
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
	assert.equal(callback, 'onSuccess', String(session));
	assert.equal(Storage.getItem(lastUserKey), 'ada');
	const [error, attributes] = await called((callback) => user.getUserAttributes(callback));
	assert.ifError(error);
	assert.equal(attributes[0].getValue(), 'ada@example.com');
	assert.deepEqual(requests.map(({ operation }) => operation), ['InitiateAuth', 'GetUser']);
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
	assert.deepEqual(await called((callback) => user.resendConfirmationCode(callback)), [null, { CodeDeliveryDetails: { Destination: 'a***@e***' } }]);
	assert.deepEqual((await signedIn((callbacks) => user.forgotPassword(callbacks)))[0], 'inputVerificationCode');
	assert.deepEqual(await signedIn((callbacks) => user.confirmPassword('123456', 'New-horse-1', callbacks)), ['onSuccess', 'SUCCESS']);
	assert.deepEqual(requests.map(({ operation }) => operation), ['ConfirmSignUp', 'ResendConfirmationCode', 'ForgotPassword', 'ConfirmForgotPassword']);
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
	const pool = Object.assign(Object.create(library.CognitoUserPool.prototype), { userPoolId: UserPoolId, clientId: ClientId, storage: Storage });
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
