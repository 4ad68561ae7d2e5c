// Storages that refuse, and storages that answer with promises.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
	LoggedStorage,
	P,
	anotherTab,
	atTime,
	freshCore,
	jwt,
	ours,
	outcome,
	poolData,
	recordEvents,
	sessionOf,
	settled,
	stored,
	userOf,
	withGlobals,
} from './setup.mjs';

const now = 1_700_000_000;
const valid = { exp: 9e9, iat: now - 10 };
const ended = { exp: now - 1, iat: now - 3600 };
const sessionKeys = ['bob.idToken', 'bob.accessToken', 'bob.refreshToken', 'bob.clockDrift', 'LastAuthUser'].map(
	(name) => `${P}.${name}`,
);
const reply = (more) => ({
	username: 'bob',
	idToken: jwt({ ...valid, new: 1 }),
	accessToken: jwt({ ...valid, new: 2 }),
	refreshToken: 'new',
	clockDrift: 0,
	...more,
});
const details = () => new ours.AuthenticationDetails({ Username: 'bob', Password: 'pw' });
const warning = (key, operation = 'write') => ['storagewarning', { key, operation }];

/** The error of getSession, where there is no session. */
function refusal(user) {
	let message;
	user.getSession((error) => (message = error.message));
	return message;
}

/** A storage that refuses what a function says. */
function refusing(items, refuses) {
	const storage = new LoggedStorage(items);
	for (const method of ['getItem', 'setItem', 'removeItem']) {
		const real = storage[method].bind(storage);
		storage[method] = (key, ...more) => {
			if (refuses(method, key)) throw new Error('refused');
			return real(key, ...more);
		};
	}
	return storage;
}

/** A storage that answers with promises; methods in `fails` reject. */
function promising(items = {}, fails = []) {
	const content = new Map(Object.entries(items));
	const run = (method, work) => async (key, value) => {
		await undefined;
		if (fails.includes(method)) throw new Error('refused');
		return work(key, value);
	};
	return {
		content,
		getItem: run('getItem', (key) => content.get(key) ?? null),
		setItem: run('setItem', (key, value) => void content.set(key, value)),
		removeItem: run('removeItem', (key) => void content.delete(key)),
	};
}

test('a session that the storage refuses for any n-th call is usable in this page, and nothing half-written is read as one', (t) => {
	const events = recordEvents(t);
	const before = stored(ended, ended);
	for (const method of ['getItem', 'setItem', 'removeItem']) {
		for (let nth = 1; nth < 40; nth++) {
			let calls = 0;
			let on = true;
			const storage = refusing(before, (name) => on && name === method && ++calls === nth);
			const user = userOf(ours, storage);
			user.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0, refresh: 'mine' }));
			on = false;
			if (calls < nth) break;
			assert.ok(events.length <= 1, `${method} ${nth}`);
			for (const [, { key, ...more }] of events.splice(0)) {
				assert.ok(storage.log.length && key.startsWith(P), key);
				assert.deepEqual(Object.keys(more), ['operation']);
			}
			// In this page, also for other objects.
			const session = userOf(ours, storage).getSession((error, value) => value);
			assert.equal(session.getRefreshToken().getToken(), 'mine', `${method} ${nth}`);
			// For a page that loads now: all of the new one or all of the old one.
			const kinds = new Set(
				sessionKeys.slice(0, 3).map((key) => (storage.content[key] === before[key] ? 'old' : 'new')),
			);
			assert.equal(kinds.size, 1, `${method} ${nth}`);
		}
	}
});

test('where not even the old value can be put back, it is removed', () => {
	let writes = 0;
	const storage = refusing(stored(ended, ended), (method) => method === 'setItem' && ++writes > 1);
	userOf(ours, storage).setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0 }));
	assert.equal(storage.content[`${P}.bob.idToken`], undefined);
	// What was refused itself is as it was.
	assert.equal(storage.content[`${P}.bob.accessToken`], stored(ended, ended)[`${P}.bob.accessToken`]);
});

