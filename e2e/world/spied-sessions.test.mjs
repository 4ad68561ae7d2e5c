// Case 31: spies on the methods that read, store and clear sessions, and methods in their place.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import {
	called,
	details,
	keyOf,
	lastUserKey,
	library,
	make,
	makeSignedIn,
	signedIn,
	store,
	storeExpired,
	tokens,
	which,
	withoutPauses,
} from './library.mjs';
import { refusal, spyOn, within } from './spies.mjs';

const { CognitoUser, CognitoUserSession, CognitoIdToken, CognitoAccessToken, CognitoRefreshToken } = library;

test('31: isValid decides over a stored session', async () => {
	const { user, Storage } = make();
	store(Storage);
	await within(
		() => ({ AuthenticationResult: tokens('ada', { fresh: true }) }),
		async (requests) => {
			const { calls } = spyOn(CognitoUserSession.prototype, 'isValid', () => false);
			const [error, session] = await called((callback) => user.getSession(callback));
			assert.ifError(error);
			assert.equal(session.getIdToken().payload.fresh, true);
			assert.equal(requests.length, 1);
			assert.ok(calls.length);
		},
	);
});

test('31: isValid that is always true keeps a session that has expired', async () => {
	const { user, Storage } = make();
	const { IdToken } = storeExpired(Storage);
	await within(
		() => ({ UserAttributes: [] }),
		async (requests) => {
			spyOn(CognitoUserSession.prototype, 'isValid', () => true);
			let got;
			user.getSession((error, session) => (got = [error, session && session.getIdToken().getJwtToken()]));
			assert.deepEqual(got, [null, IdToken]);
			assert.deepEqual(await called((callback) => user.getUserAttributes(callback)), [null, []]);
			assert.deepEqual(
				requests.map(({ operation }) => operation),
				['GetUser'],
			);
		},
	);
});

test('31: isValid of the session in memory, overridden on the object', async () => {
	const { user } = makeSignedIn();
	user.getSignInUserSession().isValid = () => false;
	await within(
		() => ({}),
		async (requests) => {
			const [error] = await called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback));
			assert.equal(error.message, 'User is not authenticated');
			// The session in storage is another one, and valid.
			let got;
			user.getSession((failure, session) => (got = [failure, session.isValid()]));
			assert.deepEqual(got, [null, true]);
			assert.equal(requests.length, 0);
		},
	);
});

test('31: getExpiration and getIssuedAt, spied on', async () => {
	const { user, Storage } = make();
	store(Storage);
	await within(
		() => ({ AuthenticationResult: tokens('ada', { fresh: true }) }),
		async (requests) => {
			spyOn(CognitoAccessToken.prototype, 'getExpiration', () => 1);
			const [error] = await called((callback) => user.getSession(callback));
			assert.ifError(error);
			assert.equal(requests.length, 1);
		},
	);
	await within(
		() => ({}),
		() => {
			storeExpired(Storage);
			const far = () => Date.now() / 1000 + 60;
			spyOn(CognitoAccessToken.prototype, 'getExpiration', far);
			spyOn(CognitoIdToken.prototype, 'getExpiration', far);
			const { user: other } = make({ Storage });
			let got;
			other.getSession((error, session) => (got = [error, session && session.isValid()]));
			assert.deepEqual(got, [null, true]);
		},
	);
	mock.restoreAll();
	const { IdToken, AccessToken } = tokens();
	const idToken = new CognitoIdToken({ IdToken });
	const accessToken = new CognitoAccessToken({ AccessToken });
	accessToken.getIssuedAt = () => Math.floor(Date.now() / 1000) - 50;
	assert.ok([50, 51].includes(new CognitoUserSession({ IdToken: idToken, AccessToken: accessToken }).getClockDrift()));
	class Session extends CognitoUserSession {
		calculateClockDrift() {
			return 77;
		}
	}
	assert.equal(new Session({ IdToken: idToken, AccessToken: accessToken }).getClockDrift(), 77);
});

test('31: refreshSession, which getSession calls', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	await within(
		() => assert.fail('nothing is to be sent'),
		async () => {
			const { calls } = spyOn(user, 'refreshSession', (token, callback, metadata) =>
				callback(null, [token.getToken(), metadata]),
			);
			assert.deepEqual(await called((callback) => user.getSession(callback, { clientMetadata: { a: 'b' } })), [
				null,
				['refresh-ada', { a: 'b' }],
			]);
			assert.equal(calls.length, 1);
			user.signInUserSession = user.getCognitoUserSession(tokens());
			user.cacheUserData({});
			spyOn(user, 'fetchUserData', async () => ({ Username: 'ada' }));
			assert.deepEqual(await called((callback) => user.getUserData(callback, { bypassCache: true })), [
				null,
				{ Username: 'ada' },
			]);
			assert.equal(calls.length, 2);
		},
	);
	const { calls } = spyOn(CognitoUser.prototype, 'refreshSession', (_token, callback) =>
		callback(new Error('mock'), null),
	);
	try {
		const [error] = await called((callback) => make({ Storage }).user.getSession(callback));
		assert.equal(error.message, 'mock');
		assert.equal(calls.length, 1);
	} finally {
		mock.restoreAll();
	}
});

