/**
 * A sign-out wins: over what is under way, over other objects of the same user,
 * and in other tabs.
 *
 * @packageDocumentation
 */
import { inBrowser, world } from './environment';
import { CognitoError } from './errors';
import { raise } from './events';
import { flights } from './flight';
import { guard } from './guard';
import { keyOf, lastUserOf } from './keys';
import type { PageStorage } from './protocol.gen';
import type { CognitoUserSession } from './session';
import type { CognitoUser } from './user';

/** That a user signed out. */
interface Notice {
	clientId: string;
	username: string;
	/** When, in milliseconds. */
	at: number;
}

/** The users of this page that have held a session. */
const holders = /* @__PURE__ */ new Set<WeakRef<CognitoUser>>();
/** When this page stored their session, in milliseconds. */
const since = /* @__PURE__ */ new WeakMap<CognitoUser, number>();
/** Who has held a session, last. */
export const owners = /* @__PURE__ */ new WeakMap<CognitoUserSession, CognitoUser>();
let forgotten: FinalizationRegistry<WeakRef<CognitoUser>> | undefined;
let channel: BroadcastChannel | undefined;
let listening = false;

/**
 * Takes a session into memory.
 *
 * @param user - whose it is
 * @param session - the session
 * @param at - when this page stored it, in milliseconds; 0 when it was there
 */
export function hold(user: CognitoUser, session: CognitoUserSession, at = Date.now()): void {
	user.signInUserSession = session;
	owners.set(session, user);
	listen();
	if (listening && !since.has(user) && typeof WeakRef === 'function') {
		const holder = new WeakRef(user);
		holders.add(holder);
		forgotten = forgotten || new FinalizationRegistry((gone) => holders.delete(gone));
		forgotten.register(user, holder);
	}
	since.set(user, at);
}

/** Ends a session that storage has no more, and tells everybody that the user has signed out here. */
export function endSession(user: CognitoUser): void {
	user.signInUserSession = null;
	const notice = noticeOf(user);
	end(notice, user.storage);
	if (!inBrowser()) return;
	// A channel does not hear itself: the notice ends nothing that begins here after it.
	const to = channel || openChannel();
	if (!to) return;
	to.postMessage(notice);
	if (to !== channel) to.close();
}

/** Begins to learn of what happens elsewhere, in a browser. */
export function listen(): void {
	if (listening || !inBrowser()) return;
	listening = true;
	channel = openChannel();
	if (channel) {
		channel.onmessage = ({ data }) => data && elsewhere(data);
		// Node has one too, and must end all the same where a test looks like a browser.
		if ((channel as any).unref) (channel as any).unref();
	}
	if (!world.addEventListener) return;
	// Pages of the peer do not tell, but are seen by what they remove.
	world.addEventListener('storage', ({ key, newValue, storageArea }: StorageEvent) => {
		if (!storageArea) return; // made by hand
		const { kept } = guard(storageArea);
		if (key === null) {
			kept.clear();
			for (const { user } of [...flights]) if (user.storage === storageArea) elsewhere(noticeOf(user), storageArea);
		} else {
			kept.delete(key);
			const owner = /^CognitoIdentityServiceProvider\.([^.]+)\.(.+)\.idToken$/.exec(key);
			if (newValue !== null || !owner) return;
			elsewhere({ clientId: owner[1]!, username: owner[2]!, at: Date.now() }, storageArea);
		}
		dropLost();
	});
	// A page that comes back from the cache of the browser has heard nothing meanwhile.
	world.addEventListener('pageshow', ({ persisted }: PageTransitionEvent) => {
		if (persisted) dropLost();
	});
}

function openChannel(): BroadcastChannel | undefined {
	try {
		return new BroadcastChannel('cognitowasm');
	} catch {
		return undefined; // there are none, or the page may not have one
	}
}

function noticeOf(user: CognitoUser): Notice {
	return { clientId: user.pool.getClientId(), username: user.username, at: Date.now() };
}

/** Drops the sessions that storage has no more. */
function dropLost(): void {
	for (const user of heldUsers()) {
		if (stored(user) == null) elsewhere(noticeOf(user), user.storage);
	}
}

function heldUsers(): CognitoUser[] {
	return [...holders].map((holder) => holder.deref()!).filter((user) => user && user.signInUserSession);
}

/** A value in storage, as a rule the ID token; something else where it refuses or cannot tell at once. */
function stored(user: CognitoUser, key = keyOf(user, 'idToken')): unknown {
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
 * Ends what a sign-out ends in this page.
 *
 * @param notice - the sign-out
 * @param storage - only what is kept there; left out, everywhere
 * @returns whether there was anything
 */
function end({ clientId, username, at }: Notice, storage?: PageStorage): boolean {
	let any = false;
	const ends = (user: CognitoUser) =>
		user.pool.getClientId() === clientId && (!storage || user.storage === storage);
	for (const { user, at: began, refreshes, controller } of [...flights]) {
		// Who signs in may be known by another name.
		if (began > at || !ends(user) || (refreshes && user.username !== username)) continue;
		controller.abort(new CognitoError('SignedOut', 'The user signed out meanwhile.'));
		any = true;
	}
	for (const user of heldUsers()) {
		if (!ends(user) || user.username !== username) continue;
		const own = user.signInUserSession!.getIdToken().getJwtToken();
		user.signInUserSession = null;
		any = true;
		// What this page has just stored may have come between what the other one
		// removed, or after it. What it has had longer is removed, though it may still
		// be seen, and must not be once more: who signs in again is not to lose that.
		if (since.get(user)! > at - 500 && (stored(user) || own) === own && (stored(user, lastUserOf(user)) || user.username) === user.username) user.clearCachedUser();
	}
	return any;
}
