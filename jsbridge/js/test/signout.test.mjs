// A sign-out wins: over what is under way, over other objects of the same user,
// and in other tabs, which are copies of the facade here.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { browser } from './browser.mjs';
import { LoggedStorage, P, bundle, freshCore, jwt, ours, sessionOf, settled, stored, userOf } from './setup.mjs';

const far = { exp: 9_000_000_000, iat: 1_700_000_000 };

const ended = { exp: 5, iat: 1 };

const reply = (more) => ({
	username: 'bob',
	idToken: jwt({ ...far, new: 1 }),
	accessToken: jwt(far),
	refreshToken: 'new',
	clockDrift: 0,
	...more,
});

const signedInReply = () => ({ username: 'bob', session: reply(), userConfirmationNecessary: false });

const details = (library = ours) => new library.AuthenticationDetails({ Username: 'bob', Password: 'pw' });

const session = (library = ours, more = {}) => sessionOf(library, { id: { ...far, ...more }, access: far, drift: 0 });

/** The steps of a sign-in, as methods of a user. */
const steps = {
	authenticateUser: (user, to) => user.authenticateUser(details(), to),
	initiateAuth: (user, to) => user.initiateAuth(details(), to),
	authenticateUserInternal: (user, to) => user.authenticateUserInternal({}, null, to),
	sendMFACode: (user, to) => user.sendMFACode('1', to),
	completeNewPasswordChallenge: (user, to) => user.completeNewPasswordChallenge('new', {}, to),
	verifySoftwareToken: (user, to) => user.verifySoftwareToken('1', 'phone', to),
};

function assertSignedOut(error, name) {
	assert.deepEqual(
		[error.code, error.name, error.reason, error.retryable],
		['SignedOut', 'CognitoError', 'SIGNED_OUT', false],
		name,
	);
}

test('a sign-out of its user, by any name, aborts a sign-in under way: one callback, and a late reply is ignored', async () => {
	for (const [name, step] of Object.entries(steps)) {
		for (const method of ['signOut', 'cleanClientData']) {
			for (const promised of [false, true]) {
				const core = freshCore();
				const storage = new LoggedStorage(stored({ ...far, email: 'typed' }, far));
				const user = userOf(ours, storage, 'typed');
				const calls = [];
				const callbacks = {
					onSuccess: (...args) => calls.push(['onSuccess', ...args]),
					onFailure: (...args) => calls.push(['onFailure', ...args]),
				};
				const promise = step(user, promised ? undefined : callbacks);
				if (promised) promise.then(callbacks.onSuccess, callbacks.onFailure);
				const { signal } = core.calls[0].request;
				const before = JSON.stringify(user);
				userOf(ours, storage)[method]();
				assert.equal(signal.aborted, true, name);
				assert.equal(signal.reason.code, 'SignedOut', name);
				core.calls[0].resolve(signedInReply());
				await settled();
				assert.equal(calls.length, 1, name);
				assert.equal(calls[0][0], 'onFailure', name);
				assertSignedOut(calls[0][1], name);
				assert.equal(JSON.stringify(user), before, name);
				assert.ok(
					storage.log.every(([kind]) => kind !== 'set'),
					name,
				);
			}
		}
	}
});

test('a sign-in goes on where another user, another app client or another storage is signed out, and where it began later', async () => {
	const core = freshCore();
	const storage = new LoggedStorage();
	userOf(ours, storage).signOut();
	const promise = userOf(ours, storage).authenticateUser(details());
	userOf(ours, new LoggedStorage()).signOut();
	userOf(ours, storage, 'bob', { ClientId: 'other' }).signOut();
	userOf(ours, storage, 'eve').signOut();
	core.calls[0].resolve(signedInReply());
	assert.equal((await promise).session.isValid(), true);
	// Over is over.
	userOf(ours, storage).signOut();
	assert.equal(core.calls[0].request.signal.aborted, false);
});

test('a sign-out of the user aborts a refresh under way, which leaves no session in memory', async () => {
	for (const method of ['refreshSession', 'getSession']) {
		const core = freshCore();
		const storage = new LoggedStorage(stored(ended, ended));
		const user = userOf(ours, storage);
		const calls = [];
		const callback = (...args) => calls.push(args);
		if (method === 'getSession') user.getSession(callback);
		else user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), callback);
		userOf(ours, storage, 'eve').signOut();
		assert.equal(core.calls[0].request.signal.aborted, false);
		user.signOut();
		assert.equal(core.calls[0].request.signal.reason.code, 'SignedOut');
		core.calls[0].resolve(reply());
		await settled();
		assert.equal(calls.length, 1);
		assertSignedOut(calls[0][0]);
		assert.equal(calls[0][1], null);
		assert.equal(user.signInUserSession, null);
	}
});

