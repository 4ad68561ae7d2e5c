import type { CognitoUserAttribute } from './attribute';
import { isSignal, until } from '../base/abort';
import { answer, callbacksOf, deliver, refuse } from '../call/callbacks';
import { call } from '../call/call';
import type { AuthenticationDetails } from './details';
import { invalidFlow, missingPassword } from '../../gen/constants';
import { deviceKeys, sessionKeys } from '../../gen/keys';
import { preloadInBrowser } from '../load/preload';
import { peerError } from '../base/errors';
import type { CognitoError } from '../base/errors';
import { flightOf } from '../state/flight';
import { read, remove, save } from '../state/guard';
import type { Entry } from '../state/guard';
import { keyOf, keyPrefix, lastUserOf } from '../base/keys';
import type { UserKey } from '../base/keys';
import type { CognitoUserPool } from './pool';
import { optionsOf } from '../base/options';
import { readSession, readValue } from './reader';
import type { Found } from './reader';
import { ask, heldSession, notAuthenticated, saidOf, send, sendKnown, signIn } from '../call/send';
import { CognitoUserSession, isCurrent, timeLeft } from './session';
import { endSession, hold } from '../state/sign-out';
import { defaultStorage } from '../state/storage';
import { verified } from '../state/verified';
import { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from './tokens';
import type {
	AttributeLike,
	ChallengeName,
	ClientMetadata,
	CodeCallbacks,
	FactorChoiceCallbacks,
	GetSessionOptions,
	IAuthenticationCallback,
	ICognitoClient,
	ICognitoStorage,
	ICognitoUserData,
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
export class CognitoUser {
	/** The user's name. A sign-in replaces an alias by the user's own name. @internal */
	username: string;
	/** The user's pool. @internal */
	pool: CognitoUserPool;
	/** A sign-in's state at the service, while challenges are to be answered. @internal */
	Session: string | null | undefined;
	/** What requests are sent with. @internal */
	client: ICognitoClient;
	/** The session in memory, which may have ended. @internal */
	signInUserSession: CognitoUserSession | null;
	/** `USER_SRP_AUTH`, `USER_PASSWORD_AUTH` or `CUSTOM_AUTH`. @internal */
	authenticationFlowType: string;
	/** Where the session is kept. @internal */
	storage: ICognitoStorage;
	/** What the keys of the user's values begin with. @internal */
	keyPrefix: string;
	/** The key of the user's data. @internal */
	userDataKey: string;
	/** The challenge that the service named beside the tokens, normally none. */
	challengeName?: ChallengeName;
	/** The key of the remembered device. @internal */
	deviceKey?: string | null;
	/** The remembered device's password. @internal */
	randomPassword?: string | null;
	/** The group of the remembered device. @internal */
	deviceGroupKey?: string | null;

	/**
	 * @param data - the user's name and pool
	 * @throws Error when one of the two is missing
	 */
	constructor(data: WithAnyStorage<ICognitoUserData>);
	constructor(data: ICognitoUserData);
	constructor(data: WithAnyStorage<ICognitoUserData>) {
		if (data == null || data.Username == null || data.Pool == null) {
			throw peerError('Username and Pool information are required.');
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
	 * Takes a session that was made elsewhere and stores it. Its tokens are not
	 * verified here, also where the pool has `verifyTokens`; `session.verify()`
	 * does that.
	 *
	 * @param signInUserSession - the session
	 */
	setSignInUserSession(signInUserSession: CognitoUserSession): void {
		this.clearCachedUserData();
		this.signInUserSession = signInUserSession;
		this.cacheTokens();
		hold(this, signInUserSession);
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
	 * @returns declared as upstream declares it; at run time undefined, as with upstream
	 */
	setAuthenticationFlowType(authenticationFlowType: string): string;
	setAuthenticationFlowType(authenticationFlowType: string): any {
		this.authenticationFlowType = authenticationFlowType;
	}

	/**
	 * Signs the user in with a password and stores the session.
	 *
	 * @param authenticationDetails - the password and data for triggers
	 * @param callbacks - one member is called, once: before this method returns
	 * when nothing was sent
	 * @returns at run time, what `onFailure` returned when it was called
	 * synchronously because of the flow
	 */
	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): void;
	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks?: any): any {
		const flow = this.authenticationFlowType;
		if (flow === 'USER_PASSWORD_AUTH') return this.authenticateUserPlainUsernamePassword(authenticationDetails, callbacks);
		if (/^(USER_SRP|CUSTOM)_AUTH$/.test(flow)) return this.authenticateUserDefaultAuth(authenticationDetails, callbacks);
		return refuse(peerError(invalidFlow), callbacks);
	}

	/** What `authenticateUser` does by SRP, and before the challenges of `CUSTOM_AUTH`. @internal */
	authenticateUserDefaultAuth(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): any {
		return signInByPassword(this, this.authenticationFlowType, authenticationDetails, callbacks);
	}

	/** What `authenticateUser` does where the password itself is sent. @internal */
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
	 * @internal
	 */
	authenticateUserInternal(
		dataAuthenticate: any,
		_authenticationHelper: unknown,
		callbacks: IAuthenticationCallback,
	): any {
		return signIn(this, 'authenticateUserInternal', callbacks, dataAuthenticate);
	}

	/**
	 * Signs the user in without a password, by the challenges that the pool's
	 * triggers define (`CUSTOM_AUTH`).
	 *
	 * @param authenticationDetails - parameters and data for triggers
	 * @param callbacks - one member is called, once
	 */
	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): void;
	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks?: IAuthenticationCallback | AbortSignal): any {
		const authParameters = authenticationDetails.getAuthParameters!();
		return signIn(this, 'initiateAuth', callbacks, authParameters, triggerData(authenticationDetails));
	}

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
	completeNewPasswordChallenge(
		newPassword: string,
		requiredAttributeData?: any,
		callbacks?: IAuthenticationCallback | AbortSignal,
		clientMetadata?: ClientMetadata,
	): any {
		if (!newPassword) return refuse(peerError(missingPassword), callbacks);
		return signIn(this, 'completeNewPasswordChallenge', callbacks, newPassword, requiredAttributeData, clientMetadata);
	}

	/**
	 * Answers `customChallenge`.
	 *
	 * @param answerChallenge - the answer
	 * @param callback - one member is called, once
	 * @param clientMetaData - handed to the pool's triggers
	 */
	sendCustomChallengeAnswer(answerChallenge: any, callback: IAuthenticationCallback, clientMetaData?: ClientMetadata): void;
	sendCustomChallengeAnswer(
		answerChallenge: any,
		callback?: IAuthenticationCallback | AbortSignal,
		clientMetaData?: ClientMetadata,
	): any {
		return signIn(this, 'sendCustomChallengeAnswer', callback, answerChallenge, clientMetaData);
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
	 */
	sendMFACode(confirmationCode: string, callbacks: Pick<IAuthenticationCallback, 'onSuccess' | 'onFailure'>, mfaType?: string, clientMetadata?: ClientMetadata): void;
	sendMFACode(
		confirmationCode: string,
		callbacks?: IAuthenticationCallback | AbortSignal,
		mfaType?: string,
		clientMetadata?: ClientMetadata,
	): any {
		return signIn(this, 'sendMFACode', callbacks, confirmationCode, mfaType, clientMetadata);
	}

	/**
	 * Answers `selectMFAType`.
	 *
	 * @param answerChallenge - `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`
	 * @param callbacks - one member is called, once
	 */
	sendMFASelectionAnswer(answerChallenge: string, callbacks: FactorChoiceCallbacks): void;
	sendMFASelectionAnswer(answerChallenge: string, callbacks?: IAuthenticationCallback | AbortSignal): any {
		return signIn(this, 'sendMFASelectionAnswer', callbacks, answerChallenge);
	}

	/**
	 * Signs the remembered device in, where the service asks for it; a sign-in
	 * does so by itself.
	 *
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @internal
	 */
	getDeviceResponse(callbacks: IAuthenticationCallback, clientMetadata?: ClientMetadata): any {
		return signIn(this, 'getDeviceResponse', callbacks, clientMetadata);
	}

	/**
	 * Begins to set up an authenticator application: within a sign-in after
	 * `mfaSetup`, or for a signed-in user.
	 *
	 * @param callbacks - `associateSecretCode` gets the secret to show, or
	 * `onFailure` an error
	 */
	associateSoftwareToken(callbacks: { associateSecretCode: (secretCode: string) => void; onFailure: (err: any) => void }): void;
	associateSoftwareToken(callbacks?: {
		associateSecretCode: (secretCode: string) => void;
		onFailure: (err: any) => void;
	} | AbortSignal): any {
		return send(this, 'associateSoftwareToken', callbacks);
	}

	/**
	 * Ends setting up an authenticator application with its first code; within
	 * a sign-in, this signs the user in.
	 *
	 * @param totpCode - the code that the application shows
	 * @param friendlyDeviceName - what the user calls it
	 * @param callbacks - `onSuccess` gets the session, or the service's reply
	 * for a user who was signed in
	 */
	verifySoftwareToken(totpCode: string, friendlyDeviceName: string, callbacks: ResultCallbacks<CognitoUserSession>): void;
	verifySoftwareToken(totpCode: string, friendlyDeviceName?: string, callbacks?: IAuthenticationCallback | AbortSignal): any {
		if (heldSession(this)) return send(this, 'verifySoftwareToken', callbacks, totpCode, friendlyDeviceName);
		return signIn(this, 'verifyMFASetup', callbacks, totpCode, friendlyDeviceName);
	}

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
	confirmRegistration(
		code: string,
		forceAliasCreation?: boolean,
		callback?: NodeCallback<any, any> | AbortSignal,
		clientMetadata?: ClientMetadata,
	): any {
		return sendKnown(this, 'confirmRegistration', callback, code, forceAliasCreation, clientMetadata);
	}

	/**
	 * Has the confirmation code of a registration sent again.
	 *
	 * @param callback - gets an error, or the service's reply, which says where
	 * the code was sent
	 * @param clientMetadata - handed to the pool's triggers
	 */
	resendConfirmationCode(callback: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): void;
	resendConfirmationCode(callback?: NodeCallback<Error, any> | AbortSignal, clientMetadata?: ClientMetadata): any {
		return send(this, 'resendConfirmationCode', callback, clientMetadata);
	}

	/**
	 * Gets the user's attributes from the service. As with all methods of a
	 * signed-in user, the session must be in memory and valid: after a page load,
	 * call `getSession` first.
	 *
	 * @param callback - gets an error, or the attributes
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	getUserAttributes(callback: NodeCallback<Error, CognitoUserAttribute[]>): void;
	getUserAttributes(callback?: NodeCallback<Error, any> | AbortSignal): any {
		return ask(this, 'getUserAttributes', callback);
	}

	/**
	 * Gets the ways in which codes are delivered to the user.
	 *
	 * @param callback - gets an error, or the ways to deliver codes
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	getMFAOptions(callback: NodeCallback<Error, MFAOption[]>): void;
	getMFAOptions(callback?: NodeCallback<Error, any> | AbortSignal): any {
		return ask(this, 'getMFAOptions', callback);
	}

	/**
	 * Changes the password.
	 *
	 * @param oldPassword - the password until now
	 * @param newPassword - the password from now on
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	changePassword(oldPassword: string, newPassword: string, callback: NodeCallback<Error, 'SUCCESS'>, clientMetadata?: ClientMetadata): void;
	changePassword(oldPassword: string, newPassword: string, callback?: NodeCallback<Error, any> | AbortSignal, clientMetadata?: ClientMetadata): any {
		return ask(this, 'changePassword', callback, oldPassword, newPassword, clientMetadata);
	}

	/**
	 * Turns codes by SMS on.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	enableMFA(callback: NodeCallback<Error, string>): void;
	enableMFA(callback?: NodeCallback<Error, any> | AbortSignal): any {
		return ask(this, 'enableMFA', callback);
	}

	/**
	 * Turns codes by SMS off.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	disableMFA(callback: NodeCallback<Error, string>): void;
	disableMFA(callback?: NodeCallback<Error, any> | AbortSignal): any {
		return ask(this, 'disableMFA', callback);
	}

	/**
	 * Says which second factors are on, and which is the one to use.
	 *
	 * @param smsMfaSettings - codes by SMS; null leaves them as they are
	 * @param softwareTokenMfaSettings - an authenticator application; null leaves it as it is
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	setUserMfaPreference(smsMfaSettings: IMfaSettings | null, softwareTokenMfaSettings: IMfaSettings | null, callback: NodeCallback<Error, string>): void;
	setUserMfaPreference(smsMfaSettings: IMfaSettings | null, softwareTokenMfaSettings: IMfaSettings | null, callback?: NodeCallback<Error, any> | AbortSignal): any {
		return ask(this, 'setUserMfaPreference', callback, smsMfaSettings, softwareTokenMfaSettings);
	}

	/**
	 * Deletes the user at the service, and then the session here.
	 *
	 * @param callback - gets an error, or `SUCCESS`
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	deleteUser(callback: NodeCallback<Error, string>): void;
	deleteUser(callback?: NodeCallback<Error, any> | AbortSignal, clientMetadata?: ClientMetadata): any {
		return ask(this, 'deleteUser', callback, clientMetadata);
	}

	/**
	 * Deletes attributes.
	 *
	 * @param attributeList - their names
	 * @param callback - gets an error, or `SUCCESS`
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	deleteAttributes(attributeList: string[], callback: NodeCallback<Error, string>): void;
	deleteAttributes(attributeList: string[], callback?: NodeCallback<Error, any> | AbortSignal): any {
		return ask(this, 'deleteAttributes', callback, attributeList);
	}

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
	updateAttributes(
		attributes: AttributeLike[],
		callback?: UpdateAttributesNodeCallback<any, any, any> | AbortSignal,
		clientMetadata?: ClientMetadata,
	): any {
		return ask(this, 'updateAttributes', callback, attributes, clientMetadata);
	}

	/**
	 * Gives the service's description of the user, from the cache in storage
	 * where it is there.
	 *
	 * @param callback - gets an error or the description: before this method
	 * returns when it is in the cache, or when nobody is signed in
	 * @param params - `bypassCache: true` asks the service, and refreshes the
	 * tokens where something was in the cache; `clientMetadata` is for that refresh
	 * @returns at run time, what the callback returned when it was called synchronously
	 */
	getUserData(callback: NodeCallback<Error, UserData>, params?: any): void;
	getUserData(callback?: NodeCallback<any, any> | AbortSignal, params?: any): any {
		if (!heldSession(this)) {
			this.clearCachedUserData();
			return refuse(notAuthenticated(), callback);
		}
		const told = callbacksOf(callback);
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
			return answer(data, callback);
		}
		const signal = isSignal(callback) ? callback : undefined;
		const fetched = this.fetchUserData(signal);
		const done = cached
			? fetched.then((data) => this.refreshSessionIfPossible(params).then(() => data))
			: fetched;
		if (!told) return until(signal, done);
		deliver(done, (data) => told(null, data), told);
	}

	/** The text of the cached description of the user, or null or undefined. @internal */
	getUserDataFromCache(): string | null | undefined {
		return read(this.storage, this.userDataKey);
	}

	/** Whether the argument of `getUserData` asks for the service's own answer. @internal */
	isFetchUserDataAndTokenRequired(params?: any): boolean {
		const { bypassCache = false } = params || {};
		return bypassCache;
	}

	/** Asks the service for its description of the user, and keeps it in the cache. @internal */
	fetchUserData(signal: AbortSignal | undefined = undefined): Promise<UserData> {
		return this.createGetUserRequest(signal).then((data) => {
			this.cacheUserData(data);
			return data;
		});
	}

	/** Asks the service for its description of the user. @internal */
	createGetUserRequest(signal: AbortSignal | undefined = undefined): Promise<UserData> {
		return send(this, 'createGetUserRequest', signal);
	}

	/** Refreshes the session where it has a refresh token; the promise brings the error of that, or nothing. @internal */
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
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	forgotPassword(callbacks: CodeCallbacks<any, void>, clientMetadata?: ClientMetadata): void;
	forgotPassword(callbacks?: CodeCallbacks | AbortSignal, clientMetadata?: ClientMetadata): any {
		return sendKnown(this, 'forgotPassword', callbacks, clientMetadata);
	}

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
	confirmPassword(verificationCode: string, newPassword: string, callbacks?: ResultCallbacks | AbortSignal, clientMetadata?: ClientMetadata): any {
		return sendKnown(this, 'confirmPassword', callbacks, verificationCode, newPassword, clientMetadata);
	}

	/**
	 * Sends the user a code that verifies an attribute.
	 *
	 * @param attributeName - for instance `email`
	 * @param callbacks - one member is called, once
	 * @param clientMetadata - handed to the pool's triggers
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	getAttributeVerificationCode(attributeName: string, callbacks: CodeCallbacks<string, void | null>, clientMetadata?: ClientMetadata): void;
	getAttributeVerificationCode(attributeName: string, callbacks?: CodeCallbacks | AbortSignal, clientMetadata?: ClientMetadata): any {
		return ask(this, 'getAttributeVerificationCode', callbacks, attributeName, clientMetadata);
	}

	/**
	 * Verifies an attribute with such a code.
	 *
	 * @param attributeName - for instance `email`
	 * @param confirmationCode - the code that the user received
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	verifyAttribute(attributeName: string, confirmationCode: string, callbacks: ResultCallbacks): void;
	verifyAttribute(attributeName: string, confirmationCode: string, callbacks?: ResultCallbacks | AbortSignal): any {
		return ask(this, 'verifyAttribute', callbacks, attributeName, confirmationCode);
	}

	/**
	 * Gives the service's description of the device of this user object.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	getDevice(callbacks: ResultCallbacks): any;
	getDevice(callbacks?: ResultCallbacks<any> | AbortSignal): any {
		return ask(this, 'getDevice', callbacks);
	}

	/**
	 * Makes the service forget a device; what is stored here stays.
	 *
	 * @param deviceKey - which device
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	forgetSpecificDevice(deviceKey: string, callbacks: ResultCallbacks): void;
	forgetSpecificDevice(deviceKey: string, callbacks?: ResultCallbacks | AbortSignal): any {
		return ask(this, 'forgetSpecificDevice', callbacks, deviceKey);
	}

	/**
	 * Makes the service forget the device of this user object, and then this page.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	forgetDevice(callbacks: ResultCallbacks): void;
	forgetDevice(callbacks?: ResultCallbacks | AbortSignal): any {
		return ask(this, 'forgetDevice', callbacks);
	}

	/**
	 * Has the service remember the device of this user object.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	setDeviceStatusRemembered(callbacks: ResultCallbacks<string, any>): void;
	setDeviceStatusRemembered(callbacks?: ResultCallbacks | AbortSignal): any {
		return ask(this, 'setDeviceStatusRemembered', callbacks);
	}

	/**
	 * Has the service track the device of this user object without remembering it.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	setDeviceStatusNotRemembered(callbacks: ResultCallbacks<string, any>): void;
	setDeviceStatusNotRemembered(callbacks?: ResultCallbacks | AbortSignal): any {
		return ask(this, 'setDeviceStatusNotRemembered', callbacks);
	}

	/**
	 * Lists the user's devices, a page at a time.
	 *
	 * @param limit - how many at most
	 * @param paginationToken - from the page before, or null
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	listDevices(limit: number, paginationToken: string | null, callbacks: ResultCallbacks<any>): void;
	listDevices(limit: number, paginationToken: string | null, callbacks?: ResultCallbacks<any> | AbortSignal): any {
		return ask(this, 'listDevices', callbacks, limit, paginationToken);
	}

	/**
	 * Ends all sessions of the user at the service, and then the one here.
	 *
	 * @param callbacks - one member is called, once
	 * @returns at run time, what `onFailure` returned when it was called synchronously
	 */
	globalSignOut(callbacks: ResultCallbacks): void;
	globalSignOut(callbacks?: ResultCallbacks | AbortSignal): any {
		return ask(this, 'globalSignOut', callbacks);
	}

	/**
	 * Gives the user's session: the one in memory or in storage while it is
	 * valid, at once; else a refreshed one.
	 *
	 * @param callback - gets an error or the session: before this method
	 * returns, except when the session must be refreshed, or verified first
	 * @param options - metadata for a refresh
	 * @returns at run time, what the callback returned when it was called
	 * synchronously, except where storage has no session at all: then undefined, as
	 * with upstream
	 */
	getSession(callback: ((error: Error, session: null) => void) | ((error: null, session: CognitoUserSession) => void), options?: GetSessionOptions): void;
	getSession(to?: any, options: GetSessionOptions = {} as GetSessionOptions): any {
		const told = callbacksOf(to);
		const found = findSession(this);
		const isForCore = found.error
			? !told && (found.error as CognitoError).code === 'AsyncStorage'
			: found.valid && isUnverified(this, found);
		if (isForCore) {
			return call('getSession', saidOf(this), [options.clientMetadata], to, { flight: flightOf(this, true) });
		}
		if (found.error) {
			const returned = refuse(found.error, to);
			return told && found.nothing ? undefined : returned;
		}
		const session = found.session;
		if (!found.valid) {
			const refreshed: unknown = this.refreshSession(session.getRefreshToken(), to, options.clientMetadata);
			return told ? undefined : refreshed;
		}
		if (!found.held) hold(this, session, 0);
		return give(this, session, to, options);
	}

	/**
	 * Exchanges a refresh token for a new session and stores it: one request,
	 * however many ask for it at the same time.
	 *
	 * @param refreshToken - the refresh token
	 * @param callback - gets an error or the session
	 * @param clientMetadata - handed to the pool's triggers
	 */
	refreshSession(refreshToken: CognitoRefreshToken, callback: NodeCallback<any, any>, clientMetadata?: ClientMetadata): void;
	refreshSession(
		refreshToken: CognitoRefreshToken,
		callback?: NodeCallback<any, any> | AbortSignal,
		clientMetadata?: ClientMetadata,
	): any {
		return refresh(this, refreshToken, callback, clientMetadata);
	}

	/**
	 * Signs the user out here: the session leaves memory and storage at once,
	 * with or without a network; a remembered device stays.
	 *
	 * @param callback - when given, the refresh token is revoked as well, and
	 * the callback gets an error or undefined
	 */
	signOut(callback?: () => void): void;
	signOut(callback?: (error?: any) => void): void {
		if (typeof callback !== 'function') {
			this.cleanClientData();
			return;
		}
		const found = findSession(this);
		const session = found.session || this.signInUserSession;
		if (!session && (found.error as CognitoError).code === 'AsyncStorage') {
			endSession(this);
			return told(send(this, 'signOut', undefined), callback);
		}
		this.cleanClientData();
		if (!session) {
			callback(found.error);
			return;
		}
		// From here on exactly one argument, undefined unless revocation fails.
		const accessToken = session.getAccessToken();
		const refreshToken = session.getRefreshToken() && session.getRefreshToken().getToken();
		if (!refreshToken || !this.isSessionRevocable(accessToken)) {
			callback(undefined);
			return;
		}
		told(send(this, 'revokeTokens', undefined, accessToken.getJwtToken(), refreshToken), callback);
	}

	/**
	 * Revokes the refresh token of the session in memory, where the service
	 * allows that; nothing is changed here.
	 *
	 * @param revokeTokenCallback - gets an error or nothing
	 * @throws Error when it is not a function
	 * @internal
	 */
	revokeTokens(revokeTokenCallback: (error?: any) => void = () => {}): any {
		if (typeof revokeTokenCallback !== 'function') {
			throw peerError('Invalid revokeTokenCallback. It should be a function.');
		}
		const session = this.signInUserSession;
		if (!session) return revokeTokenCallback(notAuthenticated());
		const accessToken = session.getAccessToken();
		if (!accessToken) return revokeTokenCallback(peerError('No Access token available'));
		const token = session.getRefreshToken().getToken();
		if (!this.isSessionRevocable(accessToken) || !token) return revokeTokenCallback();
		this.revokeToken({ token, callback: revokeTokenCallback });
	}

	/**
	 * Whether the refresh token that came with an access token can be revoked.
	 *
	 * @param token - its claim `origin_jti` says so
	 * @internal
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
	 * @internal
	 */
	revokeToken({ token, callback }: { token: string; callback: (error?: any) => void }): void {
		deliver(send(this, 'revokeToken', undefined, token), () => callback(), callback);
	}

	/** Removes the session from memory, and the session and the user's data from storage. @internal */
	cleanClientData(): void {
		endSession(this, () => this.clearCachedUser());
	}

	/** Stores the session in memory, and makes the user the one who signed in last. @internal */
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
		const entries: Entry[] = sessionKeys.map((name, i) => [keyOf(this, name), values[i]!]);
		save(this.storage, [...entries, [lastUserOf(this), this.username], [keyOf(this, 'signInDetails'), null]]);
	}

	/** Removes the tokens from storage, and the name of the user who signed in last, whoever that is. @internal */
	clearCachedTokens(): void {
		remove(this.storage, tokenKeys(this));
	}

	/** Removes the user's data from storage. @internal */
	clearCachedUserData(): void {
		remove(this.storage, [this.userDataKey]);
	}

	/** Stores the service's description of the user. @internal */
	cacheUserData(userData: unknown): void {
		save(this.storage, [[this.userDataKey, JSON.stringify(userData)]]);
	}

	/** Removes the tokens and the user's data from storage. @internal */
	clearCachedUser(): void {
		this.clearCachedTokens();
		this.clearCachedUserData();
	}

	/** Takes the remembered device of the user from storage, where there is one. */
	getCachedDeviceKeyAndPassword(): void {
		const get = (name: UserKey) => readValue(this, name);
		const deviceKey = get('deviceKey');
		if (deviceKey) {
			this.deviceKey = deviceKey;
			this.randomPassword = get('randomPasswordKey');
			this.deviceGroupKey = get('deviceGroupKey');
		}
	}

	/** Stores the remembered device of this user object. @internal */
	cacheDeviceKeyAndPassword(): void {
		const values = [this.deviceKey, this.randomPassword, this.deviceGroupKey];
		save(this.storage, keysOfDevice(this).map((key, i) => [key, values[i]!]));
	}

	/** Removes the remembered device from storage. @internal */
	clearCachedDeviceKeyAndPassword(): void {
		remove(this.storage, keysOfDevice(this));
	}

	/**
	 * Makes a session of the service's reply, issued now.
	 *
	 * @param authResult - the reply's AuthenticationResult
	 * @internal
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

	/** The data of Amazon's advanced security script for this user; see {@link CognitoUserPool.getUserContextData}. @internal */
	getUserContextData(): { EncodedData?: string } | undefined {
		return this.pool.getUserContextData!(this.username);
	}
}

