// Written by internal/cmd/gents from internal/protocol. Do not edit: run make gen.

/** Any JSON value. */
export type JSONValue = string | number | boolean | null | JSONValue[] | { [name: string]: JSONValue | undefined };

/** An object that keeps the session, as localStorage does; results may be promises. */
export interface PageStorage {
	getItem(key: string): unknown;
	setItem(key: string, value: string): unknown;
	removeItem(key: string): unknown;
}

/**
 * PoolRequest is the part common to all requests: which app client of which
 * user pool, and where its state is kept.
 */
export interface PoolRequest {
	/** UserPoolID is the user pool's id, for instance "eu-west-1_AbCdEf123". */
	userPoolId: string;
	/** ClientID is the app client's id. */
	clientId: string;
	/** Endpoint replaces the service's URL, which follows from the pool id. */
	endpoint?: string | undefined;
	/**
	 * Credentials is the fetch option of that name; left out, the browser's
	 * default holds.
	 */
	credentials?: string | undefined;
	/** UserAgent is the X-Amz-User-Agent header; left out, the peer's text. */
	userAgent?: string | undefined;
	/**
	 * Storage keeps the session: an object with getItem, setItem and
	 * removeItem, whose results may be promises. Left out, it is localStorage,
	 * or memory where that is blocked.
	 */
	storage?: PageStorage | undefined;
	/** UserContextData goes into the requests that take it, as it is. */
	userContextData?: JSONValue | undefined;
}

/** UserReply names a user. */
export interface UserReply {
	/** Username is the name under which the user's session is stored. */
	username: string;
}

/** GetSessionRequest asks for a user's session. */
export interface GetSessionRequest extends PoolRequest {
	username?: string | undefined;
	clientMetadata?: JSONValue | undefined;
}

/** SessionReply is a user's session. */
export interface SessionReply {
	username: string;
	idToken: string;
	accessToken: string;
	refreshToken: string;
	/**
	 * ClockDrift is local time minus the server's, in whole seconds; NaN when
	 * the tokens do not say when they were issued.
	 */
	clockDrift: number;
}

/** RefreshSessionRequest asks for new tokens. */
export interface RefreshSessionRequest extends PoolRequest {
	username: string;
	refreshToken: string;
	/**
	 * Replaces is the access token that the caller wants to replace. Where
	 * storage by now holds a valid session with another one, somebody else has
	 * refreshed, and that session is the reply.
	 */
	replaces?: string | undefined;
	clientMetadata?: JSONValue | undefined;
}

/** SignInRequest asks to sign a user in. */
export interface SignInRequest extends PoolRequest {
	username: string;
	password: string;
	/** Flow is USER_SRP_AUTH (the default) or USER_PASSWORD_AUTH. */
	flow?: string | undefined;
	/**
	 * DeviceKey names the remembered device from the first request on; left
	 * out, it is read from storage once the user's own name is known.
	 */
	deviceKey?: string | undefined;
	clientMetadata?: JSONValue | undefined;
}

/** Device is a device of the user, with the secret that signs it in. */
export interface Device {
	deviceKey: string;
	deviceGroupKey: string;
	randomPassword: string;
}

/** Challenge is what the service wants next. */
export interface Challenge {
	/** Name is Cognito's, for instance "SMS_MFA". */
	name: string;
	/** Parameters are the challenge's, as the service sent them. */
	parameters?: JSONValue | undefined;
	/**
	 * Session is the sign-in's state at the service, to be sent back with the
	 * answer.
	 */
	session?: string | undefined;
}

/** SignInReply is the state of a sign-in after the last reply of the service. */
export interface SignInReply {
	/**
	 * Username is the user's own name (USER_ID_FOR_SRP), which may differ from
	 * the one that was typed.
	 */
	username: string;
	/** Session is there when the user is signed in. */
	session?: SessionReply | undefined;
	/** Device is the device that this sign-in confirmed, or used. */
	device?: Device | undefined;
	/**
	 * UserConfirmationNecessary says that the user should be asked whether to
	 * remember the device.
	 */
	userConfirmationNecessary: boolean;
	/**
	 * Challenge is there when the service wants more before it signs the user
	 * in.
	 */
	challenge?: Challenge | undefined;
}

/** SignOutRequest asks to sign a user out. */
export interface SignOutRequest extends PoolRequest {
	username?: string | undefined;
	/**
	 * Revoke asks for RevokeToken as well. Storage is cleared whatever comes
	 * of it.
	 */
	revoke?: boolean | undefined;
}

/** RevokeTokenRequest asks to revoke a refresh token. */
export interface RevokeTokenRequest extends PoolRequest {
	accessToken: string;
	refreshToken: string;
}

/** SignUpRequest asks to register a user. */
export interface SignUpRequest extends PoolRequest {
	username: string;
	/** Password may be left out where the pool signs in without one. */
	password?: string | undefined;
	userAttributes?: JSONValue | undefined;
	validationData?: JSONValue | undefined;
	clientMetadata?: JSONValue | undefined;
}

/** ConfirmSignUpRequest brings the code that a new user received. */
export interface ConfirmSignUpRequest extends PoolRequest {
	username: string;
	confirmationCode: string;
	forceAliasCreation?: JSONValue | undefined;
	clientMetadata?: JSONValue | undefined;
}

/** ResendConfirmationCodeRequest asks for another confirmation code. */
export interface ResendConfirmationCodeRequest extends PoolRequest {
	username: string;
	clientMetadata?: JSONValue | undefined;
}

/** GetUserRequest asks who an access token belongs to. */
export interface GetUserRequest extends PoolRequest {
	accessToken: string;
}

/** What the Go core does for JavaScript. Every method answers through a promise. */
export interface Operations {
	/** Tells who signed in last with this app client, or null. */
	getCurrentUser(request: PoolRequest): Promise<UserReply | null>;
	/** Gives the user's session: the stored one while it is valid, else a refreshed one. Without a username it is the current user's. */
	getSession(request: GetSessionRequest): Promise<SessionReply>;
	/** Exchanges the refresh token for a new session, once per user however many ask. */
	refreshSession(request: RefreshSessionRequest): Promise<SessionReply>;
	/** Signs a user in and stores the session. The reply has either a session or a challenge. */
	signIn(request: SignInRequest): Promise<SignInReply>;
	/** Removes the session from storage and, when asked, revokes the refresh token. Without a username it is the current user's. */
	signOut(request: SignOutRequest): Promise<void>;
	/** Revokes a session's refresh token, where the access token says that it can be revoked (claim origin_jti). */
	revokeToken(request: RevokeTokenRequest): Promise<void>;
	/** Registers a user (SignUp) and gives the service's reply. */
	signUp(request: SignUpRequest): Promise<JSONValue>;
	/** Confirms a registration with the code that the user received (ConfirmSignUp). */
	confirmSignUp(request: ConfirmSignUpRequest): Promise<void>;
	/** Sends the confirmation code again and gives the service's reply (ResendConfirmationCode). */
	resendConfirmationCode(request: ResendConfirmationCodeRequest): Promise<JSONValue>;
	/** Gives the service's description of the user that the access token belongs to (GetUser). */
	getUser(request: GetUserRequest): Promise<JSONValue>;
}
