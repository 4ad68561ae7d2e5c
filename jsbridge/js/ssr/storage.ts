import { upstreamError } from '../page/base/errors';
import { cookieAttributes, cookiePair, encodeName, isOwnCookie, parseCookies } from '../page/state/cookie-text';
import type { CookieAttributes } from '../page/state/cookie-text';

/** See ssr.d.ts. */
export interface RequestCookieOptions extends Partial<CookieAttributes> {
	expires?: number | Date | undefined;
	httpOnly?: boolean;
}

/** See ssr.d.ts. */
export type RequestCookies =
	| string
	| null
	| undefined
	| { headers: { get(name: string): string | null } | { cookie?: string | undefined } }
	| { getAll(): { name: string; value: string }[] };

/** See ssr.d.ts. */
export class RequestCookieStorage {
	/** What the request has, and what was written since. */
	private readonly values = new Map<string, string>();
	/** The last Set-Cookie of each cookie that was written. */
	private readonly written = new Map<string, string>();
	private readonly attributes: CookieAttributes;
	private readonly expires: number | Date | undefined;
	private readonly suffix: string;
	/** The cookies of the request, as they came. */
	private readonly given: string;

	constructor(cookies: RequestCookies, options: RequestCookieOptions = {}) {
		const { domain, path = '/', secure = true, sameSite = 'lax', httpOnly = false } = options;
		if (sameSite !== null && !/^(strict|lax|none)$/.test(sameSite))
			throw upstreamError('The sameSite value must be "lax", "strict" or "none".');
		if (sameSite === 'none' && !secure) throw upstreamError('sameSite none requires secure.');
		this.attributes = { path, secure, sameSite, ...(domain && { domain }) };
		this.expires = 'expires' in options ? options.expires : 365;
		this.suffix = httpOnly ? '; HttpOnly' : '';
		// The first of two of one name is the more specific one (RFC 6265, section 5.4).
		this.given = textOf(cookies);
		for (const [key, value] of parseCookies(this.given)) if (!this.values.has(key)) this.values.set(key, value);
	}

	getItem(key: string): string | null {
		return this.values.get(key) ?? null;
	}

	setItem(key: string, value: string): void {
		const pair = cookiePair(key, value);
		this.values.set(key, String(value));
		this.written.set(key, pair + cookieAttributes(this.attributes, this.expires) + this.suffix);
	}

	removeItem(key: string): void {
		this.values.delete(key);
		this.written.set(key, encodeName(key) + '=' + cookieAttributes(this.attributes, -1) + this.suffix);
	}

	clear(): void {
		for (const key of [...this.values.keys()]) if (isOwnCookie(key)) this.removeItem(key);
	}

	setCookies(): string[] {
		return [...this.written.values()];
	}

	cookieHeader(): string {
		const isOwn = (key: string) => isOwnCookie(key) || this.written.has(key);
		// Those of others go on as they came, also what cannot be decoded.
		const others = this.given.split('; ').filter((pair) => pair && !parseCookies(pair).some(([key]) => isOwn(key)));
		const own = [...this.values].filter(([key]) => isOwn(key)).map(([key, value]) => cookiePair(key, value));
		return [...others, ...own].join('; ');
	}

	applyTo({ headers }: { headers: { append(name: string, value: string): void } }): void {
		for (const text of this.setCookies()) headers.append('set-cookie', text);
	}
}

/** The cookies of a request, as its header `Cookie` has them. */
function textOf(cookies: RequestCookies): string {
	if (cookies == null) return '';
	if (typeof cookies === 'string') return cookies;
	// Frameworks have decoded them: a name of ours is then decoded twice, which changes nothing.
	if ('getAll' in cookies)
		return cookies
			.getAll()
			.map(({ name, value }) => encodeName(name) + '=' + encodeURIComponent(value))
			.join('; ');
	const { headers } = cookies;
	const text =
		typeof (headers as { get?: unknown }).get === 'function'
			? (headers as { get(name: string): string | null }).get('cookie')
			: (headers as { cookie?: string }).cookie;
	return text ?? '';
}
