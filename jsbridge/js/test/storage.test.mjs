// The storages of pools and users: the default ones, and those that refuse or are async.
import assert from 'node:assert/strict';
import test from 'node:test';
import { now, valid } from './claims.mjs';
import {
	LoggedStorage,
	P,
	atTime,
	ours,
	upstream,
	poolData,
	recordEvents,
	sessionOf,
	stored,
	userOf,
	withGlobals,
} from './setup.mjs';

test('difference: a storage that refuses to read fails with StorageError, unless a session is in memory', async (t) => {
	const events = recordEvents(t);
	for (const name of ['idToken', 'accessToken', 'refreshToken', 'clockDrift', 'signInDetails']) {
		const storage = new LoggedStorage(stored(valid, valid, { drift: '5' }));
		const blocked = new Error('blocked');
		const { getItem } = storage;
		storage.getItem = function (key) {
			if (key.endsWith(name)) throw blocked;
			return getItem.call(this, key);
		};
		const user = userOf(ours, storage);
		const seen = [];
		assert.equal(
			user.getSession((...args) => seen.push(args) && 'passed through'),
			'passed through',
			name,
		);
		const [[error, session]] = seen;
		assert.deepEqual(
			[seen.length, error.code, error.reason, error.retryable, error.cause, session],
			[1, 'StorageError', 'STORAGE_BLOCKED', true, blocked, null],
		);
		assert.equal(error.message, `The storage refused to read ${P}.bob.${name}.`);
		await assert.rejects(user.getSession(), { code: 'StorageError' });
		user.signInUserSession = sessionOf(ours, { id: valid, access: valid, drift: 0 });
		atTime(now, () =>
			assert.equal(
				user.getSession((_, value) => value),
				user.signInUserSession,
			),
		);
	}
	assert.deepEqual(events, []);
	const storage = {
		getItem() {
			throw new Error('blocked');
		},
		setItem() {},
		removeItem() {},
	};
	assert.equal(new ours.CognitoUserPool({ ...poolData, Storage: storage }).getCurrentUser(), null);
	assert.deepEqual(events, [['storagewarning', { key: `${P}.LastAuthUser`, operation: 'read' }]]);
	assert.throws(() => userOf(upstream, storage).getSession(() => {}), /blocked/);
});

test('getCurrentUser: the last user’s name, from the pool’s storage', () => {
	for (const name of ['bob', 'a b', '', undefined]) {
		const see = (library) => {
			const storage = new LoggedStorage(name === undefined ? {} : { [`${P}.LastAuthUser`]: name });
			const pool = new library.CognitoUserPool({ ...poolData, Storage: storage });
			const user = pool.getCurrentUser();
			return {
				log: storage.log,
				user: JSON.stringify(user),
				own: user && [user.storage === storage, user.pool === pool, user instanceof library.CognitoUser],
			};
		};
		assert.deepEqual(see(ours), see(upstream), String(name));
	}
});

test('default storage: localStorage is probed as by upstream, and memory is used when it fails', () => {
	const broken = { getItem: 'getItem', setItem: 'setItem', removeItem: 'removeItem' };
	for (const method of [undefined, ...Object.keys(broken)]) {
		const see = (library) => {
			const storage = new LoggedStorage();
			if (method)
				storage[method] = () => {
					throw new Error('quota');
				};
			return withGlobals({ window: { localStorage: storage } }, () => {
				const pool = new library.CognitoUserPool(poolData);
				const user = new library.CognitoUser({ Username: 'bob', Pool: pool });
				return {
					pool: pool.storage === storage,
					user: user.storage === storage,
					log: storage.log.map(([kind, key]) => [kind, key]),
				};
			});
		};
		const seen = see(ours);
		// Whether the core will soon be needed depends on who signed in last.
		const ownRead = seen.log.findIndex(([, key]) => key === `${P}.LastAuthUser`);
		assert.equal(ownRead >= 0, method === undefined, method);
		if (ownRead >= 0) seen.log.splice(ownRead, 1);
		assert.deepEqual(seen, see(upstream), method);
		assert.equal(see(ours).pool, method !== 'setItem' && method !== 'removeItem');
	}
	const denied = {
		get localStorage() {
			throw new Error('denied');
		},
	};
	// A pool can be made with whatever a test has put there.
	const async = { setItem() {}, removeItem() {}, getItem: () => Promise.resolve(null) };
	withGlobals({ window: { localStorage: async } }, () =>
		assert.equal(new ours.CognitoUserPool(poolData).storage, async),
	);
	for (const window of [{}, { localStorage: null }, denied]) {
		withGlobals({ window }, () => assert.equal(new ours.CognitoUserPool(poolData).storage.getItem('x'), undefined));
	}
});

