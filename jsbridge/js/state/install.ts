import { lastUserKey } from '../gen/keys';
import { poolOptions } from '../page/base/options';
import { surface } from '../page/call/callbacks';
import type { PoolState } from '../page/state/user';
import type { Classes, StateHost, StateUser } from './facade';
import { stateAfter } from './model';
import type { AuthState, Listener } from './model';
import { addReauthentication } from './reauthenticate';
import { isThenable, sessionOf, then } from './storage';
import type { Read } from './storage';
import { makeTabs } from './tabs';
import { addUsers, stored } from './users';

/** The functions of a pool that work without it. */
interface Bound {
	subscribe: (callback: () => void) => () => void;
	getSnapshot: () => AuthState;
}

/**
 * Adds the state of a pool's users, for listeners and for frameworks, to the classes of this
 * package. Programs that import `cognitowasm/state` need not call it, unless they use the
 * classes of `cognitowasm/inline`.
 *
 * @param classes - this package, or these two classes of it
 * @throws TypeError for classes of another library, or of another version of this one
 */
export function addState(classes: Classes): void {
	const users = classes.CognitoUser.prototype as StateUser & { [poolOptions]?: StateHost };
	const host = users[poolOptions];
	if (!host) throw new TypeError('addState takes the classes of cognitowasm, of the same version.');
	if (host.stateChanged) return;
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called as a method below
	const { getUserDataFromCache } = users;
	// It reads what the page keeps where the storage refuses to.
	const read: Read = (storage, key) => getUserDataFromCache.call({ storage, userDataKey: key } as StateUser);
	const tabs = makeTabs(host, read);

	host.stateChanged = (user, change) => {
		const { pool, storage, username } = user;
		const model = tabs.modelOf(pool.getClientId(), storage);
		const { clientId, current, isNew } = model;
		if (change === 'signedIn' || change === 'refreshed') {
			// A refresh makes the user the current one where there is none.
			const last = current === null && read(storage, lastUserKey(clientId));
			const isCurrent = change === 'signedIn' || last === username || isThenable(last);
			tabs.publish(model, stored(user, change, isCurrent), isNew);
			return;
		}
		// Another tab may have refreshed, or say more.
		tabs.lookLater(model);
		if (change) {
			void then(sessionOf(read, storage, clientId, username), (session) => {
				if (!session) tabs.publish(model, { username, change, session: null }, isNew);
			});
		}
	};
	addUsers(classes, host, tabs, read);
	addReauthentication(classes, host);

	const modelOf = (pool: PoolState) => tabs.modelOf(pool.getClientId(), pool.storage!);
	const listen = (pool: PoolState, hear: (state: AuthState) => void, isIntroduced?: boolean) => {
		const model = modelOf(pool);
		const { listeners } = model;
		if (!listeners.size) {
			tabs.follow(model, true);
			void tabs.look(model);
		}
		if (isIntroduced) {
			try {
				hear(stateAfter(model));
			} catch (error) {
				surface(error);
			}
		}
		const listener: Listener = [hear];
		listeners.add(listener);
		return () => {
			listeners.delete(listener);
			if (!listeners.size) tabs.follow(model, false);
		};
	};
	const allBound = new WeakMap<object, Bound>();
	const bind = (pool: PoolState): Bound => {
		let bound = allBound.get(pool);
		if (!bound) {
			bound = {
				subscribe: (callback) => listen(pool, () => callback()),
				getSnapshot: () => {
					const model = modelOf(pool);
					// Without listeners, nobody keeps it up to date.
					if (!model.listeners.size) void tabs.look(model);
					return model.state;
				},
			};
			allBound.set(pool, bound);
		}
		return bound;
	};
	Object.defineProperties(classes.CognitoUserPool.prototype, {
		onStateChange: {
			value(this: PoolState, listener: (state: AuthState) => void) {
				return listen(this, listener, true);
			},
			configurable: true,
			writable: true,
		},
		subscribe: {
			get(this: PoolState) {
				return bind(this).subscribe;
			},
			configurable: true,
		},
		getSnapshot: {
			get(this: PoolState) {
				return bind(this).getSnapshot;
			},
			configurable: true,
		},
	});
}
