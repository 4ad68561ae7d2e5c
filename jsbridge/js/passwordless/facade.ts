/**
 * What this bundle needs of the facade, which it adds to: its classes, and its state.
 *
 * @packageDocumentation
 */
import type { ListensToChallenges, OpenChallenge } from '../page/base/challenge';
import type { Host } from '../page/state/call';
import type { PoolState, UserState } from '../page/state/user';
import type { CallName } from '../runtime/calls';

/** See page/classes/host.ts. */
export type PasswordlessHost = Pick<Host, 'CognitoError' | 'endSession'> & {
	sendSignIn: Send;
	sendSignedIn: Send;
};

/** Makes a call for a user; without callbacks, or with an AbortSignal in their place, it returns a promise. */
type Send = (user: UserState, name: CallName, to: unknown, ...args: unknown[]) => unknown;

/** The hidden property of a user object that has the challenge which waits for an answer. */
export const open = Symbol.for('cognitowasm.open');

/** A user object as it is here. */
export interface PasswordlessUser extends UserState, ListensToChallenges {
	authenticationFlowType: string;
	cleanClientData(): void;
	signOut(callback?: unknown): void;
	[open]?: (OpenChallenge & { expires: number }) | undefined;
}

/** The facade's classes. */
export interface Classes {
	CognitoUser: {
		prototype: object;
		new (data: { Username: string; Pool: PoolState; Storage?: unknown }): PasswordlessUser;
	};
	CognitoUserPool: { prototype: object };
}
