// What CognitoUser and CognitoUserPool do synchronously: storage and sessions, side
// by side with upstream.
import assert from 'node:assert/strict';
import test from 'node:test';
import { now, valid } from './claims.mjs';
import {
	LoggedStorage,
	P,
	atTime,
	describe,
	freshCore,
	jwt,
	ours,
	outcome,
	upstream,
	poolData,
	random,
	recordEvents,
	sessionOf,
	stored,
	userOf,
	withGlobals,
} from './setup.mjs';

const ended = { exp: now - 1, iat: now - 3600 };

/** Runs the same with both libraries on equal storages, and compares storage, its log, the user and the outcome. */
function same(items, run, message) {
	const see = (library) => {
		const storage = new LoggedStorage(items);
		const user = userOf(library, storage);
		const result = outcome(() => run(user, library));
		// Differences: upstream reads some values twice in a row, and ours reads a
		// value before it writes it, to put it back if a later one is refused, and
		// looks for what Amplify v6 leaves.
		const log = storage.log.filter(
			(entry, i, all) =>
				entry[0] !== 'get' ||
				(!entry[1].endsWith('.signInDetails') &&
					String(entry) !== String(all[i - 1]) &&
					!(all[i + 1]?.[0] === 'set' && all[i + 1][1] === entry[1])),
		);
		return { result, log, content: storage.content, user: JSON.stringify(user) };
	};
	const [a, b] = [see(ours), see(upstream)];
	assert.deepEqual(a, b, message);
	return b;
}

test('storage: each operation writes and removes upstream’s keys, in upstream’s order', () => {
	atTime(now, () => {
		const before = { ...stored(ended, ended), [`${P}.bob.userData`]: '{}', [`${P}.bob.deviceKey`]: 'd', other: 'x' };
		const session = (library) => sessionOf(library, { id: valid, access: valid });
		const seen = same(before, (user, library) => user.setSignInUserSession(session(library)));
		assert.equal(seen.content[`${P}.bob.clockDrift`], '10');
		assert.equal(seen.content[`${P}.bob.userData`], undefined);
		for (const drift of [NaN, null, '7', -0, 1.5]) {
			same(
				before,
				(user, library) => user.setSignInUserSession(sessionOf(library, { id: valid, access: valid, drift })),
				String(drift),
			);
		}
		for (const method of [
			'signOut',
			'cleanClientData',
			'clearCachedUser',
			'clearCachedTokens',
			'clearCachedUserData',
			'getCachedDeviceKeyAndPassword',
			'getCognitoUserSession',
			'getUserContextData',
		]) {
			same(before, (user) => JSON.stringify(user[method]()), method);
			same(
				{},
				(user, library) => {
					user.signInUserSession = session(library);
					return JSON.stringify(user[method]());
				},
				method,
			);
		}
		for (const argument of [null, 0, '', 'text', {}, true])
			same(before, (user) => user.signOut(argument), String(argument));
		same(before, (user) => user.cacheTokens());
		same(before, (user) => user.setSignInUserSession(null));
		same(
			{ [`${P}.bob.deviceKey`]: 'd', [`${P}.bob.randomPasswordKey`]: 'p', [`${P}.bob.deviceGroupKey`]: 'g' },
			(user) => user.getCachedDeviceKeyAndPassword(),
		);
		for (const result of [{ IdToken: jwt(valid), AccessToken: jwt(valid), RefreshToken: 'r' }, {}, undefined, null]) {
			same({}, (user) => JSON.stringify(user.getCognitoUserSession(result)), JSON.stringify(result));
		}
	});
});

test('storage: keys follow the name as it is now, and the user data’s key does not', () => {
	same({}, (user, library) => {
		user.username = 'eve.é@x.com';
		user.setSignInUserSession(sessionOf(library, { drift: 0 }));
	});
});

test('difference: a session is stored whole or not at all, and the page has it either way', (t) => {
	const events = recordEvents(t);
	const before = { ...stored(ended, ended), other: 'x' };
	for (let nth = 1; nth <= 5; nth++) {
		const storage = new LoggedStorage(before);
		const write = storage.setItem.bind(storage);
		let writes = 0;
		storage.setItem = (key, value) => {
			if (++writes === nth) throw new Error('full');
			return write(key, value);
		};
		const user = userOf(ours, storage);
		const session = sessionOf(ours, { id: valid, access: valid, drift: 0 });
		user.setSignInUserSession(session);
		assert.deepEqual(storage.content, before, `write ${nth}`);
		assert.equal(user.getSignInUserSession(), session);
		const keys = ['bob.idToken', 'bob.accessToken', 'bob.refreshToken', 'bob.clockDrift', 'LastAuthUser'];
		assert.deepEqual(events.splice(0), [['storagewarning', { key: `${P}.${keys[nth - 1]}`, operation: 'write' }]]);
		atTime(now, () => {
			const again = user.pool.getCurrentUser().getSession((error, value) => value);
			assert.equal(again.getIdToken().getJwtToken(), jwt(valid), `write ${nth}`);
		});
	}
});

