import type { SessionState, UserState } from './user';

/** A call under way that obtains a user's session, and that a sign-out aborts. */
export interface Flight {
	/** Who signs in, or whose session it is. */
	user: UserState;
	/** Whether the user was signed in before. */
	refreshes: boolean;
	/** The session in memory when it began. */
	held: SessionState | null;
	/** When it began, in milliseconds. */
	at: number;
	/** Aborts it. */
	controller: AbortController;
}

/** All flights of this page that are under way. */
export const flights = /* @__PURE__ */ new Set<Flight>();

/**
 * Returns a flight that begins now.
 *
 * @param user - who signs in, or whose session it is
 * @param refreshes - whether the user is signed in already
 */
export function flightOf(user: UserState, refreshes = false): Flight {
	return { user, refreshes, held: user.signInUserSession, at: Date.now(), controller: new AbortController() };
}
