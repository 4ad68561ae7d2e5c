import { poolOptions } from '../page/base/options';
import type { AuthorizeReply } from '../gen/protocol';
import { cleanAddress } from './address';
import { isSecure, originOf } from './domain';
import type { Classes, OAuthHost, OAuthPool, OAuthUser, SessionState } from './facade';
import { handOver, openWindow, waitFor } from './popup';
import { find, keep, take } from './records';
import type { LoginRecord } from './records';

/** See entries/oauth.d.ts, which documents what is public. */
interface OAuthOptions {
	domain: string;
	redirectUri: string;
	logoutUri?: string;
	scopes?: string[];
}

interface AuthorizeOptions {
	provider?: string;
	idpIdentifier?: string;
	loginHint?: string;
	prompt?: string;
	lang?: string;
	resource?: string;
	acrValues?: string[];
	maxAge?: number;
	nonce?: string;
	state?: unknown;
	anyTab?: boolean;
	popup?: boolean | string;
	reauthenticate?: OAuthUser;
}

interface RedirectResult {
	user: OAuthUser;
	session: SessionState;
	state: unknown;
}

/**
 * What has been handled in this page, by what came back: a page may ask twice, and a code is used
 * once. The state alone does not tell, since `/auth` sends the application's own.
 */
const handled = new Map<string, Promise<RedirectResult | null>>();

/**
 * What is being handled, by app client: who asks meanwhile (React's StrictMode does) finds the
 * address cleaned, and has the same result.
 */
const pending = new Map<string, Promise<RedirectResult | null>>();

/** The size of the window, where the application says nothing. */
const windowFeatures = 'popup,width=500,height=640';

/** See entries/oauth.d.ts. */
interface LogoutOptions {
	logoutUri?: string;
	signIn?: AuthorizeOptions;
	revoke?: boolean;
}

/** An app client at its domain. */
interface Login {
	pool: OAuthPool;
	options: OAuthOptions;
}

