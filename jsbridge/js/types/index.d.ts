type ParameterChallenge = "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP" | "CUSTOM_CHALLENGE" | "SMS_OTP" | "WEB_AUTHN";
/** A way to begin a sign-in of the flow `USER_AUTH`, by Cognito's name. */
export type FirstFactor = "PASSWORD" | "PASSWORD_SRP" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN";
/** An object that keeps the session, as localStorage does; results may be promises. */
export interface PageStorage {
	getItem(key: string): unknown;
	setItem(key: string, value: string): unknown;
	removeItem(key: string): unknown;
}
/**
 * Why a call failed, as `err.reason` says; docs/errors.md has a table.
 *
 * - `BAD_CREDENTIALS`: The user name or the password is wrong, or the pool hides which users exist.
 * - `USER_NOT_FOUND`: There is no such user, or no longer.
 * - `USER_DISABLED`: An administrator has disabled the user.
 * - `USER_NOT_CONFIRMED`: The user has not confirmed the registration.
 * - `PASSWORD_RESET_REQUIRED`: The password must be reset first.
 * - `PASSWORD_REJECTED`: The new password violates the pool's policy, or was used before.
 * - `USERNAME_TAKEN`: The user name, or an alias such as the e-mail address, belongs to another user.
 * - `CODE_MISMATCH`: The code is wrong.
 * - `CODE_EXPIRED`: The code has expired.
 * - `CHALLENGE_EXPIRED`: The sign-in took too long, or there were too many wrong answers: the service has forgotten it.
 * - `UNHANDLED_CHALLENGE`: The service asks for a challenge that this library does not know, or for which there is no callback.
 * - `FLOW_NOT_ENABLED`: The app client does not allow this way to sign in.
 * - `SECRET_HASH_REQUIRED`: The app client has a secret, which a page cannot keep.
 * - `PASSKEY_CANCELLED`: The user cancelled the passkey dialog, let it time out, or has no passkey here. Browsers do not say which.
 * - `PASSKEY_UNSUPPORTED`: This browser or device has no passkeys.
 * - `PASSKEY_NOT_ALLOWED`: Passkeys of the pool's relying party are not allowed on this page: its origin does not belong to the relying party, or a permissions policy forbids them.
 * - `PASSKEY_REGISTERED`: The authenticator already has a passkey of this user.
 * - `PASSKEY_REJECTED`: The service does not accept the passkey.
 * - `PASSKEYS_DISABLED`: The user pool does not allow passkeys.
 * - `RELYING_PARTY_MISSING`: The user pool has no relying party ID for passkeys, nor a domain.
 * - `LOGIN_REQUIRED`: With `prompt: 'none'`: the browser has no session at the pool's domain, or not one that will do.
 * - `CONSENT_REFUSED`: The user cancelled the sign-in at the identity provider, or did not consent.
 * - `INVALID_STATE`: The browser came back with a sign-in that was not begun here, has expired, or has been handled already.
 * - `USER_MISMATCH`: Another user has signed in than the one who was asked to; nothing was changed.
 * - `TRIGGER_REFUSED`: A Lambda trigger of the pool refused or failed.
 * - `NO_SESSION`: Nobody is signed in here, or the session has expired and cannot be refreshed.
 * - `REFRESH_REVOKED`: The refresh token has been revoked: by a sign-out, an administrator, or because it was used twice.
 * - `REFRESH_EXPIRED`: The refresh token has expired.
 * - `REFRESH_INVALID`: The service does not know the refresh token.
 * - `DEVICE_KEY_MISSING`: The service says "Invalid Refresh Token", and no device is stored for this user. A pool that tracks devices also says so of a good token whose device key was not sent, or whose device was never confirmed.
 * - `DEVICE_KEY_MISMATCH`: The refresh token was issued to a different device from the stored one.
 * - `ROTATION_REQUIRED`: The app client rotates refresh tokens, and `refresh: 'classic'` forbids the operation that this needs.
 * - `TOKEN_REJECTED`: The service does not accept the access token, or no longer does.
 * - `SCOPE_MISSING`: The access token lacks a scope, as tokens from managed login (the hosted UI) may.
 * - `TOKEN_UNVERIFIED`: A token did not pass verification, so it was not used: nothing was stored, and nothing removed.
 * - `TOKEN_UNAVAILABLE`: The tokens are on the server, where scripts cannot reach them (`cognitowasm/bff`), and the call needs one here.
 * - `CROSS_ORIGIN`: The server that keeps the session (`cognitowasm/bff`) refused a request that comes from a page of another origin, or that seems to.
 * - `TOKEN_SEALED`: The refresh token is sealed by `tokenIsolation`, and this page has no key for it: it does not set `tokenIsolation`, is on another origin, or the browser has removed the key. The token was not sent, and nothing was changed.
 * - `SIGNED_OUT`: The user signed out while the call was under way; nothing was stored.
 * - `OFFLINE`: The browser is offline; nothing was changed.
 * - `NETWORK_ERROR`: There was no response: the network, DNS or CORS; nothing was changed.
 * - `TIMEOUT`: There was no response in time; nothing was changed here.
 * - `THROTTLED`: Too many requests.
 * - `SERVICE_FAILURE`: The service failed.
 * - `INVALID_RESPONSE`: The response is not from Cognito, but from a proxy, a captive portal or a wrong endpoint. Nothing was changed.
 * - `ABORTED`: The application's AbortSignal ended the call.
 * - `STORAGE_BLOCKED`: The storage refused to read, write or remove a key: it is full or blocked.
 * - `ASYNC_STORAGE`: A synchronous call was made with an async `Storage`.
 * - `COOKIE_TOO_LONG`: A value does not fit into a cookie; nothing was written.
 * - `INVALID_PARAMETER`: An argument is missing or invalid.
 * - `WASM_UNAVAILABLE`: WebAssembly is unavailable, or a policy forbids it.
 * - `WASM_LOAD_FAILED`: The Wasm module could not be fetched or compiled.
 * - `WASM_MISMATCH`: The Wasm module belongs to another version of this script.
 * - `CORE_CRASHED`: The Wasm module crashed during the call, whose outcome is unknown.
 * - `INTERNAL_ERROR`: A bug in this library.
 * - `LIMIT_REACHED`: A service limit for this user was reached, for instance after many wrong codes.
 * - `WAF_BLOCKED`: AWS WAF, in front of the pool, refused the request.
 * - `CAPTCHA_REQUIRED`: AWS WAF, in front of the pool, requires a CAPTCHA (HTTP status 405, which a wrong endpoint may answer too).
 * - `REGION_STANDBY`: The operation is off in this region, for instance on the standby replica of a user pool in several regions.
 * - `UNKNOWN`: The service refused for a reason that is not in this list.
 */
