// Cases 25, 26, 28, 30 and 31: what applications see of the library's own behaviour, and
// what they put in its place.
import assert from 'node:assert/strict';
import { inherits } from 'node:util';
import { mock, test } from 'node:test';
import sinon from 'sinon';
import {
	called,
	ClientId,
	details,
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
	which,
	withoutPauses,
} from './library.mjs';

const { CognitoUser, CognitoUserPool, CognitoUserSession, CognitoIdToken, CognitoAccessToken, CognitoRefreshToken, AuthenticationDetails, CookieStorage } = library;

/** Runs against a mock of fetch, and puts spies and the like back. */
async function within(answer, run) {
	const { requests, restore } = mockFetch(answer);
	try {
		return await run(requests);
	} finally {
		restore();
		mock.restoreAll();
	}
}

const refusal = (code = 'NotAuthorizedException', message = 'Refused.') => ({
	ok: false,
	status: 400,
	headers: new Headers(),
	json: async () => ({ __type: code, message }),
});

// Metadata of refreshes.

/** A fetch whose tokens say for which tenant they are. */
const byTenant = (_operation, { ClientMetadata }) => ({ AuthenticationResult: { ...tokens('ada', { tenant: ClientMetadata?.tenant ?? 'none' }), RefreshToken: undefined } });
const tenantOf = (session) => session.getIdToken().payload.tenant;

for (const [name, metadata] of Object.entries({
	'two values': [{ tenant: 'a' }, { tenant: 'b' }],
	'one, and none': [{ tenant: 'a' }, undefined],
	'none, and one': [undefined, { tenant: 'b' }],
	'three, two of them equal': [{ tenant: 'a' }, { tenant: 'b' }, { tenant: 'a' }],
})) {
	test(`25: refreshes at a time with metadata of ${name}: each gets its own`, async () => {
		const Storage = mapStorage();
		storeExpired(Storage);
		await within(byTenant, async (requests) => {
			const results = await Promise.all(metadata.map((clientMetadata) => called((callback) => make({ Storage }).user.getSession(callback, { clientMetadata }))));
			for (const [i, [error, session]] of results.entries()) {
				assert.ifError(error);
				assert.equal(tenantOf(session), metadata[i]?.tenant ?? 'none');
			}
			const sent = new Set(requests.map(({ input }) => JSON.stringify(input.ClientMetadata)));
			assert.deepEqual(sent, new Set(metadata.map((value) => JSON.stringify(value))));
		});
	});
}

test('25: one user, refreshed with two values', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	await within(byTenant, async () => {
		const results = await Promise.all(['a', 'b'].map((tenant) => called((callback) => user.refreshSession(new CognitoRefreshToken({ RefreshToken: 'refresh-ada' }), callback, { tenant }))));
		assert.deepEqual(results.map(([error, session]) => error ?? tenantOf(session)), ['a', 'b']);
	});
});

test('25: metadata of getUserData and of what refreshes one after the other', async () => {
	const { user, Storage } = makeSignedIn();
	user.cacheUserData({ Username: 'ada' });
	await within((operation, input) => (operation === 'GetUser' ? { Username: 'ada' } : byTenant(operation, input)), async (requests) => {
		await called((callback) => user.getUserData(callback, { bypassCache: true, clientMetadata: { tenant: 'a' } }));
		storeExpired(Storage);
		const [error, session] = await called((callback) => make({ Storage }).user.getSession(callback, { clientMetadata: { tenant: 'b' } }));
		assert.ifError(error);
		assert.equal(tenantOf(session), 'b');
		assert.deepEqual(requests.map(({ operation, input }) => [operation, input.ClientMetadata]), [['GetUser', undefined], ['InitiateAuth', { tenant: 'a' }], ['InitiateAuth', { tenant: 'b' }]]);
	});
});

// Sign-outs.

