/**
 * Keeps the refresh token from the page: what the page and its storages are given
 * in its place is sealed, with a key that only this origin's IndexedDB has and that
 * nobody can read out. Part of the worker.
 *
 * @packageDocumentation
 */

/** What sealed text begins with, set by the build: core.SealedPrefix. */
declare const COGNITOWASM_SEALED: string;

/** Seals texts and opens them. */
export interface Seal {
	/** Seals a text: the same one always gives the same, by which the page can compare. A sealed one stays as it is. */
	close(text: string): Promise<string>;
	/** Opens a sealed text. What this key has not sealed stays as it is, which the core neither sends nor removes. */
	open(text: string): Promise<string>;
}

/**
 * Gives the seal of this origin.
 *
 * @throws DOMException or TypeError where there is no IndexedDB or no WebCrypto
 */
export async function originSeal(): Promise<Seal> {
	const { subtle } = crypto;
	const key = await originKey();
	return {
		async close(text) {
			if (text.startsWith(COGNITOWASM_SEALED)) return text;
			const bytes = new TextEncoder().encode(text);
			// The nonce is made of the text, so that it serves no other.
			const nonce = (await subtle.digest('SHA-256', bytes)).slice(0, 12);
			const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, bytes);
			return COGNITOWASM_SEALED + btoa(String.fromCharCode(...new Uint8Array(nonce), ...new Uint8Array(sealed)));
		},
		async open(text) {
			if (!text.startsWith(COGNITOWASM_SEALED)) return text;
			try {
				const bytes = Uint8Array.from(atob(text.slice(COGNITOWASM_SEALED.length)), (char) => char.charCodeAt(0));
				const opened = await subtle.decrypt({ name: 'AES-GCM', iv: bytes.subarray(0, 12) }, key, bytes.subarray(12));
				return new TextDecoder().decode(opened);
			} catch {
				return text;
			}
		},
	};
}

/** The key of this origin, which is made where there is none. */
async function originKey(): Promise<CryptoKey> {
	const database = await done(
		Object.assign(indexedDB.open('cognitowasm', 1), {
			onupgradeneeded: ({ target }: { target: any }) => target.result.createObjectStore('keys'),
		}),
	);
	try {
		const keys = (mode: IDBTransactionMode) => database.transaction('keys', mode).objectStore('keys');
		const known = await done(keys('readonly').get('refresh token'));
		if (known) return known;
		const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
		try {
			await done(keys('readwrite').add(made, 'refresh token'));
			return made;
		} catch {
			return await done(keys('readonly').get('refresh token')); // another tab was faster
		}
	} finally {
		database.close();
	}
}

function done<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}
