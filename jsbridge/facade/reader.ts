/**
 * The instant reader: what a page can know of its session without the core.
 * These functions only read, and decide validity by the peer's formula; package
 * core does the same in Go, and a test holds the two equal.
 *
 * @packageDocumentation
 */
import { asyncStorage } from './errors';
import { lastUserKey, userKey } from './keys';
import type { UserKey } from './keys';
import type { PageStorage } from './protocol.gen';
import { makeSession } from './session';
import type { CognitoUserSession } from './session';

/**
 * What a storage says of a user's session: an error, or a session that is valid
 * or can be refreshed. With `nothing`, there is no session at all.
 */
export type Found =
	| { error: Error; nothing?: boolean; session?: undefined; valid?: undefined }
	| { error?: undefined; session: CognitoUserSession; valid: boolean };

/**
 * Reads one value, which must be there at once.
 *
 * @param call - the method to name in the error
 * @throws CognitoError with code `AsyncStorage` when the storage answers with
 * a promise
 */
export function readNow(storage: PageStorage, key: string, call: string): any {
	const value: any = storage.getItem(key);
	if (value && typeof value.then === 'function') {
		// The answer is of no use, and its failure is nobody's concern.
		value.then(undefined, () => {});
		throw asyncStorage(call);
	}
	return value;
}

/**
 * Reads who signed in last with an app client.
 *
 * @returns the user's name, or something falsy
 * @throws CognitoError with code `AsyncStorage`
 */
export function readLastUser(storage: PageStorage, clientId: string): string | null | undefined {
	return readNow(storage, lastUserKey(clientId), 'getCurrentUser');
}

/**
 * Reads a user's session.
 *
 * @throws CognitoError with code `AsyncStorage`, and whatever the storage
 * throws
 */
export function readSession(storage: PageStorage, clientId: string, username: string): Found {
	const read = (name: UserKey) => readNow(storage, userKey(clientId, username, name), 'getSession');
	const idToken = read('idToken');
	if (!idToken) {
		return { error: new Error('Local storage is missing an ID Token, Please authenticate'), nothing: true };
	}
	const session = makeSession({
		idToken,
		accessToken: read('accessToken'),
		refreshToken: read('refreshToken'),
		clockDrift: parseInt(read('clockDrift')) || 0,
	});
	const valid = session.isValid();
	if (!valid && !session.getRefreshToken().getToken()) {
		return { error: new Error('Cannot retrieve a new session. Please authenticate.') };
	}
	return { session, valid };
}
