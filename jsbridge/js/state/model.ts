/**
 * What is known of the users of an app client in one storage, and what becomes of it. Every
 * change that a listener hears of is the difference between two states of a model.
 *
 * @packageDocumentation
 */
import type { PageStorage } from '../gen/protocol';
import { deliver, surface } from '../page/call/callbacks';
import type { Found } from './storage';

/** What happened to a user. */
export type UserChange = 'signedIn' | 'refreshed' | 'signedOut' | 'expired' | 'userChanged';

/** See entries/state.d.ts. */
export interface AuthState {
	readonly status: 'signedIn' | 'signedOut' | 'unknown';
	readonly username: string | null;
	readonly users: readonly string[];
	readonly change: 'initial' | UserChange;
	readonly changedUser: string | null;
}

/** A listener; an object, so that one function can be added twice. */
export interface Listener {
	hear(state: AuthState): void;
}

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
export class Model implements Found {
	sessions = new Map<string, string>();
	current: string | null = null;
	/** Whether the storage has been read: an async one may not have been. */
	known = false;
	/** Whether it was made just now, perhaps because of what it should have known before. */
	isNew = true;
	/** Counts steps: what was read before one is outdated. */
	steps = 0;
	/** A look at an async storage that is under way. */
	looking: PromiseLike<void> | undefined;
	/** A look that is planned. */
	timer: ReturnType<typeof setTimeout> | undefined;
	state: AuthState;
	readonly listeners = new Set<Listener>();
	/** Called synchronously with each change. */
	readonly watchers = new Set<() => void>();

	constructor(
		readonly clientId: string,
		readonly storage: PageStorage,
		/** See {@link kindOf}. */
		readonly kind: string | undefined,
	) {
		this.state = this.stateAfter('initial');
	}

	private stateAfter(change: AuthState['change'], changedUser: string | null = null): AuthState {
		const { current, known, sessions } = this;
		return Object.freeze({
			status: !known ? 'unknown' : current === null ? 'signedOut' : 'signedIn',
			username: current,
			users: Object.freeze([...sessions.keys()].sort()),
			change,
			changedUser,
		});
	}

	/** Tells a listener of the present state, as the first one that it hears of. */
	introduce(listener: Listener): void {
		try {
			listener.hear(this.stateAfter('initial'));
		} catch (error) {
			surface(error);
		}
	}

	/** Tells all listeners, soon: a listener may call whatever it likes, or throw. */
	private tell(change: AuthState['change'], changedUser?: string | null): void {
		this.state = this.stateAfter(change, changedUser);
		const { listeners, state } = this;
		for (const listener of listeners) {
			deliver(Promise.resolve(state), (told) => listeners.has(listener) && listener.hear(told), surface);
		}
		for (const watcher of this.watchers) watcher();
	}

	/**
	 * Takes a step.
	 *
	 * @returns whether it changed anything
	 */
	take({ username, change, session, current }: Step): boolean {
		const { sessions, current: before } = this;
		this.steps++;
		let happened: UserChange | undefined;
		if (username !== null && session !== undefined) {
			const had = sessions.get(username);
			if (session) {
				sessions.set(username, session);
				if (had !== session) happened = had ? 'refreshed' : 'signedIn';
			} else if (sessions.delete(username)) {
				happened = change === 'expired' ? change : 'signedOut';
			}
		}
		if (change === 'userChanged' || current) this.current = username;
		if (this.current !== null && !sessions.has(this.current)) this.current = null;
		if (this.current !== before && (!happened || happened === 'refreshed')) happened = 'userChanged';
		if (happened && this.known) this.tell(happened, happened === 'userChanged' ? this.current : username);
		return !!happened;
	}

	/** Takes what was found in the storage; each difference is a step. */
	adopt({ sessions, current }: Found): void {
		if (!this.known) {
			this.known = true;
			Object.assign(this, { sessions, current });
			this.tell('initial');
			return;
		}
		for (const username of [...this.sessions.keys()]) {
			if (!sessions.has(username)) this.take({ username, change: 'signedOut', session: null });
		}
		for (const [username, session] of sessions) {
			const isNew = !this.sessions.has(username);
			this.take({ username, change: 'refreshed', session, current: isNew && current === username });
		}
		this.take({ username: current, change: 'userChanged' });
	}
}
