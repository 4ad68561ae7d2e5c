import type { CognitoUserAttribute } from '../classes/attribute';
import type { CognitoUserPool } from '../classes/pool';
import type { ParameterChallenge } from '../../gen/challenges';
import type { PageStorage, Reason } from '../../gen/protocol';
import type { CognitoUserSession } from '../classes/session';
import type { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from '../classes/tokens';
import type { CognitoUser } from '../classes/user';

/** What errors have; see docs/errors.md for the reasons. */
export interface CognitoServiceError extends Error {
	/** The service's or this package's name for it; the peer's own local errors have none. */
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

/** A challenge that the application answers, where a method is called without callbacks. */
export type PendingChallenge =
	| {
			/** A code of a second factor is needed, or a choice, or setting one up. */
			challengeName: ParameterChallenge;
			/** As the service sent them. */
			challengeParameters: any;
	  }
	| {
			/** The user must choose a new password. */
			challengeName: 'NEW_PASSWORD_REQUIRED';
			/** The attributes that the user has. */
			userAttributes: any;
			/** The names of those that the pool requires. */
			requiredAttributes: string[];
	  };

/** What a step of a sign-in comes to, where a method is called without callbacks. */
export type SignInResult = SignedIn | PendingChallenge;

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

/** Callbacks of the choice of a second factor: one of them is called, once. */
export interface FactorChoiceCallbacks extends ResultCallbacks<CognitoUserSession, any> {
	/** A code was sent to the user's phone. */
	mfaRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** A code of the user's authenticator application is needed. */
	totpRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
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
	/** Gives a value, or null or undefined where there is none. */
	getItem(key: string): string | null;
	/** Forgets a value. */
	removeItem(key: string): void;
	/** Forgets all values. Never called by this package. */
	clear(): void;
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

/** A challenge that has a callback in {@link IAuthenticationCallback}. */
export type ChallengeName =
	| 'CUSTOM_CHALLENGE'
	| 'MFA_SETUP'
	| 'NEW_PASSWORD_REQUIRED'
	| 'SELECT_MFA_TYPE'
	| 'SMS_MFA'
	| 'SOFTWARE_TOKEN_MFA';

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

/** What `signUp` gives. */
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
	 * By which operation refresh tokens are spent: `classic` is InitiateAuth, as
	 * the peer does; `rotating` is GetTokensFromRefreshToken, which app clients
	 * that rotate refresh tokens need; `auto`, the default, begins with the first
	 * and learns from the service's refusal.
	 */
	refresh?: 'auto' | 'rotating' | 'classic' | undefined;
	/** For how many milliseconds an answer of the service is waited for: 30,000 when omitted, without end when 0. */
	requestTimeout?: number | undefined;
	/**
	 * How many seconds before its end `getSession` refreshes a session, so that a
	 * token does not end while it is used; up to a quarter more, not the same on
	 * all pages, but not in the first half of the tokens' life. Left out or 0, a
	 * session is refreshed when it has ended.
	 */
	refreshBefore?: number | undefined;
	/**
	 * Whether tokens are verified as they enter the page, with the keys that the
	 * pool publishes: those of a sign-in and a refresh, and stored ones when
	 * `getSession` first reads them, which is answered later then. What does not
	 * pass gives code `TokenInvalid`: it becomes no session, and storage stays as
	 * it is. A session that the application has made itself, and given by
	 * `setSignInUserSession`, is its own affair; see `session.verify()`.
	 */
	verifyTokens?: boolean | undefined;
	/**
	 * Where those keys are; left out, below the pool's own address, or below
	 * `endpoint`. Also for `session.verify()`.
	 */
	jwksURL?: string | undefined;
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

/** What CognitoUserPool and CognitoUser send requests with. */
export interface ICognitoClient {
	/** The service's URL. */
	endpoint: string;
	/** Options of each request; `credentials` is the one that is used. */
	fetchOptions: { credentials?: string | undefined; [option: string]: any };
}

/** A `CognitoUserAttribute`, or a plain object with its members. */
export type AttributeLike = CognitoUserAttribute | ICognitoUserAttributeData;
