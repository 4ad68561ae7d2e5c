import { invalidFlow, missingPassword } from '../../gen/constants';
import { upstreamError } from '../base/errors';
import { keyOf, keyPrefix } from '../base/keys';
import type { UserKey } from '../base/keys';
import type {
	ChallengeName,
	ClientMetadata,
	CognitoServiceError,
	ICognitoClient,
	ICognitoStorage,
	IMfaSettings,
	UserData,
	WithAnyStorage,
} from '../base/types';
import { deliver, refuse } from '../call/callbacks';
import { heldSession, notAuthenticated, send, sendKnown, sendSignedIn, sendSignIn } from '../call/send';
import { read, remove, save } from '../state/guard';
import { endSession, hold } from '../state/sign-out';
import { defaultStorage } from '../state/storage';
import type { PoolState } from '../state/user';
import type { AttributeLike } from './attribute';
import type * as declared from './declarations';
import type { AuthenticationDetails } from './details';
import type { To } from './get-session';
import { findSession, getSession, refresh } from './get-session';
import { readValue } from './reader';
import { sessionOf } from './session';
import type { CognitoUserSession } from './session';
import type { CognitoAccessToken } from './tokens';
import { signInByPassword, triggerData } from './sign-in';
import { getUserData } from './user-data';
import type { UserDataParams } from './user-data';
import { keysOfDevice, sessionEntries, tokenKeys } from './user-entries';

/** The application's callbacks; without them, or with an AbortSignal, a promise is returned. */
type Callbacks = unknown;
/** That promise, or what a callback returned that was called synchronously. */
type Returned = unknown;

/** See declarations.ts, which documents what is public. */
export class CognitoUser implements declared.CognitoUser {
	username: string;
	pool: PoolState;
	/** A sign-in's state at the service, while challenges are to be answered. */
	Session: string | null | undefined;
	/** What requests are sent with. */
	client: ICognitoClient;
	/** The session in memory, which may have expired. */
	signInUserSession: CognitoUserSession | null;
	/** `USER_SRP_AUTH`, `USER_PASSWORD_AUTH`, `CUSTOM_AUTH` or `USER_AUTH`. */
	authenticationFlowType: string;
	/** Where the session is kept. */
	storage: ICognitoStorage;
	/** What the keys of the user's values begin with. */
	keyPrefix: string;
	/** The key of the user's data. */
	userDataKey: string;
	challengeName?: ChallengeName;
	deviceKey?: string | null;
	randomPassword?: string | null;
	deviceGroupKey?: string | null;

	constructor(data: WithAnyStorage<declared.ICognitoUserData>) {
		if (data == null || data.Username == null || data.Pool == null) {
			throw upstreamError('Username and Pool information are required.');
		}
		const pool: PoolState = data.Pool;
		this.username = data.Username || '';
		this.pool = pool;
		this.Session = null;
		this.client = pool.client!;
		this.signInUserSession = null;
		this.authenticationFlowType = 'USER_SRP_AUTH';
		this.storage = (data.Storage as ICognitoStorage) || defaultStorage(pool);
		this.keyPrefix = keyPrefix(pool.getClientId());
		this.userDataKey = keyOf(this, 'userData');
	}

	setSignInUserSession(signInUserSession: CognitoUserSession): void {
		this.clearCachedUserData();
		this.signInUserSession = signInUserSession;
		this.cacheTokens();
		hold(this, signInUserSession);
	}

	getSignInUserSession(): CognitoUserSession | null {
		return this.signInUserSession;
	}

	getUsername(): string {
		return this.username;
	}

	getAuthenticationFlowType(): string {
		return this.authenticationFlowType;
	}

	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- upstream declares a string and returns nothing
	setAuthenticationFlowType(authenticationFlowType: string): any {
		this.authenticationFlowType = authenticationFlowType;
	}

