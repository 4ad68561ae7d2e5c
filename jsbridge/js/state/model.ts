/**
 * What is known of the users of an app client in one storage, and what becomes of it. Every
 * change that a listener hears of is the difference between two states of a model.
 *
 * @packageDocumentation
 */
import type { PageStorage } from '../gen/protocol';
import { surface } from '../page/base/surface';
import type { Found } from './storage';

/** What happened to a user. */
type UserChange = 'signedIn' | 'refreshed' | 'signedOut' | 'expired' | 'userChanged';

/** See entries/state.d.ts. */
export interface AuthState {
	readonly status: 'signedIn' | 'signedOut' | 'unknown';
	readonly username: string | null;
	readonly users: readonly string[];
	readonly change: 'initial' | UserChange;
	readonly changedUser: string | null;
}

/** A listener; an object, so that one function can be added twice. */
export type Listener = [hear: (state: AuthState) => void];

/** A change of one user's session. */
export interface Step {
	/** Whose; with `userChanged` the new current user, if any. */
	username: string | null;
	change: UserChange;
	/** The fingerprint of the session, null if it is gone; undefined if it stays. */
	session?: string | null | undefined;
	/** Whether the user becomes the current one. */
	current?: boolean;
}

/** See the head of the file. */
export interface Model extends Found {
	readonly clientId: string;
	readonly storage: PageStorage;
	/** See {@link kindOf}. */
	readonly kind: string | undefined;
	/** Not if it was made just now: it may have found already what somebody is about to say. */
	isOld?: boolean;
	/** Whether the storage has been read: an async one may not have been. */
	known?: boolean;
	/** Counts steps: what was read before one is outdated. */
	steps: number;
	/** When another tab was heard of last, in milliseconds. */
	heard?: number;
	/** A look that is planned. */
	timer?: ReturnType<typeof setTimeout> | undefined;
	/** None before {@link adopt} or {@link tell} was called. */
	state: AuthState;
	readonly listeners: Set<Listener>;
	/** The functions of its pools that work without them. */
	bound?: { subscribe: (callback: () => void) => () => void; getSnapshot: () => AuthState };
}

/** The state of a model after a change. */
export function stateAfter(
	{ current, known, sessions }: Model,
	change: AuthState['change'] = 'initial',
	changedUser: string | null = null,
): AuthState {
	return Object.freeze({
		status: !known ? 'unknown' : current === null ? 'signedOut' : 'signedIn',
		username: current,
		users: Object.freeze([...sessions.keys()].sort()),
		change,
		changedUser,
	});
}

/** Tells all listeners, soon: a listener may call whatever it likes, or throw. */
function tell(model: Model, change?: AuthState['change'], changedUser?: string | null): void {
	const { listeners } = model;
	const state = (model.state = stateAfter(model, change, changedUser));
	for (const listener of listeners) {
		void Promise.resolve()
			.then(() => {
				if (listeners.has(listener)) listener[0](state);
			})
			.catch(surface);
	}
}

/**
 * Takes a step.
 *
 * @returns whether it changed anything
 */
export function take(model: Model, { username, change, session, current }: Step): boolean {
	const { sessions, current: before } = model;
	let happened: UserChange | undefined;
	model.steps++;
	if (session !== undefined) {
		const had = sessions.get(username!);
		if (session) {
			sessions.set(username!, session);
			if (had !== session) happened = had ? 'refreshed' : 'signedIn';
		} else if (sessions.delete(username!)) {
			happened = change === 'expired' ? change : 'signedOut';
		}
	}
	const now = change === 'userChanged' || current ? username : before;
	model.current = sessions.has(now!) ? now : null;
	if (model.current !== before && (!happened || happened === 'refreshed')) {
		happened = 'userChanged';
		username = model.current;
	}
	if (happened && model.known) tell(model, happened, username);
	return !!happened;
}

/** Takes what was found in the storage; each difference is a step. */
export function adopt(model: Model, found: Found): void {
	const { sessions, current } = found;
	if (!model.known) {
		model.known = true;
		Object.assign(model, found);
		tell(model);
		return;
	}
	for (const username of [...model.sessions.keys()]) {
		if (!sessions.has(username)) take(model, { username, change: 'signedOut', session: null });
	}
	for (const [username, session] of sessions) {
		take(model, {
			username,
			change: 'refreshed',
			session,
			current: current === username && !model.sessions.has(username),
		});
	}
	take(model, { username: current, change: 'userChanged' });
}