export type Reason = "BAD_CREDENTIALS" | "USER_NOT_FOUND" | "USER_DISABLED" | "USER_NOT_CONFIRMED" | "PASSWORD_RESET_REQUIRED" | "PASSWORD_REJECTED" | "USERNAME_TAKEN" | "CODE_MISMATCH" | "CODE_EXPIRED" | "CHALLENGE_EXPIRED" | "UNHANDLED_CHALLENGE" | "FLOW_NOT_ENABLED" | "SECRET_HASH_REQUIRED" | "PASSKEY_CANCELLED" | "PASSKEY_UNSUPPORTED" | "PASSKEY_NOT_ALLOWED" | "PASSKEY_REGISTERED" | "PASSKEY_REJECTED" | "PASSKEYS_DISABLED" | "RELYING_PARTY_MISSING" | "LOGIN_REQUIRED" | "CONSENT_REFUSED" | "INVALID_STATE" | "USER_MISMATCH" | "TRIGGER_REFUSED" | "NO_SESSION" | "REFRESH_REVOKED" | "REFRESH_EXPIRED" | "REFRESH_INVALID" | "DEVICE_KEY_MISSING" | "DEVICE_KEY_MISMATCH" | "ROTATION_REQUIRED" | "TOKEN_REJECTED" | "SCOPE_MISSING" | "TOKEN_UNVERIFIED" | "TOKEN_UNAVAILABLE" | "CROSS_ORIGIN" | "TOKEN_SEALED" | "SIGNED_OUT" | "OFFLINE" | "NETWORK_ERROR" | "TIMEOUT" | "THROTTLED" | "SERVICE_FAILURE" | "INVALID_RESPONSE" | "ABORTED" | "STORAGE_BLOCKED" | "ASYNC_STORAGE" | "COOKIE_TOO_LONG" | "INVALID_PARAMETER" | "WASM_UNAVAILABLE" | "WASM_LOAD_FAILED" | "WASM_MISMATCH" | "CORE_CRASHED" | "INTERNAL_ERROR" | "LIMIT_REACHED" | "WAF_BLOCKED" | "CAPTCHA_REQUIRED" | "REGION_STANDBY" | "UNKNOWN";
/** What errors have; see docs/errors.md for the reasons. */
export interface CognitoServiceError extends Error {
	/** The service's or this package's name for it; upstream's own local errors have none. */
	code?: string;
	/** Why, by a stable name. */
	reason: Reason;
	/** Whether the same call may succeed later with nothing changed. */
	retryable: boolean;
	/** The HTTP status, where there was an answer. */
	statusCode?: number;
	/** The service's name for the request. */
	requestId?: string;
	/** The seconds to wait, where the service names them. */
	retryAfter?: number;
	/** The error behind it. */
	cause?: unknown;
}
/** A callback that gets an error or a result. */
export type NodeCallback<E, T> = (err?: E, result?: T) => void;
/** Shorthands of the type {@link NodeCallback}. */
export declare namespace NodeCallback {
	/** A callback for results of any kind. */
	type Any = NodeCallback<Error | undefined, any>;
}
/** A callback that gets an error, or a result and its details. */
export type UpdateAttributesNodeCallback<E, T, K> = (err?: E, result?: T, details?: K) => void;
/** Where the service sent a code. */
export interface CodeDeliveryDetails {
	/** The attribute that the address was taken from. */
	AttributeName: string;
	/** `SMS` or `EMAIL`. */
	DeliveryMedium: string;
	/** The address, mostly hidden. */
	Destination: string;
}
/** Text that is handed to the pool's triggers. */
export type ClientMetadata = {
	[key: string]: string;
} | undefined;
/** A challenge that the application answers, where a method is called without callbacks. */
export type PendingChallenge = {
	/** A code, a passkey or another answer is needed, or setting a second factor up. */
	challengeName: ParameterChallenge;
	/** As the service sent them. */
	challengeParameters: any;
	/** True where it is the first factor: `EMAIL_OTP` is the name of both a first and a second one. */
	firstFactor?: true;
} | {
	/** The user must choose how to sign in: see `selectChallenge` of `cognitowasm/passwordless`. */
	challengeName: "SELECT_CHALLENGE";
	/** The factors that the service offers. */
	availableChallenges: FirstFactor[];
	/** As the service sent them. */
	challengeParameters: {
		[name: string]: string;
	};
} | {
	/** The user must choose a new password. */
	challengeName: "NEW_PASSWORD_REQUIRED";
	/** The attributes that the user has. */
	userAttributes: any;
	/** The names of those that the pool requires. */
	requiredAttributes: string[];
};
/** What most methods of a signed-in user call: one of these members, once. */
export interface ResultCallbacks<T = string, E = Error> {
	/** It is done. */
	onSuccess: (result: T) => void;
	/** It failed; `err.code` says why where the service refused it. */
	onFailure: (err: E) => void;
}
/** Callbacks of what sends a code to the user. */
export interface CodeCallbacks<T = any, R = void> extends ResultCallbacks<T> {
	/** Called instead of `onSuccess` if present. */
	inputVerificationCode?: (data: T) => R;
}
/** Whether a second factor is on, and whether it is the one to use. */
export interface IMfaSettings {
	/** Whether it is the one to use. */
	PreferredMfa: boolean;
	/** Whether it is on. */
	Enabled: boolean;
}
/** The argument of {@link AuthenticationDetails}. */
export interface IAuthenticationDetailsData {
	/** The user's name; a sign-in uses the one of the CognitoUser. */
	Username: string;
	/** The password. */
	Password?: string;
	/** Sent as ClientMetadata in place of `ClientMetadata` when it has a member. */
	ValidationData?: {
		[key: string]: any;
	};
	/** Handed to the pool's triggers. */
	ClientMetadata?: ClientMetadata;
}
/** An object that keeps the session, as `localStorage` does. */
export interface ICognitoStorage {
	/** Keeps a value. */
	setItem(key: string, value: string): void;
	/** Returns a value, or null or undefined where there is none. */
	getItem(key: string): string | null;
	/** Forgets a value. */
	removeItem(key: string): void;
	/** Forgets all values. Never called by this package. */
	clear(): void;
}
/**
 * Data whose `Storage` may also return promises. Sign-in and refresh work with such
 * a storage; a call that answers synchronously fails with code `AsyncStorage`.
 */
