// Case 1: pools, users and sessions in the hands of state libraries.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as immer from 'immer';
import * as valtio from 'valtio/vanilla';
import { reactive, readonly, ref } from 'vue';
import {
	called,
	details,
	keyOf,
	lastUserKey,
	library,
	make,
	makeSignedIn,
	mockFetch,
	signedIn,
	store,
	storeExpired,
	tokens,
	withoutPauses,
} from './library.mjs';
import { assigned, deepProxy, holders, membrane, piniaStore } from './holders.mjs';

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
				const ChallengeParameters = {
					userAttributes: '{"name":"Ada"}',
					requiredAttributes: '["userAttributes.email"]',
				};
				return { ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeParameters, Session: 'state-1' };
			}
			if (ChallengeName === 'NEW_PASSWORD_REQUIRED') {
				return { ChallengeName: 'SMS_MFA', ChallengeParameters: { CODE_DELIVERY_MEDIUM: 'SMS' }, Session: 'state-2' };
			}
			return { AuthenticationResult: tokens() };
		});
		try {
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			assert.deepEqual(await signedIn((callbacks) => user.authenticateUser(details(), callbacks)), [
				'newPasswordRequired',
				{ name: 'Ada' },
				['email'],
			]);
			assert.equal(user.Session, 'state-1');
			const completed = await signedIn((callbacks) =>
				user.completeNewPasswordChallenge('New-horse-1', { email: 'ada@example.com' }, callbacks),
			);
			assert.deepEqual(completed, ['mfaRequired', 'SMS_MFA', { CODE_DELIVERY_MEDIUM: 'SMS' }]);
			const [callback, session] = await signedIn((callbacks) => user.sendMFACode('123456', callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			assert.deepEqual(
				requests.slice(1).map(({ input }) => input.Session),
				['state-1', 'state-2'],
			);
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

for (const [name, hold] of Object.entries({
	'Vue 3 reactive': reactive,
	'a deep proxy': deepProxy,
	'Object.assign': assigned,
})) {
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
	for (const [name, hold] of Object.entries({
		reactive,
		deepProxy,
		membrane,
		valtio: valtio.proxy,
		pinia: piniaStore,
	})) {
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
		operation === 'InitiateAuth'
			? { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'state-1', ChallengeParameters: {} }
			: { AuthenticationResult: tokens() },
	);
	try {
		deepProxy(user).setAuthenticationFlowType('USER_PASSWORD_AUTH');
		assert.equal(
			(await signedIn((callbacks) => reactive(user).authenticateUser(details(), callbacks)))[0],
			'totpRequired',
		);
		const [callback, session] = await signedIn((callbacks) =>
			deepProxy(user).sendMFACode('123456', callbacks, 'SOFTWARE_TOKEN_MFA'),
		);
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
					ChallengeParameters: {
						SALT: 'a1'.repeat(16),
						SRP_B: '5b'.repeat(384),
						SECRET_BLOCK: 'c2VjcmV0',
						USER_ID_FOR_SRP: 'ada',
					},
				}
			: { AuthenticationResult: tokens() },
	);
	try {
		const [callback, session] = await signedIn((callbacks) =>
			user.value.authenticateUser(reactive(details()), callbacks),
		);
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
