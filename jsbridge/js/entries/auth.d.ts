/**
 * A drop-in for amazon-cognito-auth-js 1.3.3: the same classes, callbacks and storage keys, on top
 * of `cognitowasm/oauth`. Sign-ins use authorization codes with PKCE, and the session is that of an
 * ordinary CognitoUser. docs/auth.md says how to swap, and lists the differences.
 *
 * Pages with the classic script load `dist/cognitowasm.auth.js` behind it, and find the class as
 * `AmazonCognitoIdentity.CognitoAuth`.
 *
 * @packageDocumentation
 */
import {
	CognitoAccessToken as AccessToken,
	CognitoIdToken as IdToken,
	CognitoRefreshToken as RefreshToken,
	CognitoUser,
	CognitoUserPool,
	CognitoUserSession,
	CookieStorage,
	DateHelper,
	ICognitoUserPoolData,
} from 'cognitowasm';

export { CookieStorage, DateHelper };

/** A place for sessions. */
export interface CognitoAuthStorage {
	/** Stores a value. */
	setItem(key: string, value: string): void;
	/** The value, or null or undefined. */
	getItem(key: string): string | null | undefined;
	/** Removes a value. */
	removeItem(key: string): void;
}

/** The app client at its domain; the options of a CognitoUserPool may be among them. */
export interface CognitoAuthOptions extends Omit<ICognitoUserPoolData, 'ClientId' | 'Storage' | 'UserPoolId'> {
	/** The app client's id; it must have no secret, and allow the authorization code grant. */
	ClientId: string;
	/** The pool's domain, for instance `auth.example.com`. */
	AppWebDomain: string;
	/** What the access token is to allow; all that the app client may when empty. `openid` is added. */
	TokenScopesArray?: readonly string[] | undefined;
	/** The page to come back to, exactly as it is registered. */
	RedirectUriSignIn: string;
	/** The page to come back to after a sign-out, exactly as it is registered. */
	RedirectUriSignOut: string;
	/** The provider to go to without the page that offers a choice, for instance `Google`. */
	IdentityProvider?: string | undefined;
	/** The user pool's id. amazon-cognito-auth-js does not require it. */
	UserPoolId: string;
	/** Whether the data of Amazon's advanced security script is sent; true by default. */
	AdvancedSecurityDataCollectionFlag?: boolean | undefined;
	/** Where the session is kept; localStorage by default. */
	Storage?: CognitoAuthStorage | undefined;
	/** Opens an address; `window.open(url, '_self')` by default. */
	LaunchUri?: ((url: string) => void) | undefined;
}

/** The application's callbacks. */
export interface CognitoAuthUserHandler {
	/** Gets the session. */
	onSuccess: (authSession: CognitoAuthSession) => void;
	/** Gets a CognitoServiceError, whose `reason` says why. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as declared for amazon-cognito-auth-js
	onFailure: (err: any) => void;
}

/** The argument of {@link CognitoAuthSession}. */
export interface CognitoSessionData {
	/** The ID token. */
	IdToken?: CognitoIdToken | undefined;
	/** The refresh token. */
	RefreshToken?: CognitoRefreshToken | undefined;
	/** The access token. */
	AccessToken?: CognitoAccessToken | undefined;
	/** The scopes of the access token. */
	TokenScopes?: CognitoTokenScopes | undefined;
	/** The application's state. */
	State?: string | undefined;
	/** Local time minus the service's, in seconds; 0 by default. */
	ClockDrift?: number | undefined;
}

/** The ID token: who the user is. */
export class CognitoIdToken extends IdToken {
	/** @param IdToken - the token's text */
	constructor(IdToken?: string);
	/** Replaces the token's text. */
	setJwtToken(idToken: string): void;
}

/** The access token. */
export class CognitoAccessToken extends AccessToken {
	/** @param AccessToken - the token's text */
	constructor(AccessToken?: string);
	/** Replaces the token's text. */
	setJwtToken(accessToken: string): void;
	/** The claim `username`. */
	getUsername(): string;
}

/** The refresh token. */
export class CognitoRefreshToken extends RefreshToken {
	/** @param RefreshToken - the token's text */
	constructor(RefreshToken?: string);
	/** Replaces the token's text. */
	setToken(refreshToken: string): void;
}

/** The scopes that an access token was requested with. */
export class CognitoTokenScopes {
	/** @param TokenScopesArray - the scopes */
	constructor(TokenScopesArray?: readonly string[]);
	/** The scopes. */
	getScopes(): string[];
	/** Replaces the scopes. */
	setTokenScopes(tokenScopes: readonly string[]): void;
}

/** A user's tokens, with the scopes and the application's state. `user.setSignInUserSession` takes it. */
export class CognitoAuthSession extends CognitoUserSession {
	/** @param sessionData - the tokens; what is omitted is empty */
	constructor(sessionData?: CognitoSessionData);
	getIdToken(): CognitoIdToken;
	/** Replaces the ID token. */
	setIdToken(IdToken: CognitoIdToken): void;
	getRefreshToken(): CognitoRefreshToken;
	/** Replaces the refresh token. */
	setRefreshToken(RefreshToken: CognitoRefreshToken): void;
	getAccessToken(): CognitoAccessToken;
	/** Replaces the access token. */
	setAccessToken(AccessToken: CognitoAccessToken): void;
	/** The scopes. */
	getTokenScopes(): CognitoTokenScopes;
	/** Replaces the scopes. */
	setTokenScopes(tokenScopes: CognitoTokenScopes): void;
	/** The application's state, as it was when the sign-in began; null otherwise. */
	getState(): string;
	/** Replaces the application's state. */
	setState(State: string): void;
	/** Reports whether the tokens are unexpired, by the service's clock. */
	isValid(): boolean;
}

/** Signs the users of one app client in at the pool's domain. */
export class CognitoAuth {
	/** The application's callbacks; set them before anything else is called. */
	userhandler: CognitoAuthUserHandler;
	/** The pool: `pool.getCurrentUser()` is the same user, as a CognitoUser. */
	readonly pool: CognitoUserPool;
	/** Opens an address. */
	launchUri: (URL: string) => void;