export type WithAnyStorage<Data> = Omit<Data, "Storage"> & {
	/** Where the session is kept. */
	Storage?: ICognitoStorage | PageStorage | undefined;
};
/** The second argument of `getSession`. */
export interface GetSessionOptions {
	/** Handed to the pool's triggers, should the session be refreshed. */
	clientMetadata: Record<string, string>;
}
/** A challenge that has a callback in {@link IAuthenticationCallback}, as upstream declares them. */
export type ChallengeName = "CUSTOM_CHALLENGE" | "MFA_SETUP" | "NEW_PASSWORD_REQUIRED" | "SELECT_MFA_TYPE" | "SMS_MFA" | "SOFTWARE_TOKEN_MFA";
/** A way to deliver codes. */
export interface MFAOption {
	/** How codes are delivered. */
	DeliveryMedium: "SMS" | "EMAIL";
	/** The attribute that holds the address. */
	AttributeName: string;
}
/** The service's description of a user. */
export interface UserData {
	/** The ways to deliver codes. */
	MFAOptions: MFAOption[];
	/** The preferred second factor. */
	PreferredMfaSetting: string;
	/** The user's attributes. */
	UserAttributes: ICognitoUserAttributeData[];
	/** The second factors that are on. */
	UserMFASettingList: string[];
	/** The user's own name. */
	Username: string;
}
/** An attribute's name and value. */
export interface ICognitoUserAttributeData {
	/** The attribute's name, for instance `email`. */
	Name: string;
	/** The attribute's value. */
	Value: string;
}
/** The argument of {@link CognitoUserPool}. */
export interface ICognitoUserPoolData {
	/** The user pool's id, for instance `eu-west-1_AbCdEf123`. */
	UserPoolId: string;
	/** The app client's id. */
	ClientId: string;
	/** Replaces the service's URL, used as it is. */
	endpoint?: string;
	/** Where `getCurrentUser` looks, and where the users that the pool makes keep their session. */
	Storage?: ICognitoStorage;
	/** False keeps the data of the advanced security script out of requests. */
	AdvancedSecurityDataCollectionFlag?: boolean;
	/**
	 * Which operation exchanges refresh tokens: `classic` is InitiateAuth, as
	 * upstream does; `rotating` is GetTokensFromRefreshToken, which app clients
	 * that rotate refresh tokens need; `auto`, the default, tries the first
	 * and switches when the service refuses it.
	 */
	refresh?: "auto" | "rotating" | "classic" | undefined;
	/** How many milliseconds to wait for a response of the service: 30,000 by default, and 0 means no limit. */
	requestTimeout?: number | undefined;
	/**
	 * How many seconds before it expires `getSession` refreshes a session, so that a
	 * token does not expire while it is in use. Each page adds up to a quarter at random,
	 * and never refreshes in the first half of the tokens' lifetime. Omitted or 0, a
	 * session is refreshed once it has expired.
	 */
	refreshBefore?: number | undefined;
	/**
	 * Whether tokens are verified as they enter the page, with the keys that the
	 * pool publishes: those of a sign-in and a refresh, and stored ones when
	 * `getSession` first reads them, which then calls back asynchronously. A token that
	 * is not valid fails with code `TokenInvalid`: there is no session, and storage stays
	 * as it is. A session that the application passes to `setSignInUserSession` is not
	 * verified; see `session.verify()`.
	 */
	verifyTokens?: boolean | undefined;
	/**
	 * Where those keys are; defaults to a URL below the pool's own, or below
	 * `endpoint`. Also for `session.verify()`.
	 */
	jwksURL?: string | undefined;
	/**
	 * With `'session'`, a sign-in that waits for an answer is kept in sessionStorage, so that
	 * it can be continued after a reload: see `resumeChallenge` of `cognitowasm/passwordless`,
	 * which must be imported for that. No password, code or secret is kept. Omitted or
	 * false, nothing is.
	 */
	keepChallenges?: "session" | false | undefined;
	/**
	 * For how many minutes the service keeps a sign-in that waits for an answer, as the app
	 * client is set up (AuthSessionValidity): 3 by default, and at most 15.
	 */
	authSessionValidity?: number | undefined;
	/**
	 * Headers that are added to each request to the service, for instance
	 * `x-aws-waf-token`: an object, or a function that is called for each request and
	 * returns one, or a promise of one. None may have the name of a header that the request
	 * has anyway. If the function throws or rejects, nothing is sent, and the call fails with
	 * that error.
	 */
	headers?: RequestHeaders | ((request: RequestEvent) => RequestHeaders | PromiseLike<RequestHeaders>) | undefined;
	/** Called before each request to the service. What it throws changes nothing, and is an uncaught error. */
	onRequest?: ((event: RequestEvent) => void) | undefined;
	/** Called after each request to the service, also if there was no response. What it throws is an uncaught error. */
	onResponse?: ((event: ResponseEvent) => void) | undefined;
}
/** Headers by their name; those that are undefined or null are omitted. */
export type RequestHeaders = {
	[name: string]: string | null | undefined;
} | null | undefined;
/** A request to the service that is about to be sent. */
export interface RequestEvent {
	/** The name of the operation in the API, for instance `InitiateAuth`. */
	operation: string;
}
/** A request to the service that was sent, and what has come of it. */
export interface ResponseEvent extends RequestEvent {
	/** The HTTP status; 0 if there was no response. */
	status: number;
	/** From the request to the end of the response, in milliseconds. */
	duration: number;
	/**
	 * The service's name for its error, for instance `NotAuthorizedException`; without a
	 * response `NetworkError`, or `Aborted` for a call that was cancelled or took too long.
	 */
	code?: string;
	/** The service's name for the request. */
	requestId?: string;
}
/** What CognitoUserPool and CognitoUser send requests with. */
export interface ICognitoClient {
	/** The service's URL. */
	endpoint: string;
	/** Options of each request; `credentials` is the one that is used. */
	fetchOptions: {
		credentials?: string | undefined;
		[option: string]: any;
	};
}
/**
 * What a sign-in needs beside the user: the password, and data for the pool's
 * triggers. In a browser, constructing one starts loading the core, because a
 * sign-in is likely to follow.
 *
 * Members that upstream has and does not declare are marked internal here and in
 * the other classes, which keeps them out of index.d.ts: objects made by hand,
 * subclasses and augmented interfaces that fit upstream's declarations fit ours.
 */
export declare class AuthenticationDetails {
	/** @param data - nothing in it is checked here */
	constructor(data: IAuthenticationDetailsData & {
		AuthParameters?: {
			[key: string]: any;
		};
	});
	constructor(data: IAuthenticationDetailsData);
	/** The name that was passed to the constructor. */
	getUsername(): string;
	/** The password that was passed to the constructor. */
	getPassword(): string;
	/** The ValidationData that was passed to the constructor, or an empty object. */
	getValidationData(): any[];
}
/**
 * A whole number, as {@link AuthenticationHelper} takes and returns them. It has
 * what SRP needs; `value` is the number itself.
 */
