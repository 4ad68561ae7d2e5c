/**
 * What this bundle needs of the facade: its classes, and its state.
 *
 * @packageDocumentation
 */
import type { Host } from '../page/state/call';
import type { PoolState, SessionState, UserState } from '../page/state/user';
import type { CallName } from '../runtime/calls';

/** See page/classes/host.ts. */
export type OAuthHost = Pick<Host, 'CognitoError' | 'CognitoUser'> & {
	/** Makes a call that may sign a user in. */
	sendSignIn(user: UserState, name: CallName, to: AbortSignal | undefined, ...args: unknown[]): Promise<unknown>;
};

/** A pool as it is here. */
export interface OAuthPool extends PoolState {
	getCurrentUser(): OAuthUser | null;
}

/** A user as it is here. */
export interface OAuthUser extends UserState {
	signOut(callback?: (error?: unknown) => void): void;
}

/** The facade's classes. */
export interface Classes {
	CognitoUser: { prototype: object };
}

export type { SessionState };
