/**
 * The storage key layout: the same names as upstream's, so that a session
 * written by one is read by the other. The user's name goes in as it is, and
 * the pool's id is in no key.
 *
 * @packageDocumentation
 */

import { lastUserKey, userKey } from '../../gen/keys';
import type { UserKey } from '../../gen/keys';

export { keyPrefix, lastUserKey } from '../../gen/keys';
export type { UserKey } from '../../gen/keys';

/** Whose values: a user of an app client. */
interface KeyOwner {
	username: string;
	pool: { getClientId(): string };
}

/**
 * The key of one of a user's values, by the name that the user object has now.
 *
 * @param user - whose value
 * @param name - which value
 */
export function keyOf(user: KeyOwner, name: UserKey): string {
	return userKey(user.pool.getClientId(), user.username, name);
}

/**
 * The key of the name of the user who signed in last to a user's app client.
 *
 * @param user - one of its users
 */
export function lastUserOf(user: KeyOwner): string {
	return lastUserKey(user.pool.getClientId());
}
