// Verified tokens: what the page does with the options verifyTokens and jwksURL,
// and session.verify().
import assert from 'node:assert/strict';
import test from 'node:test';
import {
	LoggedStorage,
	P,
	anotherTab,
	freshCore,
	jwt,
	ours,
	outcome,
	poolData,
	sessionOf,
	settled,
	stored,
	userOf,
} from './setup.mjs';

const now = Math.floor(Date.now() / 1000);
const good = (left = 3600, more = {}) => ({ exp: now + left, iat: now - 3600, ...more });
const verifying = { verifyTokens: true };
const invalid = Object.assign(new Error('The token is not the pool’s.'), {
	code: 'TokenInvalid',
	reason: 'TOKEN_UNVERIFIED',
	retryable: false,
});

/** The core's reply for what a storage holds. */
const replyOf = (content, username = 'bob') => ({
	username,
	idToken: content[`${P}.${username}.idToken`],
	accessToken: content[`${P}.${username}.accessToken`],
	refreshToken: content[`${P}.${username}.refreshToken`],
	clockDrift: parseInt(content[`${P}.${username}.clockDrift`]),
});

let used = 0;
/** A stored session that no test has seen. */
const fresh = (left, more) => stored(good(left, { jti: ++used }), good(left, { jti: used }), more);

/** Calls getSession with a callback, and tells what it got so far. */
function ask(user) {
	const seen = [];
	user.getSession((...args) => {
		seen.push(args);
	});
	return seen;
}

/** Has the core verify what a storage holds. */
async function verifyFirst(storage, pool = verifying, library = ours) {
	const core = freshCore();
	const seen = ask(userOf(library, storage, 'bob', pool));
	core.calls[0].resolve(replyOf(storage.content));
	await settled();
	assert.equal(seen[0][0], null);
	core.calls.length = 0;
	return core;
}

test('the options go into every request', () => {
	const core = freshCore();
	const requests = (options) => {
		core.calls.length = 0;
		const user = userOf(ours, new LoggedStorage(), 'bob', options);
		user.authenticateUser(new ours.AuthenticationDetails({ Password: 'pw' }), {});
		user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), () => {});
		user.pool.signUp('eve', 'pw', [], [], () => {});
		return core.calls.map(({ request }) => [request.verifyTokens, request.jwksURL]);
	};
	assert.deepEqual(
		requests({ verifyTokens: true, jwksURL: 'https://keys/jwks.json' }),
		Array(3).fill([true, 'https://keys/jwks.json']),
	);
	assert.deepEqual(requests({ verifyTokens: false }), Array(3).fill([false, undefined]));
	assert.deepEqual(requests({}), Array(3).fill([undefined, undefined]));
});

test('options with invalid values are refused by name', () => {
	for (const [name, values] of Object.entries({ verifyTokens: ['true', 1, null, {}], jwksURL: [5, null, true, {}] })) {
		for (const value of values) {
			const { thrown } = outcome(() => new ours.CognitoUserPool({ ...poolData, verifyTokens: true, [name]: value }));
			assert.equal(thrown.own.code, 'InvalidParameter');
			assert.ok(thrown.message.startsWith(name), thrown.message);
		}
	}
});

test('without the option the core is not called, and the result is synchronous', () => {
	for (const pool of [{}, { verifyTokens: false }, { jwksURL: 'https://keys/' }]) {
		const core = freshCore();
		const user = userOf(ours, new LoggedStorage(fresh()), 'bob', pool);
		let session;
		user.getSession((error, value) => (session = value));
		assert.ok(session.isValid());
		assert.deepEqual([core.calls.length, core.preloads], [0, 0]);
	}
});

test('a stored session is first read by the core, and synchronously afterwards', async () => {
	for (const promised of [false, true]) {
		const storage = new LoggedStorage(fresh());
		const core = freshCore();
		const user = userOf(ours, storage, 'bob', verifying);
		const promise = promised ? user.getSession() : undefined;
		const seen = promised ? [] : ask(user);
		assert.deepEqual(
			core.calls.map(({ name, request }) => [name, request.username, request.verifyTokens]),
			[['getSession', 'bob', true]],
		);
		assert.deepEqual([seen, user.signInUserSession], [[], null]);
		core.calls[0].resolve(replyOf(storage.content));
		const session = promised ? await promise : (await settled(), seen[0][1]);
		assert.equal(session.getIdToken().getJwtToken(), storage.content[`${P}.bob.idToken`]);
		assert.equal(user.signInUserSession, session);
		// From memory; and from storage, for another object of the same user.
		assert.equal(ask(user).length, 1);
		assert.equal(ask(userOf(ours, storage, 'bob', verifying))[0][0], null);
		assert.ok((await userOf(ours, storage, 'bob', verifying).getSession()).isValid());
		assert.equal(core.calls.length, 1);
	}
});