test("26: the old user's sign-out leaves the new user's sign-in alone", async () => {
	const Storage = mapStorage();
	storeExpired(Storage, 'ada');
	const { pool } = make({ Storage });
	const putBack = withoutPauses();
	let refuse;
	const refused = new Promise((resolve) => (refuse = resolve));
	let signIn;
	const answered = new Promise((resolve) => (signIn = resolve));
	try {
		await within(
			(_operation, { AuthFlow }) => (AuthFlow === 'REFRESH_TOKEN_AUTH' ? refused : answered),
			async (requests) => {
				// At the page's load.
				const current = pool.getCurrentUser();
				const ended = new Promise((resolve) =>
					current.getSession((error) => {
						if (error) current.signOut();
						resolve(error);
					}),
				);
				// The form, meanwhile.
				const bob = new CognitoUser({ Username: 'bob', Pool: pool, Storage });
				bob.setAuthenticationFlowType('USER_PASSWORD_AUTH');
				const asked = new Promise((resolve) => {
					const observe = () => (requests.some(({ input }) => input.AuthFlow === 'USER_PASSWORD_AUTH') ? resolve() : setImmediate(observe));
					observe();
				});
				const entered = signedIn((callbacks) => bob.authenticateUser(details({ Username: 'bob' }), callbacks));
				await asked;
				refuse(refusal());
				assert.equal((await ended).code, 'NotAuthorizedException');
				signIn({ AuthenticationResult: tokens('bob') });
				const [callback, session] = await entered;
				assert.equal(callback, 'onSuccess', String(session));
				assert.equal(session.getIdToken().payload['cognito:username'], 'bob');
				assert.equal(pool.getCurrentUser().getUsername(), 'bob');
				let got;
				pool.getCurrentUser().getSession((error, stored) => (got = [error, stored.isValid()]));
				assert.deepEqual(got, [null, true]);
			},
		);
	} finally {
		putBack();
	}
});

test("26: a sign-out of one user while another one's challenge is open", async () => {
	const Storage = mapStorage();
	store(Storage, 'ada');
	const { pool, user: ada } = make({ Storage });
	ada.getSession(() => {});
	const bob = new CognitoUser({ Username: 'bob', Pool: pool, Storage });
	bob.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	await within(
		(operation) => (operation === 'InitiateAuth' ? { ChallengeName: 'SMS_MFA', ChallengeParameters: {}, Session: 'state-1' } : { AuthenticationResult: tokens('bob') }),
		async () => {
			assert.equal((await signedIn((callbacks) => bob.authenticateUser(details({ Username: 'bob' }), callbacks)))[0], 'mfaRequired');
			const entered = signedIn((callbacks) => bob.sendMFACode('123456', callbacks));
			ada.signOut();
			const [callback, session] = await entered;
			assert.equal(callback, 'onSuccess', String(session));
			assert.equal(pool.getCurrentUser().getUsername(), 'bob');
		},
	);
});

test('26: a sign-out of one user while another one refreshes', async () => {
	const Storage = mapStorage();
	storeExpired(Storage, 'bob');
	store(Storage, 'ada');
	const { user: ada } = make({ Storage });
	ada.getSession(() => {});
	const { user: bob } = make({ Storage, username: 'bob' });
	Storage.removeItem(lastUserKey);
	await within(
		() => ({ AuthenticationResult: tokens('bob') }),
		async () => {
			const refreshed = called((callback) => bob.getSession(callback));
			ada.signOut();
			const [error, session] = await refreshed;
			assert.ifError(error);
			assert.equal(session.getIdToken().payload['cognito:username'], 'bob');
		},
	);
});

test('26: signing out before a sign-in, as forms do', async () => {
	const { user, pool } = makeSignedIn();
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async () => {
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			user.signOut();
			const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			assert.equal(pool.getCurrentUser().getUsername(), 'ada');
		},
	);
});

// Cookies.

/** Runs in a page that has these cookies. */
function withCookies(cookie, run) {
	const written = [];
	globalThis.document = {
		get cookie() {
			return cookie;
		},
		set cookie(text) {
			written.push(text);
		},
	};
	try {
		run(new CookieStorage({ secure: false }), written);
	} finally {
		delete globalThis.document;
	}
}

