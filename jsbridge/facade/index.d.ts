/** A user's attribute: a name and its value, both text. */
export declare class CognitoUserAttribute implements ICognitoUserAttributeData {
	/** The attribute's name, for instance `email` or `custom:team`. */
	Name: string;
	/** The attribute's value. */
	Value: string;
	/** @param data - name and value; what is missing or falsy becomes the empty text */
	constructor(data?: Partial<ICognitoUserAttributeData>);
	/** The attribute's value. */
	getValue(): string;
	/** Replaces the value and gives the attribute back, for chaining. */
	setValue(value: string): CognitoUserAttribute;
	/** The attribute's name. */
	getName(): string;
	/** Replaces the name and gives the attribute back, for chaining. */
	setName(name: string): CognitoUserAttribute;
	/** The JSON text, for instance `{"Name":"email","Value":"a@b"}`. */
	toString(): string;
	/** A plain object with the two members. */
	toJSON(): Object;
}
type PoolOptions = Pick<ICognitoUserPoolData, "refresh" | "requestTimeout" | "refreshBefore" | "verifyTokens" | "jwksURL">;
declare class Client implements ICognitoClient {
	/** The service's URL. */
	endpoint: string;
	/** Options of each request; `credentials` is the one that is used. */
	fetchOptions: ICognitoClient["fetchOptions"];
	/**
	 * @param pool - whose requests these are
	 * @param endpoint - the service's URL
	 * @param fetchOptions - options of each request
	 * @param options - those that the peer does not have
	 */
	constructor(pool: CognitoUserPool, endpoint: string, fetchOptions: ICognitoClient["fetchOptions"], options: PoolOptions);
	/**
	 * Sends an operation once.
	 *
	 * @param operation - its name in the API, for instance `GetUser`
	 * @param params - its members, named as in the API
	 * @param callback - gets `(null, reply)` or `(error)`
	 */
	request(operation: string, params: unknown, callback: (error: any, reply?: any) => void): void;
	/** As {@link Client.request}, and again after a passing failure, as a refresh is repeated. */
	requestWithRetry(operation: string, params: unknown, callback: (error: any, reply?: any) => void): void;
	/** As {@link Client.request}, answered by a promise. */
	promisifyRequest(operation: string, params: unknown): Promise<any>;
}
/** An object that keeps the session, as localStorage does; results may be promises. */
export interface PageStorage {
	getItem(key: string): unknown;
	setItem(key: string, value: string): unknown;
	removeItem(key: string): unknown;
}
/**
 * Why a call failed, as `err.reason` says; docs/errors.md has a table.
 *
 * - `BAD_CREDENTIALS`: The user name or the password is wrong, or the service says no more than that.
 * - `USER_NOT_FOUND`: There is no such user (any more).
 * - `USER_DISABLED`: An administrator has disabled the user.
 * - `USER_NOT_CONFIRMED`: The user has not confirmed the registration.
 * - `PASSWORD_RESET_REQUIRED`: The password must be reset first.
 * - `PASSWORD_REJECTED`: The new password is against the pool's policy or was used before.
 * - `USERNAME_TAKEN`: The user name, or an alias such as the e-mail address, belongs to another user.
 * - `CODE_MISMATCH`: The code is wrong.
 * - `CODE_EXPIRED`: The code has expired.
 * - `CHALLENGE_EXPIRED`: The sign-in has taken too long or was answered wrong too often: the service has forgotten it.
 * - `UNHANDLED_CHALLENGE`: The service asks for something that there is no answer to here, or no callback.
 * - `FLOW_NOT_ENABLED`: The app client does not allow this way to sign in.
 * - `SECRET_HASH_REQUIRED`: The app client has a secret, which a page cannot keep.
 * - `TRIGGER_REFUSED`: A Lambda trigger of the pool refused or failed.
 * - `NO_SESSION`: Nobody is signed in here, or the session has ended and cannot be refreshed.
 * - `REFRESH_REVOKED`: The refresh token has been revoked: by a sign-out, an administrator, or because it was used twice.
 * - `REFRESH_EXPIRED`: The refresh token has expired.
 * - `REFRESH_INVALID`: The service does not know the refresh token.
 * - `DEVICE_KEY_MISSING`: The service says "Invalid Refresh Token", and no device is stored for this user. A pool that tracks devices says so of a good token too, where its device key is not sent or its device was never confirmed.
 * - `DEVICE_KEY_MISMATCH`: The refresh token was issued to another device than the stored one.
 * - `ROTATION_REQUIRED`: The app client rotates refresh tokens, and `refresh: 'classic'` forbids the operation that it needs.
 * - `TOKEN_REJECTED`: The service does not accept the access token (any more).
 * - `SCOPE_MISSING`: The access token lacks a scope, as tokens of the hosted pages may.
 * - `TOKEN_UNVERIFIED`: A token did not pass verification, so it was not used: nothing was stored, and nothing removed.
 * - `SIGNED_OUT`: The user signed out while the call was under way; nothing was stored.
 * - `OFFLINE`: The browser is offline; nothing was changed.
 * - `NETWORK_ERROR`: No answer came: the network, DNS, or CORS; nothing was changed.
 * - `TIMEOUT`: No answer came in time; nothing was changed here.
 * - `THROTTLED`: Too many requests.
 * - `SERVICE_FAILURE`: The service failed.
 * - `INVALID_RESPONSE`: What answered is not Cognito: a proxy, a captive portal, a wrong endpoint. Nothing was changed.
 * - `ABORTED`: The application's AbortSignal ended the call.
 * - `STORAGE_BLOCKED`: The storage refused to read, write or remove a key: it is full or blocked.
 * - `ASYNC_STORAGE`: A call that answers at once met a `Storage` that answers with promises.
 * - `COOKIE_TOO_LONG`: A value does not fit into a cookie; nothing was written.
 * - `INVALID_PARAMETER`: An argument is missing or cannot be used.
 * - `WASM_UNAVAILABLE`: There is no WebAssembly here, or a policy forbids it.
 * - `WASM_LOAD_FAILED`: The program could not be fetched or compiled.
 * - `WASM_MISMATCH`: The program belongs to another version of this script.
 * - `CORE_CRASHED`: The program stopped while it worked. Nothing is known of what it was doing.
 * - `INTERNAL_ERROR`: A fault of this library.
 * - `LIMIT_REACHED`: A limit of the service for this user was reached, as after many wrong codes.
 * - `REQUEST_BLOCKED`: A firewall in front of the pool refused the request.
 * - `UNKNOWN`: The service refused for a reason that has no name here.
 */
