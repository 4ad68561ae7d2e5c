/**
 * How the methods of a user make their calls: with what state, and whether the user
 * must be signed in.
 *
 * @packageDocumentation
 */
import type { CallName } from '../../runtime/calls';
import { upstreamError } from '../base/errors';
import type { CallState } from '../state/call';
import { flightOf } from '../state/flight';
import type { SessionState, UserState } from '../state/user';
import { call } from './call';
import { refuse } from './callbacks';
import { poolRequest } from './pool-request';

/** The state of a user, as calls carry it. */
export function userRequest(user: UserState, userContextData?: unknown): CallState {
	const session = heldSession(user);
	return {
		...poolRequest(user.pool, user.client, user.storage),
		username: user.username,
		deviceKey: user.deviceKey,
		deviceGroupKey: user.deviceGroupKey,
		randomPassword: user.randomPassword,
		session: user.Session,
		challengeName: user.challengeName,
		accessToken: session && session.getAccessToken().getJwtToken(),
		userContextData,
	};
}

/** Makes a call. */
export function send(user: UserState, name: CallName, to: unknown, ...args: unknown[]): unknown {
	return call(name, userRequest(user), args, to, { user });
}

/** Makes a call that carries the data of the advanced security script. */
export function sendKnown(user: UserState, name: CallName, to: unknown, ...args: unknown[]): unknown {
	return call(name, userRequest(user, user.getUserContextData()), args, to, { user });
}

/** Takes a step of a sign-in. */
export function sendSignIn(user: UserState, name: CallName, to: unknown, ...args: unknown[]): unknown {
	return call(name, userRequest(user, user.getUserContextData()), args, to, { flight: flightOf(user) });
}

/** Makes a call that only a signed-in user may make. */
export function sendSignedIn(user: UserState, name: CallName, to: unknown, ...args: unknown[]): unknown {
	return heldSession(user) ? send(user, name, to, ...args) : refuse(notAuthenticated(), to);
}

/** The session in memory while it is valid. */
export function heldSession(user: UserState): SessionState | undefined {
	const session = user.signInUserSession;
	return session != null && session.isValid() ? session : undefined;
}

/** Upstream's error for who is not signed in. */
export function notAuthenticated(): Error {
	return upstreamError('User is not authenticated', 'NO_SESSION');
}
