/**
 * What the layers below the classes know of a user, a pool and a session. The
 * application may hand over proxies and objects of its own making.
 *
 * @packageDocumentation
 */
import type { PageStorage } from '../../gen/protocol';
import type { ICognitoClient, NodeCallback } from '../base/types';

/** See CognitoUserPool. */
export interface PoolState {
	/** What requests are sent with. */
	client?: ICognitoClient;
	/** Where the session is kept. */
	storage?: PageStorage;
	/** Wraps the callback of each refresh. */
	wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any;
	getUserPoolId(): string;
	getClientId(): string;
	/** The data of Amazon's advanced security script for a user. */
	getUserContextData?(username: string): { EncodedData?: string } | undefined;
}

/** See CognitoUserSession. */
export interface SessionState {
	/** Local time minus the service's, in seconds. */
	clockDrift?: number;
	getIdToken(): { getJwtToken(): string; getIssuedAt(): number; getExpiration(): number };
	getAccessToken(): { getJwtToken(): string; getIssuedAt(): number; getExpiration(): number };
	/** A session that was made without one returns undefined. */
	getRefreshToken(): { getToken(): string };
	isValid(): boolean;
}

/** See CognitoUser. */
export interface UserState {
	/** The user's name; a sign-in replaces an alias by the user's own name. */
	username: string;
	pool: PoolState;
	/** What requests are sent with. */
	client: ICognitoClient;
	/** Where the session is kept. */
	storage: PageStorage;
	/** The session in memory, which may have expired. */
	signInUserSession: SessionState | null;
	/** The state of a sign-in at the service, while challenges are to be answered. */
	Session: string | null | undefined;
	/** The challenge that the service named beside the tokens, normally none. */
	challengeName?: string | undefined;
	/** The key of the user's data in storage. */
	userDataKey: string;
	/** The remembered device: its key, its password and its group. */
	deviceKey?: string | null;
	randomPassword?: string | null;
	deviceGroupKey?: string | null;
	getUserContextData(): { EncodedData?: string } | undefined;
	getUserData(callback: (error?: unknown, data?: unknown) => void, params: { bypassCache: boolean }): void;
	clearCachedUser(): void;
	clearCachedDeviceKeyAndPassword(): void;
}