test('what is kept for this page is dropped when the storage accepts the key again', () => {
	let full = true;
	const storage = refusing({}, (method) => full && method === 'setItem');
	const user = userOf(ours, storage);
	user.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0, refresh: 'first' }));
	full = false;
	user.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0, refresh: 'second' }));
	assert.equal(storage.content[`${P}.bob.refreshToken`], 'second');
	storage.items.set(`${P}.bob.refreshToken`, 'theirs');
	assert.equal(
		userOf(ours, storage)
			.getSession((_, session) => session)
			.getRefreshToken()
			.getToken(),
		'theirs',
	);
});

test('the core reads what is kept, and what it writes or removes is dropped', () => {
	const core = freshCore();
	let full = true;
	const storage = refusing({}, (method) => full && method !== 'getItem');
	const user = userOf(ours, storage);
	user.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0 }));
	user.resendConfirmationCode(() => {});
	const { storage: guarded } = core.calls[0].request;
	assert.equal(guarded.getItem(`${P}.bob.idToken`), jwt(valid));
	assert.throws(() => guarded.setItem(`${P}.bob.idToken`, 'x'), /refused/);
	assert.equal(guarded.getItem(`${P}.bob.idToken`), jwt(valid));
	full = false;
	guarded.setItem(`${P}.bob.idToken`, 'x');
	storage.items.set(`${P}.bob.idToken`, 'y');
	assert.equal(guarded.getItem(`${P}.bob.idToken`), 'y');
	guarded.removeItem(`${P}.bob.accessToken`);
	assert.equal(guarded.getItem(`${P}.bob.accessToken`), null);
});

test('a session that the core could not store is kept for this page: one warning, no failure', async (t) => {
	const events = recordEvents(t);
	for (const signsIn of [true, false]) {
		const core = freshCore();
		const before = {
			...stored(ended, ended),
			[`${P}.LastAuthUser`]: 'eve',
			[`${P}.bob.signInDetails`]: '{}',
			[`${P}.bob.clockDrift`]: '7',
		};
		const storage = new LoggedStorage(before);
		const user = userOf(ours, storage);
		const session = reply({ unsaved: `${P}.bob.refreshToken`, clockDrift: 9 });
		const promise = signsIn ? user.authenticateUser(details()) : user.getSession();
		core.calls[0].resolve(signsIn ? { username: 'bob', session, userConfirmationNecessary: false } : session);
		await promise;
		assert.deepEqual(events.splice(0), [warning(`${P}.bob.refreshToken`)]);
		assert.ok(storage.log.every(([kind]) => kind === 'get'));
		const again = userOf(ours, storage).getSession((error, value) => value);
		assert.deepEqual([again.getRefreshToken().getToken(), again.getClockDrift()], ['new', 9]);
		// A refresh changes nothing about who signed in last.
		assert.equal(user.pool.getCurrentUser().getUsername(), signsIn ? 'bob' : 'eve');
	}
});

test('a device that the core could not store is kept for this page', async (t) => {
	const events = recordEvents(t);
	const core = freshCore();
	const storage = new LoggedStorage();
	const promise = userOf(ours, storage).authenticateUser(details());
	const device = { deviceKey: 'k', deviceGroupKey: 'g', randomPassword: 'p' };
	core.calls[0].resolve({
		username: 'bob',
		session: reply(),
		device,
		deviceUnsaved: `${P}.bob.deviceGroupKey`,
		userConfirmationNecessary: false,
	});
	await promise;
	assert.deepEqual(events, [warning(`${P}.bob.deviceGroupKey`)]);
	const other = userOf(ours, storage);
	other.getCachedDeviceKeyAndPassword();
	assert.deepEqual([other.deviceKey, other.deviceGroupKey, other.randomPassword], ['k', 'g', 'p']);
	assert.deepEqual(storage.content, {});
});