	// Signing in.

	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks?: Callbacks): Returned {
		const flow = this.authenticationFlowType;
		if (flow === 'USER_PASSWORD_AUTH')
			return this.authenticateUserPlainUsernamePassword(authenticationDetails, callbacks);
		if (/^(USER|USER_SRP|CUSTOM)_AUTH$/.test(flow))
			return this.authenticateUserDefaultAuth(authenticationDetails, callbacks);
		return refuse(upstreamError(invalidFlow), callbacks);
	}

	/** What `authenticateUser` does by SRP, before the challenges of `CUSTOM_AUTH`, and in `USER_AUTH`. */
	authenticateUserDefaultAuth(authenticationDetails: AuthenticationDetails, callbacks: Callbacks): Returned {
		return signInByPassword(this, this.authenticationFlowType, authenticationDetails, callbacks);
	}

	/** What `authenticateUser` does where the password itself is sent. */
	authenticateUserPlainUsernamePassword(authenticationDetails: AuthenticationDetails, callbacks: Callbacks): Returned {
		return signInByPassword(this, 'USER_PASSWORD_AUTH', authenticationDetails, callbacks);
	}

	/** Continues from a reply of InitiateAuth or RespondToAuthChallenge that the application has received. */
	authenticateUserInternal(dataAuthenticate: unknown, _authenticationHelper: unknown, callbacks: Callbacks): Returned {
		return sendSignIn(this, 'authenticateUserInternal', callbacks, dataAuthenticate);
	}

	initiateAuth(authenticationDetails: AuthenticationDetails, callbacks?: Callbacks): Returned {
		const authParameters = authenticationDetails.getAuthParameters!();
		return sendSignIn(this, 'initiateAuth', callbacks, authParameters, triggerData(authenticationDetails));
	}

	completeNewPasswordChallenge(
		newPassword: string,
		requiredAttributeData?: unknown,
		callbacks?: Callbacks,
		clientMetadata?: ClientMetadata,
	): Returned {
		if (!newPassword) return refuse(upstreamError(missingPassword), callbacks);
		return sendSignIn(
			this,
			'completeNewPasswordChallenge',
			callbacks,
			newPassword,
			requiredAttributeData,
			clientMetadata,
		);
	}

	sendCustomChallengeAnswer(answerChallenge: unknown, callback?: Callbacks, clientMetaData?: ClientMetadata): Returned {
		return sendSignIn(this, 'sendCustomChallengeAnswer', callback, answerChallenge, clientMetaData);
	}

	sendMFACode(
		confirmationCode: string,
		callbacks?: Callbacks,
		mfaType?: string,
		clientMetadata?: ClientMetadata,
	): Returned {
		return sendSignIn(this, 'sendMFACode', callbacks, confirmationCode, mfaType, clientMetadata);
	}

	sendMFASelectionAnswer(answerChallenge: string, callbacks?: Callbacks): Returned {
		return sendSignIn(this, 'sendMFASelectionAnswer', callbacks, answerChallenge);
	}

	/** Signs the remembered device in, where the service asks for it; a sign-in does so automatically. */
	getDeviceResponse(callbacks: Callbacks, clientMetadata?: ClientMetadata): Returned {
		return sendSignIn(this, 'getDeviceResponse', callbacks, clientMetadata);
	}

	associateSoftwareToken(callbacks?: Callbacks): Returned {
		return send(this, 'associateSoftwareToken', callbacks);
	}

	verifySoftwareToken(totpCode: string, friendlyDeviceName?: string, callbacks?: Callbacks): Returned {
		if (heldSession(this)) return send(this, 'verifySoftwareToken', callbacks, totpCode, friendlyDeviceName);
		return sendSignIn(this, 'verifyMFASetup', callbacks, totpCode, friendlyDeviceName);
	}

	// Registration and forgotten passwords.

	confirmRegistration(
		code: string,
		forceAliasCreation?: boolean,
		callback?: Callbacks,
		clientMetadata?: ClientMetadata,
	): Returned {
		return sendKnown(this, 'confirmRegistration', callback, code, forceAliasCreation, clientMetadata);
	}

	resendConfirmationCode(callback?: Callbacks, clientMetadata?: ClientMetadata): Returned {
		return send(this, 'resendConfirmationCode', callback, clientMetadata);
	}

	forgotPassword(callbacks?: Callbacks, clientMetadata?: ClientMetadata): Returned {
		return sendKnown(this, 'forgotPassword', callbacks, clientMetadata);
	}

	confirmPassword(
		verificationCode: string,
		newPassword: string,
		callbacks?: Callbacks,
		clientMetadata?: ClientMetadata,
	): Returned {
		return sendKnown(this, 'confirmPassword', callbacks, verificationCode, newPassword, clientMetadata);
	}

	// Of a signed-in user.

	getUserAttributes(callback?: Callbacks): Returned {
		return sendSignedIn(this, 'getUserAttributes', callback);
	}

	getMFAOptions(callback?: Callbacks): Returned {
		return sendSignedIn(this, 'getMFAOptions', callback);
	}

	changePassword(
		oldPassword: string,
		newPassword: string,
		callback?: Callbacks,
		clientMetadata?: ClientMetadata,
	): Returned {
		return sendSignedIn(this, 'changePassword', callback, oldPassword, newPassword, clientMetadata);
	}

	enableMFA(callback?: Callbacks): Returned {
		return sendSignedIn(this, 'enableMFA', callback);
	}

	disableMFA(callback?: Callbacks): Returned {
		return sendSignedIn(this, 'disableMFA', callback);
	}

	setUserMfaPreference(
		smsMfaSettings: IMfaSettings | null,
		softwareTokenMfaSettings: IMfaSettings | null,
		callback?: Callbacks,
		...more: unknown[]
	): Returned {
		return sendSignedIn(this, 'setUserMfaPreference', callback, smsMfaSettings, softwareTokenMfaSettings, ...more);
	}

	deleteUser(callback?: Callbacks, clientMetadata?: ClientMetadata): Returned {
		return sendSignedIn(this, 'deleteUser', callback, clientMetadata);
	}

	deleteAttributes(attributeList: string[], callback?: Callbacks): Returned {
		return sendSignedIn(this, 'deleteAttributes', callback, attributeList);
	}

	updateAttributes(attributes: AttributeLike[], callback?: Callbacks, clientMetadata?: ClientMetadata): Returned {
		return sendSignedIn(this, 'updateAttributes', callback, attributes, clientMetadata);
	}

	getAttributeVerificationCode(
		attributeName: string,
		callbacks?: Callbacks,
		clientMetadata?: ClientMetadata,
	): Returned {
		return sendSignedIn(this, 'getAttributeVerificationCode', callbacks, attributeName, clientMetadata);
	}

	verifyAttribute(attributeName: string, confirmationCode: string, callbacks?: Callbacks): Returned {
		return sendSignedIn(this, 'verifyAttribute', callbacks, attributeName, confirmationCode);
	}

	getDevice(callbacks?: Callbacks): Returned {
		return sendSignedIn(this, 'getDevice', callbacks);
	}

	forgetSpecificDevice(deviceKey: string, callbacks?: Callbacks): Returned {
		return sendSignedIn(this, 'forgetSpecificDevice', callbacks, deviceKey);
	}

	forgetDevice(callbacks?: Callbacks): Returned {
		return sendSignedIn(this, 'forgetDevice', callbacks);
	}

	setDeviceStatusRemembered(callbacks?: Callbacks): Returned {
		return sendSignedIn(this, 'setDeviceStatusRemembered', callbacks);
	}

	setDeviceStatusNotRemembered(callbacks?: Callbacks): Returned {
		return sendSignedIn(this, 'setDeviceStatusNotRemembered', callbacks);
	}

	listDevices(limit: number, paginationToken: string | null, callbacks?: Callbacks): Returned {
		return sendSignedIn(this, 'listDevices', callbacks, limit, paginationToken);
	}

	globalSignOut(callbacks?: Callbacks): Returned {
		return sendSignedIn(this, 'globalSignOut', callbacks);
	}

	// The service's description of the user, and its cache in storage.

	getUserData(callback?: Callbacks, params?: UserDataParams): Returned {
		return getUserData(this, callback, params);
	}

	/** The text of the cached description of the user, or null or undefined. */
	getUserDataFromCache(): string | null | undefined {
		return read(this.storage, this.userDataKey) as string | null | undefined;
	}

	/** Reports whether the argument of `getUserData` asks for the service's own description. */
	isFetchUserDataAndTokenRequired(params?: UserDataParams): boolean {
		const { bypassCache = false } = params || {};
		return bypassCache;
	}

	/** Fetches the description of the user, and caches it. */
	// eslint-disable-next-line @typescript-eslint/no-useless-default-assignment -- the default keeps its length, 0, as upstream's
	fetchUserData(signal: AbortSignal | undefined = undefined): Promise<UserData> {
		return this.createGetUserRequest(signal).then((data) => {
			this.cacheUserData(data);
			return data;
		});
	}

	/** Fetches the description of the user. */
	// eslint-disable-next-line @typescript-eslint/no-useless-default-assignment -- the default keeps its length, 0, as upstream's
	createGetUserRequest(signal: AbortSignal | undefined = undefined): Promise<UserData> {
		return send(this, 'createGetUserRequest', signal) as Promise<UserData>;
	}

	/** Refreshes the session if it has a refresh token; the promise resolves to the error of that, or nothing. */
	refreshSessionIfPossible(options: { clientMetadata?: ClientMetadata } = {}): Promise<unknown> {
		return new Promise((resolve) => {
			const refreshToken = this.signInUserSession!.getRefreshToken();
			if (!refreshToken || !refreshToken.getToken()) resolve(undefined);
			else this.refreshSession(refreshToken, resolve, options.clientMetadata);
		});
	}

	// The session.

	getSession(to?: Callbacks, options: { clientMetadata?: ClientMetadata } = {}): Returned {
		return getSession(this, to as To, options);
	}

	refreshSession(
		refreshToken: { getToken(): string },
		callback?: Callbacks,
		clientMetadata?: ClientMetadata,
	): Returned {
		return refresh(this, refreshToken, callback as To, clientMetadata);
	}

	signOut(callback?: (error?: unknown) => void): void {
		if (typeof callback !== 'function') {
			this.cleanClientData();
			return;
		}
		const done = () => callback(undefined);
		const found = findSession(this);
		const session = found.session || this.signInUserSession;
		if (!session && (found.error as CognitoServiceError).code === 'AsyncStorage') {
			endSession(this);
			return deliver(send(this, 'signOut', undefined) as Promise<unknown>, done, callback);
		}
		this.cleanClientData();
		if (!session) {
			callback(found.error);
			return;
		}
		// From here on exactly one argument, undefined unless revocation fails.
		const accessToken = session.getAccessToken() as CognitoAccessToken;
		const refreshToken = session.getRefreshToken() && session.getRefreshToken().getToken();
		if (!refreshToken || !this.isSessionRevocable(accessToken)) return done();
		deliver(
			send(this, 'revokeTokens', undefined, accessToken.getJwtToken(), refreshToken) as Promise<unknown>,
			done,
			callback,
		);
	}

	/**
	 * Revokes the refresh token of the session in memory, where the service allows
	 * that; nothing is changed here.
	 *
	 * @param revokeTokenCallback - gets an error or nothing
	 * @throws Error when it is not a function
	 */
	revokeTokens(revokeTokenCallback: (error?: unknown) => void = () => {}): void {
		if (typeof revokeTokenCallback !== 'function') {
			throw upstreamError('Invalid revokeTokenCallback. It should be a function.');
		}
		const session = this.signInUserSession;
		if (!session) return revokeTokenCallback(notAuthenticated());
		const accessToken = session.getAccessToken();
		if (!accessToken) return revokeTokenCallback(upstreamError('No Access token available'));
		const token = session.getRefreshToken().getToken();
		if (!this.isSessionRevocable(accessToken) || !token) return revokeTokenCallback();
		this.revokeToken({ token, callback: revokeTokenCallback });
	}

	/** Reports whether the refresh token that came with an access token can be revoked: its claim `origin_jti` says so. */
	isSessionRevocable(token: CognitoAccessToken): boolean {
		try {
			return !!token.decodePayload().origin_jti;
		} catch {
			return false;
		}
	}

	/** Revokes a refresh token; the callback gets an error or nothing. */
	revokeToken({ token, callback }: { token: string; callback: (error?: unknown) => void }): void {
		deliver(send(this, 'revokeToken', undefined, token) as Promise<unknown>, () => callback(), callback);
	}

	// What is in storage.

	/** Removes the session from memory, and the session and the user's data from storage. */
	cleanClientData(): void {
		endSession(this, () => this.clearCachedUser());
	}

	/** Stores the session in memory, and makes the user the one who signed in last. */
	cacheTokens(): void {
		save(this.storage, sessionEntries(this, this.signInUserSession!));
	}

	/** Removes the tokens from storage, and the name of the user who signed in last, whoever that is. */
	clearCachedTokens(): void {
		remove(this.storage, tokenKeys(this));
	}

	/** Removes the user's data from storage. */
	clearCachedUserData(): void {
		remove(this.storage, [this.userDataKey]);
	}

	/** Stores the service's description of the user. */
	cacheUserData(userData: unknown): void {
		save(this.storage, [[this.userDataKey, JSON.stringify(userData)]]);
	}

	/** Removes the tokens and the user's data from storage. */
	clearCachedUser(): void {
		this.clearCachedTokens();
		this.clearCachedUserData();
	}

	getCachedDeviceKeyAndPassword(): void {
		const get = (name: UserKey) => readValue(this, name);
		const deviceKey = get('deviceKey');
		if (deviceKey) {
			this.deviceKey = deviceKey;
			this.randomPassword = get('randomPasswordKey');
			this.deviceGroupKey = get('deviceGroupKey');
		}
	}

	/** Stores the remembered device of this user object. */
	cacheDeviceKeyAndPassword(): void {
		const values = [this.deviceKey, this.randomPassword, this.deviceGroupKey];
		save(
			this.storage,
			keysOfDevice(this).map((key, i) => [key, values[i]!]),
		);
	}

	/** Removes the remembered device from storage. */
	clearCachedDeviceKeyAndPassword(): void {
		remove(this.storage, keysOfDevice(this));
	}

	/** Makes a session of the AuthenticationResult of a reply, issued now. */
	getCognitoUserSession(authResult?: {
		IdToken?: string;
		AccessToken?: string;
		RefreshToken?: string;
	}): CognitoUserSession {
		return sessionOf(authResult);
	}

	/** The data of Amazon's advanced security script for this user; see pool.ts. */
	getUserContextData(): { EncodedData?: string } | undefined {
		return this.pool.getUserContextData!(this.username);
	}
}
