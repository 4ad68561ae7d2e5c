import { world } from '../base/environment';
import { upstreamError } from '../base/errors';
import type { ICognitoStorage } from '../base/types';
import { cookieAttributes, cookiePair, encodeName, isOwnCookie, parseCookies } from './cookie-text';

/** The argument of {@link CookieStorage}. */
export interface ICookieStorageData {
	/** Whose pages see the cookies; defaults to this host's. */
	domain?: string;
	/** Below which path; `/` by default. */
	path?: string;
	/** How many days the cookies last; 365 when omitted. At run time also a Date. */
	expires?: number;
	/** Whether the cookies go over HTTPS only; true by default. */
	secure?: boolean;
	/** Whether the cookies go along with requests from other sites. */
	sameSite?: 'strict' | 'lax' | 'none';
}

/** Keeps the session in cookies, which a server or other subdomains can see. */
export class CookieStorage implements ICognitoStorage {
	/** Whose pages see the cookies. @internal */
	domain?: string;
	/** Below which path. @internal */
	path: string;
	/** How many days the cookies last, or until when. @internal */
	expires: number | Date | undefined;
	/** Whether the cookies go over HTTPS only. @internal */
	secure: boolean | undefined;
	/** Whether the cookies go along with requests from other sites. @internal */
	sameSite: 'strict' | 'lax' | 'none' | null;

	/**
	 * @param data - the attributes of the cookies
	 * @throws Error for an unknown sameSite, or one that needs `secure`
	 */
	constructor(data?: ICookieStorageData);
	constructor(data: Omit<ICookieStorageData, 'expires'> & { expires?: number | Date } = {}) {
		if (data.domain) this.domain = data.domain;
		this.path = data.path || '/';
		// An own member counts, also an undefined one.
		const { expires, secure } = { expires: 365, secure: true, ...data };
		this.expires = expires;
		this.secure = secure;
		this.sameSite = null;
		if (data.sameSite !== undefined) {
			if (!/^(strict|lax|none)$/.test(data.sameSite)) {
				throw upstreamError('The sameSite value of cookieStorage must be "lax", "strict" or "none".');
			}
			if (data.sameSite === 'none' && !this.secure) {
				throw upstreamError('sameSite = None requires the Secure attribute in latest browser versions.');
			}
			this.sameSite = data.sameSite;
		}
	}

	/**
	 * Writes a cookie.
	 *
	 * @param key - its name
	 * @param value - its value
	 * @returns the value as it is read back, or undefined when the browser refused it
	 * @throws CognitoError `CookieTooLong`; the cookie that was there stays
	 */
	setItem(key: string, value: string): void;
	setItem(key: string, value: string): unknown {
		page().cookie = cookiePair(key, value) + cookieAttributes(this, this.expires);
		const read = this.getItem(key) as string | null;
		return read === null ? undefined : read;
	}

	/**
	 * Reads a cookie.
	 *
	 * @param key - its name
	 * @returns its value, or null
	 */
	getItem(key: string): string;
	getItem(key: string): string | null {
		const found = cookies().find((cookie) => cookie[0] === key);
		return found ? found[1] : null;
	}

	/**
	 * Removes a cookie.
	 *
	 * @param key - its name
	 */
	removeItem(key: string): void {
		page().cookie = encodeName(key) + '=' + cookieAttributes(this, -1);
	}

	/** Removes the cookies that this library writes; those of the page stay. */
	clear(): void;
	clear(): object {
		for (const [key] of cookies()) {
			if (isOwnCookie(key)) this.removeItem(key);
		}
		return {};
	}
}

/** All cookies that the page sees. */
function cookies(): [string, string][] {
	return parseCookies(page().cookie);
}

/** The document; on a server, an object that is as good as none. */
const page = () => Object(world.document) as { cookie?: string };
