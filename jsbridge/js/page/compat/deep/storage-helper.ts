import type { ICognitoStorage } from '../../base/types';

/**
 * Makes upstream's StorageHelper and the storage that it falls back to.
 *
 * @param defaultStorage - the storage of a new pool without the option `Storage`
 */
export function storageHelper(defaultStorage: () => ICognitoStorage) {
	/** The localStorage of the page, where pools use it. */
	function local(): ICognitoStorage | undefined {
		const storage = defaultStorage();
		try {
			return storage === (globalThis as unknown as Window).window.localStorage ? storage : undefined;
		} catch {
			return undefined; // there is none, or it is blocked
		}
	}

	/** The memory that pools share in a page without localStorage; else one of its own. */
	let shared: ICognitoStorage | undefined;
	const own = new Map<string, string>();
	function memory(): ICognitoStorage | undefined {
		return (shared = shared || (local() ? undefined : defaultStorage()));
	}

	/** Keeps items as long as the page lives. */
	// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- upstream's is one
	class MemoryStorage {
		static setItem(key: string, value: string): string {
			const storage = memory();
			if (storage) return storage.setItem(key, value) as unknown as string;
			own.set(key, value);
			return value;
		}

		static getItem(key: string): string | undefined {
			const storage = memory();
			return storage ? (storage.getItem(key) as string | undefined) : own.get(key);
		}

		static removeItem(key: string): boolean {
			const storage = memory();
			if (storage) storage.removeItem(key);
			else own.delete(key);
			return true;
		}

		static clear(): object {
			const storage = memory();
			if (storage) storage.clear();
			else own.clear();
			return {};
		}
	}

	/** Finds the storage of pools without the option `Storage`. */
	class StorageHelper {
		/** The storage. */
		storageWindow: ICognitoStorage | typeof MemoryStorage;

		constructor() {
			this.storageWindow = local() || MemoryStorage;
		}

		/** The storage. */
		getStorage(): ICognitoStorage | typeof MemoryStorage {
			return this.storageWindow;
		}
	}

	return { MemoryStorage, StorageHelper };
}
