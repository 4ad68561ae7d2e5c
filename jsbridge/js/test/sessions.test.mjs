// What the facade asks of the core to refresh a session and to end one.
import assert from 'node:assert/strict';
import test from 'node:test';
import { far, ended, reply, failure, nodeRecorder, only, expired } from './replies.mjs';
import { LoggedStorage, P, freshCore, jwt, ours, upstream, sessionOf, settled, userOf, withGlobals } from './setup.mjs';

test('refreshSession: the request to the core', () => {
	const token = new ours.CognitoRefreshToken({ RefreshToken: 'r' });
	const cases = [
		[expired(), null, jwt(ended)],
		// What storage showed when asked, since another tab may have refreshed since memory was filled.
		[expired(), sessionOf(ours, { id: far, access: { ...far, held: 1 } }), jwt(ended)],
		[new LoggedStorage(), sessionOf(ours, { id: far, access: { ...far, held: 1 } }), jwt({ ...far, held: 1 })],
		[new LoggedStorage(), null, undefined],
		[{ getItem: async () => 'x', setItem() {}, removeItem() {} }, null, undefined],
	];
	for (const [storage, held, replaces] of cases) {
		const core = freshCore();
		const user = userOf(ours, storage);
		user.signInUserSession = held;
		user.refreshSession(token, () => {}, { a: '1' });
		const { name, request } = only(core);
		assert.equal(name, 'refreshSession');
		assert.deepEqual(
			[request.username, request.refreshToken, request.replaces, request.clientMetadata],
			['bob', 'r', replaces, { a: '1' }],
		);
	}
	assert.throws(() => userOf(ours, new LoggedStorage()).refreshSession(null, () => {}), TypeError);
});

test('refreshSession: the request has the access token that came with the refresh token, when it is known', () => {
	const access = { ...far, mine: 1 };
	const another = sessionOf(ours, { id: far, access, refresh: 'another' });
	const without = new ours.CognitoUserSession({
		IdToken: new ours.CognitoIdToken(),
		AccessToken: new ours.CognitoAccessToken(),
	});
	// The session in memory, the refresh token in storage, and whose access token it is.
	for (const [held, stored, expected] of [
		[sessionOf(ours, { id: far, access, refresh: 'r' }), 'r', jwt(access)],
		[sessionOf(ours, { id: far, access, refresh: 'r' }), 'later', jwt(access)],
		[another, 'r', jwt(ended)],
		[another, 'later', undefined],
		[without, 'r', jwt(ended)],
		[null, 'r', jwt(ended)],
		[null, 'later', undefined],
	]) {
		const core = freshCore();
		const storage = expired();
		storage.setItem(`${P}.bob.refreshToken`, stored);
		const user = userOf(ours, storage);
		user.signInUserSession = held;
		user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), () => {});
		assert.deepEqual([only(core).request.accessToken, only(core).request.replaces], [expected, jwt(ended)]);
	}
});

test('difference: a refresh uses the user’s own name, whoever signed in last', async () => {
	const core = freshCore();
	const storage = expired();
	storage.setItem(`${P}.LastAuthUser`, 'eve');
	const user = userOf(ours, storage);
	user.getSession(() => {});
	assert.equal(only(core).request.username, 'bob');
	core.calls[0].resolve(reply({ username: 'bob' }));
	await settled();
	assert.equal(user.getUsername(), 'bob');
	assert.equal(user.userDataKey, `${P}.bob.userData`);
	const theirs = userOf(upstream, storage);
	withGlobals({ fetch: () => new Promise(() => {}) }, () => theirs.getSession(() => {}));
	assert.equal(theirs.getUsername(), 'eve');
});

test('getSession: an expired session is refreshed, and the callback is asynchronous', async () => {
	const core = freshCore();
	const user = userOf(ours, expired());
	const { calls, callback } = nodeRecorder();
	assert.equal(user.getSession(callback, { clientMetadata: { a: '1' } }), undefined);
	assert.deepEqual(only(core).request.clientMetadata, { a: '1' });
	core.calls[0].resolve(reply({ username: 'bob' }));
	assert.equal(calls.length, 0);
	await settled();
	assert.equal(calls[0].args[1], user.getSignInUserSession());
	assert.equal(calls[0].args[1].isValid(), true);
	// From now on it is in memory.
	assert.equal(
		user.getSession((error, session) => session),
		user.getSignInUserSession(),
	);
	assert.equal(core.calls.length, 1);
});

test('refreshSession: the pool’s wrapper gets the callback once, at the start, and its result is called', async () => {
	const core = freshCore();
	const wrapped = [];
	const wrap = (callback) => {
		wrapped.push(callback);
		return (error, session) => callback(error, ['wrapped', session]);
	};
	const user = userOf(ours, expired(), 'bob', {}, wrap);
	const { calls, callback } = nodeRecorder();
	user.getSession(callback);
	assert.deepEqual(wrapped, [callback]);
	core.calls[0].resolve(reply({ username: 'bob' }));
	await settled();
	assert.deepEqual(wrapped, [callback]);
	assert.deepEqual(calls[0].args, [null, ['wrapped', user.getSignInUserSession()]]);
});

