/**
 * Hides the refresh token from the page: the page and its storages get it sealed, with
 * a key that exists only in this origin's IndexedDB and cannot be exported. Part of the worker.
 *
 * @packageDocumentation
 */

import { sealedPrefix } from '../gen/constants';

/** Seals texts and opens them. */
export interface Seal {
	/** Seals a text: equal texts have equal results, so that the page can compare them. A sealed one stays as it is. */
	close: (text: string) => Promise<string>;
	/** Opens a sealed text. What another key has sealed stays as it is; the core neither sends nor removes it. */
	open: (text: string) => Promise<string>;
}

/**
 * Returns the seal of this origin.
 *
 * @throws DOMException or TypeError where there is no WebCrypto, or no IndexedDB that keeps the key
 */
export async function originSeal(): Promise<Seal> {
	const { subtle } = crypto;
	const key = await originKey();
	return {
		async close(text) {
			if (text.startsWith(sealedPrefix)) return text;
			const bytes = new TextEncoder().encode(text);
			// The nonce is made of the text, so that it serves no other.
			const nonce = (await subtle.digest('SHA-256', bytes)).slice(0, 12);
			const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, bytes);
			return sealedPrefix + btoa(String.fromCharCode(...new Uint8Array(nonce), ...new Uint8Array(sealed)));
		},
		async open(text) {
			if (!text.startsWith(sealedPrefix)) return text;
			try {
				const bytes = Uint8Array.from(atob(text.slice(sealedPrefix.length)), (char) => char.charCodeAt(0));
				const opened = await subtle.decrypt({ name: 'AES-GCM', iv: bytes.subarray(0, 12) }, key, bytes.subarray(12));
				return new TextDecoder().decode(opened);
			} catch {
				return text;
			}
		},
	};
}

/** The name of the key in the database. */
const name = 'refresh token';

/** The key of this origin, which is made where there is none. */
async function originKey(): Promise<CryptoKey> {
	const database = await done(
		Object.assign(indexedDB.open('cognitowasm', 1), {
			onupgradeneeded: ({ target }: IDBVersionChangeEvent) =>
				(target as IDBOpenDBRequest).result.createObjectStore('keys'),
		}),
	);
	try {
		const known = () =>
			done(database.transaction('keys').objectStore('keys').get(name) as IDBRequest<CryptoKey | undefined>);
		const before = await known();
		if (before) return before;
		const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
		try {
			// What it seals must not outlive it, so it has to be on the disk.
			const adding = database.transaction('keys', 'readwrite', { durability: 'strict' });
			adding.objectStore('keys').add(made, name);
			await committed(adding);
			return made;
		} catch (error) {
			if ((Object(error) as Partial<DOMException>).name !== 'ConstraintError') throw error;
			return (await known())!; // another tab was faster
		}
	} finally {
		database.close();
	}
}

function committed(transaction: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		transaction.oncomplete = () => resolve();
		transaction.onabort = () => reject(transaction.error || new Error('The key was not stored.'));
	});
}

function done<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error!);
	});
}