test('what the core has stored is removed when its reply and the sign-out cross', async () => {
	for (const since of ['nothing', 'another session', 'another user', 'a refusal']) {
		const core = freshCore();
		const storage = new LoggedStorage(stored(ended, ended));
		const user = userOf(ours, storage);
		user.getSession(() => {});
		user.signOut();
		const late = reply();
		const written = { ...stored({ ...far, new: 1 }, far), [P + '.LastAuthUser']: 'bob' };
		if (since === 'another session') written[P + '.bob.idToken'] = jwt({ ...far, new: 2 });
		if (since === 'another user') written[P + '.LastAuthUser'] = 'eve';
		for (const [key, value] of Object.entries(written)) storage.items.set(key, value);
		assert.equal(written[P + '.bob.idToken'] === late.idToken, since !== 'another session');
		if (since === 'a refusal') core.calls[0].reject(Object.assign(new Error('x'), { code: 'NotAuthorizedException' }));
		else core.calls[0].resolve(late);
		await settled();
		assert.deepEqual(Object.fromEntries(storage.items), since === 'nothing' ? {} : written, since);
	}
});

test('a sign-out aborts an async getSession under way too', async () => {
	const core = freshCore();
	const storage = { getItem: async () => 'x', setItem: async () => {}, removeItem: async () => {} };
	const user = userOf(ours, storage);
	const promise = user.getSession();
	user.signOut(() => {});
	assert.deepEqual(
		core.calls.map(({ name }) => name),
		['getSession', 'signOut'],
	);
	core.calls[0].resolve(reply());
	await assert.rejects(promise, { code: 'SignedOut' });
	assert.equal(user.signInUserSession, null);
});

test('other objects of the same user in the page drop their session', (t) => {
	const { tab, shared } = browser(t);
	const page = tab();
	page.run((library) => {
		const [user, same, other, elsewhere] = [
			page.user(),
			page.user(),
			page.user('eve'),
			page.user('bob', new LoggedStorage()),
		];
		for (const each of [other, user, elsewhere]) each.setSignInUserSession(session(library));
		same.getSession((error) => assert.equal(error, null));
		assert.ok(same.signInUserSession);
		user.signOut();
		assert.equal(same.signInUserSession, null);
		assert.ok(other.signInUserSession);
		assert.ok(elsewhere.signInUserSession);
		assert.deepEqual(page.events, []);
		assert.equal(shared.content[`${P}.eve.idToken`], jwt(far));
	});
});

test('other tabs drop the session and raise one event, whichever way they learn of it', async (t) => {
	for (const way of ['channel', 'storage', 'both']) {
		const { tab, shared, posted, open } = browser(t, { channels: way !== 'storage' });
		const [here, there] = [tab(), tab()];
		const mine = here.user();
		const [theirs, eve] = [there.user(), there.user('eve')];
		here.run((library) => mine.setSignInUserSession(session(library)));
		there.run((library) => {
			theirs.getSession((error) => assert.equal(error, null));
			eve.setSignInUserSession(session(library));
		});
		const seen = [];
		there.library.events.addEventListener('signedout', () => seen.push(theirs.signInUserSession));
		here.run(() => mine.signOut());
		if (way !== 'channel')
			there.run(() => there.listeners.storage({ key: `${P}.bob.idToken`, newValue: null, storageArea: shared }));
		assert.equal(theirs.signInUserSession, null, way);
		assert.ok(eve.signInUserSession, way);
		assert.deepEqual(there.events, [['signedout', { clientId: 'client', username: 'bob' }]], way);
		assert.deepEqual(seen, [null], way);
		assert.deepEqual(here.events, [], way);
		if (way === 'channel') {
			const [notice] = posted;
			assert.deepEqual(Object.keys(notice).sort(), ['aliases', 'at', 'clientId', 'local', 'username']);
			assert.ok(Math.abs(Date.now() - notice.at) < 5000);
			assert.equal(open.size, 2);
		}
	}
});

test('a sign-out in another tab ends no session that is in a storage which that tab does not have', (t) => {
	const cookies = new LoggedStorage();
	for (const [way, mine, theirs, stays] of [
		['their own', undefined, new LoggedStorage(), true],
		['mine is my own', new LoggedStorage(), undefined, true],
		['both have their own', new LoggedStorage(), new LoggedStorage(), true],
		['one for both, as cookies are', cookies, cookies, false],
	]) {
		const { tab } = browser(t);
		const [here, there] = [tab(), tab()];
		const [ours, other] = [here.user('bob', mine), there.user('bob', theirs)];
		here.run((library) => ours.setSignInUserSession(session(library)));
		there.run((library) => other.setSignInUserSession(session(library)));
		here.run(() => ours.signOut());
		assert.equal(other.signInUserSession !== null, stays, way);
		assert.equal(there.events.length, stays ? 0 : 1, way);
	}
});

