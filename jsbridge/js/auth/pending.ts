/**
 * What an address for signing in contains and what finishes the sign-in, made synchronously:
 * an application may put the address into a link.
 *
 * @packageDocumentation
 */
import type { LoginRecord } from '../oauth/records';
import { sha256 } from '../page/compat/sha256';
import { bytesOf } from '../page/base/bytes';
import type { OAuthClass } from './facade';

const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** For how many milliseconds an address is good: a link may be clicked long after it was made. */
const lifetime = 3_600_000;

/** Makes a random text; with 62 letters, 43 characters have 255 bits. */
export function randomText(length: number, chars = letters): string {
	const bytes = crypto.getRandomValues(new Uint8Array(length));
	return Array.from(bytes, (byte) => chars[byte % chars.length]).join('');
}

/**
 * An application's state as it stands in an address. What it has encoded itself stays so, as in
 * amazon-cognito-auth-js.
 */
export function encodedState(state: string): string {
	return state.replace(/[^\w.~%-]+/g, encodeURIComponent);
}

/**
 * The sign-in that a state belongs to. As long as it has not come back it stays the same one, so
 * that all addresses that were made for it work. It is in localStorage, since a link may open
 * another tab.
 *
 * @returns undefined if no storage can keep it
 */
export function pendingSignIn(
	{ find, keep }: OAuthClass['records'],
	state: string,
	clientId: string,
	redirectUri: string,
) {
	// The service decodes it, twice if somebody is signed in there, before it comes back.
	const returned = new URLSearchParams('state=' + encodedState(state)).get('state')!;
	const known = find(returned, clientId);
	const common = { clientId, redirectUri, state, lifetime, at: Date.now() };
	const secrets =
		known && known.codeVerifier && known.redirectUri === redirectUri
			? { codeVerifier: known.codeVerifier, nonce: known.nonce! }
			: { codeVerifier: randomText(64), nonce: randomText(43) };
	const record = { ...common, ...secrets } satisfies LoginRecord;
	return keep(returned, record, true) ? record : undefined;
}

/** What proves later that a code was requested here: the challenge of RFC 7636, section 4.2. */
export function challengeOf(codeVerifier: string): string {
	return btoa(String.fromCharCode(...sha256(bytesOf(codeVerifier))))
		.replace(/\+/g, '-')
		.replace(/\//g, '_')
		.replace(/=/g, '');
}