export type Reason = "BAD_CREDENTIALS" | "USER_NOT_FOUND" | "USER_DISABLED" | "USER_NOT_CONFIRMED" | "PASSWORD_RESET_REQUIRED" | "PASSWORD_REJECTED" | "USERNAME_TAKEN" | "CODE_MISMATCH" | "CODE_EXPIRED" | "CHALLENGE_EXPIRED" | "UNHANDLED_CHALLENGE" | "FLOW_NOT_ENABLED" | "SECRET_HASH_REQUIRED" | "TRIGGER_REFUSED" | "NO_SESSION" | "REFRESH_REVOKED" | "REFRESH_EXPIRED" | "REFRESH_INVALID" | "DEVICE_KEY_MISSING" | "DEVICE_KEY_MISMATCH" | "ROTATION_REQUIRED" | "TOKEN_REJECTED" | "SCOPE_MISSING" | "TOKEN_UNVERIFIED" | "SIGNED_OUT" | "OFFLINE" | "NETWORK_ERROR" | "TIMEOUT" | "THROTTLED" | "SERVICE_FAILURE" | "INVALID_RESPONSE" | "ABORTED" | "STORAGE_BLOCKED" | "ASYNC_STORAGE" | "COOKIE_TOO_LONG" | "INVALID_PARAMETER" | "WASM_UNAVAILABLE" | "WASM_LOAD_FAILED" | "WASM_MISMATCH" | "CORE_CRASHED" | "INTERNAL_ERROR" | "LIMIT_REACHED" | "REQUEST_BLOCKED" | "UNKNOWN";
declare class CognitoJwtToken {
	/** The token's text, empty when there is none. */
	jwtToken?: string;
	/** The payload's claims. */
	payload: {
		[key: string]: any;
	};
	/** @param token - the token's text */
	constructor(token?: string);
	/** The token's text. */
	getJwtToken(): string;
	/** The claim `exp`: when the token ends, in seconds since 1970. */
	getExpiration(): number;
	/** The claim `iat`: when the token was issued, in seconds since 1970. */
	getIssuedAt(): number;
	/** Decodes the payload again, into an object of its own. What cannot be decoded gives an empty object. */
	decodePayload(): {
		[id: string]: any;
	};
}
/** The access token: what the service and its resource servers ask for. */
export declare class CognitoAccessToken extends CognitoJwtToken {
	/** @param data - the token's text */
	constructor(data?: {
		AccessToken?: string;
	});
}
/** The ID token: who the user is. */
export declare class CognitoIdToken extends CognitoJwtToken {
	/** @param data - the token's text */
	constructor(data?: {
		IdToken?: string;
	});
}
/** The refresh token: opaque text that new tokens are bought with. */
export declare class CognitoRefreshToken {
	/** The token's text, empty when there is none. */
	token?: string;
	/** @param data - the token's text */
	constructor(data?: {
		RefreshToken?: string;
	});
	/** The token's text. */
	getToken(): string;
}
/** A user's three tokens and by how much the local clock differs from the service's. */
export declare class CognitoUserSession {
	/** The ID token. */
	idToken?: CognitoIdToken;
	/** The refresh token; a session made by hand may have none. */
	refreshToken?: CognitoRefreshToken | undefined;
	/** The access token. */
	accessToken?: CognitoAccessToken;
	/** Local time minus the service's, in seconds. */
	clockDrift?: number;
	/**
	 * @param data - the tokens, and the drift in seconds when it is known
	 * @throws Error when the ID token or the access token is missing
	 */
	constructor(data: ICognitoUserSessionData);
	/** The ID token. */
	getIdToken(): CognitoIdToken;
	/** The refresh token. A session that was made without one gives undefined. */
	getRefreshToken(): CognitoRefreshToken;
	/** The access token. */
	getAccessToken(): CognitoAccessToken;
	/** Local time minus the service's, in seconds. */
	getClockDrift?(): number;
	/** The drift as of now: local time minus the older token's `iat`, in whole seconds; NaN without `iat`. */
	calculateClockDrift?(): number;
	/** Tells whether neither token has ended by the service's clock. */
	isValid(): boolean;
	/**
	 * Has the core verify the ID token and the access token: that the user's pool
	 * has issued them for its app client, that they have not ended, and that both
	 * are one user's. The keys are the pool's, see {@link ICognitoUserPoolData.jwksURL}.
	 *
	 * @param signal - ends it
	 * @returns a promise, rejected with code `TokenInvalid` when one does not
	 * pass, and with code `InvalidParameter` for a session that no user has held:
	 * give it to one with `setSignInUserSession`
	 */
	verify?(signal?: AbortSignal): Promise<void>;
}
/**
 * A user of a pool: their session, and the state of a sign-in across its steps.
 *
 * A method that gives a promise without its callback takes an AbortSignal in the
 * callback's place, which ends the call: the promise is rejected with code
 * `Aborted`.
 */
