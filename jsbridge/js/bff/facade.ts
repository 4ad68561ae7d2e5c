/**
 * What this bundle needs of the facade, which it adds to: its classes, and its state.
 *
 * @packageDocumentation
 */
import type { Host } from '../page/state/call';
import type { SessionState, UserState } from '../page/state/user';

/** See page/classes/host.ts. */
export type BackendHost = Pick<Host, 'CognitoError' | 'makeSession'>;

/** A user object as it is here. */
export type BackendUser = UserState & { [method: string]: unknown; Session: unknown };

export type { SessionState };

/** The facade's classes. */
export interface Classes {
	CognitoUser: { prototype: object };
}
