/**
 * The storage key layout: the same names as upstream's, so that a session
 * written by one is read by the other. The user's name goes in as it is, and
 * the pool's id is in no key. The twin of this file is core/keys.go.
 *
 * @packageDocumentation
 */

/** A stored value that belongs to one user. */
export type UserKey =
	| 'idToken'
	| 'accessToken'
	| 'refreshToken'
	| 'clockDrift'
	| 'userData'
	| 'deviceKey'
	| 'randomPasswordKey'
	| 'deviceGroupKey'
	// Amplify v6 alone writes this one.
	| 'signInDetails';

/**
 * What all keys of an app client begin with.
 *
 * @param clientId - the app client's id
 */
export function keyPrefix(clientId: string): string {
	return 'CognitoIdentityServiceProvider.' + clientId;
}

/**
 * The key of the name of the user who signed in last.
 *
 * @param clientId - the app client's id
 */
export function lastUserKey(clientId: string): string {
	return keyPrefix(clientId) + '.LastAuthUser';
}

/**
 * The key of one of a user's values.
 *
 * @param clientId - the app client's id
 * @param username - the user's name
 * @param name - which value
 */
export function userKey(clientId: string, username: string, name: UserKey): string {
	return keyPrefix(clientId) + '.' + username + '.' + name;
}

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