declare class BigInteger$1 {
	/** The number. */
	value: bigint;
	/**
	 * @param text - its digits, with a sign where it is negative
	 * @param radix - 10, the default, or 16
	 */
	constructor(text: string | bigint, radix?: number);
	/** The digits, in base 10 or in that of the radix. */
	toString(radix?: number): string;
	/** The digits in base 10: JSON knows no bigint. */
	toJSON(): string;
	/** Whether both are the same number. */
	equals(other: BigInteger$1): boolean;
	/** Less than 0, 0, or more than 0, as this number is less, the same, or more. */
	compareTo(other: BigInteger$1): number;
	/** The sum. */
	add(other: BigInteger$1): BigInteger$1;
	/** The difference. */
	subtract(other: BigInteger$1): BigInteger$1;
	/** The product. */
	multiply(other: BigInteger$1): BigInteger$1;
	/** The remainder, from 0 to below the modulus. */
	mod(modulus: BigInteger$1): BigInteger$1;
	/** The power's remainder; upstream's callback is called synchronously with `(null, result)`. */
	modPow(exponent: BigInteger$1, modulus: BigInteger$1, callback?: (error: null, result: BigInteger$1) => void): any;
}
type Callback<T> = (error: Error | null, result: T) => void;
/**
 * SRP-6a as Cognito uses it, for applications that compute a proof
 * themselves. Everything is synchronous and blocks the page. A sign-in does the same in
 * the core and in constant time, which this is not.
 */
export declare class AuthenticationHelper {
	/** The modulus. */
	N: BigInteger$1;
	/** The generator. */
	g: BigInteger$1;
	/** The multiplier. */
	k: BigInteger$1;
	/** The client's secret. */
	smallAValue: BigInteger$1;
	/** What the client sends of it. */
	largeAValue: BigInteger$1;
	/** What keys are derived for. */
	infoBits: Uint8Array;
	/** The pool's name, or a group of devices. */
	poolName: string;
	/** The scrambling parameter, as hexadecimal digits. */
	UHexHash?: string;
	/** The scrambling parameter. */
	UValue?: BigInteger$1;
	/** The password of a new device. */
	randomPassword?: string;
	/** The salt of a new device, as hexadecimal digits. */
	SaltToHashDevices?: string;
	/** The verifier of a new device, as hexadecimal digits. */
	verifierDevices?: string;
	/**
	 * @param PoolName - the part of the pool's id after the underscore
	 * @throws Error when secure random numbers are unavailable
	 */
	constructor(PoolName: string);
	/** The client's secret. */
	getSmallAValue(): BigInteger$1;
	/** Passes the client's public value to the callback. */
	getLargeAValue(callback: Callback<BigInteger$1>): void;
	/** Makes a secret of 1024 random bits. */
	generateRandomSmallA(): BigInteger$1;
	/** Makes a password of 40 random bytes, in base 64. */
	generateRandomString(): string;
	/** The password of the new device. */
	getRandomPassword(): string | undefined;
	/** The salt of the new device. */
	getSaltDevices(): string | undefined;
	/** The verifier of the new device. */
	getVerifierDevices(): string | undefined;
	/** Makes the password, salt and verifier of a new device. */
	generateHashDevice(deviceGroupKey: string, username: string, callback: Callback<null>): void;
	/** Computes what the client sends of a secret. */
	calculateA(a: BigInteger$1, callback: Callback<BigInteger$1>): void;
	/** Computes the scrambling parameter. */
	calculateU(A: BigInteger$1, B: BigInteger$1): BigInteger$1;
	/** The SHA-256 digest of a text or bytes, as 64 hexadecimal digits. */
	hash(buf: string | Uint8Array): string;
	/** The SHA-256 digest of bytes that are written as hexadecimal digits. */
	hexHash(hexStr: string): string;
	/** Derives a key of 16 bytes (HKDF, RFC 5869). */
	computehkdf(ikm: Uint8Array, salt: Uint8Array): Uint8Array;
	/**
	 * Computes the key that proves a password.
	 *
	 * @throws Error when what the server sent cannot be proved against
	 */
	getPasswordAuthenticationKey(username: string, password: string, serverBValue: BigInteger$1, salt: BigInteger$1, callback: Callback<Uint8Array>): void;
	/** Computes the shared secret. */
	calculateS(xValue: BigInteger$1, serverBValue: BigInteger$1, callback: Callback<BigInteger$1>): void;
	/** What the names of attributes begin with in the answer to NEW_PASSWORD_REQUIRED. */
	getNewPasswordRequiredChallengeUserAttributePrefix(): string;
	/**
	 * A number as hexadecimal digits of the shortest two's complement, as Java's
	 * BigInteger writes its bytes.
	 *
	 * @throws Error when it is no number of this library
	 */
	padHex(bigInt: BigInteger$1): string;
}
/** The argument of {@link CookieStorage}. */
export interface ICookieStorageData {
	/** Whose pages see the cookies; defaults to this host's. */
	domain?: string;
	/** Below which path; `/` by default. */
	path?: string;
	/** How many days the cookies last; 365 when omitted. At run time also a Date. */
	expires?: number;
	/** Whether the cookies go over HTTPS only; true by default. */
	secure?: boolean;
	/** Whether the cookies go along with requests from other sites. */
	sameSite?: "strict" | "lax" | "none";
}
/** Keeps the session in cookies, which a server or other subdomains can see. */
export declare class CookieStorage implements ICognitoStorage {
	/**
	 * @param data - the attributes of the cookies
	 * @throws Error for an unknown sameSite, or one that needs `secure`
	 */
	constructor(data?: ICookieStorageData);
	/**
	 * Writes a cookie.
	 *
	 * @param key - its name
	 * @param value - its value
	 * @returns the value as it is read back, or undefined when the browser refused it
	 * @throws CognitoError `CookieTooLong`; the cookie that was there stays
	 */
	setItem(key: string, value: string): void;
	/**
	 * Reads a cookie.
	 *
	 * @param key - its name
	 * @returns its value, or null
	 */
	getItem(key: string): string;
	/**
	 * Removes a cookie.
	 *
	 * @param key - its name
	 */
	removeItem(key: string): void;
	/** Removes the cookies that this library writes; those of the page stay. */
	clear(): void;
}
/** Writes the time as Cognito's SRP wants it. */
export declare class DateHelper {
	/** The time now, for instance `Tue Jan 1 06:06:09 UTC 2019`. */
	getNowString(): string;
}
/** Bytes in 32-bit words, the first byte of each in its highest bits. */
export declare class WordArray {
	/**
	 * @param words - the words
	 * @param sigBytes - how many bytes of them count; defaults to all
	 */
	constructor(words?: string[], sigBytes?: number);
	/**
	 * Makes random bytes.
	 *
	 * @param nBytes - how many
	 * @throws Error when secure random numbers are unavailable
	 */
	random(nBytes: number): WordArray;
	/** The bytes as lower-case hexadecimal digits. */
	toString(): string;
}
/** A user's attribute: a name and its value, both text. */
export declare class CognitoUserAttribute implements ICognitoUserAttributeData {
	/** The attribute's name, for instance `email` or `custom:team`. */
	Name: string;
	/** The attribute's value. */
	Value: string;
	/** @param data - name and value; what is missing or falsy becomes the empty text */
	constructor(data: ICognitoUserAttributeData);
	/** The attribute's value. */
	getValue(): string;
	/** Replaces the value and returns the attribute, for chaining. */
	setValue(value: string): CognitoUserAttribute;
	/** The attribute's name. */
	getName(): string;
	/** Replaces the name and returns the attribute, for chaining. */
	setName(name: string): CognitoUserAttribute;
	/** The JSON text, for instance `{"Name":"email","Value":"a@b"}`. */
	toString(): string;
	/** A plain object with the two members. */
	toJSON(): Object;
}
/** A `CognitoUserAttribute`, or a plain object with its members. */
export type AttributeLike = CognitoUserAttribute | ICognitoUserAttributeData;
declare class CognitoJwtToken {
	/** The payload's claims. */
	payload: {
		[key: string]: any;
	};
	/** @param token - the token's text */
	constructor(token?: string);
	/** The token's text. */
	getJwtToken(): string;
	/** The claim `exp`: when the token expires, in seconds since 1970. */
	getExpiration(): number;
	/** The claim `iat`: when the token was issued, in seconds since 1970. */
	getIssuedAt(): number;
	/** Decodes the payload again, into an object of its own. What cannot be decoded becomes an empty object. */
	decodePayload(): {
		[id: string]: any;
	};
}
/** The access token: what the service and its resource servers ask for. */
export declare class CognitoAccessToken extends CognitoJwtToken {
	/** @param data - the token's text */
	constructor(data: {
		AccessToken: string;
	});
}
/** The ID token: who the user is. */
export declare class CognitoIdToken extends CognitoJwtToken {
	/** @param data - the token's text */
	constructor(data: {
		IdToken: string;
	});
}
/** The refresh token: opaque text that is exchanged for new tokens. */
export declare class CognitoRefreshToken {
	/** @param data - the token's text */
	constructor(data: {
		RefreshToken: string;
	});
	/** The token's text. */
	getToken(): string;
}
/** The argument of {@link CognitoUserSession}. */
export interface ICognitoUserSessionData {
	/** The ID token. */
	IdToken: CognitoIdToken;
	/** The access token. */
	AccessToken: CognitoAccessToken;
	/** The refresh token. */
	RefreshToken?: CognitoRefreshToken;
}
/** A user's three tokens and by how much the local clock differs from the service's. */
export declare class CognitoUserSession {
	/**
	 * @param data - the tokens, and the drift in seconds when it is known
	 * @throws Error when the ID token or the access token is missing
	 */
	constructor(data: ICognitoUserSessionData & {
		ClockDrift?: number | undefined;
	});
	constructor(data: ICognitoUserSessionData);
	/** The ID token. */
	getIdToken(): CognitoIdToken;
	/** The refresh token. A session that was made without one returns undefined. */
	getRefreshToken(): CognitoRefreshToken;
	/** The access token. */
	getAccessToken(): CognitoAccessToken;
	/** Reports whether both tokens are unexpired, by the service's clock. */
	isValid(): boolean;
}
/**
 * What a sign-in calls: one of these members, once. Each is looked up when it
 * is needed, and called as a method of the object.
 */
