import type { FirstFactor, ParameterChallenge } from '../../gen/challenges';
import type { PageStorage, Reason } from '../../gen/protocol';

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
export namespace NodeCallback {
	/** A callback for results of any kind. */
	export type Any = NodeCallback<Error | undefined, any>;
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
export type ClientMetadata = { [key: string]: string } | undefined;

/** A challenge that the application answers, where a method is called without callbacks. */
export type PendingChallenge =
	| {
			/** A code, a passkey or another answer is needed, or setting a second factor up. */
			challengeName: ParameterChallenge;
			/** As the service sent them. */
			challengeParameters: any;
			/** True where it is the first factor: `EMAIL_OTP` is the name of both a first and a second one. */
			firstFactor?: true;
	  }
	| {
			/** The user must choose how to sign in: see `selectChallenge` of `cognitowasm/passwordless`. */
			challengeName: 'SELECT_CHALLENGE';
			/** The factors that the service offers. */
			availableChallenges: FirstFactor[];
			/** As the service sent them. */
			challengeParameters: { [name: string]: string };
	  }
	| {
			/** The user must choose a new password. */
			challengeName: 'NEW_PASSWORD_REQUIRED';
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
	ValidationData?: { [key: string]: any };
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
export type WithAnyStorage<Data> = Omit<Data, 'Storage'> & {
	/** Where the session is kept. */
	Storage?: ICognitoStorage | PageStorage | undefined;
};

/** The second argument of `getSession`. */
export interface GetSessionOptions {
	/** Handed to the pool's triggers, should the session be refreshed. */
	clientMetadata: Record<string, string>;
}

/** A challenge that has a callback in {@link IAuthenticationCallback}, as upstream declares them. */
export type ChallengeName =
	'CUSTOM_CHALLENGE' | 'MFA_SETUP' | 'NEW_PASSWORD_REQUIRED' | 'SELECT_MFA_TYPE' | 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA';

/** A way to deliver codes. */
export interface MFAOption {
	/** How codes are delivered. */
	DeliveryMedium: 'SMS' | 'EMAIL';
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
	refresh?: 'auto' | 'rotating' | 'classic' | undefined;
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
	keepChallenges?: 'session' | false | undefined;
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
export type RequestHeaders = { [name: string]: string | null | undefined } | null | undefined;

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
	fetchOptions: { credentials?: string | undefined; [option: string]: any };
}
