/**
 * The storage key layout: the same names as upstream's, so that a session
 * written by one is read by the other. The user's name goes in as it is, and
 * the pool's id is in no key.
 *
 * @packageDocumentation
 */

import type { CognitoUser } from '../classes/user';
import { lastUserKey, userKey } from '../../gen/keys';
import type { UserKey } from '../../gen/keys';

export { keyPrefix, lastUserKey } from '../../gen/keys';
export type { UserKey } from '../../gen/keys';

/**
 * The key of one of a user's values, by the name that the user object has now.
 *
 * @param user - whose value
 * @param name - which value
 */
export function keyOf(user: CognitoUser, name: UserKey): string {
	return userKey(user.pool.getClientId(), user.username, name);
}

/**
 * The key of the name of the user who signed in last to a user's app client.
 *
 * @param user - one of its users
 */
export function lastUserOf(user: CognitoUser): string {
	return lastUserKey(user.pool.getClientId());
}
