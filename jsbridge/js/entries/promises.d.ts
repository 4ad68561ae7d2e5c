/**
 * The promise forms of the methods, for new code: `import 'cognitowasm/promises'` once,
 * anywhere in a program.
 *
 * At run time the forms are always there: a method that is called without its callback
 * returns a promise, and an AbortSignal in the callback's place aborts the call: the
 * promise is rejected immediately, with code `Aborted`. The main entry declares what upstream
 * declares, one signature for each method, because stubs, spies and subclasses that fit
 * upstream's methods do not fit overloaded ones. This entry adds the overloads.
 *
 * Every promise is rejected with a `CognitoServiceError`. Each callback form is
 * repeated behind its promise form, because inference (`Parameters`, spies, promisify)
 * takes the last overload.
 *
 * @packageDocumentation
 */
import type {} from 'cognitowasm';

declare module 'cognitowasm' {
	interface CognitoUser {
		/**
		 * Signs the user in with a password and stores the session.
		 *
		 * @param authenticationDetails - the password and data for triggers
		 * @param signal - aborts the call
		 * @returns a promise of the sign-in's next step: the session, or a challenge to answer;
		 * rejected for instance with code `NotAuthorizedException` when the password is wrong
		 */
		authenticateUser(authenticationDetails: AuthenticationDetails, signal?: AbortSignal): Promise<SignInResult>;
		authenticateUser(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): void;

		/**
		 * Signs the user in without a password, by the challenges that the pool's triggers define.
		 *
		 * @param authenticationDetails - parameters and data for triggers
		 * @param signal - aborts the call
		 * @returns a promise of the sign-in's next step: the session, or a challenge to answer
		 */
		initiateAuth(authenticationDetails: AuthenticationDetails, signal?: AbortSignal): Promise<SignInResult>;
		initiateAuth(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): void;

		/**
		 * Answers `NEW_PASSWORD_REQUIRED`.
		 *
		 * @param newPassword - the password from now on
		 * @param requiredAttributeData - the attributes that the pool requires, by name
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the sign-in's next step: the session, or a challenge to answer;
		 * rejected for instance with code `InvalidPasswordException` when the password is against
		 * the policy
		 */
		completeNewPasswordChallenge(
			newPassword: string,
			requiredAttributeData?: any,
			signal?: AbortSignal,
			clientMetadata?: ClientMetadata,
		): Promise<SignInResult>;
		completeNewPasswordChallenge(
			newPassword: string,
			requiredAttributeData: any,
			callbacks: IAuthenticationCallback,
			clientMetadata?: ClientMetadata,
		): void;

		/**
		 * Answers `CUSTOM_CHALLENGE`.
		 *
		 * @param answerChallenge - the answer
		 * @param signal - aborts the call
		 * @param clientMetaData - passed to the pool's triggers
		 * @returns a promise of the sign-in's next step: the session, or a challenge to answer
		 */
		sendCustomChallengeAnswer(
			answerChallenge: any,
			signal?: AbortSignal,
			clientMetaData?: ClientMetadata,
		): Promise<SignInResult>;
		sendCustomChallengeAnswer(
			answerChallenge: any,
			callback: IAuthenticationCallback,
			clientMetaData?: ClientMetadata,
		): void;

		/**
		 * Answers a request for a code: `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`.
		 *
		 * @param confirmationCode - the code that the user typed
		 * @param signal - aborts the call
		 * @param mfaType - the name of the challenge; a code that was sent to the user when omitted
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the sign-in's next step: the session, or a challenge to answer;
		 * rejected with code `CodeMismatchException` when the code is wrong; another try may follow
		 */
		sendMFACode(
			confirmationCode: string,
			signal?: AbortSignal,
			mfaType?: string,
			clientMetadata?: ClientMetadata,
		): Promise<SignInResult>;
		sendMFACode(
			confirmationCode: string,
			callbacks: Pick<IAuthenticationCallback, 'onSuccess' | 'onFailure'>,
			mfaType?: string,
			clientMetadata?: ClientMetadata,
		): void;