export interface IAuthenticationCallback {
	/** The user is signed in. The second argument is there, and true, when the user should be asked whether to remember the device. */
	onSuccess: (session: CognitoUserSession, userConfirmationNecessary?: boolean) => void;
	/** The sign-in failed; `err.code` says why where the service refused it. */
	onFailure: (err: any) => void;
	/** The user must choose a new password. */
	newPasswordRequired?: (userAttributes: any, requiredAttributes: any) => void;
	/** A code was sent to the user's phone. */
	mfaRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** A code of the user's authenticator application is needed. */
	totpRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** The pool's own challenge. */
	customChallenge?: (challengeParameters: any) => void;
	/** The user must set up a second factor. */
	mfaSetup?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** The user must choose a second factor. */
	selectMFAType?: (challengeName: ChallengeName, challengeParameters: any) => void;
}
/** The end of a sign-in, where a method is called without callbacks. */
export interface SignedIn {
	/** None. */
	challengeName?: undefined;
	/** The user's session, which is stored. */
	session: CognitoUserSession;
	/** Whether the user should be asked whether to remember the device. */
	userConfirmationNecessary: boolean;
}
/** The result of a step of a sign-in, where a method is called without callbacks. */
export type SignInResult = SignedIn | PendingChallenge;
/** Callbacks of the choice of a second factor: one of them is called, once. */
export interface FactorChoiceCallbacks extends ResultCallbacks<CognitoUserSession, any> {
	/** A code was sent to the user's phone. */
	mfaRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** A code of the user's authenticator application is needed. */
	totpRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
}
/**
 * A user of a pool: their session, and the state of a sign-in across its steps.
 *
 * The declarations are upstream's. Called without its callback, or with an
 * AbortSignal in its place, a method returns a promise; `cognitowasm/promises`
 * declares that.
 */
