import { world } from '../base/environment';
import { CognitoError, upstreamError } from '../base/errors';
import type { ICognitoStorage } from '../base/types';

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

/** The longest cookie that browsers must keep: name and value, RFC 6265, section 6.1. */
const longest = 4096;

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
		if (!world.document) return undefined;
		const name = encodeName(key);
		const text = encode(String(value), '%(2[346BF]|3[AC-F]|40|5[BDE]|60|7[BCD])');
		if (name.length + text.length > longest) {
			throw new CognitoError('CookieTooLong', 'The cookie ' + key + ' is longer than ' + longest + ' bytes.');
		}
		write(this, name, text, this.expires);
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
		if (world.document) write(this, encodeName(key), '', -1);
	}

	/** Removes the cookies that this library writes; those of the page stay. */
	clear(): void;
	clear(): object {
		for (const [key] of cookies()) {
			if (/^(CognitoIdentityServiceProvider|aws\.cognito)\./.test(key)) this.removeItem(key);
		}
		return {};
	}
}

function write(to: CookieStorage, name: string, value: string, expires: number | Date | undefined): void {
	const until = typeof expires === 'number' ? new Date(Date.now() + expires * 864e5) : expires;
	world.document!.cookie =
		name +
		'=' +
		value +
		'; path=' +
		to.path +
		(until ? '; expires=' + until.toUTCString() : '') +
		(to.domain ? '; domain=' + to.domain : '') +
		(to.secure ? '; secure' : '') +
		(to.sameSite ? '; sameSite=' + to.sameSite : '');
}

/** All cookies that the page sees, decoded; what cannot be decoded is skipped. */
function cookies(): [string, string][] {
	const list: [string, string][] = [];
	const text = world.document && world.document.cookie;
	for (const cookie of text ? text.split('; ') : []) {
		const at = (cookie + '=').indexOf('='); // the page may have one without a name
		const value = cookie.slice(at + 1);
		try {
			list.push([decodeURIComponent(cookie.slice(0, at)), decode(value[0] === '"' ? value.slice(1, -1) : value)]);
		} catch {
			// Not one of ours.
		}
	}
	return list;
}

/** Decodes what is encoded; a server may have written a percent sign as it is. */
function decode(text: string): string {
	return text.replace(/(%[\dA-F]{2})+/gi, decodeURIComponent);
}

/** Encodes as a URI component, except for what a pattern of escapes names. */
function encode(text: string, plain: string): string {
	return encodeURIComponent(text).replace(new RegExp(plain, 'g'), decodeURIComponent);
}

function encodeName(key: string): string {
	return encode(key, '%(2[346B]|5E|60|7C)').replace(/[()]/g, escape);
}
