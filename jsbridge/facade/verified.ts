import type { CognitoUserSession } from './session';
import type { CognitoUser } from './user';

/**
 * The last sessions that the core has given a pool that verifies tokens, by
 * {@link nameOf}: storage is read without the core while it holds one of them.
 */
export const verified = /* @__PURE__ */ new Set<string>();

/**
 * Stands for the tokens of a session, and for the app client that they are good
 * for. The clock drift belongs to it: who can write that could make a session
 * look valid that has ended.
 */
export function nameOf({ pool }: CognitoUser, session: CognitoUserSession): string {
	const tokens = [session.getIdToken(), session.getAccessToken()].map((token) => token.getJwtToken());
	return [pool.getUserPoolId(), pool.getClientId(), ...tokens, session.clockDrift].join(' ');
}