export declare class CognitoUser {
	/** The challenge that the service named beside the tokens, normally none. */
	challengeName?: ChallengeName;
	/**
	 * @param data - the user's name and pool
	 * @throws Error when one of the two is missing
	 */
	constructor(data: WithAnyStorage<ICognitoUserData>);
	constructor(data: ICognitoUserData);
	/**
	 * Takes a session that was made elsewhere and stores it. Its tokens are not
	 * verified here, also where the pool has `verifyTokens`; `session.verify()`
	 * does that.
	 *
	 * @param signInUserSession - the session
	 */
	setSignInUserSession(signInUserSession: CognitoUserSession): void;
	/** The session in memory, which may have expired, or null. */
	getSignInUserSession(): CognitoUserSession | null;
	/** The user's name. */
	getUsername(): string;
	/** The flow that `authenticateUser` uses. */
	getAuthenticationFlowType(): string;
	/**
	 * Chooses the flow that `authenticateUser` uses.
	 *
	 * @param authenticationFlowType - `USER_SRP_AUTH`, `USER_PASSWORD_AUTH`, `CUSTOM_AUTH` or `USER_AUTH`
	 * @returns declared as upstream declares it; at run time undefined, as with upstream
	 */
	setAuthenticationFlowType(authenticationFlowType: string): string;
	/**
	 * Signs the user in with a password and stores the session. In `USER_AUTH` the password may be
	 * left out, and `AuthParameters.PREFERRED_CHALLENGE` names the factor to begin with.
	 *
	 * @param authenticationDetails - the password and data for triggers
	 * @param callbacks - one member is called, once: before this method returns
	 * when nothing was sent
	 * @returns at run time, what `onFailure` returned when it was called
	 * synchronously because of the flow
	 */
	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): void;
	/**
	 * Signs the user in without a password, by the challenges that the pool's
	 * triggers define (`CUSTOM_AUTH`).
	 *
	 * @param authenticationDetails - parameters and data for triggers
	 * @param callbacks - one member is called, once
	 */
	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): void;
	/**
	 * Answers `newPasswordRequired`.
	 *
	 * @param newPassword - the password from now on
	 * @param requiredAttributeData - the attributes that the pool requires, by name
	 * @param callbacks - one member is called, once: before this method returns
	 * when there is no password
	 * @param clientMetadata - handed to the pool's triggers
	 */
	completeNewPasswordChallenge(newPassword: string, requiredAttributeData: any, callbacks: IAuthenticationCallback, clientMetadata?: ClientMetadata): void;
	/**
	 * Answers `customChallenge`.
	 *
	 * @param answerChallenge - the answer
	 * @param callback - one member is called, once
	 * @param clientMetaData - handed to the pool's triggers
	 */
	sendCustomChallengeAnswer(answerChallenge: any, callback: IAuthenticationCallback, clientMetaData?: ClientMetadata): void;
	/**
	 * Answers `mfaRequired` and `totpRequired`.
	 *
	 * @param confirmationCode - the code that the user typed
	 * @param callbacks - one member is called, once; a wrong code may be
	 * followed by another try
	 * @param mfaType - `SOFTWARE_TOKEN_MFA` after `totpRequired`; defaults to a
	 * code that was sent to the user
	 * @param clientMetadata - handed to the pool's triggers
	 */
	sendMFACode(confirmationCode: string, callbacks: Pick<IAuthenticationCallback, "onSuccess" | "onFailure">, mfaType?: string, clientMetadata?: ClientMetadata): void;
	/**
	 * Answers `selectMFAType`.
	 *
	 * @param answerChallenge - `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`
	 * @param callbacks - one member is called, once
	 */
	sendMFASelectionAnswer(answerChallenge: string, callbacks: FactorChoiceCallbacks): void;
	/**
	 * Begins to set up an authenticator application: within a sign-in after
	 * `mfaSetup`, or for a signed-in user.
	 *
	 * @param callbacks - `associateSecretCode` gets the secret to show, or
	 * `onFailure` an error
	 */
	associateSoftwareToken(callbacks: {
		associateSecretCode: (secretCode: string) => void;
		onFailure: (err: any) => void;
	}): void;
	/**
	 * Completes setting up an authenticator application with its first code; within
	 * a sign-in, this signs the user in.
	 *
	 * @param totpCode - the code that the application shows
	 * @param friendlyDeviceName - what the user calls it
	 * @param callbacks - `onSuccess` gets the session, or the service's reply
	 * for a user who was signed in
	 */
	verifySoftwareToken(totpCode: string, friendlyDeviceName: string, callbacks: ResultCallbacks<CognitoUserSession>): void;
	/**
	 * Confirms a registration.
	 *
	 * @param code - the code that the user received
	 * @param forceAliasCreation - whether an alias that belongs to another user
	 * moves over to this one
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 */
	confirmRegistration(code: string, forceAliasCreation: boolean, callback: NodeCallback<any, any>, clientMetadata?: ClientMetadata): void;
	/**
	 * Has the confirmation code of a registration sent again.
	 *
	 * @param callback - gets an error, or the service's reply, which says where
	 * the code was sent
	 * @param clientMetadata - handed to the pool's triggers
	 */
	resendConfirmationCode(callback: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): void;
	/**
	 * Gets the user's attributes from the service. As with all methods of a
	 * signed-in user, the session must be in memory and valid: after a page load,
	 * call `getSession` first.
	 *
	 * @param callback - gets an error, or the attributes
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	getUserAttributes(callback: NodeCallback<Error, CognitoUserAttribute[]>): void;
	/**
	 * Gets the ways in which codes are delivered to the user.
	 *
	 * @param callback - gets an error, or the ways to deliver codes
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	getMFAOptions(callback: NodeCallback<Error, MFAOption[]>): void;
	/**
	 * Changes the password.
	 *
	 * @param oldPassword - the password until now
	 * @param newPassword - the password from now on
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	changePassword(oldPassword: string, newPassword: string, callback: NodeCallback<Error, "SUCCESS">, clientMetadata?: ClientMetadata): void;
	/**
	 * Turns codes by SMS on.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	enableMFA(callback: NodeCallback<Error, string>): void;
	/**
	 * Turns codes by SMS off.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	disableMFA(callback: NodeCallback<Error, string>): void;
	/**
	 * Sets which second factors are on, and which is preferred.
	 *
	 * @param smsMfaSettings - codes by SMS; null leaves them as they are
	 * @param softwareTokenMfaSettings - an authenticator application; null leaves it as it is
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	setUserMfaPreference(smsMfaSettings: IMfaSettings | null, softwareTokenMfaSettings: IMfaSettings | null, callback: NodeCallback<Error, string>): void;
	/**
	 * Deletes the user at the service, and then the session here.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	deleteUser(callback: NodeCallback<Error, string>): void;
	/**
	 * Deletes attributes.
	 *
	 * @param attributeList - their names
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	deleteAttributes(attributeList: string[], callback: NodeCallback<Error, string>): void;
	/**
	 * Changes attributes.
	 *
	 * @param attributes - the new values
	 * @param callback - gets an error, or `SUCCESS` and the service's reply, which
	 * says where codes were sent
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	updateAttributes(attributes: AttributeLike[], callback: UpdateAttributesNodeCallback<Error, string, any>, clientMetadata?: ClientMetadata): void;
	/**
	 * Gets the service's description of the user, from the cache in storage
	 * if it is there.
	 *
	 * @param callback - gets an error or the description: before this method
	 * returns when it is in the cache, or when nobody is signed in
	 * @param params - `bypassCache: true` asks the service, and refreshes the
	 * tokens where something was in the cache; `clientMetadata` is for that refresh
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	getUserData(callback: NodeCallback<Error, UserData>, params?: any): void;
	/**
	 * Sends the user a code that resets the password.
	 *
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	forgotPassword(callbacks: CodeCallbacks<any, void>, clientMetadata?: ClientMetadata): void;
	/**
	 * Sets a new password with the code of `forgotPassword`.
	 *
	 * @param verificationCode - the code that the user received
	 * @param newPassword - the password from now on
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	confirmPassword(verificationCode: string, newPassword: string, callbacks: ResultCallbacks, clientMetadata?: ClientMetadata): void;
	/**
	 * Sends the user a code that verifies an attribute.
	 *
	 * @param attributeName - for instance `email`
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	getAttributeVerificationCode(attributeName: string, callbacks: CodeCallbacks<string, void | null>, clientMetadata?: ClientMetadata): void;
	/**
	 * Verifies an attribute with such a code.
	 *
	 * @param attributeName - for instance `email`
	 * @param confirmationCode - the code that the user received
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	verifyAttribute(attributeName: string, confirmationCode: string, callbacks: ResultCallbacks): void;
	/**
	 * Gets the service's description of the device of this user object.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	getDevice(callbacks: ResultCallbacks): any;
	/**
	 * Makes the service forget a device; what is stored here stays.
	 *
	 * @param deviceKey - which device
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	forgetSpecificDevice(deviceKey: string, callbacks: ResultCallbacks): void;
	/**
	 * Makes the service forget the device of this user object, and then this page.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	forgetDevice(callbacks: ResultCallbacks): void;
	/**
	 * Has the service remember the device of this user object.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	setDeviceStatusRemembered(callbacks: ResultCallbacks<string, any>): void;
	/**
	 * Has the service track the device of this user object without remembering it.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	setDeviceStatusNotRemembered(callbacks: ResultCallbacks<string, any>): void;
	/**
	 * Lists the user's devices, a page at a time.
	 *
	 * @param limit - how many at most
	 * @param paginationToken - from the page before, or null
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	listDevices(limit: number, paginationToken: string | null, callbacks: ResultCallbacks<any>): void;
	/**
	 * Ends all sessions of the user at the service, and then the one here.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	globalSignOut(callbacks: ResultCallbacks): void;
	/**
	 * Gets the user's session: synchronously the one in memory or in storage while it
	 * is valid, otherwise a refreshed one.
	 *
	 * @param callback - gets an error or the session: before this method
	 * returns, except when the session must be refreshed, or verified first
	 * @param options - metadata for a refresh
	 * @returns at run time, what the callback returned when it was called
	 * synchronously, except where storage has no session at all: then undefined, as
	 * with upstream
	 */
	getSession(callback: ((error: Error, session: null) => void) | ((error: null, session: CognitoUserSession) => void), options?: GetSessionOptions): void;
	/**
	 * Exchanges a refresh token for a new session and stores it: one request,
	 * however many callers ask for it at the same time.
	 *
	 * @param refreshToken - the refresh token
	 * @param callback - gets an error or the session
	 * @param clientMetadata - handed to the pool's triggers
	 */
	refreshSession(refreshToken: CognitoRefreshToken, callback: NodeCallback<any, any>, clientMetadata?: ClientMetadata): void;
	/**
	 * Signs the user out here: the session is removed from memory and storage
	 * synchronously, with or without a network; a remembered device stays.
	 *
	 * @param callback - if present, the refresh token is revoked as well, and
	 * the callback gets an error or undefined
	 */
	signOut(callback?: () => void): void;
	/** Takes the remembered device of the user from storage, where there is one. */
	getCachedDeviceKeyAndPassword(): void;
}
type PoolData = WithAnyStorage<ICognitoUserPoolData> & {
	/** Options of each request; `credentials` is the one that is used. */
	fetchOptions?: {
		credentials?: string | undefined;
		[option: string]: any;
	} | undefined;
};
/** A user pool, seen from one of its app clients. */
export declare class CognitoUserPool {
	/**
	 * @param data - which pool and app client, and options
	 * @param wrapRefreshSessionCallback - called at the start of each refresh
	 * with the callback; what it returns is called in its place
	 * @throws Error when an id is missing, or the pool's id cannot be one;
	 * CognitoError `InvalidParameter` for an option's value that is not accepted
	 */
	constructor(data: PoolData, wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any);
	constructor(data: ICognitoUserPoolData, wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any);
	/** The user pool's id. */
	getUserPoolId(): string;
	/** The part of the pool's id after the region. */
	getUserPoolName(): string;
	/** The app client's id. */
	getClientId(): string;
	/**
	 * Registers a user.
	 *
	 * @param username - the new user's name
	 * @param password - the new user's password; empty where the pool signs in without one
	 * @param userAttributes - for instance the e-mail address
	 * @param validationData - handed to the pool's pre sign-up trigger
	 * @param callback - gets the service's error, or the new user and where a
	 * code was sent
	 * @param clientMetadata - handed to the pool's triggers
	 */
	signUp(username: string, password: string, userAttributes: CognitoUserAttribute[], validationData: CognitoUserAttribute[], callback: NodeCallback<Error, ISignUpResult>, clientMetadata?: ClientMetadata): void;
	/**
	 * The user who signed in last with this app client, synchronously: call
	 * `getSession` on it to learn whether the session is still valid.
	 *
	 * @throws CognitoError with code `AsyncStorage`
	 */
	getCurrentUser(): CognitoUser | null;
}
/** The argument of {@link CognitoUser}. */
export interface ICognitoUserData {
	/** The user's name, or an alias such as the e-mail address. */
	Username: string;
	/** The user's pool. */
	Pool: CognitoUserPool;
	/** Where the session is kept; the pool's own `Storage` is not inherited. */
	Storage?: ICognitoStorage;
}
/** The result of `signUp`. */
export interface ISignUpResult {
	/** The new user, not signed in. */
	user: CognitoUser;
	/** Whether the registration needs no confirmation. */
	userConfirmed: boolean;
	/** The user's id (claim `sub`). */
	userSub: string;
	/** Where the confirmation code was sent; undefined when none was. */
	codeDeliveryDetails: CodeDeliveryDetails;
}
/**
 * Appends a text to what every later request names as its user agent (the
 * header X-Amz-User-Agent). A text that is already part of it is not appended
 * again.
 *
 * @param content - for instance `my-app/1.2`; nothing happens when it is empty
 */