test('difference: a refused refresh ends the session in memory too, any other error leaves it', async () => {
	const refusals = [
		'NotAuthorizedException',
		'UserNotFoundException',
		'RefreshTokenReuseException',
		'PasswordResetRequiredException',
		'UserNotConfirmedException',
		'NoSession',
		'SignedOut',
	];
	const cases = refusals.map((code) => [code, {}, false]);
	for (const code of [
		'NetworkError',
		'TooManyRequestsException',
		'StorageError',
		'InvalidParameterException',
		'XNoSession',
		'NoSessionX',
		undefined,
	])
		cases.push([code, {}, true]);
	cases.push(
		['NotAuthorizedException', { retryable: true }, true],
		['NotAuthorizedException', { reason: 'REFRESH_REVOKED' }, false],
	);
	for (const reason of ['SECRET_HASH_REQUIRED', 'ROTATION_REQUIRED', 'FLOW_NOT_ENABLED'])
		cases.push(['NotAuthorizedException', { reason, retryable: false }, true]);
	for (const [code, more, left] of cases) {
		const core = freshCore();
		const storage = expired();
		const user = userOf(ours, storage);
		const held = (user.signInUserSession = sessionOf(ours, { id: ended, access: ended }));
		user.refreshSession(held.getRefreshToken(), () => {});
		core.calls[0].reject(Object.assign(failure(code), more));
		await settled();
		assert.equal(user.signInUserSession, left ? held : null, code + JSON.stringify(more));
		assert.ok(!storage.log.some(([kind]) => kind !== 'get'));
	}
	// A session that came in the meantime is not the refused one.
	const core = freshCore();
	const user = userOf(ours, expired());
	user.getSession(() => {});
	const other = (user.signInUserSession = sessionOf(ours, { id: far, access: far }));
	core.calls[0].reject(failure('NotAuthorizedException'));
	await settled();
	assert.equal(user.signInUserSession, other);
});

test('signOut with a callback: the state is cleared synchronously, then the token is revoked', async () => {
	for (const inMemory of [true, false]) {
		for (const error of [undefined, failure('NetworkError')]) {
			const core = freshCore();
			const access = { ...far, origin_jti: 'j' };
			const storage = new LoggedStorage();
			const user = userOf(ours, storage);
			user.setSignInUserSession(sessionOf(ours, { id: far, access, refresh: 'r' }));
			storage.setItem(user.userDataKey, '{}');
			if (!inMemory) user.signInUserSession = null;
			const { calls, callback } = nodeRecorder();
			assert.equal(user.signOut(callback), undefined);
			assert.deepEqual(storage.content, {});
			assert.equal(user.getSignInUserSession(), null);
			const { name, request } = only(core);
			assert.deepEqual([name, request.accessToken, request.refreshToken], ['revokeToken', jwt(access), 'r']);
			assert.equal(calls.length, 0);
			if (error) core.calls[0].reject(error);
			else core.calls[0].resolve(null);
			await settled();
			assert.deepEqual(calls, [{ self: undefined, args: [error] }]);
		}
	}
});

test('difference: signOut revokes the stored token where the one in memory has expired, without a refresh', () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.setSignInUserSession(
		sessionOf(ours, { id: ended, access: { ...ended, origin_jti: 'j' }, refresh: 'theirs', drift: 0 }),
	);
	user.signInUserSession = sessionOf(ours, {
		id: ended,
		access: { ...ended, origin_jti: 'i' },
		refresh: 'mine',
		drift: 0,
	});
	user.signOut(() => {});
	assert.deepEqual([only(core).name, only(core).request.refreshToken], ['revokeToken', 'theirs']);
});

test('signOut with a callback is synchronous, without the core, when there is nothing to revoke', () => {
	const core = freshCore();
	const run = (library, access, refresh) => {
		const user = userOf(library, new LoggedStorage());
		user.setSignInUserSession(sessionOf(library, { id: far, access, refresh }));
		const { calls, callback } = nodeRecorder();
		user.signOut(callback);
		return { calls, content: user.storage.content };
	};
	for (const [access, refresh] of [
		[far, 'r'],
		[{ ...far, origin_jti: 'j' }, ''],
		[{ ...far, origin_jti: '' }, 'r'],
	]) {
		const expected = run(upstream, access, refresh);
		assert.deepEqual(run(ours, access, refresh), expected);
		assert.deepEqual(expected.calls, [{ self: undefined, args: [undefined] }]);
	}
	assert.equal(core.calls.length, 0);
});

test('difference: signOut with a callback clears even when there is no session to revoke', () => {
	const items = {
		[`${P}.LastAuthUser`]: 'bob',
		[`${P}.bob.accessToken`]: 'a.b.c',
		[`${P}.bob.userData`]: '{}',
	};
	const run = (library, more) => {
		const storage = new LoggedStorage({ ...items, ...more });
		const { calls, callback } = nodeRecorder();
		userOf(library, storage).signOut(callback);
		return {
			message: calls[0].args[0].message,
			count: calls.length,
			args: calls[0].args.length,
			content: storage.content,
		};
	};
	for (const more of [{}, { [`${P}.bob.idToken`]: jwt(ended) }]) {
		const { content, ...a } = run(ours, more);
		const { content: theirs, ...b } = run(upstream, more);
		assert.deepEqual(a, b);
		assert.deepEqual(content, {});
		assert.deepEqual(theirs, { ...items, ...more });
	}
});

test('signOut with an async storage is left to the core', async () => {
	const core = freshCore();
	const removed = [];
	const storage = { getItem: async () => 'x', setItem: async () => {}, removeItem: async (key) => removed.push(key) };
	const user = userOf(ours, storage);
	const { calls, callback } = nodeRecorder();
	user.signOut(callback);
	const { name, request } = only(core);
	assert.deepEqual([name, request.username, request.revoke], ['signOut', 'bob', true]);
	assert.deepEqual(removed, []);
	core.calls[0].resolve(undefined);
	await settled();
	assert.deepEqual(calls, [{ self: undefined, args: [undefined] }]);
	// Without a callback there is nothing to wait for.
	user.signOut();
	assert.equal(removed.length, 6);
	assert.equal(core.calls.length, 1);
});
