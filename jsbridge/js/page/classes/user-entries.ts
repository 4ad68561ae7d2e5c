/**
 * What a user has in storage.
 *
 * @packageDocumentation
 */
import { deviceKeys, sessionKeys } from '../../gen/keys';
import { keyOf, lastUserOf } from '../base/keys';
import type { Entry } from '../state/guard';
import type { SessionState, UserState } from '../state/user';

/**
 * What is written when the application stores a session itself.
 *
 * @throws what the session throws for lack of a token, before anything is written
 */
export function sessionEntries(user: UserState, session: SessionState): Entry[] {
	const refreshToken = session.getRefreshToken();
	const values = [
		session.getIdToken().getJwtToken(),
		session.getAccessToken().getJwtToken(),
		refreshToken ? refreshToken.getToken() : '',
		'' + (session as SessionState & { getClockDrift(): number }).getClockDrift(),
	];
	const entries: Entry[] = sessionKeys.map((name, i) => [keyOf(user, name), values[i]!]);
	return [...entries, [lastUserOf(user), user.username], [keyOf(user, 'signInDetails'), null]];
}

/** What a sign-out removes, in this order. */
export function tokenKeys(user: UserState): string[] {
	const keys = sessionKeys.map((name) => keyOf(user, name));
	keys.splice(3, 0, lastUserOf(user));
	return keys;
}

/** The remembered device of a user. */
export function keysOfDevice(user: UserState): string[] {
	return deviceKeys().map((name) => keyOf(user, name));
}
