/**
 * The session in cookies, on a server in JavaScript: what a page with `CookieStorage` has stored, the
 * server reads from its request, refreshes, and sends back. Make one storage and one pool for each
 * request, so that no two visitors share anything.
 *
 * @packageDocumentation
 */
import type { ICognitoStorage } from 'cognitowasm';

/** Where the cookies of a request are. */
export type RequestCookies =
	/** The text of its header `Cookie`. */
	| string
	| null
	| undefined
	/** A Request, or a request of Node's http. */
	| { headers: { get(name: string): string | null } | { cookie?: string | undefined } }
	/** What a framework has for its cookies, such as `cookies()` of Next. */
	| { getAll(): { name: string; value: string }[] };

/** The attributes of the cookies that are written: those of the page's `CookieStorage`, if it shares them. */
export interface RequestCookieOptions {
	/** Whose pages get the cookies; this host's by default. */
	domain?: string;
	/** Below which path; `/` by default. */
	path?: string;
	/** Whether they go over HTTPS only; true by default. */
	secure?: boolean;
	/** Whether they go along with requests from other sites; `lax` by default, and null omits it. */
	sameSite?: 'strict' | 'lax' | 'none' | null;
	/** How many days they last, or until when; 365 by default, and undefined means until the browser is closed. */
	expires?: number | Date | undefined;
	/** Whether scripts cannot read them; false by default. The page cannot use the session then. */
	httpOnly?: boolean;
}

/** The pool option `Storage` for one request. */
export class RequestCookieStorage implements ICognitoStorage {
	/**
	 * @param cookies - the request's, which are read now
	 * @param options - the attributes of those that are written
	 * @throws Error for an unknown sameSite, or one that needs `secure`
	 */
	constructor(cookies: RequestCookies, options?: RequestCookieOptions);
	getItem(key: string): string | null;
	/**
	 * Writes a cookie, which {@link RequestCookieStorage.setCookies} then has.
	 *
	 * @throws Error with code `CookieTooLong` if browsers would not keep it; nothing is changed
	 */
	setItem(key: string, value: string): void;
	/** Removes a cookie; the browser does so when it gets {@link RequestCookieStorage.setCookies}. */
	removeItem(key: string): void;
	/** Removes the cookies that this library writes. */
	clear(): void;
	/** Returns the values of the response's headers `Set-Cookie`: one for each cookie that has changed. */
	setCookies(): string[];
	/**
	 * Returns a header `Cookie` with the request's cookies as they are now: for what handles the
	 * same request afterwards, such as a Server Component behind a middleware, or another server.
	 */
	cookieHeader(): string;
	/**
	 * Appends them to a response.
	 *
	 * @param response - a Response, or anything with such headers
	 */
	applyTo(response: { headers: { append(name: string, value: string): void } }): void;
}