for (const [name, [raw, want]] of Object.entries({
	'a raw percent sign': ['50%off', '50%off'],
	'one at the end': ['100%', '100%'],
	'one before an encoded one': ['50%%25', '50%%'],
	'an encoded one': ['50%25off', '50%off'],
	'one, and an encoded character': ['50%off%40home', '50%off@home'],
	'one digit after it': ['50%2', '50%2'],
	'an encoded umlaut': ['Ad%C3%A4', 'Adä'],
	'a raw plus, equals and slash': ['a+b=c/d', 'a+b=c/d'],
	'quotation marks': ['"ada"', 'ada'],
})) {
	test(`28: a cookie with ${name}`, () => {
		withCookies(`other=1; ${lastUserKey}=${raw}; ${keyOf(want, 'idToken')}=x`, (Storage) => {
			assert.equal(Storage.getItem(lastUserKey), want);
			const pool = new CognitoUserPool({ UserPoolId, ClientId, Storage });
			assert.equal(pool.getCurrentUser().getUsername(), want);
		});
	});
}

test('28: a cookie that cannot be decoded is none, and the others are read', () => {
	withCookies(`bad=%E0%A4; ${lastUserKey}=ada; worse=%ff`, (Storage) => {
		assert.equal(Storage.getItem('bad'), null);
		assert.equal(Storage.getItem('worse'), null);
		assert.equal(Storage.getItem(lastUserKey), 'ada');
		assert.equal(Storage.getItem('missing'), null);
	});
});

test('28: a cookie whose name is encoded, and one that is there twice', () => {
	const username = 'ada@example.com';
	withCookies(`${encodeURIComponent(keyOf(username, 'idToken'))}=first; ${lastUserKey}=one; ${lastUserKey}=two`, (Storage) => {
		assert.equal(Storage.getItem(keyOf(username, 'idToken')), 'first');
		assert.equal(Storage.getItem(lastUserKey), 'one');
	});
});

test('28: cookies are written as upstream writes them', () => {
	for (const value of ['ada', '50%off', 'a;b,c d', 'ä', '"q"', 'a=b&c', 'x@y.z', '<a>|{b}']) {
		withCookies('', (Storage, written) => {
			Storage.setItem(`key.${value}`, value);
			const [pair] = written[0].split('; ');
			withCookies(pair, (again) => assert.equal(again.getItem(`key.${value}`), value));
		});
	}
	withCookies('', (Storage, written) => {
		Storage.setItem('key', '50%off;');
		assert.match(written[0], /^key=50%25off%3B; /);
	});
});

// Libraries that extend what everything inherits from.

/** Runs while Object.prototype has enumerable members. */
async function extended(run, extension) {
	for (const [name, value] of Object.entries(extension)) {
		Object.defineProperty(Object.prototype, name, { value, enumerable: true, configurable: true, writable: true });
	}
	try {
		return await run();
	} finally {
		for (const name of Object.keys(extension)) delete Object.prototype[name];
	}
}

const extensions = {
	'a function that throws': {
		extendAll() {
			throw new Error('extendAll was called');
		},
	},
	'a function': { extendAll: () => true },
	'a text': { extension: 'text' },
	'an object': { extension: { any: 'thing' } },
};

for (const [name, extension] of Object.entries(extensions)) {
	test(`30: Object.prototype has ${name}: a pool, a stored session, a sign-out`, async () => {
		const got = await extended(() => {
			const { user, pool, Storage } = makeSignedIn({ fetchOptions: { credentials: 'include' } });
			user.signOut();
			return [pool.getCurrentUser(), Storage.items.size];
		}, extension);
		assert.deepEqual(got, [null, 0]);
	});

	test(`30: Object.prototype has ${name}: sign-in, refresh, attributes`, async () => {
		const requests = await within(
			(operation) => (operation === 'GetUser' ? { UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] } : { AuthenticationResult: tokens() }),
			(requests) =>
				extended(async () => {
					const { user, pool, Storage } = make();
					user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
					const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details({ ClientMetadata: { tenant: 'a' } }), callbacks));
					assert.equal(callback, 'onSuccess', String(session));
					storeExpired(Storage);
					const [error] = await called((done) => pool.getCurrentUser().getSession(done, { clientMetadata: { tenant: 'a' } }));
					assert.ifError(error);
					const [unread, attributes] = await called((done) => user.getUserAttributes(done));
					assert.ifError(unread);
					assert.equal(attributes.length, 1);
					return requests;
				}, extension),
		);
		assert.deepEqual(requests.map(({ operation }) => operation), ['InitiateAuth', 'InitiateAuth', 'GetUser']);
		// What goes out has own members only.
		assert.deepEqual(requests[0].input.ClientMetadata, { tenant: 'a' });
		assert.deepEqual(Object.keys(requests[0].input).sort(), ['AuthFlow', 'AuthParameters', 'ClientId', 'ClientMetadata']);
	});

	test(`30: Object.prototype has ${name}: cookies, and the package's own options`, async () => {
		await extended(() => {
			withCookies(`${lastUserKey}=ada`, (Storage) => {
				assert.equal(new CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser().getUsername(), 'ada');
			});
			if (which === 'ours') {
				library.configure({});
				new CognitoUserPool({ UserPoolId, ClientId, requestTimeout: 20_000 });
			}
			new library.AuthenticationHelper('AbCdEf123');
		}, extension);
	});
}