export declare function appendToCognitoUserAgent(content: string): void;
/**
 * The codes of the errors that the facade itself makes. Upstream's own local errors
 * keep their exact message and have no code; errors of the service carry the
 * service's code, for instance `NotAuthorizedException`.
 *
 * - `Aborted`: the caller ended the call: by an AbortSignal in JavaScript, by its context in Go.
 * - `AsyncStorage`: a synchronous call was made with an async `Storage`.
 * - `CookieTooLong`: a value does not fit into a cookie; nothing was written.
 * - `CoreCrashed`: the Wasm module crashed during the call, whose outcome is unknown; the next call starts a new instance.
 * - `CrossOrigin`: the server that keeps the session refused a request of another origin.
 * - `InvalidParameter`: an argument is missing or invalid.
 * - `InvalidResponse`: a response is not Cognito's, for instance a proxy's error page, or cannot be read; nothing was changed.
 * - `InvalidState`: the browser came back with a sign-in that was not begun here, has expired, or has been handled already; nothing was changed.
 * - `NetworkError`: there was no response; nothing was changed, try again later.
 * - `PasskeyCancelled`: the user cancelled the passkey dialog, let it time out, or has no passkey here.
 * - `PasskeyNotAllowed`: passkeys of the pool's relying party are not allowed on this page.
 * - `PasskeyRegistered`: the authenticator already has a passkey of this user.
 * - `PasskeyUnsupported`: this browser or device has no passkeys.
 * - `SignedOut`: the user signed out while the call was under way; nothing was stored.
 * - `StorageError`: the storage refused to read, write or remove a key, which the message names.
 * - `TokenUnavailable`: the tokens are on the server, where scripts cannot reach them: send the request through it.
 * - `UnhandledChallenge`: the service asks for a challenge that has no answer here, or for which the application has no callback; nothing was stored.
 * - `UserMismatch`: another user has signed in than the one who was asked to; nothing was changed.
 * - `WasmLoadFailed`: the Wasm module could not be fetched or compiled; the message names the URL and the response.
 * - `WasmMismatch`: the Wasm module belongs to another version of this script.
 * - `WasmUnavailable`: WebAssembly is unavailable, or a policy forbids it.
 */
