/**
 * What is kept while the browser is at the pool's domain: one record for each sign-in, so that
 * two tabs, or two sign-ins of one tab, do not mix.
 *
 * @packageDocumentation
 */

/** How many milliseconds a sign-in may take, unless its record says otherwise. */
export const defaultLifetime = 600_000;

const prefix = 'cognitowasm.oauth.';

/** A sign-in that waits for the browser to come back. */
export interface LoginRecord {
	clientId: string;
	redirectUri: string;
	/** Omitted in the record of a sign-in in another window: this page keeps them. */
	codeVerifier?: string;
	nonce?: string;
	/** The application's own state. */
	state?: unknown;
	/** Whose sign-in alone is accepted. */
	sub?: string | undefined;
	/** When it began, in milliseconds since 1970. */
	at: number;
	/** How many milliseconds it may take. */
	lifetime?: number;
}

/** sessionStorage and localStorage, unless they are blocked. */
function storages(): Storage[] {
	const all: Storage[] = [];
	for (const name of ['sessionStorage', 'localStorage'] as const) {
		try {
			all.push(globalThis[name]);
		} catch {
			// Blocked.
		}
	}
	return all;
}

const isAlive = ({ at, lifetime = defaultLifetime }: LoginRecord) => Math.abs(Date.now() - at) < lifetime;

/** Reads a record; what is none has expired long ago. */
function parse(text: string | null): LoginRecord {
	const none = { at: 0 } as LoginRecord;
	try {
		return (JSON.parse(text!) as LoginRecord | null) || none;
	} catch {
		return none;
	}
}

/**
 * Keeps a record under the state that comes back, and removes those that have expired.
 *
 * @param anyTab - for all tabs; otherwise for this one
 * @returns whether a storage has it
 */
export function keep(state: string, record: LoginRecord, anyTab: boolean): boolean {
	const text = JSON.stringify(record); // may throw what the application's state throws
	for (const storage of anyTab ? storages().reverse() : storages()) {
		try {
			for (const key of Object.keys(storage)) {
				if (key.startsWith(prefix) && !isAlive(parse(storage.getItem(key)))) storage.removeItem(key);
			}
			storage.setItem(prefix + state, text);
			return true;
		} catch {
			// Full: the other one may have room.
		}
	}
	return false;
}

/**
 * Removes a record of an app client, and returns it unless it has expired: whoever calls this
 * first has it.
 */
export function take(state: string, clientId: string): LoginRecord | undefined {
	return find(state, clientId, (storage) => storage.removeItem(prefix + state));
}

/** Returns a record of an app client unless it has expired. */
export function find(
	state: string,
	clientId: string,
	seen: (storage: Storage) => void = () => {},
): LoginRecord | undefined {
	for (const storage of storages()) {
		const record = parse(storage.getItem(prefix + state));
		if (record.clientId !== clientId) continue;
		seen(storage);
		if (isAlive(record)) return record;
	}
	return undefined;
}
