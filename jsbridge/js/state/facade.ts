/**
 * What this bundle needs of the facade, which it adds to: its classes, and its state.
 *
 * @packageDocumentation
 */
import type { Host } from '../page/state/call';
import type { PoolState, UserState } from '../page/state/user';
import type { CallName } from '../runtime/calls';

/** See page/classes/host.ts. */
export type StateHost = Pick<
	Host,
	'CognitoError' | 'endSession' | 'keep' | 'keepsCurrent' | 'makeSession' | 'stateChanged' | 'underway'
> & {
	/** Takes a step of a sign-in; without callbacks, or with an AbortSignal in their place, it returns a promise. */
	sendSignIn(user: UserState, name: CallName, to: unknown, ...args: unknown[]): unknown;
};

/** A user object as it is here. */
export interface StateUser extends UserState {
	authenticationFlowType: string;
	/** Writes the session in memory, and makes the user the current one. */
	cacheTokens(): void;
	cleanClientData(): void;
	clearCachedTokens(): void;
	clearCachedUserData(): void;
	deleteUser(this: StateUser, ...args: unknown[]): unknown;
	getUserDataFromCache(): unknown;
	globalSignOut(this: StateUser, ...args: unknown[]): unknown;
	signOut(callback?: unknown): void;
}

/** The facade's classes. */
export interface Classes {
	CognitoUser: {
		prototype: object;
		new (data: { Username: string; Pool: PoolState; Storage?: unknown }): StateUser;
	};
	CognitoUserPool: { prototype: object };
}