/** What a sign-out removes, in this order. */
function tokenKeys(user: CognitoUser): string[] {
	const keys = sessionKeys.map((name) => keyOf(user, name));
	keys.splice(3, 0, lastUserOf(user));
	return keys;
}

function keysOfDevice(user: CognitoUser): string[] {
	return deviceKeys().map((name) => keyOf(user, name));
}

/** Tells a callback that takes nothing but an error. */
function told(answer: Promise<unknown>, callback: (error?: any) => void): void {
	deliver(answer, () => callback(undefined), callback);
}

/** What the page knows of the user's session: from memory while it is valid there, else from storage. */
function findSession(user: CognitoUser): Found {
	if (user.username == null) return { error: peerError('Username is null. Cannot retrieve a new session', 'NO_SESSION') };
	const session = heldSession(user);
	if (session && isCurrent(session)) return { session, valid: true, held: true };
	try {
		return readSession(user);
	} catch (error) {
		return { error: error as Error };
	}
}

/** Tells whether a session comes from storage, where the core must look at it first. */
function isUnverified(user: CognitoUser, { held, session }: Found): boolean | undefined {
	return optionsOf(user.client).verifyTokens && !held && !verified.has(user, session!);
}

/**
 * Gives the application a session that is valid; a refreshed one, where its end
 * is near.
 *
 * @param user - whose session
 * @param session - the session, which is in memory
 * @param to - the application's callback
 * @param options - metadata for a refresh
 */
