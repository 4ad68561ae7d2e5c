/**
 * Signing in at the user pool's domain (managed login, or the classic hosted UI), with Google,
 * SAML and other providers too: authorization codes with PKCE. The result is an ordinary
 * CognitoUser, whose session is in the pool's storage and is refreshed like any other.
 *
 * Pages with the classic script load `dist/cognitowasm.oauth.js` behind it, and find the class
 * as `AmazonCognitoIdentity.OAuth`.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 *
 * @packageDocumentation
 */
import type { CognitoServiceError, CognitoUser, CognitoUserPool, CognitoUserSession } from 'cognitowasm';

/** Where an app client's users sign in, and where they come back to. */
export interface OAuthOptions {
	/** The pool's domain, for instance `auth.example.com`, or its URL. It must be https, except on localhost. */
	domain: string;
	/** The page to come back to, exactly as it is registered: an absolute URL without a fragment. */
	redirectUri: string;
	/** The page to come back to after {@link OAuth.logout}, exactly as it is registered. */
	logoutUri?: string;
	/**
	 * What the access token is to allow; all that the app client may when omitted. `openid` must
	 * be among them, and `aws.cognito.signin.user.admin` for methods such as
	 * `getUserAttributes`.
	 */
	scopes?: string[];
}

/** How to sign in; all members may be omitted. */
export interface AuthorizeOptions {
	/** The provider to go to without the page that offers a choice: `Google`, `COGNITO`, or its name in the pool. */
	provider?: string;
	/** Chooses the provider by an identifier instead, for instance an e-mail domain. */
	idpIdentifier?: string;
	/** The user's name, which the page fills in. */
	loginHint?: string;
	/**
	 * `none` shows no page, and fails with reason `LOGIN_REQUIRED` unless the browser has a
	 * session at the domain. `login` asks again. `select_account` and `consent` are for the
	 * provider. Values are separated by spaces.
	 */
	prompt?: string;
	/** The language of the pages, for instance `de`. */
	lang?: string;
	/** The API that the access token is for, as a URL (RFC 8707). */
	resource?: string;
	/** The levels of authentication that will do, the best first. */
	acrValues?: string[];
	/** After how many seconds the user must authenticate again. */
	maxAge?: number;
	/** A value for the ID token; a random one when omitted. */
	nonce?: string;
	/** What the application wants back with the result, or with the error: any JSON value. It does not leave the browser. */
	state?: unknown;
	/** Keeps the sign-in in localStorage, so that it may be finished in another tab, for ten minutes. */
	anyTab?: boolean;
	/**
	 * Opens a window, and stays on this page; a text has the window's features. The page of
	 * `redirectUri` must call {@link OAuth.handleRedirect}, which closes the window.
	 */
	popup?: boolean | string;
	/**
	 * A user who is to prove once more who he is: anybody else is refused with reason
	 * `USER_MISMATCH`, and nothing has changed. Implies `prompt: 'login'`.
	 */
	reauthenticate?: CognitoUser;
}

/** Somebody who has signed in. */
export interface RedirectResult {
	/** The user, who is the pool's current user now. */
	user: CognitoUser;
	/** The user's session. */
	session: CognitoUserSession;
	/** The application's own state; see {@link AuthorizeOptions.state}. */
	state: unknown;
}

/** Why a sign-in failed, with the application's own state. */
export interface RedirectError extends CognitoServiceError {
	/** See {@link AuthorizeOptions.state}. */
	state?: unknown;
}

/** How to sign out. */
export interface LogoutOptions {
	/** The page to come back to; the one of {@link OAuthOptions} when omitted. */
	logoutUri?: string;
	/** Leads to the sign-in page instead, for another user. */
	signIn?: AuthorizeOptions;
	/** Revokes the refresh token first, which takes a request. */
	revoke?: boolean;
}

/** Signs the users of one app client in at the pool's domain. */
export class OAuth {
	/**
	 * @param pool - the users and their app client, which has no secret
	 * @param options - where to sign in
	 * @throws CognitoError `InvalidParameter` when an option is missing
	 */
	constructor(pool: CognitoUserPool, options: OAuthOptions);

	/**
	 * Leaves the page for the sign-in; {@link OAuth.handleRedirect} finishes it on the page of
	 * `redirectUri`.
	 *
	 * @param options - how to sign in
	 * @returns a promise of the result if a window was opened. Otherwise it is only ever
	 * rejected: with code `Aborted` when the user comes back without having signed in, with
	 * `InvalidParameter` for a domain or an address that is not https, and with a
	 * {@link RedirectError} in general
	 */
	authorize(options?: AuthorizeOptions): Promise<RedirectResult>;

	/**
	 * Finishes a sign-in on the page that users come back to: exchanges the code, verifies the
	 * tokens, stores the session, and cleans the page's address. Call it whenever that page
	 * starts; a code is exchanged once however often that is.
	 *
	 * @param url - the address; that of the page when omitted
	 * @returns a promise of the result, or of null when there is nothing to finish. It is
	 * rejected with a {@link RedirectError}. Its reason is `LOGIN_REQUIRED`,
	 * `CONSENT_REFUSED`, `TRIGGER_REFUSED`, `INVALID_STATE` (not begun here, or handled
	 * before), `CODE_EXPIRED`, `TOKEN_UNVERIFIED`, `USER_MISMATCH` or another one. After a
	 * transient error (`retryable`) it may be called again
	 */
	handleRedirect(url?: string | URL): Promise<RedirectResult | null>;

	/**
	 * Signs the current user out here, and leaves the page to end the browser's session at the
	 * domain too: without this, whoever uses the browser next is signed in without a password.
	 * The session of the provider (Google, for instance) remains.
	 *
	 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
	 *
	 * @param options - where to go
	 * @returns a promise that is only ever rejected
	 */
	logout(options?: LogoutOptions): Promise<never>;
}

/**
 * Makes the class for another copy of this package's classes, those of `cognitowasm/inline`.
 *
 * @param classes - this package, or this class of it
 * @throws TypeError for classes of another library, or of another version of this one
 */
export function makeOAuth(classes: { CognitoUser: typeof CognitoUser }): typeof OAuth;
