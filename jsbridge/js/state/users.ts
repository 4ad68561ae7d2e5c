/**
 * Several users of an app client who are signed in beside each other, in upstream's keys.
 *
 * @packageDocumentation
 */
import { nameClaims } from '../gen/constants';
import { lastUserKey, sessionKeys, userKey } from '../gen/keys';
import type { PageStorage } from '../gen/protocol';
import { decodePayload } from '../page/base/jwt';
import type { PoolState, UserState } from '../page/state/user';
import type { Classes, StateHost, StateUser } from './facade';
import type { Model } from './model';
import { fingerprint, isThenable, then } from './storage';
import type { Read } from './storage';
import type { Tabs } from './tabs';

/** The storages of sign-ins that nobody hears of; see reauthenticate.ts. */
export const quiet = new WeakSet<PageStorage>();
/** Whether the session that is written leaves the current user the one that it is. */
export const writing = { keepsCurrent: false };

/** Adds the methods to the classes, and keeps sign-outs to their own user. */
export function addUsers({ CognitoUser, CognitoUserPool }: Classes, host: StateHost, tabs: Tabs, read: Read): void {
	const users = CognitoUser.prototype as StateUser;
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called as methods below
	const { cacheTokens, clearCachedTokens, clearCachedUserData, signOut } = users;
	const modelOf = ({ pool, storage }: UserState) => tabs.modelOf(pool.getClientId(), storage);

	const remove = (storage: PageStorage, key: string) => {
		clearCachedUserData.call({ storage, userDataKey: key } as StateUser);
	};
	/** Makes a user the current one in storage. */
	const write = (storage: PageStorage, clientId: string, username: string | null) => {
		const key = lastUserKey(clientId);
		if (username === null) return remove(storage, key);
		const refused = () => host.keep(storage, [[key, username]], key);
		try {
			const done = storage.setItem(key, username) as unknown;
			if (isThenable(done)) done.then(undefined, refused);
			else if (read(storage, key) !== username) refused();
		} catch {
			refused();
		}
	};

	/** Takes care that a sign-out does not change who the current user is, if that is somebody else. */
	const leaveCurrent = (model: Model, username: string) => {
		const { clientId, storage } = model;
		const before = model.current;
		return then(read(storage, lastUserKey(clientId)), (last) => {
			// What the core removes, it removes together with the name of the current user.
			const name = (last || before) as string | null;
			return then(name && name !== username && read(storage, userKey(clientId, name, 'idToken')), (idToken) => {
				const claims = decodePayload('' + (idToken as string));
				// Whoever signs out by an alias signs out.
				if (!idToken || nameClaims().some((claim) => claims[claim] === username)) {
					if (last) write(storage, clientId, null);
					return null;
				}
				if (!last) write(storage, clientId, name);
				return name;
			});
		});
	};
	const signedOut = (model: Model, username: string) => {
		const before = model.current;
		const current = leaveCurrent(model, username);
		tabs.publish(model, { username, change: 'signedOut', session: null });
		// By an alias, or a name that is left without a session.
		if (current === null && before !== null && before === model.current)
			tabs.publish(model, { username: null, change: 'userChanged' });
	};

	Object.assign(users, {
		cacheTokens(this: StateUser) {
			if (quiet.has(this.storage)) return cacheTokens.call(this);
			const model = modelOf(this);
			const { current } = model;
			const keeps = writing.keepsCurrent && current !== this.username;
			cacheTokens.call(this);
			if (keeps) write(this.storage, model.clientId, current);
			if (!writing.keepsCurrent) tabs.publish(model, sessionStep(this, !keeps));
		},
		clearCachedTokens(this: StateUser) {
			if (quiet.has(this.storage)) return clearCachedTokens.call(this);
			const model = modelOf(this);
			for (const name of sessionKeys) remove(this.storage, userKey(model.clientId, this.username, name));
			signedOut(model, this.username);
		},
		signOut(this: StateUser, callback?: (error?: unknown) => void) {
			const { storage, username } = this;
			const model = modelOf(this);
			// With a callback, the core signs out of an async storage.
			if (quiet.has(storage) || !callback || !isThenable(read(storage, lastUserKey(model.clientId))))
				return signOut.call(this, callback);
			return signOut.call(this, (...results: [unknown?]) => {
				signedOut(model, username);
				callback(...results);
			});
		},
	});
	for (const name of ['globalSignOut', 'deleteUser'] as const) {
		const method = (users as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
		Object.assign(users, {
			[name](this: StateUser, ...args: unknown[]) {
				modelOf(this); // which knows who is the current user by then
				return method.apply(this, args);
			},
		});
	}
	Object.assign(CognitoUserPool.prototype, {
		getSignedInUsers(this: PoolState) {
			const { users: names, status } = tabs.upToDate(tabs.modelOf(this.getClientId(), this.storage!)).state;
			if (status === 'unknown') throw unread();
			return names.map((Username) => new CognitoUser({ Username, Pool: this, Storage: this.storage }));
		},
		setCurrentUser(this: PoolState, user: UserState | null) {
			const model = tabs.upToDate(tabs.modelOf(this.getClientId(), this.storage!));
			if (!model.known) throw unread();
			const username = user && user.username;
			if (username !== null && !model.sessions.has(username)) {
				throw new host.CognitoError('InvalidParameter', 'setCurrentUser takes a user who is signed in here.');
			}
			write(model.storage, model.clientId, username);
			tabs.publish(model, { username, change: 'userChanged' });
		},
	});
	const unread = () =>
		new host.CognitoError('AsyncStorage', 'The storage has not been read: wait until onStateChange reports a status.');
}

/** The step of a user whose session in memory has just been stored. */
export function sessionStep({ username, signInUserSession }: UserState, current: boolean) {
	const session = fingerprint(signInUserSession!.getAccessToken().getJwtToken());
	return { username, session, current, change: current ? ('signedIn' as const) : ('refreshed' as const) };
}
