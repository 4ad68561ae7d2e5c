/**
 * A sign-out wins: over what is under way for the same user, over other objects of
 * that user, and in other tabs that share the storage.
 *
 * @packageDocumentation
 */
import { inBrowser, world } from '../base/environment';
import { CognitoError } from '../base/errors';
import { raise } from '../base/events';
import { flights } from './flight';
import { guard, read } from './guard';
import { hide } from '../base/hidden';
import { decodePayload } from '../base/jwt';
import { keyOf, lastUserOf } from '../base/keys';
import { nameClaims } from '../../gen/constants';
import type { PageStorage } from '../../gen/protocol';
import type { SessionState, UserState } from './user';

/** That a user signed out. */
interface Notice {
	clientId: string;
	username: string;
	/** What else the user is known by, an e-mail address for instance. */
	aliases: unknown[];
	/** Whether the session was in localStorage; otherwise whoever receives the notice must look into the storage. */
	local: boolean;
	/** When, in milliseconds. */
	at: number;
}

/** A user of this page that has held a session. */
interface Holder {
	user: WeakRef<UserState>;
	/** When this page stored the session, in milliseconds; 0 when it was there. */
	at: number;
	/** Whether the storage has been seen to have the session: some keep nothing. */
	kept: boolean;
}

/** The holders, newest last. */
const holders = /* @__PURE__ */ new Set<Holder>();
const holderOf = /* @__PURE__ */ new WeakMap<UserState, Holder>();
/** The hidden property of a session that has its user: who has held it, last. */
export const owner = /* @__PURE__ */ Symbol();
let forgotten: FinalizationRegistry<Holder> | undefined;
let channel: (BroadcastChannel & { unref?(): void }) | undefined;
let listening = false;

/**
 * Takes a session into memory.
 *
 * @param user - whose it is
 * @param session - the session
 * @param at - when this page stored it, in milliseconds; 0 when it was there
 */
export function hold(user: UserState, session: SessionState, at = Date.now()): void {
	user.signInUserSession = session;
	// This also keeps the user object that is used, a proxy perhaps, for as long as the session.
	hide(session, owner, user);
	listen();
	if (!listening || typeof WeakRef !== 'function') return;
	let holder = holderOf.get(user);
	if (!holder) {
		holder = { user: new WeakRef(user), at, kept: false };
		holderOf.set(user, holder);
		holders.add(holder);
		forgotten = forgotten || new FinalizationRegistry((gone) => holders.delete(gone));
		forgotten.register(user, holder);
	}
	holder.at = at;
	holder.kept =
		!at || isLocal(user.storage) || read(user.storage, keyOf(user, 'idToken')) === session.getIdToken().getJwtToken();
}

/**
 * Ends the session of a user who signs out here, and notifies other tabs.
 *
 * @param remove - removes it from storage
 */
export function endSession(user: UserState, remove: () => void = () => {}): void {
	const notice = noticeOf(user);
	remove();
	user.signInUserSession = null;
	end(notice, user.storage);
	listen();
	// A channel does not receive its own messages: what begins here after the notice goes on.
	if (channel) channel.postMessage(notice);
}

/** Begins to learn of what happens elsewhere, in a browser. */
export function listen(): void {
	if (listening || !inBrowser()) return;
	listening = true;
	try {
		channel = new BroadcastChannel('cognitowasm');
		channel.onmessage = ({ data }: MessageEvent<Notice | undefined>) => {
			if (!data) return;
			elsewhere(data);
			// A removed cookie may be seen for a while.
			if (!data.local) setTimeout(elsewhere, 500, data);
		};
		// Node has one too, and must end all the same where a test looks like a browser.
		if (channel.unref) channel.unref();
	} catch {
		// There are none, or the page may not have one.
	}
	if (!world.addEventListener) return;
	// Pages with upstream send no notice, but what they remove can be observed.
	world.addEventListener('storage', ({ key, oldValue, newValue, storageArea }: StorageEvent) => {
		if (!storageArea) return; // made by hand
		const { kept } = guard(storageArea);
		if (key === null) {
			kept.clear();
			for (const { user } of [...flights])
				if (isSame(user.storage, storageArea)) elsewhere(noticeOf(user), storageArea);
		} else {
			kept.delete(key);
			const user = /^CognitoIdentityServiceProvider\.([^.]+)\.(.+)\.idToken$/.exec(key);
			if (newValue !== null || !user) return;
			elsewhere(
				{ clientId: user[1]!, username: user[2]!, aliases: aliasesOf(oldValue), local: true, at: Date.now() },
				storageArea,
			);
		}
		dropLost();
	});
	// A page that comes back from the cache of the browser has heard nothing meanwhile.
	world.addEventListener('pageshow', ({ persisted }: PageTransitionEvent) => {
		if (persisted) dropLost();
	});
}

