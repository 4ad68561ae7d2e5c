import { poolOptions } from '../page/base/options';
import type { PoolState } from '../page/state/user';
import { lastUserKey } from '../gen/keys';
import type { Classes, StateHost, StateUser } from './facade';
import type { AuthState, Listener } from './model';
import { addReauthentication } from './reauthenticate';
import { isThenable, sessionOf, then } from './storage';
import type { Read } from './storage';
import { Tabs } from './tabs';
import { addUsers, quiet, sessionStep } from './users';

/** The functions of a pool that work without it. */
interface Bound {
	subscribe(callback: () => void): () => void;
	getSnapshot(): AuthState;
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
	const tabs = new Tabs(read);

	host.stateChanged = (user, change) => {
		const { pool, storage, username } = user;
		if (quiet.has(storage)) return;
		const model = tabs.modelOf(pool.getClientId(), storage);
		const { clientId, isNew } = model;
		if (change === 'signedIn' || change === 'refreshed') {
			// A refresh makes the user the current one where there is none.
			const last = change === 'signedIn' || model.current !== null || read(storage, lastUserKey(clientId));
			const current = change === 'signedIn' || last === username || isThenable(last);
			return tabs.publish(model, { ...sessionStep(user, current), change }, isNew);
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
	addReauthentication(classes, host, tabs, read);

	const listen = (pool: PoolState, listener: Listener, introduce?: boolean) => {
		const model = tabs.modelOf(pool.getClientId(), pool.storage!);
		if (!model.listeners.size) {
			tabs.follow(model);
			void tabs.look(model);
		}
		if (introduce) model.introduce(listener);
		model.listeners.add(listener);
		return () => {
			model.listeners.delete(listener);
			if (!model.listeners.size) tabs.leave(model);
		};
	};
	const bound = new WeakMap<object, Bound>();
	const boundTo = (pool: PoolState): Bound => {
		let functions = bound.get(pool);
		if (!functions) {
			functions = {
				subscribe: (callback) => listen(pool, { hear: () => callback() }),
				getSnapshot: () => {
					const model = tabs.modelOf(pool.getClientId(), pool.storage!);
					// Without listeners, nobody keeps it up to date.
					return (model.listeners.size ? model : tabs.upToDate(model)).state;
				},
			};
			bound.set(pool, functions);
		}
		return functions;
	};
	const pools = classes.CognitoUserPool.prototype;
	Object.assign(pools, {
		onStateChange(this: PoolState, listener: (state: AuthState) => void) {
			return listen(this, { hear: (state) => listener(state) }, true);
		},
	});
	for (const name of ['subscribe', 'getSnapshot'] as const) {
		Object.defineProperty(pools, name, {
			configurable: true,
			get(this: PoolState) {
				return boundTo(this)[name];
			},
		});
	}
}
