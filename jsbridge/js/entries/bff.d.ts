/**
 * Sessions that a server keeps: the page has the classes of this package, and no token that a
 * script could read. The server is a Go program with package core/websession, or answers the
 * same requests (docs/servers.md). `import 'cognitowasm/bff'` once, and give the pool a
 * {@link BackendStorage}. Pages with the classic script load `dist/cognitowasm.bff.js` behind it.
 *
 * @packageDocumentation
 */
import type { CognitoUser, ICognitoStorage } from 'cognitowasm';

/** Where the server is. */
export interface BackendStorageOptions {
	/** What the addresses of its handlers begin with; `/auth/` by default. */
	prefix?: string;
	/** The cookie that says who is signed in; `__Host-cognito-user` by default. */
	userCookie?: string;
}

/**
 * The pool option `Storage` for users whose session is on the server. Its users sign in, have a
 * session and sign out by requests to the server; the Wasm module is not loaded for that.
 *
 * - `pool.getCurrentUser()` returns who is signed in synchronously, from a cookie.
 * - `user.getSession` brings a session with the claims of both tokens, which the server has
 *   refreshed if they had expired. `isValid`, `getExpiration` and `decodePayload` work;
 *   `getJwtToken` throws an error with code `TokenUnavailable`, and the refresh token is empty.
 * - `user.authenticateUser` and the answers to challenges have their usual callbacks; the server
 *   decides how the password is proven.
 * - `user.signOut` and `user.globalSignOut` end the session at the server. If it cannot be
 *   reached, the user is signed out here, and the page tries again when it is opened.
 * - Methods that need a token, such as `changePassword`, fail with code `TokenUnavailable`: send
 *   such requests through the server, whose proxy adds the access token.
 */
export class BackendStorage implements ICognitoStorage {
	constructor(options?: BackendStorageOptions);
	getItem(key: string): string | null;
	/** Stores nothing: what is known comes from the server. */
	setItem(key: string, value: string): void;
	/** Removes nothing. */
	removeItem(key: string): void;
	/** Removes nothing. */
	clear(): void;
}

/**
 * Adds this to other classes than those of `cognitowasm`: those of `cognitowasm/inline`.
 *
 * @param classes - the package that has them
 * @throws TypeError for classes of another library
 */
export function addBackend(classes: { CognitoUser: typeof CognitoUser }): void;
