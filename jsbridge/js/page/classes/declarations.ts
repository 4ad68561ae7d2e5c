/**
 * What applications are promised of CognitoUserPool and CognitoUser, which name each
 * other: upstream's declarations, its `any` included, documented. user.ts and pool.ts
 * have the code.
 *
 * @packageDocumentation
 */
import type { CognitoUserAttribute, AttributeLike } from './attribute';
import type { CognitoUserSession } from './session';
import type { FactorChoiceCallbacks, IAuthenticationCallback } from './sign-in-callbacks';
import type { CognitoRefreshToken } from './tokens';
import type { AuthenticationDetails } from './details';
import type {
	ChallengeName,
	ClientMetadata,
	CodeCallbacks,
	CodeDeliveryDetails,
	GetSessionOptions,
	ICognitoStorage,
	ICognitoUserPoolData,
	IMfaSettings,
	MFAOption,
	NodeCallback,
	ResultCallbacks,
	UpdateAttributesNodeCallback,
	UserData,
	WithAnyStorage,
} from '../base/types';

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
	completeNewPasswordChallenge(
		newPassword: string,
		requiredAttributeData: any,
		callbacks: IAuthenticationCallback,
		clientMetadata?: ClientMetadata,
	): void;
	/**
	 * Answers `customChallenge`.
	 *
	 * @param answerChallenge - the answer
	 * @param callback - one member is called, once
	 * @param clientMetaData - handed to the pool's triggers
	 */
	sendCustomChallengeAnswer(
		answerChallenge: any,
		callback: IAuthenticationCallback,
		clientMetaData?: ClientMetadata,
	): void;
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
	sendMFACode(
		confirmationCode: string,
		callbacks: Pick<IAuthenticationCallback, 'onSuccess' | 'onFailure'>,
		mfaType?: string,
		clientMetadata?: ClientMetadata,
	): void;
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
	verifySoftwareToken(
		totpCode: string,
		friendlyDeviceName: string,
		callbacks: ResultCallbacks<CognitoUserSession>,
	): void;
	/**
	 * Confirms a registration.
	 *
	 * @param code - the code that the user received
	 * @param forceAliasCreation - whether an alias that belongs to another user
	 * moves over to this one
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 */
	confirmRegistration(
		code: string,
		forceAliasCreation: boolean,
		callback: NodeCallback<any, any>,
		clientMetadata?: ClientMetadata,
	): void;
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
	changePassword(
		oldPassword: string,
		newPassword: string,
		callback: NodeCallback<Error, 'SUCCESS'>,
		clientMetadata?: ClientMetadata,
	): void;
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
	setUserMfaPreference(
		smsMfaSettings: IMfaSettings | null,
		softwareTokenMfaSettings: IMfaSettings | null,
		callback: NodeCallback<Error, string>,
	): void;
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
	updateAttributes(
		attributes: AttributeLike[],
		callback: UpdateAttributesNodeCallback<Error, string, any>,
		clientMetadata?: ClientMetadata,
	): void;
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
	confirmPassword(
		verificationCode: string,
		newPassword: string,
		callbacks: ResultCallbacks,
		clientMetadata?: ClientMetadata,
	): void;
	/**
	 * Sends the user a code that verifies an attribute.
	 *
	 * @param attributeName - for instance `email`
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	getAttributeVerificationCode(
		attributeName: string,
		callbacks: CodeCallbacks<string, void | null>,
		clientMetadata?: ClientMetadata,
	): void;
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
	getSession(
		callback: ((error: Error, session: null) => void) | ((error: null, session: CognitoUserSession) => void),
		options?: GetSessionOptions,
	): void;
	/**
	 * Exchanges a refresh token for a new session and stores it: one request,
	 * however many callers ask for it at the same time.
	 *
	 * @param refreshToken - the refresh token
	 * @param callback - gets an error or the session
	 * @param clientMetadata - handed to the pool's triggers
	 */
	refreshSession(
		refreshToken: CognitoRefreshToken,
		callback: NodeCallback<any, any>,
		clientMetadata?: ClientMetadata,
	): void;
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

// What the constructor also takes.
export type PoolData = WithAnyStorage<ICognitoUserPoolData> & {
	/** Options of each request; `credentials` is the one that is used. */
	fetchOptions?: { credentials?: string | undefined; [option: string]: any } | undefined;
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
	signUp(
		username: string,
		password: string,
		userAttributes: CognitoUserAttribute[],
		validationData: CognitoUserAttribute[],
		callback: NodeCallback<Error, ISignUpResult>,
		clientMetadata?: ClientMetadata,
	): void;
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
