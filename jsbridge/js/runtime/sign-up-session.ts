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

/** How many milliseconds a Session may be good for: the most that an app client can be set to. */
const longest = 15 * 60_000;

/** Whose sign-up it is. */
type SignUp = Pick<CallRequest, 'storage' | 'clientId' | 'username'>;

const keyOf = ({ clientId, username }: SignUp) => keyPrefix(clientId) + '.' + username + '.signUpSession';

/** Keeps the Session of a reply in place of the one before; a storage that refuses it only costs a step. */
export function keepSignUpSession(signUp: SignUp, session: unknown): void {
	const { storage } = signUp;
	const key = keyOf(signUp);
	try {
		const kept = session
			? storage!.setItem(key, JSON.stringify({ session, expires: Date.now() + longest }))
			: storage!.removeItem(key);
		Promise.resolve(kept).catch(() => {});
	} catch {
		// The next sign-in begins as any other.
	}
}

/** Returns the Session, if there is one that may still be good; a promise of it only where the storage has promises. */
export function signUpSession(signUp: SignUp): unknown {
	const read = (kept: unknown) => {
		try {
			const { session, expires } = JSON.parse(kept as string) as { session: unknown; expires: number };
			return expires > Date.now() ? session : undefined;
		} catch {
			return undefined;
		}
	};
	try {
		const kept: unknown = signUp.storage!.getItem(keyOf(signUp));
		return kept instanceof Promise ? kept.then(read, () => undefined) : read(kept);
	} catch {
		return undefined;
	}
}
