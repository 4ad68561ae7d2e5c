/**
 * How a user's calls are made: what is said of the user, and who may call.
 *
 * @packageDocumentation
 */
import { refuse } from './callbacks';
import type { CallName } from '../../runtime/calls';
import { call } from './call';
import type { Said } from './call';
import { peerError } from '../base/errors';
import { flightOf } from '../state/flight';
import { poolRequest } from './request';
import type { CognitoUserSession } from '../classes/session';
import type { CognitoUser } from '../classes/user';

/** What calls say of the user. */
export function saidOf(user: CognitoUser, userContextData?: unknown): Said {
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
export function send(user: CognitoUser, name: CallName, to: unknown, ...args: unknown[]): any {
	return call(name, saidOf(user), args, to, { user });
}

/** Makes a call that carries the data of the advanced security script. */
export function sendKnown(user: CognitoUser, name: CallName, to: unknown, ...args: unknown[]): any {
	return call(name, saidOf(user, user.getUserContextData()), args, to, { user });
}

/** Takes a step of a sign-in. */
export function signIn(user: CognitoUser, name: CallName, to: unknown, ...args: unknown[]): any {
	return call(name, saidOf(user, user.getUserContextData()), args, to, { flight: flightOf(user) });
}

/** Makes a call that only a signed-in user may make. */
export function ask(user: CognitoUser, name: CallName, to: any, ...args: unknown[]): any {
	return heldSession(user) ? send(user, name, to, ...args) : refuse(notAuthenticated(), to);
}

/** The session in memory while it is valid. */
export function heldSession(user: CognitoUser): CognitoUserSession | undefined {
	const session = user.signInUserSession;
	return session != null && session.isValid() ? session : undefined;
}

/** The peer's error for who is not signed in. */
export function notAuthenticated(): Error {
	return peerError('User is not authenticated', 'NO_SESSION');
}
