import { inBrowser, world } from '../base/environment';
import type { ICognitoStorage } from '../base/types';

/**
 * A storage that lives as long as the object: for a page whose localStorage is
 * blocked, and for servers. A missing item is undefined, as with upstream.
 */
function memoryStorage(): ICognitoStorage {
	const items = new Map<string, string>();
	const storage: ICognitoStorage & { toJSON(): void } = {
		setItem(key, value) {
			items.set(key, value);
			return value;
		},
		getItem: (key) => items.get(key)!,
		removeItem(key) {
			items.delete(key);
			return true;
		},
		clear() {
			items.clear();
			return {};
		},
		// Keeps the storage out of JSON.stringify(user), as with upstream.
		toJSON() {},
	};
	return storage;
}

let shared: ICognitoStorage | undefined;
const ofPool = /* @__PURE__ */ new WeakMap<object, ICognitoStorage>();

/**
 * The storage of a pool or user without the option `Storage`: `window.localStorage` when there is
 * something in it, or a test value can be written to it and removed; else memory. In a browser all
 * pools and users share one memory, as with upstream. On a server each pool has
 * its own, shared with its users only: otherwise one request could be served with the
 * tokens of another.
 *
 * @param pool - the pool itself, or the user's
 */
export function defaultStorage(pool: object): ICognitoStorage {
	try {
		const storage = world.window!.localStorage;
		// To write and remove takes as long as to read a session. A full one still has the session.
		if (!storage.length) {
			storage.setItem('aws.cognito.test-ls', '1');
			storage.removeItem('aws.cognito.test-ls');
		}
		return storage;
	} catch {
		if (inBrowser()) return (shared = shared || memoryStorage());
		let own = ofPool.get(pool);
		if (!own) ofPool.set(pool, (own = memoryStorage()));
		return own;
	}
}