test('31: the refresh token in the hands of the application', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async (requests) => {
			spyOn(CognitoRefreshToken.prototype, 'getToken', () => 'from-elsewhere');
			await called((callback) => user.getSession(callback));
			await called((callback) => user.refreshSession({ getToken: () => 'by-hand' }, callback));
			assert.deepEqual(
				requests.map(({ input }) => input.AuthParameters.REFRESH_TOKEN),
				['from-elsewhere', 'by-hand'],
			);
		},
	);
	storeExpired(Storage);
	try {
		spyOn(CognitoRefreshToken.prototype, 'getToken', () => '');
		const [error] = await called((callback) => make({ Storage }).user.getSession(callback));
		assert.equal(error.message, 'Cannot retrieve a new session. Please authenticate.');
	} finally {
		mock.restoreAll();
	}
});

test('31: getJwtToken and the getters of a session are what is stored and sent', async () => {
	const { user, Storage } = make();
	const session = user.getCognitoUserSession(tokens());
	session.getIdToken = () => ({ getJwtToken: () => 'own-id-token' });
	session.getAccessToken = () => ({ getJwtToken: () => 'own-access-token' });
	session.getRefreshToken = () => ({ getToken: () => 'own-refresh-token' });
	session.getClockDrift = () => 5;
	user.setSignInUserSession(session);
	assert.deepEqual(
		['idToken', 'accessToken', 'refreshToken', 'clockDrift'].map((name) => Storage.getItem(keyOf('ada', name))),
		['own-id-token', 'own-access-token', 'own-refresh-token', '5'],
	);
	await within(
		() => ({ UserAttributes: [] }),
		async (requests) => {
			const [error] = await called((callback) => user.getUserAttributes(callback));
			assert.ifError(error);
			assert.equal(requests[0].input.AccessToken, 'own-access-token');
			spyOn(CognitoAccessToken.prototype, 'getJwtToken', () => 'spied');
			user.setSignInUserSession(user.getCognitoUserSession(tokens()));
			await called((callback) => user.deleteAttributes([], callback));
			assert.equal(requests[1].input.AccessToken, 'spied');
			assert.equal(Storage.getItem(keyOf('ada', 'accessToken')), 'spied');
		},
	);
});

test('31: setSignInUserSession calls clearCachedUserData and cacheTokens', () => {
	const { user, Storage } = make();
	const calls = [];
	user.clearCachedUserData = () => calls.push('clearCachedUserData');
	user.cacheTokens = () => calls.push('cacheTokens');
	user.setSignInUserSession(user.getCognitoUserSession(tokens()));
	assert.deepEqual(calls, ['clearCachedUserData', 'cacheTokens']);
	assert.equal(Storage.items.size, 0);
});

/**
 * What upstream alone does: within one call of the core no method of the user is called,
 * and `signOut(callback)` clears before it asks anybody. Both are listed differences.
 */
const onlyUpstream = (name, run) => which === 'upstream' && test(name, run);

test('31: signOut calls cleanClientData, clearCachedUser, clearCachedTokens and clearCachedUserData', () => {
	for (const name of ['cleanClientData', 'clearCachedUser', 'clearCachedTokens', 'clearCachedUserData']) {
		const { user, Storage } = makeSignedIn();
		user.cacheUserData({ Username: 'ada' });
		let calls = 0;
		user[name] = () => void calls++;
		user.signOut();
		assert.equal(calls, 1, name);
		assert.equal(Storage.getItem(lastUserKey), name === 'clearCachedUserData' ? null : 'ada', name);
	}
});

test('31: globalSignOut and deleteUser call clearCachedUser', async () => {
	await within(
		() => ({}),
		async () => {
			for (const run of [
				(user, callback) => user.globalSignOut({ onSuccess: callback, onFailure: callback }),
				(user, callback) => user.deleteUser(callback),
			]) {
				const { user } = makeSignedIn();
				const { calls } = spyOn(user, 'clearCachedUser');
				await called((callback) => run(user, callback));
				assert.equal(calls.length, 1, String(run));
			}
		},
	);
});