test('difference: a localStorage that is full, and so not empty, is used nevertheless: it may have a session', () => {
	const full = new LoggedStorage({ a: 'b' });
	full.length = 1;
	full.setItem = () => {
		throw new Error('quota');
	};
	withGlobals({ window: { localStorage: full } }, () => assert.equal(new ours.CognitoUserPool(poolData).storage, full));
});

test('memory storage returns what upstream’s does', () => {
	const see = (library) => {
		const { storage } = new library.CognitoUserPool(poolData);
		const answers = [
			storage.getItem('k'),
			storage.setItem('k', 'v'),
			storage.getItem('k'),
			storage.removeItem('k'),
			storage.getItem('k'),
		];
		storage.setItem('k', 'v');
		answers.push(
			storage.clear(),
			storage.getItem('k'),
			storage.removeItem('k'),
			storage.getItem('__proto__'),
			storage.getItem('toString'),
		);
		return answers;
	};
	assert.deepEqual(see(ours), see(upstream));
});

test('difference: memory is shared in a browser as with upstream, and each pool’s own on a server', () => {
	const sharing = (library) => {
		const pools = [1, 2].map(() => new library.CognitoUserPool(poolData));
		const user = new library.CognitoUser({ Username: 'bob', Pool: pools[0] });
		return [pools[0].storage === pools[1].storage, user.storage === pools[0].storage];
	};
	for (const globals of [{ window: {} }, { document: {} }, { WorkerGlobalScope: class {}, location: {} }]) {
		assert.deepEqual(
			withGlobals(globals, () => sharing(ours)),
			[true, true],
		);
	}
	assert.deepEqual(sharing(upstream), [true, true]);
	assert.deepEqual(sharing(ours), [false, true]);
	// Edge runtimes are servers that call their global object a worker's.
	assert.deepEqual(
		withGlobals({ WorkerGlobalScope: class {} }, () => sharing(ours)),
		[false, true],
	);
	// So on a server, one request cannot see another's user.
	const [first, second] = [1, 2].map(() => new ours.CognitoUserPool(poolData));
	new ours.CognitoUser({ Username: 'bob', Pool: first }).setSignInUserSession(sessionOf(ours));
	assert.equal(first.getCurrentUser().getUsername(), 'bob');
	assert.equal(second.getCurrentUser(), null);
});

test('difference: an async storage gets a clear error', () => {
	const storage = { getItem: async () => 'text', setItem: async () => {}, removeItem: async () => {} };
	const user = userOf(ours, storage);
	let calls = 0;
	const returned = user.getSession((error, session) => {
		calls++;
		assert.equal(error.code, 'AsyncStorage');
		assert.equal(error.name, 'CognitoError');
		assert.match(error.message, /getSession\(\) without a callback, or cognitowasm\/core/);
		assert.equal(session, null);
		return 'passed through';
	});
	assert.deepEqual([calls, returned], [1, 'passed through']);
	assert.throws(() => user.pool.getCurrentUser(), { code: 'AsyncStorage', message: /or cognitowasm\/core/ });
	assert.throws(() => user.getCachedDeviceKeyAndPassword(), { code: 'AsyncStorage' });
	// A session in memory is answered with all the same.
	atTime(now, () => {
		user.signInUserSession = sessionOf(ours, { id: valid, access: valid });
		assert.equal(
			user.getSession((error, session) => session),
			user.signInUserSession,
		);
	});
	assert.throws(() => userOf(upstream, storage).getSession(() => {}), TypeError);
});

test('an asynchronous storage that fails leaves no unhandled rejection behind', async () => {
	const unhandled = [];
	const listener = (error) => unhandled.push(error);
	process.on('unhandledRejection', listener);
	const user = userOf(ours, { getItem: () => Promise.reject(new Error('gone')), setItem() {}, removeItem() {} });
	let code;
	user.getSession((error) => (code = error.code));
	await new Promise((resolve) => setTimeout(resolve, 5));
	process.off('unhandledRejection', listener);
	assert.equal(code, 'AsyncStorage');
	assert.deepEqual(unhandled, []);
});