test('difference: a session without a refresh token is stored, with an empty one', () => {
	const run = (library) => {
		const storage = new LoggedStorage();
		const user = userOf(library, storage);
		const session = new library.CognitoUserSession({
			IdToken: new library.CognitoIdToken(),
			AccessToken: new library.CognitoAccessToken(),
			ClockDrift: 0,
		});
		return { ...outcome(() => user.setSignInUserSession(session)), content: storage.content };
	};
	const [a, b] = [run(ours), run(upstream)];
	assert.equal(b.thrown, 'TypeError');
	assert.equal(Object.keys(b.content).length, 2);
	assert.equal(a.thrown, undefined);
	assert.equal(a.content[`${P}.bob.refreshToken`], '');
	assert.equal(a.content[`${P}.LastAuthUser`], 'bob');
});

test('a session that one library stored is read by the other', () => {
	for (const [writer, reader] of [
		[ours, upstream],
		[upstream, ours],
	]) {
		atTime(now, () => {
			const storage = new LoggedStorage();
			userOf(writer, storage).setSignInUserSession(sessionOf(writer, { id: valid, access: valid, refresh: 'r' }));
			const user = new reader.CognitoUserPool({ ...poolData, Storage: storage }).getCurrentUser();
			let session;
			user.getSession((error, value) => (session = value));
			assert.equal(user.getUsername(), 'bob');
			assert.equal(session.isValid(), true);
			assert.equal(session.getRefreshToken().getToken(), 'r');
			assert.equal(session.getClockDrift(), 10);
		});
	}
});

test('getSession: in thousands of random states, result, return value, reads and refresh are upstream’s', () => {
	const { below, pick } = random(11);
	const answers = {};
	for (let i = 0; i < 6000; i++) {
		const moment = () => pick([now + 3600, now + 3600, now + below(5) - 2, now - 3600, undefined, String(now + 9)]);
		const drift = pick(['0', '12.7', '0x10', '-5', 'NaN', 'abc', '', '3600', '-7200', ' 8']);
		// Not issued in the future: a difference, which has its own test.
		const payload = () => ({
			exp: moment(),
			iat: pick([now, now - 100, undefined]) - (drift === '3600' ? 3600 : 0) || undefined,
		});
		const items = stored(payload(), payload(), { refresh: pick(['refresh', 'refresh', '']), drift });
		for (const key of Object.keys(items)) {
			if (below(12) === 0) delete items[key];
			else if (below(25) === 0) items[key] = pick(['', 'rubbish', 'a.b.c', jwt([]), jwt('x')]);
		}
		const held = pick([null, undefined, { id: payload(), access: payload(), drift: pick([0, NaN, 5]) }]);
		const username = pick(['bob', 'bob', 'bob', 'bob', 'eve', '', null, undefined]);
		const options = pick([[], [undefined], [{}], [{ clientMetadata: { a: '1' } }]]);
		const see = (library) =>
			atTime(now, () => {
				const storage = new LoggedStorage(items);
				const user = userOf(library, storage);
				user.username = username;
				user.signInUserSession = held ? sessionOf(library, held) : held;
				const kept = user.signInUserSession;
				const calls = [];
				user.refreshSession = (token, callback, metadata) =>
					calls.push(['refresh', token.getToken(), callback, metadata]);
				const callback = function (...args) {
					calls.push(['callback', this, args.length, describe(args[0]), JSON.stringify(args[1])]);
					return 'passed through';
				};
				const returned = outcome(() => user.getSession(callback, ...options));
				for (const call of calls) if (call[0] === 'refresh') call[2] = call[2] === callback;
				// A difference: upstream reads the ID token twice.
				const reads = storage.log
					.map(([, key]) => key)
					.filter((key, i, all) => key !== all[i - 1] && !key.endsWith('.signInDetails'));
				return {
					returned,
					calls,
					reads,
					writes: storage.log.some(([kind]) => kind !== 'get'),
					session: JSON.stringify(user.signInUserSession),
					same: user.signInUserSession === kept,
				};
			});
		const [a, b] = [see(ours), see(upstream)];
		assert.deepEqual(a, b, JSON.stringify({ items, held, username, options }));
		const [kind, , , error] = b.calls[0];
		const answer = kind === 'refresh' ? kind : (error?.message ?? (b.reads.length ? 'from storage' : 'from memory'));
		answers[answer] = (answers[answer] ?? 0) + 1;
	}
	assert.equal(Object.keys(answers).length, 6, JSON.stringify(answers));
	for (const [answer, count] of Object.entries(answers)) assert.ok(count > 50, `${answer}: ${count}`);
});

