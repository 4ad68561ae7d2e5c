import { core } from './core';
import { CognitoUserAttribute } from './attribute';
import { deliver, deliverNode } from './callbacks';
import type { AuthenticationDetails } from './details';
import { preloadInBrowser } from './environment';
import { CognitoError } from './errors';
import { keyPrefix, lastUserKey, userKey } from './keys';
import type { UserKey } from './keys';
import type { CognitoUserPool } from './pool';
import type { PoolRequest, SignInReply } from './protocol.gen';
import { readNow, readSession } from './reader';
import type { Found } from './reader';
import { plain, poolRequest } from './request';
import { CognitoUserSession, endsSoon, makeSession } from './session';
import { defaultStorage } from './storage';
import { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from './tokens';
import type {
	ChallengeName,
	ClientMetadata,
	GetSessionOptions,
	IAuthenticationCallback,
	ICognitoClient,
	ICognitoStorage,
	ICognitoUserData,
	NodeCallback,
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
	/** `USER_SRP_AUTH` or `USER_PASSWORD_AUTH`. */
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
	 * @param authenticationFlowType - `USER_SRP_AUTH` or `USER_PASSWORD_AUTH`
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
	 * @returns what `onFailure` returned when it was called at once because of
	 * the flow
	 */
	authenticateUser(authenticationDetails: AuthenticationDetails, callbacks: IAuthenticationCallback): unknown {
		const flow = this.authenticationFlowType;
		const password: unknown = authenticationDetails.getPassword();
		let refusal: Error | undefined;
		if (flow === 'CUSTOM_AUTH') {
			refusal = new CognitoError(
				'UnsupportedFlow',
				'CUSTOM_AUTH is not supported by this version. Set USER_SRP_AUTH or USER_PASSWORD_AUTH with setAuthenticationFlowType.',
			);
		} else if (flow !== 'USER_SRP_AUTH' && flow !== 'USER_PASSWORD_AUTH') {
			refusal = new Error('Authentication flow type is invalid.');
		}
		if (refusal) return callbacks.onFailure(refusal);
		if (password == null || (!password && flow === 'USER_PASSWORD_AUTH')) {
			callbacks.onFailure(new Error('PASSWORD parameter is required'));
			return undefined;
		}

		const validationData = authenticationDetails.getValidationData();
		const answer = core.signIn({
			...requestOf(this),
			username: String(this.username ?? ''),
			password: String(password),
			flow,
			deviceKey: this.deviceKey || undefined,
			clientMetadata: plain(
				Object.keys(validationData).length ? validationData : authenticationDetails.getClientMetadata!(),
			),
			userContextData: plain(this.getUserContextData()),
		});
		deliver(
			answer.then((reply) => takeSignIn(this, reply)),
			(reply) => {
				const session = this.signInUserSession!;
				if (reply.userConfirmationNecessary) callbacks.onSuccess(session, true);
				else callbacks.onSuccess(session);
			},
			(error) => callbacks.onFailure(error),
		);
		return undefined;
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
	confirmRegistration(
		code: string,
		forceAliasCreation: boolean,
		callback: NodeCallback<any, any>,
		clientMetadata?: ClientMetadata,
	): void {
		const answer = core.confirmSignUp({
			...requestOf(this),
			username: this.username,
			confirmationCode: code,
			forceAliasCreation: plain(forceAliasCreation),
			clientMetadata: plain(clientMetadata),
			userContextData: plain(this.getUserContextData()),
		});
		deliverNode(
			answer.then(() => 'SUCCESS'),
			callback,
		);
	}

	/**
	 * Has the confirmation code of a registration sent again.
	 *
	 * @param callback - gets an error, or the service's reply, which says where
	 * the code was sent
	 * @param clientMetadata - handed to the pool's triggers
	 */
	resendConfirmationCode(callback: NodeCallback<Error, any>, clientMetadata?: ClientMetadata): void {
		const answer = core.resendConfirmationCode({
			...requestOf(this),
			username: this.username,
			clientMetadata: plain(clientMetadata),
		});
		deliverNode(answer, callback);
	}

	/**
	 * Gets the user's attributes from the service. The session must be in
	 * memory and valid: after a page load, call `getSession` first.
	 *
	 * @param callback - gets an error, or the attributes
	 * @returns what the callback returned when it was called at once
	 */
	getUserAttributes(callback: NodeCallback<Error, CognitoUserAttribute[]>): unknown {
		const session = heldSession(this);
		if (!session) return callNode(callback, new Error('User is not authenticated'));
		const answer = core.getUser({ ...requestOf(this), accessToken: session.getAccessToken().getJwtToken() });
		deliverNode(
			answer.then((reply: any) =>
				reply.UserAttributes.map((attribute: any) => new CognitoUserAttribute(attribute)),
			),
			callback,
		);
		return undefined;
	}

	/**
	 * Gives the user's session: the one in memory or in storage while it is
	 * valid, at once; else a refreshed one.
	 *
	 * @param callback - gets an error or the session: before this method
	 * returns, except when the session must be refreshed
	 * @param options - metadata for a refresh
	 * @returns what the callback returned when it was called at once, except
	 * where storage has no session at all: that gives undefined, as with the peer
	 */
	getSession(
		callback:
			| ((error: Error, session: null) => any)
			| ((error: null, session: CognitoUserSession) => any)
			| ((error: Error | null, session: CognitoUserSession | null) => any),
		options: GetSessionOptions = {} as GetSessionOptions,
	): unknown {
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
	 */
	refreshSession(
		refreshToken: CognitoRefreshToken,
		callback: NodeCallback<any, any>,
		clientMetadata?: ClientMetadata,
	): void {
		const done = this.pool.wrapRefreshSessionCallback
			? this.pool.wrapRefreshSessionCallback(callback)
			: callback;
		const held = this.signInUserSession;
		const answer = core.refreshSession({
			...requestOf(this),
			username: String(this.username ?? ''),
			refreshToken: refreshToken.getToken(),
			replaces: storedText(this, 'accessToken') || (held ? held.getAccessToken().getJwtToken() : undefined),
			clientMetadata: plain(clientMetadata),
			userContextData: plain(this.getUserContextData()),
		});
		deliverNode(
			answer.then(
				(reply) => {
					rename(this, reply.username);
					return (this.signInUserSession = makeSession(reply));
				},
				(error) => {
					// The session is over in storage, and so in memory as well.
					if (/^(NotAuthorizedException|NoSession)$/.test(error.code) && this.signInUserSession === held) {
						this.signInUserSession = null;
					}
					throw error;
				},
			),
			done,
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

/** Takes the state of a sign-in, which the core has stored already. */
function takeSignIn(user: CognitoUser, reply: SignInReply): SignInReply {
	if (reply.challenge) {
		user.Session = reply.challenge.session;
		throw new CognitoError(
			'UnhandledChallenge',
			'The service asks for ' +
				reply.challenge.name +
				', which this version cannot answer yet: the user is not signed in. Let this user sign in without that challenge.',
		);
	}
	const session = makeSession(reply.session!);
	rename(user, reply.username);
	if (reply.device) Object.assign(user, reply.device);
	user.signInUserSession = session;
	user.challengeName = undefined as any;
	return reply;
}