test('when the core refuses a session there is none, and storage stays as it is', async () => {
	for (const promised of [false, true]) {
		const storage = new LoggedStorage(fresh());
		const before = JSON.stringify(storage.content);
		const core = freshCore();
		const user = userOf(ours, storage, 'bob', verifying);
		const seen = promised ? [] : ask(user);
		if (promised) user.getSession().catch((error) => seen.push([error, null]));
		core.calls[0].reject(invalid);
		await settled();
		assert.deepEqual(seen, [[invalid, null]]);
		assert.deepEqual([user.signInUserSession, JSON.stringify(storage.content)], [null, before]);
		assert.deepEqual(
			storage.log.filter(([what]) => what !== 'get'),
			[],
		);
		// It is not remembered as good, nor as bad.
		assert.deepEqual(ask(user), []);
		assert.equal(core.calls.length, 2);
	}
});

test('a verification holds only for its tokens, pool, client and clock drift', async () => {
	const content = fresh();
	const core = await verifyFirst(new LoggedStorage(content));
	const asks = (items, pool = {}, library = ours) => {
		core.calls.length = 0;
		ask(userOf(library, new LoggedStorage(items), 'bob', { ...verifying, ...pool }));
		return core.calls.length;
	};
	assert.equal(asks(content), 0);
	assert.equal(asks({ ...content, [`${P}.bob.idToken`]: jwt(good(3600, { jti: 'other' })) }), 1);
	assert.equal(asks({ ...content, [`${P}.bob.accessToken`]: jwt(good(3600, { jti: 'other' })) }), 1);
	assert.equal(asks({ ...content, [`${P}.bob.clockDrift`]: '-50' }), 1);
	assert.equal(asks(content, { UserPoolId: 'eu-west-1_Another1' }), 1);
	const moved = Object.fromEntries(
		Object.entries(content).map(([key, value]) => [key.replace('.client.', '.another.'), value]),
	);
	assert.equal(asks(moved, { ClientId: 'another' }), 1);
	assert.equal(asks(content, {}, anotherTab()), 1);
});

test('sessions of a sign-in and a refresh have been verified; those of a pool that does not verify have not', async () => {
	for (const begin of [
		(user) =>
			user.authenticateUser(new ours.AuthenticationDetails({ Password: 'pw' }), {
				onSuccess() {},
				onFailure: assert.fail,
			}),
		(user) => user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), () => {}),
	]) {
		for (const [pool, again] of [
			[verifying, 0],
			[{}, 1],
		]) {
			const core = freshCore();
			const content = fresh();
			begin(userOf(ours, new LoggedStorage(), 'bob', pool));
			const [{ name, resolve }] = core.calls;
			resolve(name === 'signIn' ? { session: replyOf(content), userConfirmationNecessary: false } : replyOf(content));
			await settled();
			core.calls.length = 0;
			ask(userOf(ours, new LoggedStorage(content), 'bob', verifying));
			assert.equal(core.calls.length, again, `${name} ${again}`);
		}
	}
});

test('the last 16 sessions are remembered', async () => {
	const contents = Array.from({ length: 17 }, () => fresh());
	for (const content of contents) await verifyFirst(new LoggedStorage(content));
	const core = freshCore();
	const asks = (content) => {
		core.calls.length = 0;
		ask(userOf(ours, new LoggedStorage(content), 'bob', verifying));
		return core.calls.length;
	};
	assert.deepEqual(contents.map(asks), [1, ...Array(16).fill(0)]);
});

test('a session that expires soon is verified, and then refreshed', async () => {
	for (const pool of [{ refreshBefore: 100 }, {}]) {
		const storage = new LoggedStorage(fresh(60));
		const core = freshCore();
		const seen = ask(userOf(ours, storage, 'bob', { ...verifying, ...pool }));
		core.calls[0].resolve(replyOf(storage.content));
		await settled();
		if (pool.refreshBefore) {
			assert.deepEqual([core.calls.map(({ name }) => name), seen], [['getSession', 'refreshSession'], []]);
			// What fails for a while costs nothing: the session in hand has been verified.
			core.calls[1].reject(Object.assign(new Error('Network error'), { code: 'NetworkError', retryable: true }));
			await settled();
		}
		assert.equal(core.calls.length, pool.refreshBefore ? 2 : 1);
		assert.deepEqual(
			[seen.length, seen[0][0], seen[0][1].getIdToken().getJwtToken()],
			[1, null, storage.content[`${P}.bob.idToken`]],
		);
	}
});

test('stored tokens that have expired are refreshed, and the core verifies the new ones', () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage(fresh(-5)), 'bob', verifying);
	assert.deepEqual(ask(user), []);
	assert.deepEqual(
		core.calls.map(({ name, request }) => [name, request.verifyTokens]),
		[['refreshSession', true]],
	);
	assert.equal(user.signInUserSession, null);
});

test('calls of a signed-in user do not accept a session before it is verified', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage(fresh()), 'bob', verifying);
	ask(user);
	for (const call of [
		(to) => user.getUserData(to),
		(to) => user.getUserAttributes(to),
		(to) => user.revokeTokens((error) => to(error)),
	]) {
		let failed;
		call((error) => (failed = error));
		assert.equal(failed.message, 'User is not authenticated');
	}
	assert.equal(core.calls.length, 1);
});