test('a tab that has never held a session announces its sign-out nevertheless, and listens from then on', (t) => {
	const { tab, open } = browser(t);
	const [here, there] = [tab(), tab()];
	const theirs = there.user();
	there.run((library) => theirs.setSignInUserSession(session(library)));
	here.run(() => here.user().signOut());
	assert.equal(theirs.signInUserSession, null);
	assert.equal(open.size, 2);
});

test('a sign-in in another tab that began before the sign-out ends; a later one goes on', async (t) => {
	for (const way of ['channel', 'storage', 'clear']) {
		const { tab, shared, posted } = browser(t, { channels: way === 'channel' });
		const core = freshCore();
		const [here, there] = [tab(), tab()];
		const email = 'typed';
		const promise = there.run((library) => there.user(email).authenticateUser(details(library)));
		const other = there.run((library) => there.user('eve').authenticateUser(details(library)));
		const mine = here.user();
		here.run((library) => mine.setSignInUserSession(session(library, { email })));
		if (way === 'channel') here.run(() => mine.signOut());
		const oldValue = jwt({ ...far, email });
		if (way === 'storage')
			there.run(() =>
				there.listeners.storage({ key: `${P}.bob.idToken`, oldValue, newValue: null, storageArea: shared }),
			);
		if (way === 'clear') there.run(() => there.listeners.storage({ key: null, newValue: null, storageArea: shared }));
		await assert.rejects(promise, { code: 'SignedOut' }, way);
		assert.equal(there.events.length, way === 'clear' ? 2 : 1, way);
		assert.equal(core.calls[1].request.signal.aborted, way === 'clear', way);
		if (way === 'clear') await assert.rejects(other, { code: 'SignedOut' }, way);
		if (way !== 'channel') continue;
		const [notice] = posted;
		const later = there.run((library) => there.user('typed').authenticateUser(details(library)));
		here.run(() => {
			const channel = new BroadcastChannel('cognitowasm');
			channel.postMessage({ ...notice, at: notice.at - 1000 });
			channel.postMessage({ ...notice, clientId: 'other', at: notice.at + 1000 });
			channel.postMessage(null);
			channel.postMessage('junk');
			channel.close();
		});
		core.calls[2].resolve(signedInReply());
		assert.equal((await later).session.isValid(), true);
	}
});

test('only what a tab wrote after another tab’s sign-out is removed', (t) => {
	const left = (written, ...names) => [...written].filter(([key]) => names.some((name) => key.endsWith('.' + name)));
	const ways = {
		// The other tab's removal is followed by this tab's writes, or comes between them,
		all: [(written) => [...written], 0],
		some: [(written) => left(written, 'accessToken', 'clockDrift', 'LastAuthUser'), 0],
		last: [(written) => left(written, 'refreshToken'), 0],
		// or by another sign-in, of this user or of another.
		again: [() => Object.entries(stored({ ...far, again: 1 }, far)), 5],
		eve: [() => [[`${P}.LastAuthUser`, 'eve']], 1],
	};
	for (const [way, [found, stays]] of Object.entries(ways)) {
		const { tab, shared } = browser(t);
		const [here, there] = [tab(), tab()];
		const theirs = there.user();
		there.run((library) => theirs.setSignInUserSession(session(library)));
		const written = new Map(shared.items);
		here.run(() => {
			const { postMessage } = BroadcastChannel.prototype;
			BroadcastChannel.prototype.postMessage = function (data) {
				for (const [key, value] of found(written)) shared.items.set(key, value);
				postMessage.call(this, data);
			};
			here.user().signOut();
		});
		assert.equal(theirs.signInUserSession, null, way);
		assert.equal(shared.items.size, stays, way);
	}
});

test('sessions that a tab with upstream cleared, or that vanished while the page slept, are dropped', (t) => {
	for (const way of ['clear', 'pageshow']) {
		const { tab, shared } = browser(t);
		const page = tab();
		const users = [page.user(), page.user(), page.user('eve', new LoggedStorage())];
		page.run((library) => {
			for (const user of users) user.setSignInUserSession(session(library));
			if (way === 'pageshow') {
				page.listeners.pageshow({ persisted: true });
				assert.ok(users[0].signInUserSession);
			}
			shared.items.clear();
			page.listeners.pageshow({ persisted: false });
			assert.ok(users[0].signInUserSession);
			if (way === 'clear') page.listeners.storage({ key: null, newValue: null, storageArea: shared });
			else page.listeners.pageshow({ persisted: true });
		});
		assert.deepEqual(
			users.map((user) => user.signInUserSession === null),
			[true, true, false],
			way,
		);
		assert.deepEqual(page.events, [['signedout', { clientId: 'client', username: 'bob' }]], way);
	}
});