test('what the storage refuses the core, and no reply reports, is one warning; a storage is always represented by the same object', async (t) => {
	const events = recordEvents(t);
	for (const wrap of [(storage) => storage, promising]) {
		for (const [method, operation] of Object.entries({ getItem: 'read', setItem: 'write', removeItem: 'remove' })) {
			const core = freshCore();
			const refuses = wrap === promising ? promising({}, [method]) : refusing({}, (name) => name === method);
			const user = userOf(ours, refuses);
			for (const [outcome, told] of [
				[{}, true],
				[{ code: 'StorageError' }],
				[{ code: 'NetworkError' }, true],
				[reply({ unsaved: 'k' })],
			]) {
				user.resendConfirmationCode(() => {});
				const { request, resolve, reject } = core.calls.pop();
				await assert.rejects(async () => request.storage[method](`${P}.bob.idToken`, 'x'), /refused/);
				await assert.rejects(async () => request.storage[method](`${P}.bob.accessToken`, 'x'), /refused/);
				await (outcome.code ? reject : resolve)(outcome);
				await settled();
				assert.deepEqual(events.splice(0), told ? [warning(`${P}.bob.idToken`, operation)] : []);
				userOf(ours, refuses).resendConfirmationCode(() => {});
				const again = core.calls.pop();
				assert.equal(again.request.storage, request.storage);
				again.resolve({});
				await settled();
				assert.deepEqual(events, []);
			}
		}
	}
});

test('sign-out with a storage that refuses to remove: all keys are tried, a warning for each kind, nobody is signed in here', (t) => {
	const events = recordEvents(t);
	const storage = refusing(
		{ ...stored(valid, valid), [`${P}.bob.userData`]: '{}' },
		(method, key) => method === 'removeItem' && !key.endsWith('accessToken'),
	);
	const user = userOf(ours, storage);
	user.getSession((error) => assert.equal(error, null));
	user.signOut();
	assert.deepEqual(events, [warning(`${P}.bob.idToken`, 'remove'), warning(`${P}.bob.userData`, 'remove')]);
	assert.equal(storage.content[`${P}.bob.accessToken`], undefined);
	assert.equal(user.signInUserSession, null);
	assert.equal(user.pool.getCurrentUser(), null);
	assert.match(refusal(userOf(ours, storage)), /missing an ID Token/);
	// Signing in again works.
	user.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0 }));
	assert.equal(
		userOf(ours, storage)
			.getSession((error, value) => value)
			.getIdToken()
			.getJwtToken(),
		jwt(valid),
	);
});

test('sign-out forgets what was kept for this page', () => {
	const storage = refusing({}, (method) => method === 'setItem');
	const user = userOf(ours, storage);
	user.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0 }));
	user.signOut();
	assert.equal(user.pool.getCurrentUser(), null);
	assert.match(refusal(userOf(ours, storage)), /missing an ID Token/);
});

test('a description of the user that does not fit into storage is returned nevertheless', async (t) => {
	const events = recordEvents(t);
	const core = freshCore();
	const user = userOf(
		ours,
		refusing({}, (method) => method === 'setItem'),
	);
	user.signInUserSession = sessionOf(ours, { id: valid, access: valid, drift: 0 });
	const promise = user.getUserData();
	core.calls[0].resolve({ Username: 'bob' });
	assert.deepEqual(await promise, { Username: 'bob' });
	assert.deepEqual(events, [warning(`${P}.bob.userData`)]);
	assert.deepEqual(await user.getUserData(), { Username: 'bob' });
	assert.equal(core.calls.length, 1);
});

test('a storage event drops what was kept of the key', () => {
	const listeners = {};
	const localStorage = refusing({}, (method, key) => method === 'setItem' && key.startsWith(P));
	const tab = anotherTab();
	withGlobals(
		{ window: {}, BroadcastChannel: undefined, addEventListener: (type, listener) => (listeners[type] = listener) },
		() => {
			const user = userOf(tab, localStorage);
			user.setSignInUserSession(sessionOf(tab, { id: valid, access: valid, drift: 0, refresh: 'mine' }));
			for (const [key, value] of Object.entries(stored(valid, valid, { refresh: 'theirs' }))) {
				localStorage.items.set(key, value);
				listeners.storage({ key, newValue: value, storageArea: localStorage });
			}
			assert.equal(
				userOf(tab, localStorage)
					.getSession((error, value) => value)
					.getRefreshToken()
					.getToken(),
				'theirs',
			);
			// Events made by hand, as some libraries do, are nobody's.
			listeners.storage({});
			listeners.storage({ key: `${P}.bob.idToken`, newValue: null });
			assert.ok(user.signInUserSession);
		},
	);
});

