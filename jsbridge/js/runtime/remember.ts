/**
 * The sessions that have been verified in this page; see verified.ts. A part of
 * the runtime.
 *
 * @packageDocumentation
 */
import { verifiedSessions } from '../gen/constants';
import type { Host } from '../page/call/call';
import type { CognitoUserSession } from '../page/classes/session';
import type { CognitoUser } from '../page/classes/user';

/** The last ones, by {@link nameOf}. */
const last = new Set<string>();

/**
 * Stands for the tokens of a session, and for the app client that they are good
 * for. The clock drift belongs to it: who can write that could make a session
 * look valid that has ended.
 */
function nameOf({ pool }: CognitoUser, session: CognitoUserSession): string {
	const tokens = [session.getIdToken(), session.getAccessToken()].map((token) => token.getJwtToken());
	return [pool.getUserPoolId(), pool.getClientId(), ...tokens, session.clockDrift].join(' ');
}

/** Remembers a session that the core has verified. */
export function remember(user: CognitoUser, session: CognitoUserSession, host: Host): void {
	const name = nameOf(user, session);
	last.delete(name);
	last.add(name);
	if (last.size > verifiedSessions) last.delete([...last][0]!);
	host.verified.has = (ofUser, stored) => last.has(nameOf(ofUser, stored));
}