export type CognitoErrorCode = "Aborted" | "AsyncStorage" | "CookieTooLong" | "CoreCrashed" | "CrossOrigin" | "InvalidParameter" | "InvalidResponse" | "InvalidState" | "NetworkError" | "PasskeyCancelled" | "PasskeyNotAllowed" | "PasskeyRegistered" | "PasskeyUnsupported" | "SignedOut" | "StorageError" | "TokenUnavailable" | "UnhandledChallenge" | "UserMismatch" | "WasmLoadFailed" | "WasmMismatch" | "WasmUnavailable";
/** The events of {@link events}, and the `detail` of each. */
export interface CognitoEventMap {
	/**
	 * The storage refused to read, write or remove a key, for instance because it
	 * is full. What could not be written is kept for this page, which goes on as
	 * usual; a reload forgets it.
	 */
	storagewarning: {
		key: string;
		operation: "read" | "write" | "remove";
	};
	/** A user of this page signed out elsewhere, for instance in another tab. */
	signedout: {
		clientId: string;
		username: string;
	};
}
/** An event of {@link events}. */
export interface CognitoEvent<Type extends keyof CognitoEventMap> extends Event {
	/** What happened; never a secret. */
	readonly detail: CognitoEventMap[Type];
}
/** The type of {@link events}: an EventTarget that knows its events. */
export interface CognitoEvents {
	/** Adds a listener for a type of event. */
	addEventListener<Type extends keyof CognitoEventMap>(type: Type, listener: (event: CognitoEvent<Type>) => unknown, options?: boolean | AddEventListenerOptions): void;
	/** Removes a listener. */
	removeEventListener<Type extends keyof CognitoEventMap>(type: Type, listener: (event: CognitoEvent<Type>) => unknown, options?: boolean | EventListenerOptions): void;
	/** Calls the listeners of an event. */
	dispatchEvent(event: Event): boolean;
}
/** Reports what no callback can: that a storage refuses a key, that a user signed out elsewhere. */
export declare const events: CognitoEvents;
interface CoreOptions {
	/**
	 * Where `cognitowasm.wasm` is served: for pages where it is not found
	 * automatically, and for those that want it streamed. The ESM and CJS builds
	 * otherwise have the Wasm module inside a JavaScript module.
	 */
	wasmURL?: string | URL | undefined;
	/**
	 * `dist/cognitowasm.wasm`, compiled already, or a promise of it: for environments that
	 * cannot compile bytes, such as edge runtimes, and for those that cannot load anything
	 * later, such as a service worker or the background script of an extension.
	 */
	wasmModule?: WebAssembly.Module | PromiseLike<WebAssembly.Module> | undefined;
	/**
	 * The digest that the Wasm module must have, written as in an `integrity` attribute:
	 * `sha256-`, `sha384-` or `sha512-`, and base64. Defaults to the digest of this build's
	 * own module; a module that was built separately needs its own.
	 *
	 * https://www.w3.org/TR/SRI/#integrity-metadata-description
	 */
	wasmIntegrity?: string | undefined;
	/**
	 * Whether the core runs in a worker of its own, off the page's thread. The page's
	 * Content-Security-Policy must then allow `blob:` in its worker-src; or pass the
	 * URL of `dist/cognitowasm.worker.js` on the page's own origin. Where no worker is
	 * available, the core runs in the page.
	 */
	worker?: boolean | string | URL | undefined;
	/**
	 * With `'worker'`, the core runs in a worker and the page never sees a refresh
	 * token: its storage and its session objects have it sealed, with a key that only
	 * the workers of this origin use. SECURITY.md says what that protects
	 * against and what it does not. Where no worker is available, calls of the core fail
	 * with code `WasmUnavailable`.
	 */
	tokenIsolation?: "worker" | undefined;
}
/**
 * Sets where the core is found and where it runs. Takes effect the next time that it
 * is loaded.
 *
 * @param changes - the members to change
 * @throws CognitoError `InvalidParameter` for an unknown option, or for a value that
 * it does not accept
 */
export declare function configure(changes: CoreOptions): void;
/**
 * Starts loading the core, so that it is ready when it is needed: for instance
 * when a sign-in form gets the focus. It never fails: an error is reported by the
 * call that needs the core. Where the user has turned on the browser's data saver
 * (`navigator.connection.saveData`), it does nothing.
 */
export declare function preload(): void;
/** Upstream declares this class, and does not export it at run time either. */
export declare class UserAgent {
	constructor();
}

export {
	BigInteger$1 as BigInteger,
};

export {};