onlyUpstream('31: a refused refresh calls clearCachedUser', async () => {
	const putBack = withoutPauses();
	try {
		await within(
			() => refusal(),
			async () => {
				const { user, Storage } = make();
				storeExpired(Storage);
				const { calls } = spyOn(user, 'clearCachedUser');
				const [error] = await called((callback) => user.getSession(callback));
				assert.equal(error.code, 'NotAuthorizedException');
				assert.equal(calls.length, 1);
			},
		);
	} finally {
		putBack();
	}
});

onlyUpstream('31: a refresh calls cacheTokens and getCognitoUserSession', async () => {
	for (const name of ['cacheTokens', 'getCognitoUserSession']) {
		await within(
			() => ({ AuthenticationResult: tokens() }),
			async () => {
				const { user, Storage } = make();
				storeExpired(Storage);
				const { calls } = spyOn(user, name);
				const [error] = await called((callback) => user.getSession(callback));
				assert.ifError(error);
				assert.equal(calls.length, 1, name);
			},
		);
	}
});

onlyUpstream('31: a sign-in calls cacheTokens', async () => {
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async () => {
			const { user } = make();
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const { calls } = spyOn(user, 'cacheTokens');
			assert.equal((await signedIn((callbacks) => user.authenticateUser(details(), callbacks)))[0], 'onSuccess');
			assert.equal(calls.length, 1);
		},
	);
});

onlyUpstream('31: cacheTokens that stores elsewhere, in a subclass', async () => {
	const kept = [];
	class Keeper extends CognitoUser {
		cacheTokens() {
			kept.push(this.getSignInUserSession().getIdToken().getJwtToken());
		}
		clearCachedTokens() {
			kept.length = 0;
		}
	}
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async () => {
			const { pool, Storage } = make();
			const user = new Keeper({ Username: 'ada', Pool: pool, Storage });
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			assert.deepEqual(kept, [session.getIdToken().getJwtToken()]);
			assert.equal(Storage.items.size, 0);
			user.signOut();
			assert.deepEqual(kept, []);
		},
	);
});

onlyUpstream('31: forgetDevice calls forgetSpecificDevice and clearCachedDeviceKeyAndPassword', async () => {
	const { user } = makeSignedIn();
	user.deviceKey = 'device-1';
	const calls = [];
	user.forgetSpecificDevice = (key, callbacks) => {
		calls.push(key);
		callbacks.onSuccess('SUCCESS');
	};
	user.clearCachedDeviceKeyAndPassword = () => calls.push('cleared');
	await within(
		() => assert.fail('nothing is to be sent'),
		async () => {
			assert.deepEqual(await signedIn((callbacks) => user.forgetDevice(callbacks)), ['onSuccess', 'SUCCESS']);
			assert.deepEqual(calls, ['device-1', 'cleared']);
			assert.equal(user.deviceKey, null);
		},
	);
});

onlyUpstream(
	'31: signOut with a callback calls revokeTokens, isSessionRevocable, decodePayload and revokeToken',
	async () => {
		for (const name of ['revokeTokens', 'revokeToken']) {
			await within(
				() => assert.fail('nothing is to be sent'),
				async () => {
					const { user } = makeSignedIn({ result: tokens('ada', { origin_jti: 'origin' }) });
					let calls = 0;
					user[name] = (to) => {
						calls++;
						(to.callback ?? to)();
					};
					await called((callback) => user.signOut(callback));
					assert.equal(calls, 1, name);
					assert.equal(user.getSignInUserSession(), null);
				},
			);
		}
		await within(
			() => ({}),
			async (requests) => {
				const { user } = makeSignedIn({ result: tokens('ada', { origin_jti: 'origin' }) });
				user.isSessionRevocable = () => false;
				await called((callback) => user.signOut(callback));
				assert.equal(requests.length, 0);
				const { user: other } = makeSignedIn();
				other.getSignInUserSession().getAccessToken().decodePayload = () => ({ origin_jti: 'origin' });
				await called((callback) => other.signOut(callback));
				assert.deepEqual(
					requests.map(({ operation }) => operation),
					['RevokeToken'],
				);
			},
		);
	},
);

test('31: the storage is asked through its own methods, as they are then', () => {
	const { user, pool, Storage } = makeSignedIn();
	const calls = [];
	for (const name of ['getItem', 'setItem', 'removeItem']) {
		const own = Storage[name];
		Storage[name] = function (...args) {
			assert.equal(this, Storage);
			calls.push(name);
			return own(...args);
		};
	}
	pool.getCurrentUser().getSession(() => {});
	user.cacheTokens();
	user.signOut();
	assert.ok(calls.filter((name) => name === 'getItem').length >= 5);
	assert.ok(calls.filter((name) => name === 'setItem').length >= 5);
	assert.ok(calls.filter((name) => name === 'removeItem').length >= 5);
});
