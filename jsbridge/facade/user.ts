import { core } from './core';
import type { Given } from './core';
import { CognitoUserAttribute } from './attribute';
import { deliver, deliverTo, refuse } from './callbacks';
import type { Callbacks } from './callbacks';
import type { AuthenticationDetails } from './details';
import { preloadInBrowser } from './environment';
import { CognitoError } from './errors';
import { keyPrefix, lastUserKey, userKey } from './keys';
import type { UserKey } from './keys';
import type { CognitoUserPool } from './pool';
import type { AccessTokenRequest, ChallengeRequest, Operations, PoolRequest, SignInReply } from './protocol.gen';
import { readNow, readSession } from './reader';
import type { Found } from './reader';
import { poolRequest } from './request';
import { CognitoUserSession, endsSoon, makeSession } from './session';
import { deliverSignIn, forgetDeviceFields, signInUser } from './sign-in';
import { defaultStorage } from './storage';
import { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from './tokens';
import type {
	AttributeLike,
	ChallengeName,
	ClientMetadata,
	CodeCallbacks,
	GetSessionOptions,
	IAuthenticationCallback,
	ICognitoClient,
	ICognitoStorage,
	ICognitoUserData,
	IMfaSettings,
	MFAOption,
	NodeCallback,
	ResultCallbacks,
	SignInResult,
	UpdateAttributesNodeCallback,
	UserData,
} from './types';

/** A user of a pool: their session, and the state of a sign-in across its steps. */
export class CognitoUser {
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
	constructor(data: ICognitoUserData) {
		if (data == null || data.Username == null || data.Pool == null) {
			throw new Error('Username and Pool information are required.');
		}
		this.username = data.Username || '';
		this.pool = data.Pool;
		this.Session = null;
		this.client = data.Pool.client!;
		this.signInUserSession = null;
		this.authenticationFlowType = 'USER_SRP_AUTH';
		this.storage = (data.Storage as ICognitoStorage) || defaultStorage(data.Pool);
		this.keyPrefix = keyPrefix(this.pool.getClientId());
		this.userDataKey = keyOf(this, 'userData');
	}

	/**
	 * Takes a session that was made elsewhere and stores it.
	 *
	 * @param signInUserSession - the session
	 */
	setSignInUserSession(signInUserSession: CognitoUserSession): void {
		this.clearCachedUserData();
		const before = this.signInUserSession;
		this.signInUserSession = signInUserSession;
		try {
			this.cacheTokens();
		} catch (error) {
			this.signInUserSession = before;
			throw error;
		}
	}

	/** The session in memory, which may have ended, or null. */
	getSignInUserSession(): CognitoUserSession | null {
		return this.signInUserSession;
	}

	/** The user's name. */
	getUsername(): string {
		return this.username;
	}

	/** The flow that `authenticateUser` uses. */
	getAuthenticationFlowType(): string {
		return this.authenticationFlowType;
	}

	/**
	 * Chooses the flow that `authenticateUser` uses.
	 *
	 * @param authenticationFlowType - `USER_SRP_AUTH`, `USER_PASSWORD_AUTH` or `CUSTOM_AUTH`
	 * @returns undefined; the peer's declarations promise a text
	 */
	setAuthenticationFlowType(authenticationFlowType: string): any {
		this.authenticationFlowType = authenticationFlowType;
	}

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
	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks?: undefined): Promise<SignInResult>;
	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks?: IAuthenticationCallback): any {
		switch (this.authenticationFlowType) {
			case 'USER_PASSWORD_AUTH':
				return this.authenticateUserPlainUsernamePassword(authenticationDetails, callbacks!);
			case 'USER_SRP_AUTH':
			case 'CUSTOM_AUTH':
				return this.authenticateUserDefaultAuth(authenticationDetails, callbacks!);
		}
		return refuse(new Error('Authentication flow type is invalid.'), callbacks);
	}

	/** What `authenticateUser` does by SRP, and before the challenges of `CUSTOM_AUTH`. */
	authenticateUserDefaultAuth(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): any {
		return signInByPassword(this, this.authenticationFlowType, authenticationDetails, callbacks);
	}

	/** What `authenticateUser` does where the password itself is sent. */
	authenticateUserPlainUsernamePassword(
		authenticationDetails: AuthenticationDetails,
		callbacks: IAuthenticationCallback,
	): any {
		return signInByPassword(this, 'USER_PASSWORD_AUTH', authenticationDetails, callbacks);
	}

	/**
	 * Goes on from a reply of the service that the application has got by
	 * itself.
	 *
	 * @param dataAuthenticate - the reply of InitiateAuth or RespondToAuthChallenge
	 * @param _authenticationHelper - not needed
	 * @param callbacks - one member is called, once
	 */
	authenticateUserInternal(
		dataAuthenticate: any,
		_authenticationHelper: unknown,
		callbacks: IAuthenticationCallback,
	): any {
		const answer = core.continueSignIn({ ...signInUser(this), reply: dataAuthenticate as any });
		return deliverSignIn(this, answer, callbacks);
	}

	/**
	 * Signs the user in without a password, by the challenges that the pool's
	 * triggers define (`CUSTOM_AUTH`).
	 *
	 * @param authenticationDetails - parameters and data for triggers
	 * @param callbacks - one member is called, once
	 * @returns without callbacks, a promise of the sign-in's next step
	 */
	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): void;
	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks?: undefined): Promise<SignInResult>;
	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks?: IAuthenticationCallback): any {
		const answer = core.initiateAuth({
			...signInUser(this, triggerData(authenticationDetails)),
			authParameters: authenticationDetails.getAuthParameters!(),
		});
		return deliverSignIn(this, answer, callbacks);
	}

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
	completeNewPasswordChallenge(
		newPassword: string,
		requiredAttributeData: any,
		callbacks: IAuthenticationCallback,
		clientMetadata?: ClientMetadata,
	): unknown;
	completeNewPasswordChallenge(
		newPassword: string,
		requiredAttributeData?: any,
		callbacks?: undefined,
		clientMetadata?: ClientMetadata,
	): Promise<SignInResult>;
	completeNewPasswordChallenge(
		newPassword: string,
		requiredAttributeData?: any,
		callbacks?: IAuthenticationCallback,
		clientMetadata?: ClientMetadata,
	): any {
		if (!newPassword) return refuse(new Error('New password is required.'), callbacks);
		const members = { newPassword, userAttributes: requiredAttributeData };
		return respond(this, callbacks, 'completeNewPasswordChallenge', members, clientMetadata);
	}

	/**
	 * Answers `customChallenge`.
	 *
	 * @param answerChallenge - the answer
	 * @param callback - one member is called, once
	 * @param clientMetaData - handed to the pool's triggers
	 * @returns without callbacks, a promise of the sign-in's next step
	 */
	sendCustomChallengeAnswer(
		answerChallenge: any,
		callback: IAuthenticationCallback,
		clientMetaData?: ClientMetadata,
	): void;
	sendCustomChallengeAnswer(
		answerChallenge: any,
		callback?: undefined,
		clientMetaData?: ClientMetadata,
	): Promise<SignInResult>;
	sendCustomChallengeAnswer(
		answerChallenge: any,
		callback?: IAuthenticationCallback,
		clientMetaData?: ClientMetadata,
	): any {
		return respond(this, callback, 'sendCustomChallengeAnswer', { answer: answerChallenge }, clientMetaData);
	}

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
	sendMFACode(
		confirmationCode: string,
		callbacks: Pick<IAuthenticationCallback, 'onSuccess' | 'onFailure'>,
		mfaType?: string,
		clientMetadata?: ClientMetadata,
	): void;
	sendMFACode(
		confirmationCode: string,
		callbacks?: undefined,
		mfaType?: string,
		clientMetadata?: ClientMetadata,
	): Promise<SignInResult>;
	sendMFACode(
		confirmationCode: string,
		callbacks?: IAuthenticationCallback,
		mfaType?: string,
		clientMetadata?: ClientMetadata,
	): any {
		const sent = (this.challengeName as string) === 'EMAIL_OTP' ? 'EMAIL_OTP' : 'SMS_MFA';
		const members = { code: confirmationCode, mfaType: mfaType || sent };
		return respond(this, callbacks, 'sendMFACode', members, clientMetadata);
	}

	/**
	 * Answers `selectMFAType`.
	 *
	 * @param answerChallenge - `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`
	 * @param callbacks - one member is called, once
	 * @returns without callbacks, a promise of the sign-in's next step
	 */
	sendMFASelectionAnswer(
		answerChallenge: string,
		callbacks: Pick<IAuthenticationCallback, 'onSuccess' | 'onFailure' | 'mfaRequired' | 'totpRequired'>,
	): void;
	sendMFASelectionAnswer(answerChallenge: string, callbacks?: undefined): Promise<SignInResult>;
	sendMFASelectionAnswer(answerChallenge: string, callbacks?: IAuthenticationCallback): any {
		return respond(this, callbacks, 'sendMFASelectionAnswer', { answer: answerChallenge });
	}

	/**
	 * Signs the remembered device in, where the service asks for it; a sign-in
	 * does so by itself.
	 *
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 */
	getDeviceResponse(callbacks: IAuthenticationCallback, clientMetadata?: ClientMetadata): any {
		return respond(this, callbacks, 'signInDevice', {}, clientMetadata);
	}

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
	associateSoftwareToken(callbacks?: undefined): Promise<string>;
	associateSoftwareToken(callbacks?: {
		associateSecretCode: (secretCode: string) => void;
		onFailure: (err: any) => void;
	}): any {
		const session = heldSession(this);
		const answer = core.associateSoftwareToken({
			...requestOf(this),
			...(session
				? { AccessToken: session.getAccessToken().getJwtToken() }
				: { Session: this.Session }),
		});
		return deliverTo(
			callbacks,
			answer.then((reply: any) => {
				if (!session) this.Session = reply.Session;
				return reply.SecretCode;
			}),
			(to, secretCode) => to.associateSecretCode(secretCode),
		);
	}

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
	verifySoftwareToken(
		totpCode: string,
		friendlyDeviceName: string,
		callbacks: Pick<IAuthenticationCallback, 'onSuccess' | 'onFailure'>,
	): void;
	verifySoftwareToken(totpCode: string, friendlyDeviceName?: string, callbacks?: undefined): Promise<any>;
	verifySoftwareToken(totpCode: string, friendlyDeviceName?: string, callbacks?: IAuthenticationCallback): any {
		if (heldSession(this)) {
			const members = { UserCode: totpCode, FriendlyDeviceName: friendlyDeviceName };
			return ask(this, callbacks, 'verifySoftwareToken', members);
		}
		return respond(this, callbacks, 'completeMFASetup', { userCode: totpCode, friendlyDeviceName });
	}

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
	confirmRegistration(
		code: string,
		forceAliasCreation: boolean,
		callback: NodeCallback<any, any>,
		clientMetadata?: ClientMetadata,
	): void;
	confirmRegistration(
		code: string,
		forceAliasCreation?: boolean,
		callback?: undefined,
		clientMetadata?: ClientMetadata,
	): Promise<'SUCCESS'>;
	confirmRegistration(
		code: string,
		forceAliasCreation?: boolean,
		callback?: NodeCallback<any, any>,
		clientMetadata?: ClientMetadata,
	): any {
		const answer = core.confirmSignUp({
			...requestOf(this),
			username: this.username,
			confirmationCode: code,
			forceAliasCreation,
			clientMetadata,
			userContextData: this.getUserContextData(),
		});
		return deliverTo(callback, answer.then(success));
	}

	/**
	 * Has the confirmation code of a registration sent again.
	 *
	 * @param callback - gets an error, or the service's reply, which says where
	 * the code was sent
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns without a callback, a promise of its result
	 */
	resendConfirmationCode(callback: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): void;
	resendConfirmationCode(callback?: undefined, clientMetadata?: ClientMetadata): Promise<any>;
	resendConfirmationCode(callback?: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): any {
		const answer = core.resendConfirmationCode({
			...requestOf(this),
			username: this.username,
			clientMetadata,
		});
		return deliverTo(callback, answer);
	}

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
	getUserAttributes(callback?: undefined): Promise<CognitoUserAttribute[]>;
	getUserAttributes(callback?: NodeCallback<Error, any>): any {
		return ask(this, callback, 'getUser', {}, (reply: any) =>
			reply.UserAttributes.map((attribute: any) => new CognitoUserAttribute(attribute)),
		);
	}

	/**
	 * Gets the ways in which codes are delivered to the user.
	 *
	 * @param callback - gets an error, or the ways to deliver codes
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	getMFAOptions(callback: NodeCallback<Error, MFAOption[]>): unknown;
	getMFAOptions(callback?: undefined): Promise<MFAOption[]>;
	getMFAOptions(callback?: NodeCallback<Error, any>): any {
		return ask(this, callback, 'getUser', {}, (reply: any) => reply.MFAOptions);
	}

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
	changePassword(oldPassword: string, newPassword: string, callback: NodeCallback<Error, 'SUCCESS'>, clientMetadata?: ClientMetadata): unknown;
	changePassword(oldPassword: string, newPassword: string, callback?: undefined, clientMetadata?: ClientMetadata): Promise<'SUCCESS'>;
	changePassword(oldPassword: string, newPassword: string, callback?: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): any {
		const members = { PreviousPassword: oldPassword, ProposedPassword: newPassword, ClientMetadata: clientMetadata };
		return ask(this, callback, 'changePassword', members, success);
	}

	/**
	 * Turns codes by SMS on.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	enableMFA(callback: NodeCallback<Error, 'SUCCESS'>): unknown;
	enableMFA(callback?: undefined): Promise<'SUCCESS'>;
	enableMFA(callback?: NodeCallback<Error, any>): any {
		return setUserSettings(this, [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }], callback);
	}

	/**
	 * Turns codes by SMS off.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	disableMFA(callback: NodeCallback<Error, 'SUCCESS'>): unknown;
	disableMFA(callback?: undefined): Promise<'SUCCESS'>;
	disableMFA(callback?: NodeCallback<Error, any>): any {
		return setUserSettings(this, [], callback);
	}

	/**
	 * Says which second factors are on, and which is the one to use.
	 *
	 * @param smsMfaSettings - codes by SMS; null leaves them as they are
	 * @param softwareTokenMfaSettings - an authenticator application; null leaves it as it is
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	setUserMfaPreference(smsMfaSettings: IMfaSettings | null, softwareTokenMfaSettings: IMfaSettings | null, callback: NodeCallback<Error, 'SUCCESS'>): unknown;
	setUserMfaPreference(smsMfaSettings: IMfaSettings | null, softwareTokenMfaSettings: IMfaSettings | null, callback?: undefined): Promise<'SUCCESS'>;
	setUserMfaPreference(smsMfaSettings: IMfaSettings | null, softwareTokenMfaSettings: IMfaSettings | null, callback?: NodeCallback<Error, any>): any {
		const members = { SMSMfaSettings: smsMfaSettings, SoftwareTokenMfaSettings: softwareTokenMfaSettings };
		return ask(this, callback, 'setUserMFAPreference', members, success);
	}

	/**
	 * Deletes the user at the service, and then the session here.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	deleteUser(callback: NodeCallback<Error, 'SUCCESS'>, clientMetadata?: ClientMetadata): unknown;
	deleteUser(callback?: undefined, clientMetadata?: ClientMetadata): Promise<'SUCCESS'>;
	deleteUser(callback?: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): any {
		const members = { username: this.username, ClientMetadata: clientMetadata };
		return ask(this, callback, 'deleteUser', members, () => ended(this));
	}

	/**
	 * Deletes attributes.
	 *
	 * @param attributeList - their names
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns what the callback returned when it was called at once; without a
	 * callback, a promise of its result
	 */
	deleteAttributes(attributeList: string[], callback: NodeCallback<Error, 'SUCCESS'>): unknown;
	deleteAttributes(attributeList: string[], callback?: undefined): Promise<'SUCCESS'>;
	deleteAttributes(attributeList: string[], callback?: NodeCallback<Error, any>): any {
		return ask(this, callback, 'deleteUserAttributes', { UserAttributeNames: attributeList }, () =>
			renewUserData(this).then(success),
		);
	}

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
	updateAttributes(
		attributes: AttributeLike[],
		callback: UpdateAttributesNodeCallback<Error, string, any>,
		clientMetadata?: ClientMetadata,
	): unknown;
	updateAttributes(attributes: AttributeLike[], callback?: undefined, clientMetadata?: ClientMetadata): Promise<any>;
	updateAttributes(
		attributes: AttributeLike[],
		callback?: UpdateAttributesNodeCallback<any, any, any>,
		clientMetadata?: ClientMetadata,
	): any {
		const members = { UserAttributes: attributes, ClientMetadata: clientMetadata };
		return ask(
			this,
			callback,
			'updateUserAttributes',
			members,
			(reply) => renewUserData(this).then(() => reply),
			(to, reply) => to(null as any, 'SUCCESS', reply),
		);
	}

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
	getUserData(callback?: undefined, params?: any): Promise<UserData>;
	getUserData(callback?: NodeCallback<any, any>, params?: any): any {
		if (!heldSession(this)) {
			this.clearCachedUserData();
			return refuse(notAuthenticated(), callback);
		}
		const text: unknown = this.getUserDataFromCache();
		const cached = typeof text === 'string' && text;
		if (cached && !this.isFetchUserDataAndTokenRequired(params)) {
			let data: UserData;
			try {
				data = JSON.parse(cached);
			} catch (error) {
				this.clearCachedUserData();
				return refuse(error as Error, callback);
			}
			return callback ? callNode(callback, null, data) : Promise.resolve(data);
		}
		const fetched = this.fetchUserData();
		const answer = cached
			? fetched.then((data) => this.refreshSessionIfPossible(params).then(() => data))
			: fetched;
		if (!callback) return answer;
		deliver(answer, (data) => callback(null, data), callback);
	}

	/** The text of the cached description of the user, or null or undefined. */
	getUserDataFromCache(): string | null | undefined {
		return this.storage.getItem(this.userDataKey);
	}

	/** Whether the argument of `getUserData` asks for the service's own answer. */
	isFetchUserDataAndTokenRequired(params?: any): boolean {
		const { bypassCache = false } = params || {};
		return bypassCache;
	}

	/** Asks the service for its description of the user, and keeps it in the cache. */
	fetchUserData(): Promise<UserData> {
		return this.createGetUserRequest().then((data) => {
			this.cacheUserData(data);
			return data;
		});
	}

	/** Asks the service for its description of the user. */
	createGetUserRequest(): Promise<UserData> {
		const AccessToken = this.signInUserSession!.getAccessToken().getJwtToken();
		return core.getUser({ ...requestOf(this), AccessToken }) as Promise<any>;
	}

	/** Refreshes the session where it has a refresh token; the promise brings the error of that, or nothing. */
	refreshSessionIfPossible(options: { clientMetadata?: ClientMetadata } = {}): Promise<any> {
		return new Promise((resolve) => {
			const refreshToken = this.signInUserSession!.getRefreshToken();
			if (!refreshToken || !refreshToken.getToken()) resolve(undefined);
			else this.refreshSession(refreshToken, resolve, options.clientMetadata);
		});
	}

	/**
	 * Sends the user a code that resets the password.
	 *
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	forgotPassword(callbacks: CodeCallbacks, clientMetadata?: ClientMetadata): unknown;
	forgotPassword(callbacks?: undefined, clientMetadata?: ClientMetadata): Promise<any>;
	forgotPassword(callbacks?: CodeCallbacks, clientMetadata?: ClientMetadata): any {
		const answer = core.forgotPassword({
			...requestOf(this),
			username: this.username,
			clientMetadata,
			userContextData: this.getUserContextData(),
		});
		return deliverTo(callbacks, answer, codeSent);
	}

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
	confirmPassword(verificationCode: string, newPassword: string, callbacks?: undefined, clientMetadata?: ClientMetadata): Promise<'SUCCESS'>;
	confirmPassword(verificationCode: string, newPassword: string, callbacks?: ResultCallbacks, clientMetadata?: ClientMetadata): any {
		const answer = core.confirmForgotPassword({
			...requestOf(this),
			username: this.username,
			confirmationCode: verificationCode,
			password: newPassword,
			clientMetadata,
			userContextData: this.getUserContextData(),
		});
		return deliverTo(callbacks, answer.then(success));
	}

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
	getAttributeVerificationCode(attributeName: string, callbacks?: undefined, clientMetadata?: ClientMetadata): Promise<any>;
	getAttributeVerificationCode(attributeName: string, callbacks?: CodeCallbacks, clientMetadata?: ClientMetadata): any {
		const members = { AttributeName: attributeName, ClientMetadata: clientMetadata };
		return ask(this, callbacks, 'getUserAttributeVerificationCode', members, undefined, (to, reply) =>
			codeSent(to, reply, 'SUCCESS'),
		);
	}

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
	verifyAttribute(attributeName: string, confirmationCode: string, callbacks?: undefined): Promise<'SUCCESS'>;
	verifyAttribute(attributeName: string, confirmationCode: string, callbacks?: ResultCallbacks): any {
		const members = { AttributeName: attributeName, Code: confirmationCode };
		return ask(this, callbacks, 'verifyUserAttribute', members, success);
	}

	/**
	 * Gives the service's description of the device of this user object.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	getDevice(callbacks: ResultCallbacks<any>): unknown;
	getDevice(callbacks?: undefined): Promise<any>;
	getDevice(callbacks?: ResultCallbacks<any>): any {
		return ask(this, callbacks, 'getDevice', { DeviceKey: this.deviceKey });
	}

	/**
	 * Makes the service forget a device; what is stored here stays.
	 *
	 * @param deviceKey - which device
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	forgetSpecificDevice(deviceKey: string, callbacks: ResultCallbacks): unknown;
	forgetSpecificDevice(deviceKey: string, callbacks?: undefined): Promise<'SUCCESS'>;
	forgetSpecificDevice(deviceKey: string, callbacks?: ResultCallbacks): any {
		return ask(this, callbacks, 'forgetDevice', { DeviceKey: deviceKey }, success);
	}

	/**
	 * Makes the service forget the device of this user object, and then this page.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	forgetDevice(callbacks: ResultCallbacks): unknown;
	forgetDevice(callbacks?: undefined): Promise<'SUCCESS'>;
	forgetDevice(callbacks?: ResultCallbacks): any {
		return ask(this, callbacks, 'forgetDevice', { DeviceKey: this.deviceKey }, () => {
			forgetDeviceFields(this);
			this.clearCachedDeviceKeyAndPassword();
			return success();
		});
	}

	/**
	 * Has the service remember the device of this user object.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	setDeviceStatusRemembered(callbacks: ResultCallbacks): unknown;
	setDeviceStatusRemembered(callbacks?: undefined): Promise<'SUCCESS'>;
	setDeviceStatusRemembered(callbacks?: ResultCallbacks): any {
		return setDeviceStatus(this, 'remembered', callbacks);
	}

	/**
	 * Has the service track the device of this user object without remembering it.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	setDeviceStatusNotRemembered(callbacks: ResultCallbacks): unknown;
	setDeviceStatusNotRemembered(callbacks?: undefined): Promise<'SUCCESS'>;
	setDeviceStatusNotRemembered(callbacks?: ResultCallbacks): any {
		return setDeviceStatus(this, 'not_remembered', callbacks);
	}

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
	listDevices(limit: number, paginationToken: string | null, callbacks?: undefined): Promise<any>;
	listDevices(limit: number, paginationToken: string | null, callbacks?: ResultCallbacks<any>): any {
		return ask(this, callbacks, 'listDevices', { Limit: limit, PaginationToken: paginationToken || undefined });
	}

	/**
	 * Ends all sessions of the user at the service, and then the one here.
	 *
	 * @param callbacks - one member is called, once
	 * @returns what `onFailure` returned when it was called at once; without
	 * callbacks, a promise of the result
	 */
	globalSignOut(callbacks: ResultCallbacks): unknown;
	globalSignOut(callbacks?: undefined): Promise<'SUCCESS'>;
	globalSignOut(callbacks?: ResultCallbacks): any {
		return ask(this, callbacks, 'globalSignOut', { username: this.username }, () => ended(this));
	}

	/**
	 * Gives the user's session: the one in memory or in storage while it is
	 * valid, at once; else a refreshed one.
	 *
	 * @param callback - gets an error or the session: before this method
	 * returns, except when the session must be refreshed
	 * @param options - metadata for a refresh
	 * @returns what the callback returned when it was called at once, except
	 * where storage has no session at all: that gives undefined, as with the
	 * peer; without a callback, a promise of the session
	 */
	getSession(
		callback:
			| ((error: Error, session: null) => any)
			| ((error: null, session: CognitoUserSession) => any)
			| ((error: Error | null, session: CognitoUserSession | null) => any),
		options?: GetSessionOptions,
	): unknown;
	getSession(callback?: undefined, options?: GetSessionOptions): Promise<CognitoUserSession>;
	getSession(callback?: Function, options: GetSessionOptions = {} as GetSessionOptions): any {
		if (!callback) return promised((done) => this.getSession(done, options));
		const found = findSession(this);
		if (found.error) {
			const returned = callNode(callback, found.error);
			return found.nothing ? undefined : returned;
		}
		const session = found.session;
		if (!found.valid) {
			this.refreshSession(
				session.getRefreshToken(),
				callback as NodeCallback<any, any>,
				options.clientMetadata,
			);
			return undefined;
		}
		if (endsSoon(session)) preloadInBrowser();
		this.signInUserSession = session;
		return callNode(callback, null, session);
	}

	/**
	 * Exchanges a refresh token for a new session and stores it: one request,
	 * however many ask for it at the same time.
	 *
	 * @param refreshToken - the refresh token
	 * @param callback - gets an error or the session
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns without a callback, a promise of the session
	 */
	refreshSession(
		refreshToken: CognitoRefreshToken,
		callback: NodeCallback<any, any>,
		clientMetadata?: ClientMetadata,
	): void;
	refreshSession(
		refreshToken: CognitoRefreshToken,
		callback?: undefined,
		clientMetadata?: ClientMetadata,
	): Promise<CognitoUserSession>;
	refreshSession(
		refreshToken: CognitoRefreshToken,
		callback?: NodeCallback<any, any>,
		clientMetadata?: ClientMetadata,
	): any {
		if (!callback) return promised((done) => this.refreshSession(refreshToken, done, clientMetadata));
		const done = this.pool.wrapRefreshSessionCallback
			? this.pool.wrapRefreshSessionCallback(callback)
			: callback;
		const held = this.signInUserSession;
		const answer = core.refreshSession({
			...requestOf(this),
			username: String(this.username ?? ''),
			refreshToken: refreshToken.getToken(),
			replaces: storedText(this, 'accessToken') || (held ? held.getAccessToken().getJwtToken() : undefined),
			clientMetadata,
			userContextData: this.getUserContextData(),
		});
		deliverTo(
			done,
			answer.then(
				(reply) => {
					rename(this, reply.username);
					return (this.signInUserSession = makeSession(reply));
				},
				(error) => {
					// The session is over in storage, and so in memory as well.
					if (/^(NotAuthorizedException|UserNotFoundException|NoSession)$/.test(error.code) && this.signInUserSession === held) {
						this.signInUserSession = null;
					}
					throw error;
				},
			),
		);
	}

	/**
	 * Signs the user out here: the session leaves memory and storage at once,
	 * with or without a network; a remembered device stays.
	 *
	 * @param callback - when given, the refresh token is revoked as well, and
	 * the callback gets an error or undefined
	 */
	signOut(callback?: (error?: any) => void): void {
		if (typeof callback !== 'function') {
			this.cleanClientData();
			return;
		}
		const found = findSession(this);
		const session = found.session || this.signInUserSession;
		if (!session && (found.error as CognitoError).code === 'AsyncStorage') {
			this.signInUserSession = null;
			const answer = core.signOut({ ...requestOf(this), username: this.username, revoke: true });
			deliver(answer, () => callback(undefined), callback);
			return;
		}
		this.cleanClientData();
		if (!session) {
			callback(found.error);
			return;
		}
		// From here on exactly one argument, undefined unless revocation fails.
		const accessToken = session.getAccessToken();
		const refreshToken = session.getRefreshToken() && session.getRefreshToken().getToken();
		if (!refreshToken || !accessToken.payload?.origin_jti) {
			callback(undefined);
			return;
		}
		const answer = core.revokeToken({ ...requestOf(this), accessToken: accessToken.getJwtToken(), refreshToken });
		deliver(answer, () => callback(undefined), callback);
	}

	/**
	 * Revokes the refresh token of the session in memory, where the service
	 * allows that; nothing is changed here.
	 *
	 * @param revokeTokenCallback - gets an error or nothing
	 * @throws Error when it is not a function
	 */
	revokeTokens(revokeTokenCallback: (error?: any) => void = () => {}): any {
		if (typeof revokeTokenCallback !== 'function') {
			throw new Error('Invalid revokeTokenCallback. It should be a function.');
		}
		const session = this.signInUserSession;
		if (!session) return revokeTokenCallback(notAuthenticated());
		const accessToken = session.getAccessToken();
		if (!accessToken) return revokeTokenCallback(new Error('No Access token available'));
		const token = session.getRefreshToken().getToken();
		if (!this.isSessionRevocable(accessToken) || !token) return revokeTokenCallback();
		this.revokeToken({ token, callback: revokeTokenCallback });
	}

	/**
	 * Whether the refresh token that came with an access token can be revoked.
	 *
	 * @param token - its claim `origin_jti` says so
	 */
	isSessionRevocable(token: CognitoAccessToken): boolean {
		try {
			return !!token.decodePayload().origin_jti;
		} catch {
			return false;
		}
	}

	/**
	 * Revokes a refresh token.
	 *
	 * @param revocation - the token, and a callback that gets an error or nothing
	 */
	revokeToken({ token, callback }: { token: string; callback: (error?: any) => void }): void {
		const input = { Token: token, ClientId: this.pool.getClientId() };
		const answer = core.request({ ...requestOf(this), operation: 'RevokeToken', input, retry: true });
		deliver(answer, () => callback(), callback);
	}

	/** Removes the session from memory, and the session and the user's data from storage. */
	cleanClientData(): void {
		this.signInUserSession = null;
		this.clearCachedUser();
	}

	/** Stores the session in memory, and makes the user the one who signed in last. */
	cacheTokens(): void {
		const session = this.signInUserSession!;
		const refreshToken = session.getRefreshToken();
		// All values come first: a session that lacks one leaves storage alone.
		const values = [
			session.getIdToken().getJwtToken(),
			session.getAccessToken().getJwtToken(),
			refreshToken ? refreshToken.getToken() : '',
			'' + session.getClockDrift!(),
		];
		const entries = sessionKeys.map((name, i) => [keyOf(this, name), values[i]!] as const);
		writeAll(this.storage, [...entries, [lastUserKey(this.pool.getClientId()), this.username]]);
	}

	/** Removes the tokens from storage, and the name of the user who signed in last, whoever that is. */
	clearCachedTokens(): void {
		removeKeys(this, ['idToken', 'accessToken', 'refreshToken']);
		this.storage.removeItem(lastUserKey(this.pool.getClientId()));
		removeKeys(this, ['clockDrift']);
	}

	/** Removes the user's data from storage. */
	clearCachedUserData(): void {
		this.storage.removeItem(this.userDataKey);
	}

	/** Stores the service's description of the user. */
	cacheUserData(userData: unknown): void {
		this.storage.setItem(this.userDataKey, JSON.stringify(userData));
	}

	/** Removes the tokens and the user's data from storage. */
	clearCachedUser(): void {
		this.clearCachedTokens();
		this.clearCachedUserData();
	}

	/** Takes the remembered device of the user from storage, where there is one. */
	getCachedDeviceKeyAndPassword(): void {
		const read = (name: UserKey) => readNow(this.storage, keyOf(this, name), 'getCachedDeviceKeyAndPassword');
		const deviceKey = read('deviceKey');
		if (deviceKey) {
			this.deviceKey = deviceKey;
			this.randomPassword = read('randomPasswordKey');
			this.deviceGroupKey = read('deviceGroupKey');
		}
	}

	/** Stores the remembered device of this user object. */
	cacheDeviceKeyAndPassword(): void {
		this.storage.setItem(keyOf(this, 'deviceKey'), this.deviceKey!);
		this.storage.setItem(keyOf(this, 'randomPasswordKey'), this.randomPassword!);
		this.storage.setItem(keyOf(this, 'deviceGroupKey'), this.deviceGroupKey!);
	}

	/** Removes the remembered device from storage. */
	clearCachedDeviceKeyAndPassword(): void {
		removeKeys(this, ['deviceKey', 'randomPasswordKey', 'deviceGroupKey']);
	}

	/**
	 * Makes a session of the service's reply, issued now.
	 *
	 * @param authResult - the reply's AuthenticationResult
	 */
	getCognitoUserSession(authResult?: {
		IdToken?: string;
		AccessToken?: string;
		RefreshToken?: string;
	}): CognitoUserSession {
		return new CognitoUserSession({
			IdToken: new CognitoIdToken(authResult),
			AccessToken: new CognitoAccessToken(authResult),
			RefreshToken: new CognitoRefreshToken(authResult),
		});
	}

	/** The data of Amazon's advanced security script for this user; see {@link CognitoUserPool.getUserContextData}. */
	getUserContextData(): { EncodedData?: string } | undefined {
		return this.pool.getUserContextData!(this.username);
	}
}

