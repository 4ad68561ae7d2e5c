/**
 * Several users of an app client who are signed in beside each other, in upstream's keys.
 *
 * @packageDocumentation
 */
import { nameClaims } from '../gen/constants';
import { lastUserKey, sessionKeys, userKey } from '../gen/keys';
import type { PageStorage } from '../gen/protocol';
import type { PoolState, SessionState, UserState } from '../page/state/user';
import type { Classes, StateHost, StateUser } from './facade';
import type { Model, Step } from './model';
import { fingerprint, isThenable, then } from './storage';
import type { Read } from './storage';
import type { Tabs } from './tabs';

/** How to sign in once more at the pool's domain. */
interface Redirect {
	redirect?: { authorize(options: object): Promise<{ session: SessionState }> };
}

/** The step of a user whose session in memory has just been stored. */
export function stored({ username, signInUserSession }: UserState, change: Step['change'], current: boolean): Step {
	return { username, change, current, session: fingerprint(signInUserSession!.getAccessToken().getJwtToken()) };
}

/** Adds the methods to the classes, keeps sign-outs to their own user, and publishes what is done here. */
export function addUsers({ CognitoUser, CognitoUserPool }: Classes, host: StateHost, tabs: Tabs, read: Read): void {
	const users = CognitoUser.prototype as StateUser;
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called as methods below
	const { cacheTokens, cleanClientData, clearCachedUserData, signOut } = users;
	const { endSession } = host;
	const modelOf = ({ pool, storage }: UserState) => tabs.modelOf(pool.getClientId(), storage);

	const remove = (storage: PageStorage, key: string) => {
		clearCachedUserData.call({ storage, userDataKey: key } as StateUser);
	};
	/** Makes a user the current one in storage. */
	const write = ({ clientId, storage }: Model, username: string | null) => {
		const key = lastUserKey(clientId);
		if (username === null) return remove(storage, key);
		const refused = () => host.keep(storage, [[key, username]], key);
		try {
			void then(storage.setItem(key, username), () =>
				then(read(storage, key), (value) => {
					if (value !== username) refused();
				}),
			);
		} catch {
			refused();
		}
	};

	/** A user's session is gone from storage; another one who is the current user stays so. */
	const leaveCurrent = (model: Model, username: string) => {
		const { clientId, current, storage } = model;
		void then(read(storage, lastUserKey(clientId)), (last) => {
			// What the core removes, it removes together with the name of the current user.
			const name = (last || current) as string | null;
			return then(name && name !== username && read(storage, userKey(clientId, name, 'idToken')), (idToken) => {
				const token = idToken ? host.makeSession({ idToken } as never).getIdToken() : {};
				const { payload } = token as { payload?: Record<string, unknown> };
				// Whoever signs out by an alias signs out.
				if (!payload || nameClaims().some((claim) => payload[claim] === username)) {
					if (last) write(model, null);
					if (current !== username) tabs.publish(model, { username: null, change: 'userChanged' });
				} else if (!last) write(model, name);
			});
		});
	};
	const signedOut = (model: Model, username: string) => {
		tabs.publish(model, { username, change: 'signedOut', session: null });
	};

	host.endSession = (user, clear) => {
		const model = modelOf(user);
		endSession(user, clear);
		signedOut(model, user.username);
	};
	Object.assign(users, {
		cacheTokens(this: StateUser) {
			const model = modelOf(this);
			cacheTokens.call(this);
			if (!host.keepsCurrent) tabs.publish(model, stored(this, 'signedIn', true));
		},
		cleanClientData(this: StateUser) {
			const model = modelOf(this);
			cleanClientData.call(this);
			signedOut(model, this.username);
		},
		clearCachedTokens(this: StateUser) {
			const { storage, username } = this;
			const model = modelOf(this);
			for (const name of sessionKeys) remove(storage, userKey(model.clientId, username, name));
			leaveCurrent(model, username);
			// Where it follows what happened in another tab, that one says what it was.
			tabs.lookLater(model);
		},
		/** See runtime/reauthenticate.ts; a redirect is the entry `/oauth`'s. */
		reauthenticate(this: StateUser, options: Redirect | undefined, to?: unknown) {
			if (options && options.redirect)
				return options.redirect.authorize({ ...options, reauthenticate: this }).then((result) => {
					this.signInUserSession = result.session;
					return result;
				});
			return host.sendSignIn(this, 'reauthenticate', to, options, this.authenticationFlowType);
		},
		signOut(this: StateUser, callback?: (error?: unknown) => void) {
			const { storage, username } = this;
			const model = modelOf(this);
			// With a callback, the core signs out of an async storage.
			const isByCore = callback && isThenable(read(storage, lastUserKey(model.clientId)));
			return signOut.call(
				this,
				isByCore
					? (error?: unknown) => {
							leaveCurrent(model, username);
							signedOut(model, username);
							callback(error);
						}
					: callback,
			);
		},
	});
	for (const name of ['deleteUser', 'globalSignOut'] as const) {
		// eslint-disable-next-line @typescript-eslint/unbound-method -- called as a method below
		const method = users[name];
		users[name] = function (...args) {
			modelOf(this); // which knows then who the current user was
			return method.apply(this, args);
		};
	}

	/** The model of a pool, as it is now. */
	const modelNow = (pool: PoolState) => {
		const model = tabs.modelOf(pool.getClientId(), pool.storage!);
		void tabs.look(model);
		if (model.known) return model;
		throw new host.CognitoError('AsyncStorage', 'The storage has not been read.');
	};
	Object.assign(CognitoUserPool.prototype, {
		getSignedInUsers(this: PoolState) {
			return modelNow(this).state.users.map(
				(Username) => new CognitoUser({ Username, Pool: this, Storage: this.storage }),
			);
		},
		setCurrentUser(this: PoolState, user: UserState | null) {
			const model = modelNow(this);
			const username = user && user.username;
			if (username !== null && !model.sessions.has(username))
				throw new host.CognitoError('InvalidParameter', 'The user is not signed in.');
			write(model, username);
			tabs.publish(model, { username, change: 'userChanged' });
		},
	});
}
