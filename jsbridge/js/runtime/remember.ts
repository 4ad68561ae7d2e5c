/**
 * The sessions that have been verified in this page; see verified.ts. A part of
 * the runtime.
 *
 * @packageDocumentation
 */
import { verifiedSessions } from '../gen/constants';
import type { Host } from '../page/state/call';
import type { SessionState, UserState } from '../page/state/user';

/** The last ones, by {@link nameOf}. */
const last = new Set<string>();

/**
 * Identifies the tokens of a session and the app client that they are for. The clock
 * drift is part of it: whoever can write that could make an expired session look
 * valid.
 */
function nameOf({ pool }: UserState, session: SessionState): string {
	const tokens = [session.getIdToken(), session.getAccessToken()].map((token) => token.getJwtToken());
	return [pool.getUserPoolId(), pool.getClientId(), ...tokens, session.clockDrift].join(' ');
}

/** Remembers a session that the core has verified. */
export function remember(user: UserState, session: SessionState, host: Host): void {
	const name = nameOf(user, session);
	last.delete(name);
	last.add(name);
	if (last.size > verifiedSessions) last.delete([...last][0]!);
	host.verified.has = (ofUser, stored) => last.has(nameOf(ofUser, stored));
}