/** What is written for a session, in this order, before the name of the user. */
const sessionKeys: UserKey[] = ['idToken', 'accessToken', 'refreshToken', 'clockDrift'];

function keyOf(user: CognitoUser, name: UserKey): string {
	return userKey(user.pool.getClientId(), user.username, name);
}

/** Writes all entries, or none: half a session must not stay behind in a storage that is full. */
function writeAll(storage: ICognitoStorage, entries: (readonly [string, string])[]): void {
	const before: (readonly [string, unknown])[] = [];
	try {
		for (const [key, value] of entries) {
			before.push([key, storage.getItem(key)]);
			storage.setItem(key, value);
		}
	} catch (error) {
		for (const [key, value] of before) {
			try {
				if (typeof value === 'string') storage.setItem(key, value);
				else storage.removeItem(key);
			} catch {
				// The first failure is reported.
			}
		}
		throw error;
	}
}

function removeKeys(user: CognitoUser, names: UserKey[]): void {
	for (const name of names) user.storage.removeItem(keyOf(user, name));
}

function requestOf(user: CognitoUser): PoolRequest {
	return poolRequest(user.pool, user.client, user.storage);
}

/** Calls a node callback before the method returns: what it throws and returns goes to the caller. */
function callNode(callback: Function, error: Error | null, value: unknown = null): unknown {
	return callback(error, value);
}

