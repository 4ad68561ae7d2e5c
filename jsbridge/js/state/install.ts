import { lastUserKey } from '../gen/keys';
import { poolOptions } from '../page/base/options';
import { surface } from '../page/base/surface';
import type { PoolState } from '../page/state/user';
import type { Classes, StateHost, StateUser } from './facade';
import { stateAfter } from './model';
import type { AuthState, Listener, Model } from './model';
import { isThenable, sessionOf, then } from './storage';
import type { Read } from './storage';
import { makeTabs } from './tabs';
import { addUsers, stored } from './users';

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
	if (!host) throw new TypeError('addState takes the classes of cognitowasm.');
	if (host.stateChanged) return;
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called as a method below
	const { getUserDataFromCache } = users;
	// It reads what the page keeps where the storage refuses to.
	const read: Read = (storage, key) => getUserDataFromCache.call({ storage, userDataKey: key } as StateUser);
	const tabs = makeTabs(host, read);

	host.stateChanged = (user, change) => {
		const { pool, storage, username } = user;
		const model = tabs.modelOf(pool.getClientId(), storage);
		const { clientId, current } = model;
		if (!change || change === 'expired') {
			// Another tab may have refreshed, or say more.
			tabs.lookLater(model);
			void then(change && sessionOf(read, storage, clientId, username), (session) => {
				if (session === '') tabs.publish(model, { username, change: 'expired', session: null });
			});
			return;
		}
		// A refresh makes the user the current one where there is none.
		const last = current === null && read(storage, lastUserKey(clientId));
		const isCurrent = change === 'signedIn' || last === username || isThenable(last);
		tabs.publish(model, stored(user, change, isCurrent));
	};
	addUsers(classes, host, tabs, read);

	const listen = (model: Model, hear: (state: AuthState) => void) => {
		const { listeners } = model;
		const listener: Listener = [hear];
		listeners.add(listener);
		tabs.follow(model);
		return () => {
			listeners.delete(listener);
			tabs.follow(model);
		};
	};
	/** The model of a pool, as it is now: without listeners, nobody else keeps it up to date. */
	const modelOf = (pool: PoolState) => {
		const model = tabs.modelOf(pool.getClientId(), pool.storage!);
		if (!model.listeners.size) tabs.look(model);
		return model;
	};
	const boundTo = (pool: PoolState) => {
		const model = modelOf(pool);
		return (model.bound = model.bound || {
			subscribe: (callback) => listen(modelOf(pool), () => callback()),
			getSnapshot: () => modelOf(pool).state,
		});
	};
	Object.defineProperties(
		classes.CognitoUserPool.prototype,
		Object.getOwnPropertyDescriptors({
			onStateChange(this: PoolState, listener: (state: AuthState) => void) {
				const model = modelOf(this);
				// What it does itself comes later.
				const end = listen(model, listener);
				try {
					listener(stateAfter(model));
				} catch (error) {
					surface(error);
				}
				return end;
			},
			get subscribe() {
				return boundTo(this as unknown as PoolState).subscribe;
			},
			get getSnapshot() {
				return boundTo(this as unknown as PoolState).getSnapshot;
			},
		}),
	);
}