		/**
		 * Answers `SELECT_MFA_TYPE`.
		 *
		 * @param answerChallenge - `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`
		 * @param signal - aborts the call
		 * @returns a promise of the sign-in's next step: the session, or a challenge to answer
		 */
		sendMFASelectionAnswer(answerChallenge: string, signal?: AbortSignal): Promise<SignInResult>;
		sendMFASelectionAnswer(answerChallenge: string, callbacks: FactorChoiceCallbacks): void;

		/**
		 * Begins to set up an authenticator application.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of the secret to show to the user
		 */
		associateSoftwareToken(signal?: AbortSignal): Promise<string>;
		associateSoftwareToken(callbacks: {
			associateSecretCode: (secretCode: string) => void;
			onFailure: (err: any) => void;
		}): void;

		/**
		 * Completes setting up an authenticator application with its first code.
		 *
		 * @param totpCode - the code that the application shows
		 * @param friendlyDeviceName - what the user calls it
		 * @param signal - aborts the call
		 * @returns a promise of the sign-in's next step or, for a user who was signed in, the
		 * service's reply; rejected for instance with code `EnableSoftwareTokenMFAException` when
		 * the code is wrong
		 */
		verifySoftwareToken(totpCode: string, friendlyDeviceName?: string, signal?: AbortSignal): Promise<any>;
		verifySoftwareToken(
			totpCode: string,
			friendlyDeviceName: string,
			callbacks: ResultCallbacks<CognitoUserSession>,
		): void;

		/**
		 * Confirms a registration.
		 *
		 * @param code - the code that the user received
		 * @param forceAliasCreation - whether an alias that belongs to another user moves to this
		 * one
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of `SUCCESS`; rejected for instance with code `CodeMismatchException`
		 * when the code is wrong
		 */
		confirmRegistration(
			code: string,
			forceAliasCreation?: boolean,
			signal?: AbortSignal,
			clientMetadata?: ClientMetadata,
		): Promise<'SUCCESS'>;
		confirmRegistration(
			code: string,
			forceAliasCreation: boolean,
			callback: NodeCallback<any, any>,
			clientMetadata?: ClientMetadata,
		): void;

		/**
		 * Has the confirmation code of a registration sent again.
		 *
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the service's reply, which says where the code was sent
		 */
		resendConfirmationCode(signal?: AbortSignal, clientMetadata?: ClientMetadata): Promise<any>;
		resendConfirmationCode(callback: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): void;

		/**
		 * Gets the user's attributes from the service.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of the attributes; rejected with "User is not authenticated" when no
		 * valid session is in memory
		 */
		getUserAttributes(signal?: AbortSignal): Promise<CognitoUserAttribute[]>;
		getUserAttributes(callback: NodeCallback<Error, CognitoUserAttribute[]>): void;

		/**
		 * Gets the ways in which codes are delivered to the user.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of the ways to deliver codes; rejected with "User is not authenticated"
		 * when no valid session is in memory
		 */
		getMFAOptions(signal?: AbortSignal): Promise<MFAOption[]>;
		getMFAOptions(callback: NodeCallback<Error, MFAOption[]>): void;