test('getSession: an exception in a synchronous callback reaches the caller', () => {
	atTime(now, () => {
		for (const items of [stored(valid, valid), {}]) {
			const seen = same(items, (user) =>
				user.getSession(() => {
					throw new Error('mine');
				}),
			);
			assert.equal(seen.result.thrown.message, 'mine');
		}
	});
});

test('getSession: null options matter only when the session must be refreshed', () => {
	atTime(now, () => {
		same(stored(valid, valid), (user) => user.getSession(() => 5, null));
		assert.equal(same(stored(ended, ended), (user) => user.getSession(() => 5, null)).result.thrown, 'TypeError');
	});
});

test('getSession: a later call sees what another tab stored, once the session in memory has expired', () => {
	const read = (library) => {
		const storage = new LoggedStorage();
		const user = userOf(library, storage);
		user.signInUserSession = sessionOf(library, { id: ended, access: ended, drift: 0 });
		for (const [key, value] of Object.entries(stored(valid, valid, { refresh: 'theirs' }))) storage.setItem(key, value);
		return atTime(now, () => user.getSession((error, session) => session.getRefreshToken().getToken()));
	};
	assert.equal(read(ours), 'theirs');
	assert.equal(read(upstream), 'theirs');
});

test('clock: a drift next to entries of Amplify v6 is ignored', () => {
	const core = freshCore();
	const answer = (items) =>
		atTime(now, () => {
			core.calls.length = 0;
			let session;
			userOf(ours, new LoggedStorage(items)).getSession((error, value) => (session = value));
			return core.calls.length ? 'refresh' : session.getClockDrift();
		});
	const amplify = { [`${P}.bob.signInDetails`]: '{}' };
	// Amplify writes milliseconds with the other sign: by upstream's rule, this session is good for weeks.
	assert.equal(answer({ ...stored(ended, ended, { drift: '3600000' }), ...amplify }), 'refresh');
	assert.equal(answer({ ...stored(valid, valid, { drift: '-3600000' }), ...amplify }), 0);
	assert.equal(answer({ ...stored(valid, valid, { drift: '-3600000' }) }), 'refresh');
	assert.equal(answer({ ...stored(valid, valid, { drift: '7' }) }), 7);
	// Without a drift it is not even looked for.
	const storage = new LoggedStorage({ ...stored(valid, valid), ...amplify });
	atTime(now, () => userOf(ours, storage).getSession(() => {}));
	assert.ok(!storage.log.some(([, key]) => key.endsWith('signInDetails')));
	// A session of ours takes it away.
	userOf(ours, storage).setSignInUserSession(sessionOf(ours, { id: valid, access: valid }));
	assert.ok(!(`${P}.bob.signInDetails` in storage.content));
});

test('clock: a session issued more than a minute in the future is refreshed, from storage and from memory', () => {
	const core = freshCore();
	const answers = (id, access, drift, refresh = 'r') =>
		atTime(now, () =>
			[true, false].map((inMemory) => {
				core.calls.length = 0;
				const payload = (iat) => ({ exp: now + 9999, iat });
				const user = userOf(
					ours,
					new LoggedStorage(inMemory ? {} : stored(payload(id), payload(access), { drift: String(drift), refresh })),
				);
				if (inMemory) {
					user.setSignInUserSession(sessionOf(ours, { id: payload(id), access: payload(access), drift, refresh }));
					assert.equal(user.signInUserSession.isValid(), true);
				}
				let session;
				user.getSession((error, value) => (session = value));
				return core.calls.length ? 'refresh' : !!session;
			}),
		);
	assert.deepEqual(answers(now + 61, now + 61, 0), ['refresh', 'refresh']);
	assert.deepEqual(answers(now + 60, now + 60, 0), [true, true]);
	assert.deepEqual(answers(now + 61, now + 60, 0), [true, true]);
	assert.deepEqual(answers(now, now, 61), ['refresh', 'refresh']);
	assert.deepEqual(answers(now, now, 60), [true, true]);
	assert.deepEqual(answers(now + 7200, now + 7200, -7200), [true, true]);
	assert.deepEqual(answers(undefined, now + 999, 0), [true, true]);
	assert.deepEqual(answers(undefined, undefined, 0), [true, true]);
	// What cannot be refreshed is good for as long as upstream says.
	assert.deepEqual(answers(now + 61, now + 61, 0, ''), [true, true]);
});

