/**
 * Carries a sign-up on into the user's first sign-in: the Session of SignUp goes into
 * ConfirmSignUp, and the Session of that into the first InitiateAuth of `USER_AUTH`, which
 * may then need nothing else. In between it is in the pool's storage, so that a reload, and
 * the tab that a link in a mail opens, have it too.
 *
 * @packageDocumentation
 */
import { keyPrefix } from '../page/base/keys';
import type { CallRequest } from '../page/state/call';
import { watch } from './watch';

/** How many milliseconds a Session may be good for: the most that an app client can be set to. */
const longest = 15 * 60_000;

/** Whose sign-up it is. */
type SignUp = Pick<CallRequest, 'storage' | 'clientId' | 'username'>;

/** The storage, which reports what it refuses. */
const watched = ({ storage }: SignUp) => watch(storage!).storage;

const keyOf = ({ clientId, username }: SignUp) => keyPrefix(clientId) + '.' + username + '.signUpSession';

/** What is kept: the Session of SignUp, or of ConfirmSignUp. */
interface Kept {
	session: unknown;
	confirmed: boolean;
	expires: number;
}

/** Keeps the Session of a reply in place of the one before; a storage that refuses it only costs a step. */
export function keepSignUpSession(signUp: SignUp, session: unknown, confirmed: boolean): void {
	const kept: Kept = { session, confirmed, expires: Date.now() + longest };
	quietly(() => watched(signUp).setItem(keyOf(signUp), JSON.stringify(kept)));
}

/** Removes the Session, if there is one. */
export function dropSignUpSession(signUp: SignUp): void {
	const storage = watched(signUp);
	const key = keyOf(signUp);
	quietly(() => {
		const kept: unknown = storage.getItem(key);
		if (isThenable(kept)) return kept.then((there) => there && storage.removeItem(key));
		return kept && storage.removeItem(key);
	});
}

/**
 * Returns the Session, if there is one that may still be good; a promise of it only where the
 * storage has promises.
 *
 * @param confirmed - whether it is the one of ConfirmSignUp, or else that of SignUp
 */
export function signUpSession(signUp: SignUp, confirmed: boolean): unknown {
	const read = (text: unknown) => {
		try {
			const kept = JSON.parse(text as string) as Kept;
			if (kept.expires > Date.now()) return kept.confirmed === confirmed ? kept.session : undefined;
			dropSignUpSession(signUp);
		} catch {
			// There is none.
		}
		return undefined;
	};
	try {
		const text: unknown = watched(signUp).getItem(keyOf(signUp));
		return isThenable(text) ? text.then(read, () => undefined) : read(text);
	} catch {
		return undefined;
	}
}

/** Reports whether a storage answers with promises. */
export function isThenable(value: unknown): value is Promise<unknown> {
	return !!value && typeof (value as Partial<Promise<unknown>>).then === 'function';
}

/** Does what may fail, at once or later, without anybody having to know. */
function quietly(take: () => unknown): void {
	try {
		Promise.resolve(take()).catch(() => {});
	} catch {
		// Blocked or full: the next sign-in begins as any other.
	}
}