		/**
		 * Changes the password.
		 *
		 * @param oldPassword - the password until now
		 * @param newPassword - the password from now on
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		changePassword(
			oldPassword: string,
			newPassword: string,
			signal?: AbortSignal,
			clientMetadata?: ClientMetadata,
		): Promise<'SUCCESS'>;
		changePassword(
			oldPassword: string,
			newPassword: string,
			callback: NodeCallback<Error, 'SUCCESS'>,
			clientMetadata?: ClientMetadata,
		): void;

		/**
		 * Turns codes by SMS on.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		enableMFA(signal?: AbortSignal): Promise<'SUCCESS'>;
		enableMFA(callback: NodeCallback<Error, string>): void;

		/**
		 * Turns codes by SMS off.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		disableMFA(signal?: AbortSignal): Promise<'SUCCESS'>;
		disableMFA(callback: NodeCallback<Error, string>): void;

		/**
		 * Sets which second factors are on, and which is preferred.
		 *
		 * @param smsMfaSettings - codes by SMS; null leaves them as they are
		 * @param softwareTokenMfaSettings - an authenticator application; null leaves it as it is
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		setUserMfaPreference(
			smsMfaSettings: IMfaSettings | null,
			softwareTokenMfaSettings: IMfaSettings | null,
			signal?: AbortSignal,
		): Promise<'SUCCESS'>;
		setUserMfaPreference(
			smsMfaSettings: IMfaSettings | null,
			softwareTokenMfaSettings: IMfaSettings | null,
			callback: NodeCallback<Error, string>,
		): void;

		/**
		 * Deletes the user at the service, and then the session here.
		 *
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		deleteUser(signal?: AbortSignal, clientMetadata?: ClientMetadata): Promise<'SUCCESS'>;
		deleteUser(callback: NodeCallback<Error, string>, clientMetadata?: ClientMetadata): void;

		/**
		 * Deletes attributes.
		 *
		 * @param attributeList - their names
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		deleteAttributes(attributeList: string[], signal?: AbortSignal): Promise<'SUCCESS'>;
		deleteAttributes(attributeList: string[], callback: NodeCallback<Error, string>): void;

		/**
		 * Changes attributes.
		 *
		 * @param attributes - the new values
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the service's reply, which says where codes were sent; rejected with
		 * "User is not authenticated" when no valid session is in memory
		 */
		updateAttributes(attributes: AttributeLike[], signal?: AbortSignal, clientMetadata?: ClientMetadata): Promise<any>;
		updateAttributes(
			attributes: AttributeLike[],
			callback: UpdateAttributesNodeCallback<Error, string, any>,
			clientMetadata?: ClientMetadata,
		): void;

		/**
		 * Gets the service's description of the user, from the cache in storage if it is there.
		 *
		 * @param signal - aborts the call
		 * @param params - `bypassCache: true` asks the service
		 * @returns a promise of the description; rejected with "User is not authenticated" when no
		 * valid session is in memory
		 */
		getUserData(signal?: AbortSignal, params?: any): Promise<UserData>;
		getUserData(callback: NodeCallback<Error, UserData>, params?: any): void;

		/**
		 * Sends the user a code that resets the password.
		 *
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the service's reply, which says where the code was sent
		 */
		forgotPassword(signal?: AbortSignal, clientMetadata?: ClientMetadata): Promise<any>;
		forgotPassword(callbacks: CodeCallbacks<any, void>, clientMetadata?: ClientMetadata): void;

		/**
		 * Sets a new password with the code of `forgotPassword`.
		 *
		 * @param verificationCode - the code that the user received
		 * @param newPassword - the password from now on
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of `SUCCESS`; rejected for instance with code `CodeMismatchException`
		 * when the code is wrong
		 */
		confirmPassword(
			verificationCode: string,
			newPassword: string,
			signal?: AbortSignal,
			clientMetadata?: ClientMetadata,
		): Promise<'SUCCESS'>;
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
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the service's reply, which says where the code was sent; rejected
		 * with "User is not authenticated" when no valid session is in memory
		 */
		getAttributeVerificationCode(
			attributeName: string,
			signal?: AbortSignal,
			clientMetadata?: ClientMetadata,
		): Promise<any>;
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
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		verifyAttribute(attributeName: string, confirmationCode: string, signal?: AbortSignal): Promise<'SUCCESS'>;
		verifyAttribute(attributeName: string, confirmationCode: string, callbacks: ResultCallbacks): void;

		/**
		 * Gets the service's description of this user object's device.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of the description; rejected with "User is not authenticated" when no
		 * valid session is in memory
		 */
		getDevice(signal?: AbortSignal): Promise<any>;
		getDevice(callbacks: ResultCallbacks): any;