export declare class CognitoUser {
	/** The user's name. A sign-in replaces an alias by the user's own name. */
	username: string;
	/** The user's pool. */
	pool: CognitoUserPool;
	/** A sign-in's state at the service, while challenges are to be answered. */
	Session: string | null | undefined;
	/** What requests are sent with. */
	client: ICognitoClient;
	/** The session in memory, which may have ended. */
	signInUserSession: CognitoUserSession | null;
	/** `USER_SRP_AUTH`, `USER_PASSWORD_AUTH` or `CUSTOM_AUTH`. */
	authenticationFlowType: string;
	/** Where the session is kept. */
	storage: ICognitoStorage;
	/** What the keys of the user's values begin with. */
	keyPrefix: string;
	/** The key of the user's data. */
	userDataKey: string;
	/** The challenge that the service named beside the tokens, normally none. */
	challengeName?: ChallengeName;
	/** The key of the remembered device. */
	deviceKey?: string | null;
	/** The remembered device's password. */
	randomPassword?: string | null;
	/** The group of the remembered device. */
	deviceGroupKey?: string | null;
	/**
	 * @param data - the user's name and pool
	 * @throws Error when one of the two is missing
	 */
	constructor(data: ICognitoUserData);
	/**
	 * Takes a session that was made elsewhere and stores it. Its tokens are not
	 * verified here, also where the pool has `verifyTokens`; `session.verify()`
	 * does that.
	 *
	 * @param signInUserSession - the session
	 */
	setSignInUserSession(signInUserSession: CognitoUserSession): void;
	/** The session in memory, which may have ended, or null. */
	getSignInUserSession(): CognitoUserSession | null;
	/** The user's name. */
	getUsername(): string;
	/** The flow that `authenticateUser` uses. */
	getAuthenticationFlowType(): string;
	/**
	 * Chooses the flow that `authenticateUser` uses.
	 *
	 * @param authenticationFlowType - `USER_SRP_AUTH`, `USER_PASSWORD_AUTH` or `CUSTOM_AUTH`
	 * @returns undefined; the peer's declarations promise a text
	 */
	setAuthenticationFlowType(authenticationFlowType: string): any;
	/**
	 * Signs the user in with a password and stores the session.
	 *
	 * @param authenticationDetails - the password and data for triggers
	 * @param callbacks - one member is called, once: before this method returns
	 * when nothing was sent
	 * @returns without callbacks, a promise of the sign-in's next step; else what
	 * `onFailure` returned when it was called at once because of the flow
	 */
	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): unknown;
	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks?: AbortSignal): Promise<SignInResult>;
	/** What `authenticateUser` does by SRP, and before the challenges of `CUSTOM_AUTH`. */
	authenticateUserDefaultAuth(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): any;
	/** What `authenticateUser` does where the password itself is sent. */
	authenticateUserPlainUsernamePassword(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): any;
	/**
	 * Goes on from a reply of the service that the application has got by
	 * itself.
	 *
	 * @param dataAuthenticate - the reply of InitiateAuth or RespondToAuthChallenge
	 * @param _authenticationHelper - not needed
	 * @param callbacks - one member is called, once
	 */
	authenticateUserInternal(dataAuthenticate: any, _authenticationHelper: unknown, callbacks: IAuthenticationCallback): any;
	/**
	 * Signs the user in without a password, by the challenges that the pool's
	 * triggers define (`CUSTOM_AUTH`).
	 *
	 * @param authenticationDetails - parameters and data for triggers
	 * @param callbacks - one member is called, once
	 * @returns without callbacks, a promise of the sign-in's next step
	 */
	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): void;
	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks?: AbortSignal): Promise<SignInResult>;
	/**
	 * Answers `newPasswordRequired`.
	 *
	 * @param newPassword - the password from now on
	 * @param requiredAttributeData - the attributes that the pool requires, by name
	 * @param callbacks - one member is called, once: before this method returns
	 * when there is no password
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns without callbacks, a promise of the sign-in's next step
	 */
	completeNewPasswordChallenge(newPassword: string, requiredAttributeData: any, callbacks: IAuthenticationCallback, clientMetadata?: ClientMetadata): unknown;
	completeNewPasswordChallenge(newPassword: string, requiredAttributeData?: any, callbacks?: AbortSignal, clientMetadata?: ClientMetadata): Promise<SignInResult>;
	/**
	 * Answers `customChallenge`.
	 *
	 * @param answerChallenge - the answer
	 * @param callback - one member is called, once
	 * @param clientMetaData - handed to the pool's triggers
	 * @returns without callbacks, a promise of the sign-in's next step
	 */
	sendCustomChallengeAnswer(answerChallenge: any, callback: IAuthenticationCallback, clientMetaData?: ClientMetadata): void;
	sendCustomChallengeAnswer(answerChallenge: any, callback?: AbortSignal, clientMetaData?: ClientMetadata): Promise<SignInResult>;
	/**
	 * Answers `mfaRequired` and `totpRequired`.
	 *
	 * @param confirmationCode - the code that the user typed
	 * @param callbacks - one member is called, once; a wrong code may be
	 * followed by another try
	 * @param mfaType - `SOFTWARE_TOKEN_MFA` after `totpRequired`; left out, it is
	 * a code that was sent to the user
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns without callbacks, a promise of the sign-in's next step
	 */
	sendMFACode(confirmationCode: string, callbacks: Pick<IAuthenticationCallback, "onSuccess" | "onFailure">, mfaType?: string, clientMetadata?: ClientMetadata): void;
	sendMFACode(confirmationCode: string, callbacks?: AbortSignal, mfaType?: string, clientMetadata?: ClientMetadata): Promise<SignInResult>;
	/**
	 * Answers `selectMFAType`.
	 *
	 * @param answerChallenge - `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`
	 * @param callbacks - one member is called, once
	 * @returns without callbacks, a promise of the sign-in's next step
	 */
	sendMFASelectionAnswer(answerChallenge: string, callbacks: Pick<IAuthenticationCallback, "onSuccess" | "onFailure" | "mfaRequired" | "totpRequired">): void;
	sendMFASelectionAnswer(answerChallenge: string, callbacks?: AbortSignal): Promise<SignInResult>;
	/**
	 * Signs the remembered device in, where the service asks for it; a sign-in
	 * does so by itself.
	 *
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 */
	getDeviceResponse(callbacks: IAuthenticationCallback, clientMetadata?: ClientMetadata): any;
	/**
	 * Begins to set up an authenticator application: within a sign-in after
	 * `mfaSetup`, or for a signed-in user.
	 *
	 * @param callbacks - `associateSecretCode` gets the secret to show, or
	 * `onFailure` an error
	 * @returns without callbacks, a promise of the secret
	 */
	associateSoftwareToken(callbacks: {
		associateSecretCode: (secretCode: string) => void;
		onFailure: (err: any) => void;
	}): void;
	associateSoftwareToken(callbacks?: AbortSignal): Promise<string>;
	/**
	 * Ends setting up an authenticator application with its first code; within
	 * a sign-in, this signs the user in.
	 *
	 * @param totpCode - the code that the application shows
	 * @param friendlyDeviceName - what the user calls it
	 * @param callbacks - `onSuccess` gets the session, or the service's reply
	 * for a user who was signed in
	 * @returns without callbacks, a promise: of the sign-in's next step, or of
	 * the service's reply for a user who was signed in
	 */
	verifySoftwareToken(totpCode: string, friendlyDeviceName: string, callbacks: Pick<IAuthenticationCallback, "onSuccess" | "onFailure">): void;
	verifySoftwareToken(totpCode: string, friendlyDeviceName?: string, callbacks?: AbortSignal): Promise<any>;
	/**
	 * Confirms a registration.
	 *
	 * @param code - the code that the user received
	 * @param forceAliasCreation - whether an alias that belongs to another user
	 * moves over to this one
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns without a callback, a promise of its result
	 */
	confirmRegistration(code: string, forceAliasCreation: boolean, callback: NodeCallback<any, any>, clientMetadata?: ClientMetadata): void;
	confirmRegistration(code: string, forceAliasCreation?: boolean, callback?: AbortSignal, clientMetadata?: ClientMetadata): Promise<"SUCCESS">;
	/**
	 * Has the confirmation code of a registration sent again.
	 *
	 * @param callback - gets an error, or the service's reply, which says where
	 * the code was sent
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns without a callback, a promise of its result
	 */
	resendConfirmationCode(callback: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): void;
	resendConfirmationCode(callback?: AbortSignal, clientMetadata?: ClientMetadata): Promise<any>;
	/**
	 * Gets the user's attributes from the service. As with all methods of a
	 * signed-in user, the session must be in memory and valid: after a page load,
	 * call `getSession` first.
	 *
	 * @param callback - gets an error, or the attributes
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	getUserAttributes(callback: NodeCallback<Error, CognitoUserAttribute[]>): unknown;
	getUserAttributes(callback?: AbortSignal): Promise<CognitoUserAttribute[]>;
	/**
	 * Gets the ways in which codes are delivered to the user.
	 *
	 * @param callback - gets an error, or the ways to deliver codes
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	getMFAOptions(callback: NodeCallback<Error, MFAOption[]>): unknown;
	getMFAOptions(callback?: AbortSignal): Promise<MFAOption[]>;
	/**
	 * Changes the password.
	 *
	 * @param oldPassword - the password until now
	 * @param newPassword - the password from now on
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	changePassword(oldPassword: string, newPassword: string, callback: NodeCallback<Error, "SUCCESS">, clientMetadata?: ClientMetadata): unknown;
	changePassword(oldPassword: string, newPassword: string, callback?: AbortSignal, clientMetadata?: ClientMetadata): Promise<"SUCCESS">;
	/**
	 * Turns codes by SMS on.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	enableMFA(callback: NodeCallback<Error, "SUCCESS">): unknown;
	enableMFA(callback?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Turns codes by SMS off.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	disableMFA(callback: NodeCallback<Error, "SUCCESS">): unknown;
	disableMFA(callback?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Says which second factors are on, and which is the one to use.
	 *
	 * @param smsMfaSettings - codes by SMS; null leaves them as they are
	 * @param softwareTokenMfaSettings - an authenticator application; null leaves it as it is
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	setUserMfaPreference(smsMfaSettings: IMfaSettings | null, softwareTokenMfaSettings: IMfaSettings | null, callback: NodeCallback<Error, "SUCCESS">): unknown;
	setUserMfaPreference(smsMfaSettings: IMfaSettings | null, softwareTokenMfaSettings: IMfaSettings | null, callback?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Deletes the user at the service, and then the session here.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	deleteUser(callback: NodeCallback<Error, "SUCCESS">, clientMetadata?: ClientMetadata): unknown;
	deleteUser(callback?: AbortSignal, clientMetadata?: ClientMetadata): Promise<"SUCCESS">;
	/**
	 * Deletes attributes.
	 *
	 * @param attributeList - their names
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	deleteAttributes(attributeList: string[], callback: NodeCallback<Error, "SUCCESS">): unknown;
	deleteAttributes(attributeList: string[], callback?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Changes attributes.
	 *
	 * @param attributes - the new values
	 * @param callback - gets an error, or `SUCCESS` and the service's reply, which
	 * says where codes were sent
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of the service's reply
	 */
	updateAttributes(attributes: AttributeLike[], callback: UpdateAttributesNodeCallback<Error, string, any>, clientMetadata?: ClientMetadata): unknown;
	updateAttributes(attributes: AttributeLike[], callback?: AbortSignal, clientMetadata?: ClientMetadata): Promise<any>;
	/**
	 * Gives the service's description of the user, from the cache in storage
	 * where it is there.
	 *
	 * @param callback - gets an error or the description: before this method
	 * returns when it is in the cache, or when nobody is signed in
	 * @param params - `bypassCache: true` asks the service, and refreshes the
	 * tokens where something was in the cache; `clientMetadata` is for that refresh
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	getUserData(callback: NodeCallback<Error, UserData>, params?: any): unknown;
	getUserData(callback?: AbortSignal, params?: any): Promise<UserData>;
	/** The text of the cached description of the user, or null or undefined. */
	getUserDataFromCache(): string | null | undefined;
	/** Whether the argument of `getUserData` asks for the service's own answer. */
	isFetchUserDataAndTokenRequired(params?: any): boolean;
	/** Asks the service for its description of the user, and keeps it in the cache. */
	fetchUserData(signal?: AbortSignal | undefined): Promise<UserData>;
	/** Asks the service for its description of the user. */
	createGetUserRequest(signal?: AbortSignal | undefined): Promise<UserData>;
	/** Refreshes the session where it has a refresh token; the promise brings the error of that, or nothing. */
	refreshSessionIfPossible(options?: {
		clientMetadata?: ClientMetadata;
	}): Promise<any>;
	/**
	 * Sends the user a code that resets the password.
	 *
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	forgotPassword(callbacks: CodeCallbacks, clientMetadata?: ClientMetadata): unknown;
	forgotPassword(callbacks?: AbortSignal, clientMetadata?: ClientMetadata): Promise<any>;
	/**
	 * Sets a new password with the code of `forgotPassword`.
	 *
	 * @param verificationCode - the code that the user received
	 * @param newPassword - the password from now on
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	confirmPassword(verificationCode: string, newPassword: string, callbacks: ResultCallbacks, clientMetadata?: ClientMetadata): unknown;
	confirmPassword(verificationCode: string, newPassword: string, callbacks?: AbortSignal, clientMetadata?: ClientMetadata): Promise<"SUCCESS">;
	/**
	 * Sends the user a code that verifies an attribute.
	 *
	 * @param attributeName - for instance `email`
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	getAttributeVerificationCode(attributeName: string, callbacks: CodeCallbacks, clientMetadata?: ClientMetadata): unknown;
	getAttributeVerificationCode(attributeName: string, callbacks?: AbortSignal, clientMetadata?: ClientMetadata): Promise<any>;
	/**
	 * Verifies an attribute with such a code.
	 *
	 * @param attributeName - for instance `email`
	 * @param confirmationCode - the code that the user received
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	verifyAttribute(attributeName: string, confirmationCode: string, callbacks: ResultCallbacks): unknown;
	verifyAttribute(attributeName: string, confirmationCode: string, callbacks?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Gives the service's description of the device of this user object.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	getDevice(callbacks: ResultCallbacks<any>): unknown;
	getDevice(callbacks?: AbortSignal): Promise<any>;
	/**
	 * Makes the service forget a device; what is stored here stays.
	 *
	 * @param deviceKey - which device
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	forgetSpecificDevice(deviceKey: string, callbacks: ResultCallbacks): unknown;
	forgetSpecificDevice(deviceKey: string, callbacks?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Makes the service forget the device of this user object, and then this page.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	forgetDevice(callbacks: ResultCallbacks): unknown;
	forgetDevice(callbacks?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Has the service remember the device of this user object.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	setDeviceStatusRemembered(callbacks: ResultCallbacks): unknown;
	setDeviceStatusRemembered(callbacks?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Has the service track the device of this user object without remembering it.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	setDeviceStatusNotRemembered(callbacks: ResultCallbacks): unknown;
	setDeviceStatusNotRemembered(callbacks?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Lists the user's devices, a page at a time.
	 *
	 * @param limit - how many at most
	 * @param paginationToken - from the page before, or null
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	listDevices(limit: number, paginationToken: string | null, callbacks: ResultCallbacks<any>): unknown;
	listDevices(limit: number, paginationToken: string | null, callbacks?: AbortSignal): Promise<any>;
	/**
	 * Ends all sessions of the user at the service, and then the one here.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	globalSignOut(callbacks: ResultCallbacks): unknown;
	globalSignOut(callbacks?: AbortSignal): Promise<"SUCCESS">;
	/**
	 * Gives the user's session: the one in memory or in storage while it is
	 * valid, at once; else a refreshed one.
	 *
	 * @param callback - gets an error or the session: before this method
	 * returns, except when the session must be refreshed, or verified first
	 * @param options - metadata for a refresh
	 * @returns what the callback returned when it was called at once, except
	 * where storage has no session at all: that gives undefined, as with the
	 * peer; without a callback, a promise of the session
	 */
	getSession(callback: ((error: Error, session: null) => any) | ((error: null, session: CognitoUserSession) => any) | ((error: Error | null, session: CognitoUserSession | null) => any), options?: GetSessionOptions): unknown;
	getSession(callback?: AbortSignal, options?: GetSessionOptions): Promise<CognitoUserSession>;
	/**
	 * Exchanges a refresh token for a new session and stores it: one request,
	 * however many ask for it at the same time.
	 *
	 * @param refreshToken - the refresh token
	 * @param callback - gets an error or the session
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns without a callback, a promise of the session
	 */
	refreshSession(refreshToken: CognitoRefreshToken, callback: NodeCallback<any, any>, clientMetadata?: ClientMetadata): void;
	refreshSession(refreshToken: CognitoRefreshToken, callback?: AbortSignal, clientMetadata?: ClientMetadata): Promise<CognitoUserSession>;
	/**
	 * Signs the user out here: the session leaves memory and storage at once,
	 * with or without a network; a remembered device stays.
	 *
	 * @param callback - when given, the refresh token is revoked as well, and
	 * the callback gets an error or undefined
	 */
	signOut(callback?: (error?: any) => void): void;
	/**
	 * Revokes the refresh token of the session in memory, where the service
	 * allows that; nothing is changed here.
	 *
	 * @param revokeTokenCallback - gets an error or nothing
	 * @throws Error when it is not a function
	 */
	revokeTokens(revokeTokenCallback?: (error?: any) => void): any;
	/**
	 * Whether the refresh token that came with an access token can be revoked.
	 *
	 * @param token - its claim `origin_jti` says so
	 */
	isSessionRevocable(token: CognitoAccessToken): boolean;
	/**
	 * Revokes a refresh token.
	 *
	 * @param revocation - the token, and a callback that gets an error or nothing
	 */
	revokeToken({ token, callback }: {
		token: string;
		callback: (error?: any) => void;
	}): void;
	/** Removes the session from memory, and the session and the user's data from storage. */
	cleanClientData(): void;
	/** Stores the session in memory, and makes the user the one who signed in last. */
	cacheTokens(): void;
	/** Removes the tokens from storage, and the name of the user who signed in last, whoever that is. */
	clearCachedTokens(): void;
	/** Removes the user's data from storage. */
	clearCachedUserData(): void;
	/** Stores the service's description of the user. */
	cacheUserData(userData: unknown): void;
	/** Removes the tokens and the user's data from storage. */
	clearCachedUser(): void;
	/** Takes the remembered device of the user from storage, where there is one. */
	getCachedDeviceKeyAndPassword(): void;
	/** Stores the remembered device of this user object. */
	cacheDeviceKeyAndPassword(): void;
	/** Removes the remembered device from storage. */
	clearCachedDeviceKeyAndPassword(): void;
	/**
	 * Makes a session of the service's reply, issued now.
	 *
	 * @param authResult - the reply's AuthenticationResult
	 */
	getCognitoUserSession(authResult?: {
		IdToken?: string;
		AccessToken?: string;
		RefreshToken?: string;
	}): CognitoUserSession;
	/** The data of Amazon's advanced security script for this user; see {@link CognitoUserPool.getUserContextData}. */
	getUserContextData(): {
		EncodedData?: string;
	} | undefined;
}
/** A user pool, seen from one of its app clients. */
export declare class CognitoUserPool {
	/** The user pool's id. */
	userPoolId?: string;
	/** The app client's id. */
	clientId?: string;
	/** What requests are sent with. */
	client?: Client;
	/** Whether requests carry the data of the advanced security script. */
	advancedSecurityDataCollectionFlag?: boolean;
	/** Where the session is kept. */
	storage?: ICognitoStorage;
	/** Wraps the callback of each refresh. */
	wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any;
	/**
	 * @param data - which pool and app client, and options
	 * @param wrapRefreshSessionCallback - called at the start of each refresh
	 * with the callback; what it returns is called in its place
	 * @throws Error when an id is missing, or the pool's id cannot be one;
	 * CognitoError `InvalidParameter` for an option that cannot be
	 */
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
	 * @param password - the new user's password
	 * @param userAttributes - for instance the e-mail address
	 * @param validationData - handed to the pool's pre sign-up trigger
	 * @param callback - gets the service's error, or the new user and where a
	 * code was sent
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns without a callback, a promise of its result, which an AbortSignal
	 * in the callback's place ends
	 */
	signUp(username: string, password: string, userAttributes: AttributeLike[], validationData: AttributeLike[], callback: NodeCallback<Error, ISignUpResult>, clientMetadata?: ClientMetadata): void;
	signUp(username: string, password: string, userAttributes?: AttributeLike[], validationData?: AttributeLike[], callback?: AbortSignal, clientMetadata?: ClientMetadata): Promise<ISignUpResult>;
	/**
	 * The user who signed in last with this app client, at once: call
	 * `getSession` on it to learn whether the session still holds.
	 *
	 * @throws CognitoError with code `AsyncStorage`
	 */
	getCurrentUser(): CognitoUser | null;
	/**
	 * The data of Amazon's advanced security script for a user, as requests
	 * carry it: undefined without the script, an empty object when it is turned
	 * off or has nothing to say.
	 *
	 * @param username - the user's name
	 */
	getUserContextData?(username: string): {
		EncodedData?: string;
	} | undefined;
}
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
export type PendingChallenge = {
	/** A code of a second factor is needed, or a choice, or setting one up. */
	challengeName: "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP" | "CUSTOM_CHALLENGE";
	/** As the service sent them. */
	challengeParameters: any;
} | {
	/** The user must choose a new password. */
	challengeName: "NEW_PASSWORD_REQUIRED";
	/** The attributes that the user has. */
	userAttributes: any;
	/** The names of those that the pool requires. */
	requiredAttributes: string[];
};
/** What a step of a sign-in comes to, where a method is called without callbacks. */
export type SignInResult = SignedIn | PendingChallenge;
/** What most methods of a signed-in user call: one of these members, once. */
export interface ResultCallbacks<T = string> {
	/** It is done. */
	onSuccess: (result: T) => void;
	/** It failed; `err.code` says why where the service refused it. */
	onFailure: (err: any) => void;
}
/** Callbacks of what sends a code to the user. */
export interface CodeCallbacks extends ResultCallbacks<any> {
	/** Called in place of `onSuccess` where it is there. */
	inputVerificationCode?: ((data: any) => void | null) | undefined;
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
	Password?: string | undefined;
	/** Sent as ClientMetadata in place of `ClientMetadata` when it has a member. */
	ValidationData?: {
		[key: string]: any;
	} | undefined;
	/** Parameters of a custom sign-in. */
	AuthParameters?: {
		[key: string]: any;
	} | undefined;
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
	/**
	 * Where the session is kept; the pool's own `Storage` is not inherited.
	 * Members may answer with promises: then sign-in and refresh work, and
	 * calls that answer at once fail with code `AsyncStorage`.
	 */
	Storage?: ICognitoStorage | PageStorage | undefined;
}
/** The second argument of `getSession`. */
export interface GetSessionOptions {
	/** Handed to the pool's triggers, should the session be refreshed. */
	clientMetadata: Record<string, string>;
}
/** The peer declares this class and does not export it. */
export interface UserAgent {
}
/** A challenge that has a callback in {@link IAuthenticationCallback}. */
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
	endpoint?: string | undefined;
	/** Options of each request; `credentials` is the one that is used. */
	fetchOptions?: {
		credentials?: string | undefined;
		[option: string]: any;
	} | undefined;
	/** Where `getCurrentUser` looks, and where the users that the pool makes keep their session; see {@link ICognitoUserData.Storage}. */
	Storage?: ICognitoStorage | PageStorage | undefined;
	/** False keeps the data of the advanced security script out of requests. */
	AdvancedSecurityDataCollectionFlag?: boolean | undefined;
	/**
	 * By which operation refresh tokens are spent: `classic` is InitiateAuth, as
	 * the peer does; `rotating` is GetTokensFromRefreshToken, which app clients
	 * that rotate refresh tokens need; `auto`, the default, begins with the first
	 * and learns from the service's refusal.
	 */
	refresh?: "auto" | "rotating" | "classic" | undefined;
	/** For how many milliseconds an answer of the service is waited for: 10,000 when left out, without end when 0. */
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
	RefreshToken?: CognitoRefreshToken | undefined;
	/** Local time minus the service's, in seconds; left out, it follows from the tokens' `iat`. */
	ClockDrift?: number | undefined;
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
/** A `CognitoUserAttribute`, or a plain object with its members. */
export type AttributeLike = CognitoUserAttribute | ICognitoUserAttributeData;
/**
 * What a sign-in needs beside the user: the password, and data for the pool's
 * triggers. In a browser, constructing one starts loading the core, because a
 * sign-in is near.
 *
 * Members that the peer's type declarations lack are optional here and on the
 * other small classes: objects made by hand against those declarations must
 * still fit. At run time they are always there.
 */
