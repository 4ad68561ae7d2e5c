/**
 * What storages have in common: how they are told apart, and how sessions are found in them.
 * Each may answer with promises.
 *
 * @packageDocumentation
 */
import type { PageStorage } from '../gen/protocol';
import { keyPrefix, lastUserKey, userKey } from '../gen/keys';

/** Reads a value the way that the facade does: null where the storage refuses. */
export type Read = (storage: PageStorage, key: string) => unknown;

/** The members of a storage that can be enumerated, and of CookieStorage. */
interface Enumerable extends Partial<PageStorage> {
	length?: unknown;
	key?(index: number): string;
	keys?(): Iterable<string> | PromiseLike<Iterable<string>>;
	domain?: string;
	path?: string;
}

/** Who has a session in a storage. */
export interface Found {
	/** A fingerprint of the access token of each user. */
	sessions: Map<string, string>;
	/** The current user, if there is one, and has a session. */
	current: string | null;
}

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
	typeof (Object(value) as Partial<PromiseLike<unknown>>).then === 'function';

/** Goes on with a value: synchronously, unless it is a promise; one that is rejected counts as null. */
export function then<T, R>(value: T | PromiseLike<T>, next: (value: T) => R | PromiseLike<R>): R | PromiseLike<R> {
	return isThenable(value) ? value.then(undefined, () => null as T).then(next) : next(value);
}

function all<T>(values: (T | PromiseLike<T>)[]): T[] | PromiseLike<T[]> {
	return values.some(isThenable)
		? Promise.all(values.map((value) => then(value, (settled) => settled)))
		: (values as T[]);
}

/** What all tabs have, and say so by events. */
export const ofAllTabs = 'local';

/**
 * The name by which other tabs know a storage; undefined if only a look into it can tell whether
 * they share it.
 */
export function kindOf(storage: PageStorage): string | undefined {
	try {
		if (globalThis.localStorage === storage) return ofAllTabs;
	} catch {
		// It is blocked.
	}
	const { domain, path } = storage as Enumerable;
	return isCookies(storage) ? [path, domain].join() : undefined;
}

const isCookies = (storage: PageStorage) => 'sameSite' in storage;

/** The keys of a storage, as far as it can enumerate them. */
function keysOf(storage: PageStorage): string[] | PromiseLike<string[]> {
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called as a method below
	const { keys, length } = storage as Enumerable;
	try {
		if (isCookies(storage)) return document.cookie.split('; ').map((cookie) => decode(cookie.split('=')[0]!));
		if (typeof keys === 'function') return then(keys.call(storage), (names) => [...names]);
		if (typeof length === 'number') return Array.from({ length }, (_, i) => (storage as Enumerable).key!(i));
	} catch {
		// It refuses, or there are no cookies here.
	}
	return [];
}

function decode(name: string): string {
	try {
		return decodeURIComponent(name);
	} catch {
		return ''; // not one of ours
	}
}

/**
 * Finds the sessions of an app client.
 *
 * @param known - names of users to look for in any case
 */
export function find(
	read: Read,
	storage: PageStorage,
	clientId: string,
	known: Iterable<string>,
): Found | PromiseLike<Found> {
	const prefix = keyPrefix(clientId) + '.';
	const suffix = '.accessToken';
	return then(all([keysOf(storage), read(storage, lastUserKey(clientId))]), ([keys, last]) => {
		const found = new Set([...known, last as string]);
		for (const key of (keys as string[] | null) || []) {
			if (key.startsWith(prefix) && key.endsWith(suffix)) found.add(key.slice(prefix.length, -suffix.length));
		}
		const names = [...found];
		return then(all(names.map((name) => sessionOf(read, storage, clientId, name))), (all) => {
			const sessions = new Map<string, string>();
			all.forEach((session, i) => session && sessions.set(names[i]!, session));
			return { sessions, current: sessions.has(last as string) ? (last as string) : null };
		});
	});
}

/** The fingerprint of a stored session, or something falsy. */
export function sessionOf(
	read: Read,
	storage: PageStorage,
	clientId: string,
	username: string,
): string | PromiseLike<string> {
	return then(read(storage, userKey(clientId, username, 'idToken')), (idToken) =>
		then(idToken && read(storage, userKey(clientId, username, 'accessToken')), fingerprint),
	);
}

/**
 * Tells access tokens apart, and nothing else: 32 bits say nothing of a token that could be used.
 *
 * @returns an empty text for no token
 */
export function fingerprint(token: unknown): string {
	if (!token) return '';
	let hash = 0x811c9dc5; // FNV-1a
	for (const character of token as string) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
	return hash.toString(36);
}
