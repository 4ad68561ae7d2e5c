import type { CognitoUserSession } from '../classes/session';
import type { CognitoUser } from '../classes/user';

/** A call under way that brings a user's session, and that a sign-out ends. */
export interface Flight {
	/** Who signs in, or whose session it is. */
	user: CognitoUser;
	/** Whether the user was signed in before. */
	refreshes: boolean;
	/** The session in memory when it began. */
	held: CognitoUserSession | null;
	/** When it began, in milliseconds. */
	at: number;
	/** Ends it. */
	controller: AbortController;
}

/** All flights of this page that are under way. */
export const flights = /* @__PURE__ */ new Set<Flight>();

/**
 * Makes a flight, which begins with its call.
 *
 * @param user - who signs in, or whose session it is
 * @param refreshes - whether the user is signed in already
 */
export function flightOf(user: CognitoUser, refreshes = false): Flight {
	return { user, refreshes, held: user.signInUserSession, at: Date.now(), controller: new AbortController() };
}