test('the core is not called while the page has a valid session, and is loaded early when that expires soon', () => {
	const core = freshCore();
	const loads = (left, globals) =>
		atTime(now, () =>
			withGlobals(globals, () => {
				core.preloads = 0;
				const user = userOf(
					ours,
					new LoggedStorage(stored({ exp: now + left, iat: now }, { exp: now + 9999, iat: now })),
				);
				user.getSession((error) => assert.equal(error, null));
				const first = core.preloads;
				user.getSession((error) => assert.equal(error, null));
				user.signOut();
				return [first, core.preloads];
			}),
		);
	assert.deepEqual(loads(301, { window: {} }), [0, 0]);
	assert.deepEqual(loads(300, { window: {} }), [1, 2]);
	assert.deepEqual(loads(1, { document: {} }), [1, 2]);
	assert.deepEqual(loads(1, {}), [0, 0]);
	// A session made by hand, that can say nothing but that it is valid.
	const user = userOf(ours, new LoggedStorage());
	user.signInUserSession = { isValid: () => true };
	assert.equal(
		user.getSession((error, session) => session === user.signInUserSession),
		true,
	);
	assert.equal(core.calls.length, 0);
});

test('user context data: upstream’s result, with and without the script', () => {
	for (const flag of [undefined, true, false]) {
		for (const script of [
			undefined,
			{ getData: (...args) => args.join() },
			{ getData: () => '' },
			{ getData: () => null },
		]) {
			const see = (library) => {
				const run = () => {
					const user = userOf(library, new LoggedStorage(), 'bob', { AdvancedSecurityDataCollectionFlag: flag });
					return [user.getUserContextData(), user.pool.getUserContextData('eve')];
				};
				return script ? withGlobals({ AmazonCognitoAdvancedSecurityData: script }, run) : run();
			};
			assert.deepEqual(see(ours), see(upstream));
		}
	}
});

test('local refusals are upstream’s: message, arguments, value, nothing sent', () => {
	const core = freshCore();
	const cases = [
		['X', 'pw'],
		[undefined, 'pw'],
		['USER_PASSWORD_AUTH', ''],
		['USER_PASSWORD_AUTH', undefined],
		['user_srp_auth', 'pw'],
	];
	for (const [flow, Password] of cases) {
		const seen = same(
			{},
			(user, library) => {
				const calls = [];
				user.setAuthenticationFlowType(flow);
				const callbacks = {
					onFailure(...args) {
						calls.push([this === callbacks, args.length, describe(args[0])]);
						return 'passed through';
					},
				};
				const returned = user.authenticateUser(
					new library.AuthenticationDetails({ Username: 'bob', Password }),
					callbacks,
				);
				return [returned, calls];
			},
			flow,
		);
		assert.equal(seen.result.value[1].length, 1);
	}
	for (const session of [null, undefined, { isValid: () => false }]) {
		const seen = same({}, (user) => {
			user.signInUserSession = session;
			const calls = [];
			const returned = user.getUserAttributes(function (...args) {
				calls.push([this, args.length, describe(args[0]), args[1]]);
				return 'passed through';
			});
			return [returned, calls];
		});
		assert.equal(seen.result.value[1][0][2].message, 'User is not authenticated');
	}
	assert.equal(core.calls.length, 0);
});

test('difference: a missing password is refused in the SRP flow too', () => {
	const core = freshCore();
	for (const Password of [undefined, null]) {
		const messages = [];
		userOf(ours, new LoggedStorage()).authenticateUser(new ours.AuthenticationDetails({ Username: 'bob', Password }), {
			onFailure: (error) => messages.push(error.message),
		});
		assert.deepEqual(messages, ['PASSWORD parameter is required']);
	}
	assert.equal(core.calls.length, 0);
});

test('CUSTOM_AUTH begins with SRP', () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.setAuthenticationFlowType('CUSTOM_AUTH');
	user.authenticateUser(new ours.AuthenticationDetails({ Password: 'pw' }), { onFailure: assert.fail });
	assert.deepEqual(
		core.calls.map(({ name, request }) => [name, request.flow]),
		[['signIn', 'CUSTOM_AUTH']],
	);
});