test('promises: getSession without a callback asks the core, and the session is in memory from then on', async () => {
	const core = freshCore();
	const user = userOf(ours, promising(stored(valid, valid)));
	const promise = user.getSession(undefined, { clientMetadata: { a: '1' } });
	assert.deepEqual(
		core.calls.map(({ name, request }) => [name, request.username, request.clientMetadata]),
		[['getSession', 'bob', { a: '1' }]],
	);
	core.calls[0].resolve(reply());
	const session = await promise;
	assert.equal(session.getRefreshToken().getToken(), 'new');
	assert.equal(
		user.getSession((error, value) => value),
		session,
	);
	assert.equal(await user.getSession(), session);
	assert.equal(core.calls.length, 1);
	// Also a refusal comes from there.
	user.signOut();
	await settled();
	const refused = user.getSession();
	core.calls[1].reject(Object.assign(new Error('nobody'), { code: 'NoSession' }));
	await assert.rejects(refused, { code: 'NoSession' });
});

test('promises: a session is stored and removed, and account calls work', async () => {
	const core = freshCore();
	const storage = promising({ [`${P}.bob.signInDetails`]: '{}' });
	const user = userOf(ours, storage);
	user.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0 }));
	await settled();
	assert.deepEqual([...storage.content.keys()], sessionKeys);
	const data = user.getUserData();
	core.calls[0].resolve({ Username: 'bob' });
	assert.deepEqual(await data, { Username: 'bob' });
	await settled();
	assert.equal(storage.content.get(`${P}.bob.userData`), '{"Username":"bob"}');
	user.signOut();
	await settled();
	assert.equal(storage.content.size, 0);
});

test('promises: synchronous calls name what to call instead', () => {
	const user = userOf(ours, promising());
	const message = /getSession\(\) without a callback, or cognitowasm\/core/;
	user.getSession((error) => assert.match(error.message, message));
	assert.throws(() => user.pool.getCurrentUser(), {
		code: 'AsyncStorage',
		reason: 'ASYNC_STORAGE',
		retryable: false,
		message,
	});
});

test('promises that reject: the same warning and the same session, and no unhandled rejection', async (t) => {
	const events = recordEvents(t);
	const unhandled = [];
	const listener = (error) => unhandled.push(error);
	process.on('unhandledRejection', listener);
	t.after(() => process.off('unhandledRejection', listener));
	const core = freshCore();
	const storage = promising(stored(ended, ended), ['setItem']);
	const user = userOf(ours, storage);
	user.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0, refresh: 'mine' }));
	await settled();
	assert.deepEqual(events.splice(0), [warning(`${P}.bob.idToken`)]);
	// Promises cannot be put back, so nothing is left.
	assert.deepEqual([...storage.content], []);
	user.resendConfirmationCode(() => {});
	assert.equal(core.calls[0].request.storage.getItem(`${P}.bob.refreshToken`), 'mine');
	const broken = userOf(ours, promising({}, ['getItem', 'setItem', 'removeItem']));
	broken.setSignInUserSession(sessionOf(ours, { id: valid, access: valid, drift: 0 }));
	await broken.getSession();
	broken.getUserData(() => {});
	broken.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), () => {});
	broken.signOut();
	await new Promise((resolve) => setTimeout(resolve, 5));
	assert.deepEqual(
		events.map(([, { operation }]) => operation),
		['remove', 'write', 'remove', 'remove'],
	);
	assert.deepEqual(unhandled, []);
	assert.equal(outcome(() => user.pool.getCurrentUser()).value.getUsername(), 'bob');
});

test('a storage without a value for a key, null or undefined, has no session', () => {
	for (const nothing of [null, undefined]) {
		const storage = { getItem: () => nothing, setItem() {}, removeItem() {} };
		atTime(now, () => assert.match(refusal(userOf(ours, storage)), /missing an ID Token/));
		assert.equal(new ours.CognitoUserPool({ ...poolData, Storage: storage }).getCurrentUser(), null);
	}
});