/** A value of the user's, where storage gives a text at once. */
function storedText(user: CognitoUser, name: UserKey): string | undefined {
	const value: unknown = user.storage.getItem(keyOf(user, name));
	return typeof value === 'string' ? value : undefined;
}

/** The session in memory while it is valid. */
function heldSession(user: CognitoUser): CognitoUserSession | undefined {
	const session = user.signInUserSession;
	return session != null && session.isValid() ? session : undefined;
}

/** What the page knows of the user's session: from memory while it is valid there, else from storage. */
function findSession(user: CognitoUser): Found {
	if (user.username == null) return { error: new Error('Username is null. Cannot retrieve a new session') };
	const session = heldSession(user);
	if (session) return { session, valid: true };
	try {
		return readSession(user.storage, user.pool.getClientId(), user.username);
	} catch (error) {
		if (error instanceof CognitoError) return { error };
		throw error;
	}
}

/** Takes the name that the service knows the user by. */
function rename(user: CognitoUser, username: string): void {
	user.username = username;
	user.userDataKey = keyOf(user, 'userData');
}

/** What the promise of something done brings. */
const success = () => 'SUCCESS' as const;

function notAuthenticated(): Error {
	return new Error('User is not authenticated');
}

function promised<T>(run: (done: (error: any, value: any) => void) => void): Promise<T> {
	return new Promise((resolve, reject) => run((error, value) => (error ? reject(error) : resolve(value))));
}