/** Makes the class `OAuth` for the classes of a facade. */
export function makeOAuth(classes: Classes) {
	const host = (classes.CognitoUser.prototype as { [poolOptions]?: OAuthHost })[poolOptions];
	if (!host) throw new TypeError('makeOAuth takes the classes of cognitowasm, of the same version.');
	const { CognitoError, CognitoUser } = host;

	/** A user whose name is not known yet. */
	const newUser = ({ pool }: Login) =>
		new CognitoUser({ Username: '?', Pool: pool, Storage: pool.storage }) as OAuthUser;

	function send(login: Login, name: 'authorize' | 'exchangeCode', members: object, user = newUser(login)) {
		const { domain, redirectUri, scopes } = login.options;
		const common = { domain, redirectUri, scopes: scopes && scopes.join(' ') };
		return host!.sendSignIn(user, name, undefined, { ...common, ...members });
	}

	/** Prepares a sign-in, and keeps what finishes it. */
	async function begin(login: Login, options: AuthorizeOptions, inWindow: boolean, afterSignOut?: true) {
		const { anyTab, reauthenticate, state, acrValues, maxAge } = options;
		const { redirectUri } = login.options;
		const sub = reauthenticate && subOf(reauthenticate);
		const parameters = {
			identity_provider: options.provider,
			idp_identifier: options.idpIdentifier,
			login_hint: options.loginHint,
			prompt: options.prompt || (reauthenticate && 'login'),
			lang: options.lang,
			resource: options.resource,
			acr_values: acrValues && acrValues.join(' '),
			max_age: maxAge === undefined ? maxAge : String(maxAge),
			nonce: options.nonce,
		};
		const begun = (await send(login, 'authorize', { parameters, afterSignOut })) as AuthorizeReply;
		const { url, codeVerifier, nonce } = begun;
		const common = { clientId: login.pool.getClientId(), redirectUri, at: Date.now() };
		const record: LoginRecord = { ...common, codeVerifier, nonce, state, sub };
		if (!keep(begun.state, inWindow ? common : record, inWindow || !!anyTab))
			throw new CognitoError('StorageError', 'Neither sessionStorage nor localStorage can keep the sign-in.');
		return { url, state: begun.state, record };
	}

	function subOf({ signInUserSession: session }: OAuthUser): string {
		const { sub } = session ? (session.getIdToken() as unknown as { payload: { sub?: string } }).payload : {};
		if (!sub)
			throw new CognitoError('InvalidParameter', 'reauthenticate takes a user who is signed in: call getSession.');
		return sub;
	}

	/** Exchanges the code that has come back, or rejects with what has come instead, and the application's state. */
	async function finish(login: Login, { searchParams }: URL, record: LoginRecord): Promise<RedirectResult> {
		const user = newUser(login);
		const { state, codeVerifier, nonce, sub, redirectUri } = record;
		const get = (name: string) => searchParams.get(name) || undefined;
		const came = { code: get('code'), error: get('error'), errorDescription: get('error_description') };
		try {
			const members = { redirectUri, codeVerifier, nonce, sub, ...came };
			const session = (await send(login, 'exchangeCode', members, user)) as SessionState;
			return { user, session, state };
		} catch (error) {
			throw Object.assign(error as Error, { state });
		}
	}

	async function handle(login: Login, address: URL, state: string, again: () => void): Promise<RedirectResult | null> {
		const record = take(state, login.pool.getClientId());
		if (!record)
			throw new CognitoError(
				'InvalidState',
				'This sign-in was not begun here, was begun long ago, or has been handled already. Begin again.',
			);
		const restore = cleanAddress(address);
		if (!record.codeVerifier) {
			handOver(state, address.href);
			return null;
		}
		try {
			return await finish(login, address, record);
		} catch (error) {
			if ((error as { retryable?: boolean }).retryable && address.searchParams.has('code')) {
				// There was no answer: the same address may be handled again.
				keep(state, record, false);
				again();
				restore();
			}
			throw error;
		}
	}

	/** Leaves the page; the promise is rejected if the user comes back to it as it was. */
	function leave(url: string): Promise<never> {
		location.assign(url);
		return new Promise((_, reject) => {
			addEventListener('pageshow', ({ persisted }) => {
				if (persisted) reject(new CognitoError('Aborted', 'The user came back without signing in.'));
			});
		});
	}

	/** See entries/oauth.d.ts. */
	return class OAuth {
		/** For `/auth`, which makes its addresses itself. */
		static readonly records = { find, keep };

		pool: OAuthPool;
		options: OAuthOptions;

		constructor(pool: OAuthPool, options: OAuthOptions | undefined) {
			if (!options || !options.domain || !options.redirectUri)
				throw new CognitoError('InvalidParameter', 'OAuth takes a pool, and the options domain and redirectUri.');
			this.pool = pool;
			this.options = options;
		}

		async authorize(options: AuthorizeOptions = {}): Promise<RedirectResult> {
			const { popup } = options;
			const opened = popup && openWindow(popup === true ? windowFeatures : popup);
			if (popup && !opened)
				throw new CognitoError('Aborted', 'The browser refused to open a window: call authorize in a click.');
			try {
				const { url, state, record } = await begin(this, options, !!popup);
				if (!opened) return await leave(url);
				opened.location.href = url;
				const href = await waitFor(opened, state, () => new CognitoError('Aborted', 'The user closed the window.'));
				return await finish(this, new URL(href), record);
			} catch (error) {
				if (opened) opened.close();
				throw error;
			}
		}

		handleRedirect(url?: string | URL): Promise<RedirectResult | null> {
			const address = new URL(url || location.href);
			const { searchParams, hash } = address;
			const state = searchParams.get('state');
			if (/[#&](access|id)_token=/.test(hash))
				return Promise.reject(
					new CognitoError('InvalidParameter', 'The implicit flow is not supported: its tokens are in the address.'),
				);
			const clientId = this.pool.getClientId();
			if (!state || !(searchParams.has('code') || searchParams.has('error')))
				return (!url && pending.get(clientId)) || Promise.resolve(null);
			const key = clientId + address.search;
			const known = handled.get(key);
			if (known) return known;
			const result = handle(this, address, state, () => handled.delete(key));
			handled.set(key, result);
			pending.set(clientId, result);
			const settled = () => pending.get(clientId) === result && pending.delete(clientId);
			result.then(settled, settled);
			return result;
		}

		async logout({ logoutUri = this.options.logoutUri, signIn, revoke }: LogoutOptions = {}): Promise<never> {
			const { pool, options } = this;
			if (!signIn && !logoutUri)
				throw new CognitoError('InvalidParameter', 'logout takes a registered logoutUri, or the option signIn.');
			const address = new URL(originOf(options.domain) + '/logout');
			if (!isSecure(address)) throw new CognitoError('InvalidParameter', 'The domain must be https.');
			const user = pool.getCurrentUser();
			if (user) {
				if (revoke) await new Promise<void>((resolve) => user.signOut(() => resolve()));
				else user.signOut();
			}
			if (signIn) return leave((await begin(this, signIn, false, true)).url);
			address.search = String(new URLSearchParams({ client_id: pool.getClientId(), logout_uri: logoutUri! }));
			return leave(address.href);
		}
	};
}
