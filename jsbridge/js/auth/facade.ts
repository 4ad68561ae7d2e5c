/**
 * What this bundle needs of the facade, and of `/oauth`.
 *
 * @packageDocumentation
 */
import type { OAuthPool } from '../oauth/facade';
import type { makeOAuth } from '../oauth/oauth';
import type { ICognitoStorage, ICognitoUserPoolData } from '../page/base/types';
import type { CognitoUserSession } from '../page/classes/session';
import type { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from '../page/classes/tokens';
import type { SessionState, UserState } from '../page/state/user';

/** A pool as it is here. */
export interface AuthPool extends OAuthPool {
	storage: ICognitoStorage;
	getUserContextData(username: string): { EncodedData?: string } | undefined;
}

/** A user as it is here. */
export interface AuthUser extends UserState {
	getUsername(): string;
	refreshSession(token: { getToken(): string }, callback: (error: unknown, session: SessionState) => void): void;
	setSignInUserSession(session: CognitoUserSession): void;
	signOut(): void;
}

/** The facade's classes. */
export interface Classes {
	CognitoAccessToken: typeof CognitoAccessToken;
	CognitoIdToken: typeof CognitoIdToken;
	CognitoRefreshToken: typeof CognitoRefreshToken;
	CognitoUser: (new (data: { Username: string; Pool: AuthPool; Storage: ICognitoStorage }) => AuthUser) & {
		prototype: object;
	};
	CognitoUserPool: new (data: ICognitoUserPoolData) => AuthPool;
	CognitoUserSession: typeof CognitoUserSession;
}

/** The class of `/oauth`. */
export type OAuthClass = ReturnType<typeof makeOAuth>;