export declare class AuthenticationDetails {
	/** Sent as ClientMetadata in place of `clientMetadata` when it has a member. */
	validationData?: {
		[key: string]: any;
	};
	/** Parameters of a custom sign-in. */
	authParameters?: {
		[key: string]: any;
	};
	/** Handed to the pool's triggers. */
	clientMetadata?: ClientMetadata;
	/** Not read by a sign-in, which uses the name of the CognitoUser. */
	username?: string;
	/** The password. */
	password?: string;
	/** @param data - nothing in it is checked here */
	constructor(data?: IAuthenticationDetailsData | null);
	/** The name given to the constructor. */
	getUsername(): string;
	/** The password given to the constructor. */
	getPassword(): string;
	/** The ValidationData given to the constructor, or an empty object. */
	getValidationData(): any;
	/** The AuthParameters given to the constructor, or an empty object. */
	getAuthParameters?(): {
		[key: string]: any;
	};
	/** The ClientMetadata given to the constructor, or an empty object. */
	getClientMetadata?(): ClientMetadata;
}
/**
 * A whole number, as {@link AuthenticationHelper} takes and gives them. It has
 * what an SRP needs; `value` is the number itself.
 */
declare class BigInteger$1 {
	/** The number. */
	value: bigint;
	/**
	 * @param text - its digits, with a sign where it is negative
	 * @param radix - 10 when left out; or 16
	 */
	constructor(text: string | bigint, radix?: number);
	/** The digits, in base 10 or in that of the radix. */
	toString(radix?: number): string;
	/** The digits in base 16: JSON has no whole numbers of this size. */
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
	/** The power's remainder. The peer's callback gets an error or the result, at once. */
	modPow(exponent: BigInteger$1, modulus: BigInteger$1, callback?: (error: null, result: BigInteger$1) => void): any;
}
type Callback<T> = (error: Error | null, result: T) => void;
/**
 * SRP-6a as Cognito uses it, for applications that compute a proof by
 * themselves. Everything is answered at once, and so holds the page up; a
 * sign-in does the same in the core, in constant time, which this is not.
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
	 * @throws Error when there are no secure random numbers here
	 */
	constructor(PoolName: string);
	/** The client's secret. */
	getSmallAValue(): BigInteger$1;
	/** Gives what the client sends of its secret. */
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
	/** The SHA-256 digest of bytes that are given as hexadecimal digits. */
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
	/** Whose pages see the cookies; left out, this host's. */
	domain?: string | undefined;
	/** Below which path; `/` when left out. */
	path?: string | undefined;
	/** How many days the cookies last, or until when; 365 days when left out. */
	expires?: number | Date | undefined;
	/** Whether the cookies go over HTTPS only, as they do when this is left out. */
	secure?: boolean | undefined;
	/** Whether the cookies go along with requests from other sites. */
	sameSite?: "strict" | "lax" | "none" | undefined;
}
/** Keeps the session in cookies, which a server or other subdomains can see. */
export declare class CookieStorage implements ICognitoStorage {
	/** Whose pages see the cookies. */
	domain?: string;
	/** Below which path. */
	path: string;
	/** How many days the cookies last, or until when. */
	expires: number | Date | undefined;
	/** Whether the cookies go over HTTPS only. */
	secure: boolean | undefined;
	/** Whether the cookies go along with requests from other sites. */
	sameSite: "strict" | "lax" | "none" | null;
	/**
	 * @param data - the attributes of the cookies
	 * @throws Error for a sameSite that there is not, or that needs `secure`
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
	setItem(key: string, value: string): any;
	/**
	 * Reads a cookie.
	 *
	 * @param key - its name
	 * @returns its value, or null
	 */
	getItem(key: string): any;
	/**
	 * Removes a cookie.
	 *
	 * @param key - its name
	 */
	removeItem(key: string): void;
	/** Removes the cookies that this library writes; those of the page stay. */
	clear(): any;
}
/** Writes the time as Cognito's SRP wants it. */
export declare class DateHelper {
	/** The time now, for instance `Tue Jan 1 06:06:09 UTC 2019`. */
	getNowString(): string;
}
/** Bytes in 32-bit words, the first byte of each in its highest bits. */
export declare class WordArray {
	/** The words. */
	words: number[];
	/** How many bytes of them count. */
	sigBytes: number;
	/**
	 * @param words - the words
	 * @param sigBytes - how many bytes of them count; all when left out
	 */
	constructor(words?: number[], sigBytes?: number);
	/**
	 * Makes random bytes.
	 *
	 * @param nBytes - how many
	 * @throws Error when there are no secure random numbers here
	 */
	random(nBytes: number): WordArray;
	/** The bytes as lower-case hexadecimal digits. */
	toString(): string;
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
 * The codes of the errors that the facade itself makes and the peer does not
 * have. The peer's own local errors keep their exact message and have no code;
 * errors of the service carry the service's code, for instance
 * `NotAuthorizedException`.
 *
 * - `Aborted`: the application's AbortSignal ended the call.
 * - `AsyncStorage`: a synchronous call met a `Storage` that answers with
 *   promises.
 * - `CookieTooLong`: a value does not fit into a cookie. Nothing was written.
 * - `CoreCrashed`: the core stopped while it worked. Nothing is known of what it
 *   was doing; the next call starts a new one.
 * - `InvalidParameter`: an argument is missing or cannot be used.
 * - `InvalidResponse`: a challenge came with parameters that cannot be read.
 * - `SignedOut`: the user signed out while the call was under way. Nothing was
 *   stored.
 * - `StorageError`: the storage refused to read a key, which the message names.
 * - `UnhandledChallenge`: the service asks for a challenge that has no answer
 *   here, or that the application gave no callback for. Nothing was stored.
 * - `WasmLoadFailed`: the core's program could not be fetched or compiled; the
 *   message names the URL and what came back.
 * - `WasmMismatch`: the program is not the one that belongs to this script.
 * - `WasmUnavailable`: there is no WebAssembly here, or a policy forbids it.
 */
export type CognitoErrorCode = "Aborted" | "AsyncStorage" | "CookieTooLong" | "CoreCrashed" | "InvalidParameter" | "InvalidResponse" | "SignedOut" | "StorageError" | "UnhandledChallenge" | "WasmLoadFailed" | "WasmMismatch" | "WasmUnavailable";
/** What {@link events} tells of, and the `detail` of each event. */
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
	/** Has a function called at each event of a type. */
	addEventListener<Type extends keyof CognitoEventMap>(type: Type, listener: (event: CognitoEvent<Type>) => unknown, options?: boolean | AddEventListenerOptions): void;
	/** Has it called no more. */
	removeEventListener<Type extends keyof CognitoEventMap>(type: Type, listener: (event: CognitoEvent<Type>) => unknown, options?: boolean | EventListenerOptions): void;
	/** Calls the listeners of an event. */
	dispatchEvent(event: Event): boolean;
}
/** Tells what no callback can: that a storage refuses, that a user signed out elsewhere. */
export declare const events: CognitoEvents;
interface CoreOptions {
	/**
	 * Where `cognitowasm.wasm` is served, when it is not found by itself or when
	 * the page wants it streamed: the ESM and CJS builds otherwise carry the
	 * program in a module of their own.
	 */
	wasmURL?: string | URL | undefined;
	/**
	 * The digest that the program must have, as an `integrity` attribute has it:
	 * `sha256-`, `sha384-` or `sha512-` and base 64. Left out, it is that of the
	 * program of this build: another build of the program needs it.
	 *
	 * https://www.w3.org/TR/SRI/#integrity-metadata-description
	 */
	wasmIntegrity?: string | undefined;
	/**
	 * Whether the core runs in a worker of its own, off the page's thread. The page's
	 * Content-Security-Policy must have `blob:` in its worker-src then, or this is
	 * the address of `dist/cognitowasm.worker.js` on the page's own origin. Where no
	 * worker can be had, the core runs in the page.
	 */
	worker?: boolean | string | URL | undefined;
	/**
	 * With `'worker'`, the core runs in a worker and the page never sees a refresh
	 * token: its storage and its session objects have it sealed, with a key that only
	 * the workers of this origin use. SECURITY.md says what that protects from, and
	 * what not. Where no worker can be had, calls of the core fail with code
	 * `WasmUnavailable`.
	 */
	tokenIsolation?: "worker" | undefined;
}
/**
 * Sets where the core is found and where it runs. Takes effect the next time that it
 * is loaded.
 *
 * @param changes - the members to change
 * @throws CognitoError `InvalidParameter` for an option that does not exist, or for
 * what it cannot be
 */
export declare function configure(changes: CoreOptions): void;
/**
 * Starts loading the core, so that it is there when it is needed: for instance
 * when a sign-in form gets the focus. It never fails: an error shows in the
 * call that needs the core. Where the user has asked the browser to save data
 * (`navigator.connection.saveData`), only what needs the core loads it.
 */
export declare function preload(): void;

export {
	BigInteger$1 as BigInteger,
};

export {};