	/**
	 * @param options - the app client at its domain
	 * @throws Error when something is missing, with code `InvalidParameter` for the user pool's id
	 */
	constructor(options: CognitoAuthOptions);

	/** The app client's id. */
	getClientId(): string;
	/** The pool's domain. */
	getAppWebDomain(): string;
	/** The name of who signed in last, from storage. */
	getCurrentUser(): string;
	/** The name of who signed in last, from storage, or undefined. */
	getLastUser(): string;
	/** The name of the user whose session this is, or undefined. */
	getUsername(): string;
	/** Says whose session this is. */
	setUser(Username: string): void;
	/** Says whose session this is. */
	setUsername(Username: string): void;
	/** The application's state; a random one once an address was made without one. */
	getState(): string;
	/** Sets what the sign-in is to come back with: `session.getState()`. */
	setState(State: string): void;
	/** Chooses the authorization code grant, which is used anyway. */
	useCodeGrantFlow(): void;
	/** Has no effect: the implicit flow is not supported, and the authorization code grant is used. */
	useImplicitFlow(): void;

	/** The session in memory, which may be empty or have expired; null after a sign-out. */
	getSignInUserSession(): CognitoAuthSession;
	/** Reports whether there is a valid session in memory or storage. */
	isUserSignedIn(): boolean;

	/**
	 * Calls `onSuccess` with the session: synchronously if it is valid, otherwise when it has been
	 * refreshed. Without a session, leaves the page for the sign-in.
	 */
	getSession(): void;
	/**
	 * Finishes a sign-in, on the page that users come back to, and calls `onSuccess` or `onFailure`
	 * asynchronously. Does nothing for an address without the parameters of a sign-in.
	 *
	 * @param httpRequestResponse - the page's address
	 */
	parseCognitoWebResponse(httpRequestResponse: string): void;
	/**
	 * The address of the sign-in page. What finishes that sign-in is kept in localStorage for an
	 * hour; until it has come back, the address for one state stays the same.
	 *
	 * @throws CognitoError `StorageError` when neither localStorage nor sessionStorage is available
	 */
	getFQDNSignIn(): string;
	/** The scopes, separated by spaces, and encoded. */
	getSpaceSeperatedScopeString(): string;
	/** The data of Amazon's advanced security script, or undefined. */
	getUserContextData(): string;

	/**
	 * Refreshes the session of the user, and calls `onSuccess` or `onFailure`. Callers share one
	 * request, in all tabs.
	 *
	 * @param refreshToken - the token to exchange
	 */
	refreshSession(refreshToken: string): void;
	/** The session in storage, which may be empty or have expired. */
	getCachedSession(): CognitoAuthSession;
	/** Stores the session in memory, and makes its user the current one. */
	cacheTokensScopes(): void;
	/** Removes the session from storage. */
	clearCachedTokensScopes(): void;

	/** Signs the user out here, and leaves the page to end the session at the domain too. */
	signOut(): void;
	/** The address that ends the session at the domain. */
	getFQDNSignOut(): string;

	/** Calls the application's `onFailure`. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as declared for amazon-cognito-auth-js
	onFailure(err: any): void;
	/** Reports whether two sets have the same members. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as declared for amazon-cognito-auth-js
	compareSets(set1: ReadonlySet<any>, set2: ReadonlySet<any>): boolean;
	/** A random text of so many of these characters. */
	generateRandomString(length: number, chars: string): string;
}

/** Finds the storage that is used where none is given. */
export class StorageHelper {
	constructor();
	/** localStorage where it works, and otherwise memory. */
	getStorage(): CognitoAuthStorage;
}

/** The classes of this entry, but for those that the package exports itself. */
export interface AuthClasses {
	CognitoAccessToken: typeof CognitoAccessToken;
	CognitoAuth: typeof CognitoAuth;
	CognitoAuthSession: typeof CognitoAuthSession;
	CognitoIdToken: typeof CognitoIdToken;
	CognitoRefreshToken: typeof CognitoRefreshToken;
	CognitoTokenScopes: typeof CognitoTokenScopes;
	StorageHelper: typeof StorageHelper;
}

/**
 * Makes the classes for another copy of this package's classes, those of `cognitowasm/inline`.
 *
 * @param classes - this package
 * @throws TypeError for classes of another library, or of another version of this one
 */
export function makeAuth(classes: {
	CognitoAccessToken: typeof AccessToken;
	CognitoIdToken: typeof IdToken;
	CognitoRefreshToken: typeof RefreshToken;
	CognitoUser: typeof CognitoUser;
	CognitoUserPool: typeof CognitoUserPool;
	CognitoUserSession: typeof CognitoUserSession;
}): AuthClasses;