test('signing out needs no verification', async () => {
	const storage = new LoggedStorage(stored(good(3600, { jti: ++used }), good(3600, { jti: used, origin_jti: 'o' })));
	const core = freshCore();
	const user = userOf(ours, storage, 'bob', verifying);
	const seen = [];
	user.signOut((...args) => seen.push(args));
	assert.deepEqual(storage.content, {});
	// The refresh token is given up as it was stored.
	assert.deepEqual(
		core.calls.map(({ name, request }) => [name, request.refreshToken]),
		[['revokeToken', 'refresh']],
	);
	core.calls[0].resolve(null);
	await settled();
	assert.deepEqual(seen, [[undefined]]);

	const other = userOf(ours, new LoggedStorage(fresh()), 'bob', verifying);
	other.signOut();
	assert.deepEqual([other.storage.content, core.calls.length], [{}, 1]);
});

test('a sign-out aborts the verification, and there is no session', async () => {
	const storage = new LoggedStorage(fresh());
	const reply = replyOf(storage.content);
	const core = freshCore();
	const user = userOf(ours, storage, 'bob', verifying);
	const seen = ask(user);
	user.signOut();
	core.calls[0].resolve(reply);
	await settled();
	assert.deepEqual([seen.length, seen[0][0].code, user.signInUserSession], [1, 'SignedOut', null]);
});

test('a session that the application sets is not verified', () => {
	const core = freshCore();
	const storage = new LoggedStorage();
	const user = userOf(ours, storage, 'bob', verifying);
	const session = sessionOf(ours, { id: good(), access: good(), drift: 0 });
	user.setSignInUserSession(session);
	assert.equal(ask(user)[0][1], session);
	assert.equal(core.calls.length, 0);
	// To others it is a stored one.
	assert.deepEqual(ask(userOf(ours, storage, 'bob', verifying)), []);
	assert.equal(core.calls.length, 1);
});

test('verify: each call reaches the core, with the option and without it', async () => {
	for (const pool of [{ verifyTokens: true, jwksURL: 'https://keys/' }, {}]) {
		const storage = new LoggedStorage(fresh());
		const core = await verifyFirst(storage, verifying);
		const user = userOf(ours, storage, 'bob', pool);
		const session = await user.getSession();
		assert.equal(core.calls.length, 0);
		for (const outcome of ['passes', 'passes', 'fails']) {
			core.calls.length = 0;
			const promise = session.verify();
			const { name, request, resolve, reject } = core.calls[0];
			assert.deepEqual(
				[
					name,
					request.verifyTokens,
					request.jwksURL,
					request.userPoolId,
					request.clientId,
					request.idToken,
					request.accessToken,
				],
				[
					'verify',
					true,
					pool.jwksURL,
					poolData.UserPoolId,
					poolData.ClientId,
					storage.content[`${P}.bob.idToken`],
					storage.content[`${P}.bob.accessToken`],
				],
			);
			if (outcome === 'passes') {
				resolve(null);
				assert.equal(await promise, undefined);
			} else {
				reject(invalid);
				await assert.rejects(promise, invalid);
			}
			assert.equal(user.signInUserSession, session);
		}
	}
});

test('verify: the keys are those of the pool whose user held the session last', async () => {
	const core = freshCore();
	const session = sessionOf(ours, { id: good(), access: good(), drift: 0 });
	await assert.rejects(session.verify(), ({ code, reason, message }) => {
		assert.deepEqual([code, reason], ['InvalidParameter', 'INVALID_PARAMETER']);
		return /setSignInUserSession/.test(message);
	});
	assert.equal(core.calls.length, 0);
	for (const UserPoolId of ['eu-west-1_First1111', 'eu-west-1_Second222']) {
		userOf(ours, new LoggedStorage(), 'bob', { UserPoolId }).setSignInUserSession(session);
		session.verify();
		assert.equal(core.calls.pop().request.userPoolId, UserPoolId);
	}
});

test('verify: a signal aborts it', async () => {
	const core = freshCore();
	const session = sessionOf(ours, { id: good(), access: good(), drift: 0 });
	userOf(ours, new LoggedStorage()).setSignInUserSession(session);
	const controller = new AbortController();
	const promise = session.verify(controller.signal);
	assert.equal(core.calls[0].request.signal, controller.signal);
	controller.abort();
	await assert.rejects(promise, { code: 'Aborted' });
});

test('verify: sessions and users look the same in JSON and among their members', () => {
	const see = (pool) => {
		freshCore();
		const user = userOf(ours, new LoggedStorage(), 'bob', pool);
		user.setSignInUserSession(sessionOf(ours, { id: good(), access: good(), drift: 0 }));
		return [
			JSON.stringify(user),
			Object.keys(user),
			Object.keys({ ...user.signInUserSession }),
			JSON.stringify(user.signInUserSession),
		];
	};
	assert.deepEqual(see(verifying), see({}));
	assert.deepEqual(see(verifying)[2], ['idToken', 'refreshToken', 'accessToken', 'clockDrift']);
});