test('a refresh elsewhere, other keys and other storages sign nobody out', (t) => {
	const { tab, shared } = browser(t);
	const page = tab();
	const user = page.user();
	page.run((library) => {
		user.setSignInUserSession(session(library));
		const storages = new LoggedStorage();
		for (const event of [
			{ key: `${P}.bob.idToken`, newValue: jwt(far), storageArea: shared },
			{ key: `${P}.bob.accessToken`, newValue: null, storageArea: shared },
			{ key: `${P}.eve.idToken`, newValue: null, storageArea: shared },
			{ key: 'CognitoIdentityServiceProvider.other.bob.idToken', newValue: null, storageArea: shared },
			{ key: `${P}.bob.idToken`, newValue: null, storageArea: storages },
			{ key: null, newValue: null, storageArea: storages },
		])
			page.listeners.storage(event);
	});
	assert.ok(user.signInUserSession);
	assert.deepEqual(page.events, []);
});

test('globalSignOut and deleteUser are sign-outs too', async (t) => {
	for (const method of ['globalSignOut', 'deleteUser']) {
		const { tab } = browser(t);
		const core = freshCore();
		const [here, there] = [tab(), tab()];
		const [mine, same, theirs] = [here.user(), here.user(), there.user()];
		here.run((library) => [mine, same].forEach((user) => user.setSignInUserSession(session(library))));
		there.run((library) => theirs.setSignInUserSession(session(library)));
		const promise = mine[method]();
		core.calls[0].resolve(undefined);
		await promise;
		assert.deepEqual(
			[mine, same, theirs].map((user) => user.signInUserSession),
			[null, null, null],
		);
		assert.equal(there.events.length, 1);
	}
});

test('a page without a channel signs out nevertheless', (t) => {
	const { tab, shared } = browser(t);
	globalThis.BroadcastChannel = class {
		constructor() {
			throw new Error('SecurityError');
		}
	};
	const page = tab();
	page.run((library) => {
		const user = page.user();
		user.setSignInUserSession(session(library));
		user.signOut();
		assert.equal(user.signInUserSession, null);
		assert.equal(shared.items.size, 0);
	});
});

test('a server neither listens nor announces anything', (t) => {
	const { tab, open, posted } = browser(t);
	delete globalThis.window;
	const page = tab();
	page.run((library) => {
		const [user, same] = [page.user(), page.user()];
		for (const each of [user, same]) each.setSignInUserSession(session(library));
		user.authenticateUser(details(library), { onFailure() {} });
		user.signOut();
		assert.equal(user.signInUserSession, null);
		// It may be another visitor's.
		assert.ok(same.signInUserSession);
	});
	assert.deepEqual([open.size, posted, Object.keys(page.listeners)], [0, [], []]);
});

test('without WeakRef, sessions and sign-outs are those of the objects themselves', (t) => {
	const { WeakRef } = globalThis;
	t.after(() => (globalThis.WeakRef = WeakRef));
	const { tab } = browser(t);
	globalThis.WeakRef = undefined;
	const page = tab();
	page.run((library) => {
		const [user, same] = [page.user(), page.user()];
		for (const each of [user, same]) each.setSignInUserSession(session(library));
		user.signOut();
		assert.equal(user.signInUserSession, null);
		assert.ok(same.signInUserSession);
	});
});

test('a process exits on its own, even where it looks like a page', () => {
	for (const prelude of ['', 'globalThis.window = {};']) {
		const script = `${prelude}
			const ours = require(${JSON.stringify(bundle)});
			const pool = new ours.CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
			const user = new ours.CognitoUser({ Username: 'bob', Pool: pool });
			const token = ${JSON.stringify(jwt(far))};
			user.setSignInUserSession(new ours.CognitoUserSession({
				IdToken: new ours.CognitoIdToken({ IdToken: token }),
				AccessToken: new ours.CognitoAccessToken({ AccessToken: token }),
				RefreshToken: new ours.CognitoRefreshToken({ RefreshToken: 'r' }),
			}));
			user.authenticateUser(new ours.AuthenticationDetails({ Password: 'pw' }), { onFailure() {} });
			user.signOut();
			console.log(!!globalThis.window, user.signInUserSession);
		`;
		const { stdout, stderr, status, signal } = spawnSync(process.execPath, ['-e', script], {
			encoding: 'utf8',
			timeout: 10000,
		});
		assert.deepEqual({ stdout, status, signal }, { stdout: `${!!prelude} null\n`, status: 0, signal: null }, stderr);
	}
});

test('a user object without references is garbage collected', async (t) => {
	setFlagsFromString('--expose-gc');
	const gc = runInNewContext('gc');
	const { tab } = browser(t);
	const page = tab();
	let ref;
	page.run((library) => {
		const user = page.user();
		user.setSignInUserSession(session(library));
		ref = new WeakRef(user);
	});
	await settled();
	gc();
	assert.equal(ref.deref(), undefined);
});
