import type { CognitoUserSession } from './session';
import type { CognitoUser } from './user';

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

/** All flights of this page. */
export const flights = /* @__PURE__ */ new Set<Flight>();

/**
 * Begins a flight.
 *
 * @param user - who signs in, or whose session it is
 * @param refreshes - whether the user is signed in already
 */
export function begin(user: CognitoUser, refreshes = false): Flight {
	const flight = { user, refreshes, held: user.signInUserSession, at: Date.now(), controller: new AbortController() };
	flights.add(flight);
	return flight;
}