export function give(
	user: CognitoUser,
	session: CognitoUserSession,
	to: NodeCallback<any, any> | AbortSignal | undefined,
	options: { clientMetadata?: unknown },
): any {
	const left = timeLeft(session);
	const before = refreshBefore(user);
	// In the first half of its life a session is not near its end, or tokens that live
	// shortly would be refreshed at every call.
	if (before && left < before && left + timeLeft(session, 'getIssuedAt') < 0) {
		const refreshToken = session.getRefreshToken();
		if (refreshToken && refreshToken.getToken()) return refresh(user, refreshToken, to, options.clientMetadata, session);
	}
	if (left <= 300) preloadInBrowser(); // five minutes
	return answer(session, to);
}

let jitter: number | undefined;

/** Seconds before a session's end from which on it is refreshed: not the same ones on all pages. */
function refreshBefore(user: CognitoUser): number {
	return (optionsOf(user.client).refreshBefore || 0) * (jitter = jitter || 1 + Math.random() / 4);
}

/**
 * Refreshes a session.
 *
 * @param user - whose session
 * @param refreshToken - what is spent
 * @param to - the application's callback
 * @param clientMetadata - handed to the pool's triggers
 * @param inHand - a session to go on with should this fail for a while
 * @param signal - what ends it, where that is not in the callback's place
 */
