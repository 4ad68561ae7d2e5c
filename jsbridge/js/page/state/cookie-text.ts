/**
 * How cookies are written and read, as js-cookie does it, which upstream uses.
 *
 * @packageDocumentation
 */
import { CognitoError } from '../base/errors';

/** The attributes of a cookie. */
export interface CookieAttributes {
	domain?: string;
	path: string;
	secure: boolean | undefined;
	sameSite: 'strict' | 'lax' | 'none' | null;
}

/** The longest cookie that browsers must keep: name and value, RFC 6265, section 6.1. */
const longest = 4096;

/**
 * The name and the value of a cookie.
 *
 * @throws CognitoError `CookieTooLong`
 */
export function cookiePair(key: string, value: string): string {
	const name = encodeName(key);
	const text = encode(String(value), '%(2[346BF]|3[AC-F]|40|5[BDE]|60|7[BCD])');
	if (name.length + text.length > longest) {
		throw new CognitoError('CookieTooLong', 'The cookie ' + key + ' is longer than ' + longest + ' bytes.');
	}
	return name + '=' + text;
}

/** The attributes as text, behind the name and the value; `expires` is a number of days, or when. */
export function cookieAttributes(to: CookieAttributes, expires: number | Date | undefined): string {
	const until = typeof expires === 'number' ? new Date(Date.now() + expires * 864e5) : expires;
	return (
		'; path=' +
		to.path +
		(until ? '; expires=' + until.toUTCString() : '') +
		(to.domain ? '; domain=' + to.domain : '') +
		(to.secure ? '; secure' : '') +
		(to.sameSite ? '; sameSite=' + to.sameSite : '')
	);
}

/** All cookies of a text, decoded; what cannot be decoded is skipped. */
export function parseCookies(text: string | null | undefined): [string, string][] {
	const list: [string, string][] = [];
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

/** Reports whether a cookie is one that this library writes. */
export function isOwnCookie(key: string): boolean {
	return /^(CognitoIdentityServiceProvider|aws\.cognito)\./.test(key);
}

/** Decodes what is encoded; a server may have written a percent sign as it is. */
function decode(text: string): string {
	return text.replace(/(%[\dA-F]{2})+/gi, decodeURIComponent);
}

/** Encodes as a URI component, except for what a pattern of escapes names. */
function encode(text: string, plain: string): string {
	return encodeURIComponent(text).replace(new RegExp(plain, 'g'), decodeURIComponent);
}

/** The name of a cookie. */
export function encodeName(key: string): string {
	return encode(key, '%(2[346B]|5E|60|7C)').replace(/[()]/g, escape);
}