/** Data for the pool's triggers: ValidationData where it has a member. */
function triggerData(details: AuthenticationDetails): unknown {
	const validationData = details.getValidationData();
	return Object.keys(validationData).length ? validationData : details.getClientMetadata!();
}

function signInByPassword(
	user: CognitoUser,
	flow: string,
	details: AuthenticationDetails,
	callbacks: IAuthenticationCallback | undefined,
): any {
	const password: unknown = details.getPassword();
	if (password == null || (!password && flow === 'USER_PASSWORD_AUTH')) {
		const refused = refuse(new Error('PASSWORD parameter is required'), callbacks);
		return callbacks ? undefined : refused;
	}
	const answer = core.signIn({ ...signInUser(user, triggerData(details)), password: String(password), flow });
	return deliverSignIn(user, answer, callbacks);
}

/**
 * Answers a challenge.
 *
 * @param user - who signs in
 * @param callbacks - the application's
 * @param name - the operation that answers it
 * @param members - the answer
 * @param clientMetadata - handed to the pool's triggers
 */
function respond<Name extends OperationOf<ChallengeRequest>>(
	user: CognitoUser,
	callbacks: IAuthenticationCallback | undefined,
	name: Name,
	members: Members<Name, ChallengeRequest>,
	clientMetadata?: unknown,
): any {
	const request = { ...signInUser(user, clientMetadata), session: user.Session, ...members };
	return deliverSignIn(user, core[name](request as any) as Promise<SignInReply>, callbacks);
}