function refresh(
	user: CognitoUser,
	refreshToken: CognitoRefreshToken,
	to: NodeCallback<any, any> | AbortSignal | undefined,
	clientMetadata: unknown,
	inHand?: CognitoUserSession,
	signal?: AbortSignal,
): any {
	if (!to || isSignal(to)) {
		const run = (resolve: (session: CognitoUserSession) => void, reject: (error: unknown) => void) =>
			refresh(user, refreshToken, (error, session) => (error ? reject(error) : resolve(session)), clientMetadata, inHand, to);
		return until(to, new Promise(run));
	}
	const wrap = user.pool.wrapRefreshSessionCallback;
	const done = wrap ? wrap(to) : to;
	const args = [refreshToken.getToken(), read(user.storage, keyOf(user, 'accessToken')), clientMetadata];
	const said = saidOf(user, user.getUserContextData());
	const refreshed = call('refreshSession', said, args, signal, { flight: flightOf(user, true) }).catch(
		(error: any) => {
			if (inHand && error.retryable && inHand.isValid()) return inHand;
			throw error;
		},
	);
	deliver(refreshed, (session) => done(null as any, session), (error) => done(error, null));
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
		const refused = refuse(peerError('PASSWORD parameter is required'), callbacks);
		return callbacksOf(callbacks) ? undefined : refused;
	}
	return signIn(user, 'signIn', callbacks, String(password), flow, triggerData(details));
}
