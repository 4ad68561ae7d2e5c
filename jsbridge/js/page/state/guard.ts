/**
 * The storage as the facade and the core use it: what the page's own object
 * refuses to write is kept here instead, for this page, so that a full or
 * blocked storage signs nobody out.
 *
 * @packageDocumentation
 */
import { raise } from '../base/events';
import type { CognitoEventMap } from '../base/events';
import { hide } from '../base/hidden';
import type { PageStorage } from '../../gen/protocol';

/** A key and its value; null removes it. */
export type Entry = readonly [key: string, value: string | null];

/** A storage with what it has refused. */
export interface Guard extends PageStorage {
	/** What the storage refused to write, and null for what it refused to remove. */
	kept: Map<string, string | null>;
}

const guards = /* @__PURE__ */ new WeakMap<object, Guard>();
/** The hidden property of a storage that has its guard: through a proxy of the storage, the same one. */
const guardOf = /* @__PURE__ */ Symbol();

/** The storage's guard, always the same one. */
export function guard(storage: PageStorage): Guard {
	let guarded = guards.get(storage);
	// Handed to a function and not returned: a membrane wraps what is returned.
	const hidden = !guarded && (storage as { [guardOf]?: (take: (made: Guard) => void) => void })[guardOf];
	if (hidden) hidden((made: Guard) => (guarded = made));
	if (!guarded) {
		const kept: Guard['kept'] = new Map();
		guarded = {
			kept,
			getItem: (key) => (kept.has(key) ? kept.get(key) : whenDone(storage.getItem(key))),
			setItem: (key, value) => whenDone(storage.setItem(key, value), () => kept.delete(key)),
			removeItem(key) {
				kept.set(key, null); // which stays where this is refused
				return whenDone(storage.removeItem(key), () => kept.delete(key));
			},
		};
		const made = guarded;
		guards.set(storage, made);
		hide(storage, guardOf, (take: (made: Guard) => void) => take(made));
	}
	return guarded;
}

const nothing = () => {};

/** Reacts to the result of a storage: synchronously, or when its promise settles, whose rejection then counts as handled. */
function whenDone<Answer>(answer: Answer, done: () => unknown = nothing, failed: () => unknown = nothing): Answer {
	if (answer && typeof (answer as Partial<PromiseLike<unknown>>).then === 'function')
		(answer as unknown as PromiseLike<unknown>).then(done, failed);
	else done();
	return answer;
}

type Operation = CognitoEventMap['storagewarning']['operation'];

function warn(operation: Operation, key: string): void {
	raise('storagewarning', { key, operation });
}

/** Keeps for this page what the storage refused, and warns. */
export function keep(
	storage: PageStorage,
	entries: readonly Entry[],
	key: string,
	operation: Operation = 'write',
): void {
	for (const [name, value] of entries) guard(storage).kept.set(name, value);
	warn(operation, key);
}

/**
 * Reads a value, where it may as well be missing.
 *
 * @returns null, and a warning, when the storage refuses
 */
export function read(storage: PageStorage, key: string): unknown {
	try {
		return guard(storage).getItem(key);
	} catch {
		warn('read', key);
		return null;
	}
}

/** Puts a value back, or nothing where that is refused or the value was a promise. */
function putBack(storage: PageStorage, key: string, value?: unknown): void {
	const text = typeof value === 'string';
	try {
		whenDone(text ? storage.setItem(key, value) : storage.removeItem(key));
	} catch {
		if (text) putBack(storage, key);
	}
}

/**
 * Writes all entries, or none: half a session must not stay behind. Where the
 * storage refuses one, all are kept for this page.
 */
export function save(storage: PageStorage, entries: readonly Entry[]): void {
	const before: [string, unknown][] = [];
	let refused: string | undefined;
	const refuse = (key: string) => {
		if (refused !== undefined) return;
		refused = key;
		for (const [name, value] of before) putBack(storage, name, value);
		keep(storage, entries, key);
	};
	for (const [key, value] of entries) {
		try {
			const old = whenDone(storage.getItem(key));
			if (value !== null) whenDone(storage.setItem(key, value), nothing, () => refuse(key));
			else if (old) whenDone(storage.removeItem(key), nothing, () => refuse(key));
			before.push([key, old]);
		} catch {
			return refuse(key);
		}
	}
	for (const [key] of entries) guard(storage).kept.delete(key);
}

/** Removes all keys that can be removed; for this page, all of them. */
export function remove(storage: PageStorage, keys: readonly string[]): void {
	let warned = false;
	for (const key of keys) {
		const refused = () => {
			if (!warned) warn('remove', key);
			warned = true;
		};
		try {
			whenDone(guard(storage).removeItem(key), nothing, refused);
		} catch {
			refused();
		}
	}
}
