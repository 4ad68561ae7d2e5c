// The options of a pool that upstream does not have.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LoggedStorage, atTime, freshCore, jwt, ours, poolData, sessionOf, settled, stored, userOf } from './setup.mjs';

const now = 1_700_000_000;
const inSeconds = (left, life = 3600) => ({ exp: now + left, iat: now - life + left });
const offline = Object.assign(new Error('Network error'), { code: 'NetworkError', reason: 'OFFLINE', retryable: true });

test('options go into every request, under the core’s names, and only where they are present', () => {
	const requests = (pool) => {
		const core = freshCore();
		const user = userOf(ours, new LoggedStorage(), 'bob', pool);
		user.signInUserSession = sessionOf(ours, { id: { exp: 9e9 }, access: { exp: 9e9 }, drift: 0 });
		user.authenticateUser(new ours.AuthenticationDetails({ Password: 'pw' }), {});
		user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), () => {});
		user.getUserAttributes(() => {});
		user.forgotPassword({});
		user.pool.signUp('eve', 'pw', [], [], () => {});
		user.client.request('GetUser', {}, () => {});
		assert.equal(core.calls.length, 6);
		return core.calls.map(({ request }) => [request.refresh, request.requestTimeout]);
	};
	for (const given of requests({ refresh: 'rotating', requestTimeout: 0 })) assert.deepEqual(given, ['rotating', 0]);
	for (const given of requests({ refresh: 'classic', requestTimeout: 2500.5, refreshBefore: 0 }))
		assert.deepEqual(given, ['classic', 2500.5]);
	for (const given of requests({})) assert.deepEqual(given, [undefined, undefined]);
});

test('options with invalid values are refused by name', () => {
	const wrong = {
		refresh: ['', 'Auto', 'never', null, 5, {}],
		requestTimeout: [-1, NaN, Infinity, '1000', null, {}],
		refreshBefore: [-1, NaN, Infinity, '60', null, true],
	};
	for (const [name, values] of Object.entries(wrong)) {
		for (const value of values) {
			assert.throws(
				() => new ours.CognitoUserPool({ ...poolData, [name]: value }),
				(error) =>
					error.code === 'InvalidParameter' && error.reason === 'INVALID_PARAMETER' && error.message.includes(name),
				`${name} ${value}`,
			);
		}
		new ours.CognitoUserPool({ ...poolData, [name]: undefined });
	}
});

test('options show neither in JSON nor among the fields, and survive classes of ES5', () => {
	const see = (pool) => {
		const user = userOf(ours, undefined, 'bob', pool);
		return [JSON.stringify(user), Object.keys(user.pool), Object.keys(user.pool.client)];
	};
	assert.deepEqual(see({ refresh: 'auto', requestTimeout: 1, refreshBefore: 1 }), see({}));
	function Mine(data) {
		return ours.CognitoUserPool.call(this, data) || this;
	}
	Mine.prototype = Object.create(ours.CognitoUserPool.prototype);
	const core = freshCore();
	new Mine({ ...poolData, refresh: 'rotating' }).signUp('eve', 'pw', [], [], () => {});
	assert.equal(core.calls[0].request.refresh, 'rotating');
});

test('early refresh: getSession refreshes a valid session in its last seconds, plus up to a quarter', async () => {
	const asked = (left, pool, more, life) => {
		const core = freshCore();
		return atTime(now, () => {
			const user = userOf(
				ours,
				new LoggedStorage(stored(inSeconds(left, life), inSeconds(left + 50, life), more)),
				'bob',
				pool,
			);
			let session;
			user.getSession((error, value) => (session = value));
			return [
				core.calls.map(({ name }) => name),
				session && session.getIdToken().getJwtToken() === jwt(inSeconds(left, life)),
			];
		});
	};
	const atOnce = [[], true];
	const later = [['refreshSession'], undefined];
	assert.deepEqual(asked(99, { refreshBefore: 100 }), later);
	assert.deepEqual(asked(126, { refreshBefore: 100 }), atOnce);
	assert.deepEqual(asked(1, {}), atOnce);
	assert.deepEqual(asked(1, { refreshBefore: 0 }), atOnce);
	// Nothing to refresh with.
	assert.deepEqual(asked(1, { refreshBefore: 100 }, { refresh: '' }), atOnce);
	// Tokens that live shortly are not refreshed before half of their life is over.
	const short = (left) => asked(left, { refreshBefore: 300 }, {}, 300);
	assert.deepEqual([short(299), short(151), short(149), short(1)], [atOnce, atOnce, later, later]);
	// The quarter is drawn once a page.
	const limits = [];
	for (let left = 100; left < 130; left++) limits.push(asked(left, { refreshBefore: 100 })[0].length);
	assert.deepEqual(limits, [...limits].sort().reverse());
});

test('early refresh: a transient error returns the session in memory; a refusal is an error', async () => {
	const items = stored(inSeconds(30), inSeconds(30));
	for (const promised of [false, true]) {
		for (const [error, left, given] of [
			[offline, 30, true],
			[offline, -1, false],
			[Object.assign(new Error('x'), { code: 'NotAuthorizedException' }), 30, false],
		]) {
			const core = freshCore();
			const user = userOf(ours, new LoggedStorage(items), 'bob', { refreshBefore: 60 });
			const seen = [];
			const callback = (...args) => seen.push(args);
			atTime(now, () => {
				const promise = promised ? user.getSession() : user.getSession(callback);
				if (promised)
					promise.then(
						(session) => callback(null, session),
						(reason) => callback(reason, null),
					);
				else assert.equal(promise, undefined);
			});
			assert.equal(seen.length, 0);
			const Real = Date;
			globalThis.Date = class extends Real {
				constructor() {
					super((now + 30 - left) * 1000);
				}
			};
			try {
				core.calls[0].reject(error);
				await settled();
			} finally {
				globalThis.Date = Real;
			}
			assert.equal(seen.length, 1);
			if (given)
				assert.deepEqual(
					[seen[0][0], seen[0][1].getIdToken().getJwtToken(), user.signInUserSession === seen[0][1]],
					[null, jwt(inSeconds(30)), true],
				);
			else assert.deepEqual(seen[0], [error, null]);
		}
	}
});
