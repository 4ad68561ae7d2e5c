/**
 * The instant reader: what a page can know of its session without the core.
 * These functions only read, and decide by upstream's formula whether a session is
 * valid; package core does the same in Go, and a test holds the two equal.
 *
 * @packageDocumentation
 */
import { CognitoError, upstreamError } from '../base/errors';
import { guard, read } from '../state/guard';
import { keyOf, lastUserKey } from '../base/keys';
import type { UserKey } from '../base/keys';
import type { PageStorage } from '../../gen/protocol';
import { isCurrent, isValid, makeSession } from './session';
import type { SessionState, UserState } from '../state/user';

/**
 * What is known of a user's session: an error, or a session that is valid or can be
 * refreshed. With `nothing` there is no session at all; with `held` it is in memory.
 */
export type Found =
	| { error: Error; nothing?: boolean; session?: undefined; valid?: undefined; held?: undefined }
	| { error?: undefined; session: SessionState; valid: boolean; held?: boolean };

/**
 * Checks that a storage returned a value rather than a promise.
 *
 * @throws CognitoError with code `AsyncStorage`
 */
function now(value: unknown): string | null | undefined {
	if (value && typeof (value as { then?: unknown }).then === 'function') {
		throw new CognitoError(
			'AsyncStorage',
			'Storage is async: use getSession() without a callback, or cognitowasm/core.',
		);
	}
	return value as string | null | undefined;
}

/**
 * Reads one of a user's values.
 *
 * @throws CognitoError with code `AsyncStorage` or `StorageError`
 */
export function readValue(user: UserState, name: UserKey): string | null | undefined {
	const key = keyOf(user, name);
	let value: unknown;
	try {
		value = guard(user.storage).getItem(key);
	} catch (error) {
		throw new CognitoError('StorageError', 'The storage refused to read ' + key + '.', error);
	}
	return now(value);
}

/**
 * Reads who signed in last with an app client.
 *
 * @returns the user's name, or something falsy
 * @throws CognitoError with code `AsyncStorage`
 */
export function readLastUser(storage: PageStorage, clientId: string): string | null | undefined {
	return now(read(storage, lastUserKey(clientId)));
}

/**
 * Reads a user's session.
 *
 * @throws CognitoError with code `AsyncStorage` or `StorageError`
 */
export function readSession(user: UserState): Found {
	const get = (name: UserKey) => readValue(user, name);
	const idToken = get('idToken');
	if (!idToken) {
		return {
			error: upstreamError('Local storage is missing an ID Token, Please authenticate', 'NO_SESSION'),
			nothing: true,
		};
	}
	const accessToken = get('accessToken');
	const stored = get('refreshToken');
	let clockDrift = parseInt(get('clockDrift')!) || 0;
	// Amplify v6 writes its drift in milliseconds and with the other sign.
	if (clockDrift && get('signInDetails')) clockDrift = 0;
	const session = makeSession({ idToken, accessToken: accessToken!, refreshToken: stored!, clockDrift });
	const refreshToken = session.getRefreshToken().getToken();
	// Without a refresh token, a session is valid for as long as it is with upstream.
	const valid = refreshToken ? isCurrent(session) : isValid(session);
	if (!valid && !refreshToken) {
		return { error: upstreamError('Cannot retrieve a new session. Please authenticate.', 'NO_SESSION') };
	}
	return { session, valid };
}
