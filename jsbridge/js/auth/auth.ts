import { originOf } from '../oauth/domain';
import { keyPrefix, lastUserKey } from '../page/base/keys';
import { poolOptions } from '../page/base/options';
import type { ICognitoStorage, ICognitoUserPoolData } from '../page/base/types';
import { deliver } from '../page/call/callbacks';
import type { Host } from '../page/state/call';
import type { SessionState } from '../page/state/user';
import type { AuthPool, AuthUser, Classes, OAuthClass } from './facade';
import { challengeOf, encodedState, pendingSignIn, randomText } from './pending';
import { CognitoTokenScopes, makeSessions } from './session';
import { makeTokens } from './tokens';

/** See entries/auth.d.ts, which documents what is public. */
interface AuthData extends Omit<ICognitoUserPoolData, 'UserPoolId' | 'ClientId'> {
	ClientId: string;
	AppWebDomain: string;
	TokenScopesArray?: readonly string[];
	RedirectUriSignIn: string;
	RedirectUriSignOut: string;
	IdentityProvider?: string;
	UserPoolId: string;
	LaunchUri?: (url: string) => void;
}

/** Makes the classes of amazon-cognito-auth-js for the classes of a facade. */
export function makeAuth(classes: Classes, OAuth: OAuthClass) {
	const { CognitoUser, CognitoUserPool } = classes;
	const { CognitoError } = (CognitoUser.prototype as unknown as { [poolOptions]: Host })[poolOptions];
	const tokens = makeTokens(classes);
	const { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } = tokens;
	const CognitoAuthSession = makeSessions(classes, tokens);
	type CognitoAuthSession = InstanceType<typeof CognitoAuthSession>;

	/** See entries/auth.d.ts. */
	class CognitoAuth {
		clientId: string;
		appWebDomain: string;
		TokenScopesArray: readonly string[];
		RedirectUriSignIn: string;
		RedirectUriSignOut: string;
		IdentityProvider: string | undefined;
		responseType = 'code';
		pool: AuthPool;
		storage: ICognitoStorage;
		username: string | undefined;
		userPoolId: string;
		signInUserSession: CognitoAuthSession | null;
		launchUri: (url: string) => void;
		advancedSecurityDataCollectionFlag: boolean;
		state?: string | null;
		userhandler!: { onSuccess(session: CognitoAuthSession): unknown; onFailure(error: unknown): unknown };

		constructor(data: AuthData) {
			const { ClientId, AppWebDomain, TokenScopesArray, RedirectUriSignIn, RedirectUriSignOut } = Object(
				data,
			) as AuthData;
			if (!ClientId || !AppWebDomain || !RedirectUriSignIn || !RedirectUriSignOut)
				throw invalid(
					'The parameters: App client Id, App web domain, the redirect URL when you are signed in and the redirect URL when you are signed out are required.',
				);
			if (TokenScopesArray && !Array.isArray(TokenScopesArray)) throw invalid('Scopes have to be array type. ');
			if (!data.UserPoolId) throw invalid('UserPoolId is required.');
			this.clientId = ClientId;
			this.appWebDomain = AppWebDomain;
			this.TokenScopesArray = TokenScopesArray || [];
			this.RedirectUriSignIn = RedirectUriSignIn;
			this.RedirectUriSignOut = RedirectUriSignOut;
			this.IdentityProvider = data.IdentityProvider;
			this.pool = new CognitoUserPool(data);
			this.storage = this.pool.storage;
			this.username = this.getLastUser();
			this.userPoolId = data.UserPoolId;
			this.signInUserSession = this.getCachedSession();
			this.signInUserSession.setTokenScopes(new CognitoTokenScopes(this.TokenScopesArray));
			this.launchUri = typeof data.LaunchUri === 'function' ? data.LaunchUri : (url) => open(url, '_self');
			this.advancedSecurityDataCollectionFlag = data.AdvancedSecurityDataCollectionFlag !== false;
		}

		getClientId(): string {
			return this.clientId;
		}

		getAppWebDomain(): string {
			return this.appWebDomain;
		}

		getCurrentUser(): string | null | undefined {
			return this.storage.getItem(lastUserKey(this.clientId));
		}

		getLastUser(): string | undefined {
			return this.getCurrentUser() || undefined;
		}

		getUsername(): string | undefined {
			return this.username;
		}

		setUser(Username: string): void {
			this.username = Username;
		}

		setUsername(Username: string): void {
			this.username = Username;
		}

		getState(): string | null | undefined {
			return this.state;
		}

		setState(State: string): void {
			this.state = State;
		}

		useCodeGrantFlow(): void {
			this.responseType = 'code';
		}

		/** The implicit flow is not supported: this is the code flow too. */
		useImplicitFlow(): void {
			this.responseType = 'code';
		}

		getSignInUserSession(): CognitoAuthSession | null {
			return this.signInUserSession;
		}

		isUserSignedIn(): boolean {
			const session = this.signInUserSession;
			return (!!session && session.isValid()) || this.getCachedSession().isValid();
		}

		// Signing in.

		getSession(): unknown {
			stateOf(this);
			const held = this.signInUserSession;
			if (held && held.isValid()) return this.userhandler.onSuccess(held);
			const cached = (this.signInUserSession = this.getCachedSession());
			const scopes = (held || cached).getTokenScopes().getScopes();
			let refreshToken = '';
			if (this.compareSets(new Set(this.TokenScopesArray), new Set(scopes))) {
				if (cached.isValid()) return this.userhandler.onSuccess(cached);
				refreshToken = cached.getRefreshToken().getToken();
			} else {
				this.signInUserSession = new CognitoAuthSession({ TokenScopes: new CognitoTokenScopes(this.TokenScopesArray) });
			}
			if (refreshToken) return this.refreshSession(refreshToken);
			let address;
			try {
				address = this.getFQDNSignIn();
			} catch (error) {
				return this.onFailure(error);
			}
			this.launchUri(address);
			return undefined;
		}

		parseCognitoWebResponse(httpRequestResponse: string): void {
			const address = new URL(httpRequestResponse, location.href);
			const { searchParams, hash } = address;
			if (searchParams.has('code') || searchParams.has('error') || /[#&](access_token|id_token|error)=/.test(hash))
				finish(this, address);
			// Another object may be handling what the page's address had until now.
			else if (address.href === location.href) finish(this);
		}

		getFQDNSignIn(): string {
			const { clientId, RedirectUriSignIn, TokenScopesArray } = this;
			const state = stateOf(this);
			const pending = pendingSignIn(OAuth.records, state, clientId, RedirectUriSignIn);
			if (!pending)
				throw new CognitoError('StorageError', 'Neither localStorage nor sessionStorage can keep the sign-in.');
			// Without an ID token there is no user.
			const openid = TokenScopesArray.length && !TokenScopesArray.includes('openid') ? ['openid'] : [];
			return addressOf(this, 'oauth2/authorize', {
				redirect_uri: RedirectUriSignIn,
				response_type: 'code',
				client_id: clientId,
				state,
				scope: [...TokenScopesArray, ...openid].join(' '),
				identity_provider: this.IdentityProvider,
				userContextData: this.getUserContextData(),
				code_challenge: challengeOf(pending.codeVerifier),
				code_challenge_method: 'S256',
				nonce: pending.nonce,
			});
		}

		getSpaceSeperatedScopeString(): string {
			return encodeURIComponent(this.TokenScopesArray.join(' '));
		}

		getUserContextData(): string | undefined {
			const data = this.advancedSecurityDataCollectionFlag && this.pool.getUserContextData(this.username || '');
			return data ? data.EncodedData : undefined;
		}

		generateRandomString(length: number, chars: string): string {
			return randomText(length, chars);
		}

		// The session.

		refreshSession(refreshToken: string): void {
			const user = userOf(this, this.username || this.getLastUser());
			if (!user) return this.onFailure(invalid('Nobody has signed in here: call setUser.'));
			user.refreshSession(new CognitoRefreshToken(refreshToken), (error: unknown, session: SessionState) => {
				if (error) {
					// The core has removed a session that is over.
					if (!this.getCachedSession().getRefreshToken().getToken()) this.clearCachedTokensScopes();
					this.onFailure(error);
				} else this.userhandler.onSuccess(take(this, session, user.getUsername()));
			});
		}

		getCachedSession(): CognitoAuthSession {
			const read = (name: string) => this.storage.getItem(keyOf(this, name));
			const scopes = read('tokenScopesString');
			return new CognitoAuthSession({
				IdToken: new CognitoIdToken(read('idToken')),
				AccessToken: new CognitoAccessToken(read('accessToken')),
				RefreshToken: new CognitoRefreshToken(read('refreshToken')),
				TokenScopes: new CognitoTokenScopes(scopes ? scopes.split(' ') : []),
				ClockDrift: parseInt('' + read('clockDrift')) || 0,
			});
		}

		cacheTokensScopes(): void {
			const session = this.signInUserSession!;
			this.username = session.accessToken.getUsername();
			userOf(this, this.username)!.setSignInUserSession(session);
			storeScopes(this, session);
		}

		clearCachedTokensScopes(): void {
			clear(this, 'clearCachedUser');
		}

		signOut(): void {
			// This ends what is under way, too, and notifies other tabs.
			clear(this, 'signOut');
			this.signInUserSession = null;
			this.launchUri(this.getFQDNSignOut());
		}

		getFQDNSignOut(): string {
			return addressOf(this, 'logout', { logout_uri: this.RedirectUriSignOut, client_id: this.clientId });
		}

		onFailure(err: unknown): void {
			this.userhandler.onFailure(err);
		}

		compareSets(set1: ReadonlySet<unknown>, set2: ReadonlySet<unknown>): boolean {
			return set1.size === set2.size && [...set1].every((item) => set2.has(item));
		}
	}

	const invalid = (message: string) => new CognitoError('InvalidParameter', message);

	function stateOf(auth: CognitoAuth): string {
		if (!auth.state) auth.state = randomText(32);
		return String(auth.state);
	}

	/** An address at the domain; the order of its parameters is that of amazon-cognito-auth-js. */
	function addressOf(auth: CognitoAuth, path: string, query: { [name: string]: string | undefined }): string {
		const given = Object.keys(query).filter((name) => query[name]);
		const encode = (name: string) => (name === 'state' ? encodedState : encodeURIComponent)(query[name]!);
		return `${originOf(auth.appWebDomain)}/${path}?${given.map((name) => name + '=' + encode(name)).join('&')}`;
	}

	function keyOf(auth: CognitoAuth, name: string): string {
		return [keyPrefix(auth.clientId), auth.username, name].join('.');
	}

	/** The same user, as whom the session is refreshed and signed out. */
	function userOf({ pool, storage }: CognitoAuth, username: string | undefined): AuthUser | undefined {
		if (!username) return undefined;
		return new CognitoUser({ Username: username, Pool: pool, Storage: storage });
	}

	/** Removes the session from storage. */
	function clear(auth: CognitoAuth, how: 'clearCachedUser' | 'signOut'): void {
		const user = userOf(auth, auth.username);
		if (user) user[how]();
		auth.storage.removeItem(keyOf(auth, 'tokenScopesString'));
	}

	/** The session of an object, which stays the same one. */
	function sessionOf(auth: CognitoAuth): CognitoAuthSession {
		return (auth.signInUserSession = auth.signInUserSession || new CognitoAuthSession());
	}

	/** Takes the tokens of a session that the core has stored. */
	function take(auth: CognitoAuth, session: SessionState, username: string): CognitoAuthSession {
		const own = sessionOf(auth);
		auth.username = username;
		own.setIdToken(new CognitoIdToken(session.getIdToken().getJwtToken()));
		own.setAccessToken(new CognitoAccessToken(session.getAccessToken().getJwtToken()));
		own.setRefreshToken(new CognitoRefreshToken(session.getRefreshToken().getToken()));
		own.clockDrift = session.clockDrift!;
		storeScopes(auth, own);
		return own;
	}

	function storeScopes(auth: CognitoAuth, session: CognitoAuthSession): void {
		try {
			auth.storage.setItem(keyOf(auth, 'tokenScopesString'), session.getTokenScopes().getScopes().join(' '));
		} catch {
			// A full storage does not end a sign-in.
		}
	}

	/** Finishes a sign-in with the address that the browser has come back with, or one that is being handled. */
	function finish(auth: CognitoAuth, address?: URL): void {
		const { pool, appWebDomain, RedirectUriSignIn } = auth;
		const oauth = new OAuth(pool, { domain: appWebDomain, redirectUri: RedirectUriSignIn });
		deliver(
			oauth.handleRedirect(address).then((result) => {
				if (!result && !address) return;
				if (!result)
					throw new CognitoError(
						'InvalidState',
						'The sign-in has no state: begin it with getSession or getFQDNSignIn.',
					);
				const { session, state, user } = result;
				const own = sessionOf(auth);
				own.setTokenScopes(new CognitoTokenScopes(auth.TokenScopesArray));
				own.setState(state as string);
				return take(auth, session, user.username);
			}),
			(session) => session && auth.userhandler.onSuccess(session),
			(error) => auth.onFailure(error),
		);
	}

	/** See StorageHelper in entries/auth.d.ts: the storage of pools without one. */
	class StorageHelper {
		storageWindow: ICognitoStorage;

		constructor() {
			this.storageWindow = new CognitoUserPool({ UserPoolId: 'no_pool', ClientId: 'none' }).storage;
		}

		getStorage(): ICognitoStorage {
			return this.storageWindow;
		}
	}

	return {
		CognitoAccessToken,
		CognitoAuth,
		CognitoAuthSession,
		CognitoIdToken,
		CognitoRefreshToken,
		CognitoTokenScopes,
		StorageHelper,
	};
}
