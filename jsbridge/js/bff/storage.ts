import { keyPrefix, lastUserKey } from '../gen/keys';
import { world } from '../page/base/environment';
import { request } from './backend';
import type { SessionState } from './facade';

/** What the key of the current user ends with, whatever the app client. */
const lastUserName = /* @__PURE__ */ lastUserKey('').slice(keyPrefix('').length);

/** See bff.d.ts. */
export interface BackendStorageOptions {
	prefix?: string;
	userCookie?: string;
}

/** What the cookie says that scripts can read. */
interface CookieUser {
	username: string;
	sub: string;
	expiresAt: number;
}

/** See bff.d.ts. A member that is a symbol is no part of what applications see. */
export class BackendStorage {
	/** What its addresses begin with. @internal */
	readonly prefix: string;
	/** @internal */
	readonly userCookie: string;
	/** The session that was received last, and for whom. @internal */
	held?: { session: SessionState; sub: string } | undefined;
	/** The secret of the authenticator app that is being set up. @internal */
	secretCode?: string | undefined;
	/** The request for the session that is under way. @internal */
	asking?: Promise<void> | undefined;

	constructor({ prefix = '/auth/', userCookie = '__Host-cognito-user' }: BackendStorageOptions = {}) {
		this.prefix = prefix;
		this.userCookie = userCookie;
		// See load/preload.ts.
		Object.defineProperty(globalThis, 'cognitowasm.bff', { value: true, configurable: true });
		if (unfinished(this)) {
			void request(prefix + 'signout', {}).then(
				({ ok }) => ok && signOutIs(this, false),
				() => {}, // it is tried again the next time
			);
		}
	}

	/** Who is signed in, as the server says in a cookie. @internal */
	user(): CookieUser | null {
		const start = this.userCookie + '=';
		const found = (world.document ? world.document.cookie : '').split('; ').find((one) => one.startsWith(start));
		try {
			return found ? (JSON.parse(decodeURIComponent(found.slice(start.length))) as CookieUser) : null;
		} catch {
			return null;
		}
	}

	/** Forgets the user in this page; the server has not heard of it. @internal */
	forget(): void {
		this.held = this.asking = undefined;
		if (world.document) world.document.cookie = `${this.userCookie}=; Path=/; Max-Age=0; Secure; SameSite=Lax`;
	}

	getItem(key: string): string | null {
		const user = key.endsWith(lastUserName) ? this.user() : null;
		return user && user.username;
	}

	// Tokens are not stored here, and who is signed in is up to the server.
	setItem(): void {}
	removeItem(): void {}
	clear(): void {}
}

/** The key that remembers a sign-out of which the server has not heard. */
const unfinishedKey = ({ prefix }: BackendStorage) => 'cognitowasm.bff' + prefix;

function unfinished(storage: BackendStorage): boolean {
	try {
		// Somebody who has signed in since then stays.
		return !!localStorage.getItem(unfinishedKey(storage)) && !storage.user();
	} catch {
		return false;
	}
}

/** Remembers whether the server has yet to hear of a sign-out. */
export function signOutIs(storage: BackendStorage, isUnfinished: boolean): void {
	try {
		if (isUnfinished) localStorage.setItem(unfinishedKey(storage), 'yes');
		else localStorage.removeItem(unfinishedKey(storage));
	} catch {
		// Without localStorage it is not tried again.
	}
}