		/**
		 * Has the service forget a device.
		 *
		 * @param deviceKey - the device's key
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		forgetSpecificDevice(deviceKey: string, signal?: AbortSignal): Promise<'SUCCESS'>;
		forgetSpecificDevice(deviceKey: string, callbacks: ResultCallbacks): void;

		/**
		 * Has the service forget this user object's device, and removes it here.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		forgetDevice(signal?: AbortSignal): Promise<'SUCCESS'>;
		forgetDevice(callbacks: ResultCallbacks): void;

		/**
		 * Has the service remember this user object's device.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		setDeviceStatusRemembered(signal?: AbortSignal): Promise<'SUCCESS'>;
		setDeviceStatusRemembered(callbacks: ResultCallbacks<string, any>): void;

		/**
		 * Has the service track this user object's device without remembering it.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		setDeviceStatusNotRemembered(signal?: AbortSignal): Promise<'SUCCESS'>;
		setDeviceStatusNotRemembered(callbacks: ResultCallbacks<string, any>): void;

		/**
		 * Lists the user's devices, a page at a time.
		 *
		 * @param limit - how many at most
		 * @param paginationToken - from the page before, or null
		 * @param signal - aborts the call
		 * @returns a promise of the page, with the token of the next one; rejected with "User is not
		 * authenticated" when no valid session is in memory
		 */
		listDevices(limit: number, paginationToken: string | null, signal?: AbortSignal): Promise<any>;
		listDevices(limit: number, paginationToken: string | null, callbacks: ResultCallbacks<any>): void;

		/**
		 * Ends all sessions of the user at the service, and then the one here.
		 *
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`; rejected with "User is not authenticated" when no valid
		 * session is in memory
		 */
		globalSignOut(signal?: AbortSignal): Promise<'SUCCESS'>;
		globalSignOut(callbacks: ResultCallbacks): void;

		/**
		 * Returns the user's session: the one in memory or in storage while it is valid, else a
		 * refreshed one.
		 *
		 * @param signal - aborts the call
		 * @param options - metadata for a refresh
		 * @returns a promise of the session; rejected with reason `NO_SESSION` when nobody is signed
		 * in or the session cannot be refreshed
		 */
		getSession(signal?: AbortSignal, options?: GetSessionOptions): Promise<CognitoUserSession>;
		getSession(
			callback: ((error: Error, session: null) => void) | ((error: null, session: CognitoUserSession) => void),
			options?: GetSessionOptions,
		): void;

		/**
		 * Exchanges a refresh token for a new session and stores it.
		 *
		 * @param refreshToken - the refresh token
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the new session; rejected for instance with reason `REFRESH_REVOKED`
		 * or `REFRESH_EXPIRED`; the stored session stays after an error that is `retryable`
		 */
		refreshSession(
			refreshToken: CognitoRefreshToken,
			signal?: AbortSignal,
			clientMetadata?: ClientMetadata,
		): Promise<CognitoUserSession>;
		refreshSession(
			refreshToken: CognitoRefreshToken,
			callback: NodeCallback<any, any>,
			clientMetadata?: ClientMetadata,
		): void;

		/**
		 * Signs the user out here, and revokes the refresh token at the service.
		 *
		 * @param callback - gets an error, or undefined
		 */
		signOut(callback: (error?: any) => void): void;
		signOut(callback?: () => void): void;
	}

	interface CognitoUserPool {
		/**
		 * Registers a user.
		 *
		 * @param username - the new user's name
		 * @param password - the new user's password
		 * @param userAttributes - for instance the e-mail address
		 * @param validationData - passed to the pool's pre sign-up trigger
		 * @param signal - aborts the call
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the new user and where a code was sent; rejected for
		 * instance with code `UsernameExistsException` when the name is taken
		 */
		signUp(
			username: string,
			password: string,
			userAttributes?: AttributeLike[],
			validationData?: AttributeLike[],
			signal?: AbortSignal,
			clientMetadata?: ClientMetadata,
		): Promise<ISignUpResult>;
		signUp(
			username: string,
			password: string,
			userAttributes: CognitoUserAttribute[],
			validationData: CognitoUserAttribute[],
			callback: NodeCallback<Error, ISignUpResult>,
			clientMetadata?: ClientMetadata,
		): void;
	}

	interface CognitoUserSession {
		/**
		 * Has the core verify the ID token and the access token: that the user's pool has
		 * issued them for its app client, that they have not expired, and that both belong
		 * to one user. Optional, because sessions made by hand need not have it.
		 *
		 * @param signal - aborts the call
		 * @returns a promise, rejected with code `TokenInvalid` when a token does not pass,
		 * and with code `InvalidParameter` for a session that no user has held: pass it to
		 * `setSignInUserSession` first
		 */
		verify?(signal?: AbortSignal): Promise<void>;
	}
}