function noticeOf(user: UserState): Notice {
	const session = user.signInUserSession;
	return {
		clientId: user.pool.getClientId(),
		username: user.username,
		// Storage is read only where a sign-in may be under way under another name.
		aliases: aliasesOf(session ? session.getIdToken().getJwtToken() : flights.size && stored(user)),
		local: isLocal(user.storage),
		at: Date.now(),
	};
}

/** The names that an ID token has for its user. */
function aliasesOf(idToken: unknown): unknown[] {
	const claims = decodePayload('' + idToken);
	return nameClaims().map((name) => claims[name]);
}

const isSame = (one: PageStorage, other: PageStorage) => guard(one) === guard(other);

/** Reports whether a storage is localStorage, which other tabs have as well. */
function isLocal(storage: PageStorage): boolean {
	try {
		return isSame(storage, world.window!.localStorage);
	} catch {
		return false;
	}
}

/** Drops the sessions that storage had and has no more. */
function dropLost(): void {
	for (const { user, kept } of heldUsers()) {
		if (kept && stored(user) == null) elsewhere(noticeOf(user), user.storage);
	}
}

function heldUsers() {
	return (
		[...holders]
			.map((holder) => ({ ...holder, user: holder.user.deref()! }))
			// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- a user that is gone is undefined
			.filter(({ user }) => user && user.signInUserSession)
	);
}

/** A value in storage, normally the ID token; something else where the storage refuses or is async. */
function stored(user: UserState, key = keyOf(user, 'idToken')): unknown {
	try {
		return guard(user.storage).getItem(key);
	} catch {
		return 0;
	}
}

/** Follows a sign-out that happened elsewhere. */
function elsewhere(notice: Notice, storage?: PageStorage): void {
	const { clientId, username } = notice;
	if (end(notice, storage)) raise('signedout', { clientId, username });
}

/**
 * Ends whatever a sign-out ends in this page.
 *
 * @param notice - the sign-out
 * @param storage - only what is kept there. Omitted, it happened in another tab, which
 * shares localStorage; any other storage is shared if the session is gone from it
 * @returns whether there was anything
 */
function end({ clientId, username, aliases, local, at }: Notice, storage?: PageStorage): boolean {
	let ended = false;
	const ends = (user: UserState, signedIn = true) =>
		user.pool.getClientId() === clientId &&
		(user.username === username || aliases.includes(user.username)) &&
		(storage
			? isSame(user.storage, storage)
			: isLocal(user.storage) === local && (local || (signedIn && stored(user) == null)));
	for (const { user, at: began, refreshes, controller } of [...flights]) {
		if (began > at || !ends(user, refreshes)) continue;
		controller.abort(new CognitoError('SignedOut', 'The user signed out.'));
		ended = true;
	}
	for (const { user, at: since } of heldUsers()) {
		if (!ends(user)) continue;
		const own = user.signInUserSession!.getIdToken().getJwtToken();
		user.signInUserSession = null;
		ended = true;
		// What this page has just stored may have been written while the other tab removed
		// its entries, or afterwards, and is removed here. An older session has been removed
		// by that tab, even if it is still visible; removing it again could delete the
		// session of a user who signs in again.
		if (
			since > at - 500 &&
			(stored(user) || own) === own &&
			(stored(user, lastUserOf(user)) || user.username) === user.username
		)
			user.clearCachedUser();
	}
	return ended;
}