test('30: Array.prototype has an enumerable function', async () => {
	Object.defineProperty(Array.prototype, 'last', { value() {}, enumerable: true, configurable: true });
	try {
		const { user, pool } = makeSignedIn();
		await within(
			() => ({ UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] }),
			async (requests) => {
				const [error, attributes] = await called((callback) => user.getUserAttributes(callback));
				assert.ifError(error);
				assert.equal(attributes.length, 1);
				await called((callback) => pool.signUp('bob', 'Correct-horse-2', [{ Name: 'email', Value: 'bob@example.com' }], [], callback));
				assert.deepEqual(requests[1].input.UserAttributes, [{ Name: 'email', Value: 'bob@example.com' }]);
			},
		);
	} finally {
		delete Array.prototype.last;
	}
});

// Spies on what is public, and what subclasses override.

/** Spies on a method, or puts another in its place, until the mocks are put back. */
function spyOn(object, name, implementation = object[name]) {
	const calls = [];
	mock.method(object, name, function (...args) {
		calls.push(args);
		return implementation.apply(this, args);
	});
	return { calls };
}

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
			assert.deepEqual(requests.map(({ operation }) => operation), ['GetUser']);
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
			const { calls } = spyOn(user, 'refreshSession', (token, callback, metadata) => callback(null, [token.getToken(), metadata]));
			assert.deepEqual(await called((callback) => user.getSession(callback, { clientMetadata: { a: 'b' } })), [null, ['refresh-ada', { a: 'b' }]]);
			assert.equal(calls.length, 1);
			user.signInUserSession = user.getCognitoUserSession(tokens());
			user.cacheUserData({});
			spyOn(user, 'fetchUserData', async () => ({ Username: 'ada' }));
			assert.deepEqual(await called((callback) => user.getUserData(callback, { bypassCache: true })), [null, { Username: 'ada' }]);
			assert.equal(calls.length, 2);
		},
	);
	const { calls } = spyOn(CognitoUser.prototype, 'refreshSession', (_token, callback) => callback(new Error('mock'), null));
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
			assert.deepEqual(requests.map(({ input }) => input.AuthParameters.REFRESH_TOKEN), ['from-elsewhere', 'by-hand']);
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
			for (const run of [(user, callback) => user.globalSignOut({ onSuccess: callback, onFailure: callback }), (user, callback) => user.deleteUser(callback)]) {
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

test('31: a sign-in asks the AuthenticationDetails', async () => {
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async (requests) => {
			const { user } = make();
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const own = { getPassword: () => 'own-password', getValidationData: () => ({}), getClientMetadata: () => ({ a: 'b' }), getUsername: () => 'nobody', getAuthParameters: () => ({}) };
			assert.equal((await signedIn((callbacks) => user.authenticateUser(own, callbacks)))[0], 'onSuccess');
			spyOn(AuthenticationDetails.prototype, 'getPassword', () => 'spied-password');
			spyOn(AuthenticationDetails.prototype, 'getValidationData', () => ({ c: 'd' }));
			assert.equal((await signedIn((callbacks) => user.authenticateUser(details(), callbacks)))[0], 'onSuccess');
			assert.deepEqual(requests.map(({ input }) => [input.AuthParameters.PASSWORD, input.AuthParameters.USERNAME, input.ClientMetadata]), [
				['own-password', 'ada', { a: 'b' }],
				['spied-password', 'ada', { c: 'd' }],
			]);
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
			assert.deepEqual(requests.map(({ input }) => input.UserContextData?.EncodedData), ['for-ada', 'for-bob', 'for-ada', 'for-ada', 'own']);
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
				assert.deepEqual(requests.map(({ input }) => input.UserContextData), [{ EncodedData: `ada,${UserPoolId},${ClientId}` }, {}]);
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
			for (const pool of [new CognitoUserPool({ UserPoolId, ClientId, Storage }, wrap), Object.assign(new CognitoUserPool({ UserPoolId, ClientId, Storage }), { wrapRefreshSessionCallback: wrap })]) {
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
				callback(null, operation === 'GetUser' ? { UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] } : {});
			};
			const [error, attributes] = await called((callback) => user.getUserAttributes(callback));
			assert.ifError(error);
			assert.equal(attributes[0].getValue(), 'ada@example.com');
			assert.deepEqual(await called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback)), [null, 'SUCCESS']);
			const [refused, registered] = await called((callback) => pool.signUp('bob', 'Correct-horse-2', [], [], callback));
			assert.ifError(refused);
			assert.equal(registered.user.getUsername(), 'bob');
			assert.deepEqual(calls.map(([operation]) => operation), ['GetUser', 'ChangePassword', 'SignUp']);
			assert.equal(calls[0][1].AccessToken, user.getSignInUserSession().getAccessToken().getJwtToken());
		},
	);
});