/**
 * Asks what only a signed-in user may ask.
 *
 * @param user - whose session goes along
 * @param to - the application's callbacks
 * @param name - the operation
 * @param members - those of the request beside the session
 * @param converted - makes the result of the reply, which is the result when this is left out
 * @param succeeded - calls the application with the result, where it gets more than that
 */
function ask<Name extends OperationOf<AccessTokenRequest>, To extends Callbacks>(
	user: CognitoUser,
	to: To | undefined,
	name: Name,
	members: Members<Name, AccessTokenRequest>,
	converted?: (reply: unknown) => unknown,
	succeeded?: (to: To, result: any) => void,
): any {
	const session = heldSession(user);
	if (!session) return refuse(notAuthenticated(), to);
	const request = { ...requestOf(user), AccessToken: session.getAccessToken().getJwtToken(), ...members };
	return deliverTo(to, core[name](request as any).then(converted), succeeded);
}

/** The operations whose requests begin with a common part. */
type OperationOf<Common> = {
	[Name in keyof Operations]: Parameters<Operations[Name]>[0] extends Common ? Name : never;
}[keyof Operations];

/** The members of an operation's request beside the common part. */
type Members<Name extends keyof Operations, Common> = Given<Omit<Parameters<Operations[Name]>[0], keyof Common>>;

/** Tells the application that a code was sent, the way it asked for. */
function codeSent(to: CodeCallbacks, reply: any, otherwise = reply): void {
	if (typeof to.inputVerificationCode === 'function') to.inputVerificationCode(reply);
	else to.onSuccess(otherwise);
}

function setUserSettings(user: CognitoUser, mfaOptions: MFAOption[], callback: NodeCallback<any, any> | undefined): any {
	return ask(user, callback, 'setUserSettings', { MFAOptions: mfaOptions }, success);
}

function setDeviceStatus(user: CognitoUser, status: string, callbacks?: ResultCallbacks): any {
	return ask(user, callbacks, 'updateDeviceStatus', { DeviceKey: user.deviceKey, DeviceRememberedStatus: status }, success);
}

/** The session is over at the service and in storage, and so in memory as well. */
function ended(user: CognitoUser): 'SUCCESS' {
	user.signInUserSession = null;
	return 'SUCCESS';
}

/** Renews the cached description of the user after a change; whether that works does not matter to the change. */
function renewUserData(user: CognitoUser): Promise<void> {
	return new Promise((resolve) => {
		user.getUserData(() => resolve(), { bypassCache: true });
	});
}
