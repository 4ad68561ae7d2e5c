/**
 * What a call of the core is made of: the page fills it in (call/call.ts), the
 * runtime performs it (runtime/calls.ts).
 *
 * @packageDocumentation
 */
import type { JSONValue, PageStorage, PoolRequest, SessionReply } from '../../gen/protocol';
import type { CognitoErrorCode } from '../base/errors';
import type { CognitoEventMap } from '../base/events';
import type { PoolOptions } from '../base/options';
import type { ClientMetadata, ICognitoClient, NodeCallback } from '../base/types';
import type { Flight } from './flight';
import type { Entry } from './guard';
import type { PoolState, SessionState, UserState } from './user';

/** A request whose JSON members are the application's own values. */
export type Unchecked<Request> = {
	[Member in keyof Request]: JSONValue extends Request[Member] ? unknown : Request[Member];
};

/** The state of the pool and the user when the call was made. */
export interface CallState
	extends Unchecked<PoolRequest>, Pick<PoolOptions, 'requestTimeout' | 'refreshBefore' | 'headers'> {
	username?: string | undefined;
	deviceKey?: string | null | undefined;
	deviceGroupKey?: string | null | undefined;
	randomPassword?: string | null | undefined;
	/** The state of a sign-in. */
	session?: string | null | undefined;
	challengeName?: string | undefined;
	/** The one of the session in memory, while that is valid. */
	accessToken?: string | undefined;
}

/** That state, and the method's arguments: whatever the application passed. */
export interface CallRequest extends CallState {
	args: unknown[];
}

/** Who makes a call, and for whom. */
export interface Caller {
	/** The application's callbacks, if any. */
	callbacks?: unknown;
	user?: UserState | undefined;
	pool?: PoolState | undefined;
	/** Where there is neither user nor pool. */
	client?: ICognitoClient | undefined;
	/** The flight of a call that obtains a session. */
	flight?: Flight | undefined;
}

/** What the runtime needs of the facade: its classes and its state. The entry hands it in once. */
export interface Host {
	CognitoError: new (code: CognitoErrorCode, message: string, cause?: unknown) => Error;
	CognitoUser: new (data: { Username: string; Pool: PoolState; Storage?: PageStorage | undefined }) => UserState;
	CognitoUserAttribute: new (data: { Name: string; Value: string }) => object;
	makeSession(tokens: Omit<SessionReply, 'username'>): SessionState;
	/** See get-session.ts. */
	give(
		user: UserState,
		session: SessionState,
		to: NodeCallback<unknown, SessionState> | undefined,
		options: { clientMetadata?: ClientMetadata },
	): unknown;
	/** See guard.ts. */
	keep(
		storage: PageStorage,
		entries: readonly Entry[],
		key: string,
		operation?: CognitoEventMap['storagewarning']['operation'],
	): void;
	/** See sign-out.ts. */
	hold(user: UserState, session: SessionState, at?: number): void;
	/** See sign-out.ts. */
	endSession(user: UserState, remove?: () => void): void;
	/** Hears of sessions that calls have brought or ended, where `cognitowasm/state` was imported; without a change, somebody else has. */
	stateChanged?(user: UserState, change?: 'signedIn' | 'refreshed' | 'expired'): void;
	/** How many calls that obtain or end a session have not told what has become of it. */
	underway?: number;
	/** Whether the session that is written leaves the current user the one that it is; `cognitowasm/state` then publishes nothing. */
	keepsCurrent?: boolean;
	/** See verified.ts. */
	verified: { has(user: UserState, session: SessionState): boolean };
}