test('31: client.request of a prototype, in the place of the network', async () => {
	const Client = Object.getPrototypeOf(make().pool.client);
	await within(
		() => assert.fail('nothing is to be sent'),
		async () => {
			const { calls } = spyOn(Client, 'request', (_operation, _params, callback) => callback(null, { AuthenticationResult: tokens() }));
			const { user, Storage } = make();
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			storeExpired(Storage);
			const [error] = await called((done) => user.pool.getCurrentUser().getSession(done));
			assert.ifError(error);
			assert.deepEqual(calls.map(([operation, { AuthFlow }]) => [operation, AuthFlow]), [['InitiateAuth', 'USER_PASSWORD_AUTH'], ['InitiateAuth', 'REFRESH_TOKEN_AUTH']]);
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
			assert.deepEqual(await called((callback) => user.client.requestWithRetry('GetUser', { a: 1 }, callback)), [null, ['GetUser', { a: 1 }]]);
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
			for (const run of [(user, callback) => user.updateAttributes([], callback), (user, callback) => user.deleteAttributes([], callback)]) {
				const { user } = makeSignedIn();
				const { calls } = spyOn(user, 'getUserData', (callback) => callback());
				const [error] = await called((callback) => run(user, callback));
				assert.ifError(error);
				assert.deepEqual(calls.map(([, params]) => params), [{ bypassCache: true }], String(run));
			}
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

onlyUpstream('31: signOut with a callback calls revokeTokens, isSessionRevocable, decodePayload and revokeToken', async () => {
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
			assert.deepEqual(requests.map(({ operation }) => operation), ['RevokeToken']);
		},
	);
});

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
		(operation) => (operation === 'GetUser' ? { Username: 'ada', UserAttributes: [] } : { AuthenticationResult: tokens() }),
		async () => {
			const Storage = mapStorage();
			storeExpired(Storage);
			const { pool } = make({ Storage });
			const twice = await Promise.all([0, 1].map(() => called((callback) => pool.getCurrentUser().getSession(callback))));
			for (const [error, session] of twice) {
				assert.ifError(error);
				assert.equal(session.isValid(), true);
			}
			const { user } = make({ Storage });
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const signIns = await Promise.all([0, 1].map(() => signedIn((callbacks) => user.authenticateUser(details(), callbacks))));
			assert.deepEqual(signIns.map(([name]) => name), ['onSuccess', 'onSuccess']);
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
			const [callback, session] = await signedIn((callbacks) => user.sendCustomChallengeAnswer('answer', callbacks, { a: 'b' }));
			assert.equal(callback, 'onSuccess', String(session));
			const { ChallengeName, Session, ChallengeResponses, ClientMetadata } = requests[0].input;
			assert.deepEqual([ChallengeName, Session, ChallengeResponses, ClientMetadata], ['CUSTOM_CHALLENGE', 'saved-state', { USERNAME: 'ada', ANSWER: 'answer' }, { a: 'b' }]);
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
	for (const name of ['authenticateUser', 'cacheTokens', 'cacheDeviceKeyAndPassword', 'clearCachedTokens', 'getCachedDeviceKeyAndPassword', 'getCognitoUserSession', 'refreshSessionIfPossible', 'isSessionRevocable', 'cleanClientData', 'createGetUserRequest', 'fetchUserData', 'getDeviceResponse', 'authenticateUserInternal']) {
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
		sandbox.stub(CognitoUser.prototype, 'authenticateUser').callsFake((_details, callbacks) => callbacks.onSuccess('session'));
		sandbox.stub(CognitoUserPool.prototype, 'getCurrentUser').returns(user);
		assert.equal((await called((callback) => pool.getCurrentUser().getSession(callback)))[1].isValid(), true);
		assert.deepEqual(await signedIn((callbacks) => user.authenticateUser(details(), callbacks)), ['onSuccess', 'session']);
	} finally {
		sandbox.restore();
	}
	store(Storage);
	assert.equal((await called((callback) => pool.getCurrentUser().getSession(callback)))[1].getIdToken().payload.sub, 'sub-ada');
});

test("31: what Amplify's Auth does with users and pools", async () => {
	const groups = { 'cognito:groups': ['staff'] };
	await within(
		(operation, { ChallengeName, AuthFlow }) => {
			if (operation === 'GetUser') return { Username: 'ada', UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' };
			if (ChallengeName || AuthFlow === 'REFRESH_TOKEN_AUTH') return { AuthenticationResult: tokens('ada', groups) };
			return { ChallengeName: 'SOFTWARE_TOKEN_MFA', ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'phone' }, Session: 'state-1' };
		},
		async () => {
			const { pool, Storage } = make();
			pool.wrapRefreshSessionCallback = (callback) => (error, data) => callback(error, data);
			const user = new CognitoUser({ Username: 'ada', Pool: pool, Storage });
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			const [, name, parameters] = await signedIn((callbacks) => user.authenticateUser(details({ ValidationData: {} }), callbacks));
			Object.assign(user, { challengeName: name, challengeParam: parameters });
			assert.deepEqual(user.challengeParam, { FRIENDLY_DEVICE_NAME: 'phone' });
			const [callback, session] = await signedIn((callbacks) => user.sendMFACode('123456', callbacks, 'SOFTWARE_TOKEN_MFA', { a: 'b' }));
			assert.equal(callback, 'onSuccess', String(session));
			delete user.challengeName;
			delete user.challengeParam;

			const current = pool.getCurrentUser();
			const [, held] = await called((done) => current.getSession(done, { clientMetadata: {} }));
			const [error, data] = await called((done) => current.getUserData(done, { bypassCache: true, clientMetadata: {} }));
			assert.ifError(error);
			Object.assign(current, { attributes: Object.fromEntries(data.UserAttributes.map(({ Name, Value }) => [Name, Value])), preferredMFA: data.PreferredMfaSetting });
			assert.deepEqual([current.attributes, current.preferredMFA], [{ email: 'ada@example.com' }, 'SOFTWARE_TOKEN_MFA']);
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
	assert.deepEqual([one, other].map(({ pool }) => pool.getCurrentUser().getUsername()), ['ada', 'bob']);
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

// Node.

test('29: nothing is under way in Node once a call has answered', async () => {
	const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
	// The first call loads what is loaded once.
	await within(() => ({}), () => called((callback) => make().user.confirmRegistration('123456', true, callback)));
	await new Promise((resolve) => setImmediate(resolve));
	const before = timers();
	await within(
		(operation) => (operation === 'InitiateAuth' ? { AuthenticationResult: tokens() } : {}),
		async () => {
			const { user, Storage, pool } = make();
			storeExpired(Storage);
			await called((callback) => user.getSession(callback));
			await called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback));
			await called((callback) => pool.signUp('bob', 'Correct-horse-2', [], [], callback));
		},
	);
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual([before, timers()], [0, 0]);
});
