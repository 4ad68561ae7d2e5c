/**
 * Passkeys among the suggestions of an input: a request that waits until the user picks one.
 *
 * The service has no request without a user and a session, and sessions expire. So it is begun
 * only when the input gets the focus, and renewed as long as nothing is picked.
 *
 * @packageDocumentation
 */
import { get, underway } from './webauthn';
import type { Ceremony, Fail, FailureCode } from './webauthn';

/**
 * The part of a session's life after which it is renewed. What is left is for those who pick a
 * passkey just before: they still unlock it, and the answer travels.
 */
const renewal = 0.8;

/**
 * Offers passkeys in an input, which needs `autocomplete="username webauthn"`, until one was
 * picked. Does nothing where the browser cannot.
 *
 * @param begin - begins a sign-in; resolves to its options and how many milliseconds its session
 * lives, or to nothing if the user has no passkey
 * @param done - gets the AuthenticationResponseJSON of the passkey that was picked
 * @param failed - gets the error that ended it
 * @param fail - makes errors
 * @param signal - ends it
 * @returns a function that ends it
 */
export function autofill(
	input: HTMLElement,
	begin: (signal: AbortSignal) => Promise<{ options: object; lifetime: number } | undefined>,
	done: (credential: object) => void,
	failed: (error: unknown) => void,
	fail: Fail,
	signal?: AbortSignal,
): () => void {
	const ended = new AbortController();
	const end = () => ended.abort();
	const isEnded = () => ended.signal.aborted;
	if (signal) {
		if (signal.aborted) end();
		signal.addEventListener('abort', end);
	}

	/** Goes on once the input gets the focus again. */
	const wait = () => input.addEventListener('focus', () => void start(), { once: true });

	async function start(): Promise<void> {
		let credential: object | undefined;
		try {
			while (!credential) {
				// Another request of this page comes first. Where it yields a passkey, the user
				// will hardly pick one here too.
				for (let other; (other = underway());) if (await other.over) return wait();
				if (isEnded()) return;
				const begun = await begin(ended.signal);
				if (!begun) return;
				if (underway()) continue; // it began meanwhile
				const { options, lifetime } = begun;

				let code: FailureCode | undefined;
				const picked = get(
					options,
					(...failure) => {
						[code] = failure;
						return fail(...failure);
					},
					ended.signal,
					'conditional',
				);
				const timer = renew(underway(), lifetime);
				credential = await picked.catch((error: unknown) => {
					if (code !== 'Aborted' && code !== 'PasskeyCancelled') throw error;
					return undefined;
				});
				clearTimeout(timer);
				// Do not ask again at once after a passkey was picked and then cancelled.
				if (code === 'PasskeyCancelled') return wait();
			}
		} catch (error) {
			if (isEnded()) return;
			// The network may be back at the next focus.
			if ((error as { retryable?: boolean }).retryable) return wait();
			failed(error);
			return;
		}
		done(credential);
	}

	void available().then((yes) => {
		if (!yes) return;
		if (input.matches(':focus')) void start();
		else wait();
	});
	return end;
}

/** Stops a ceremony when its session needs to be renewed; when the page is hidden, once it is shown again. */
function renew(ceremony: Ceremony | undefined, lifetime: number): ReturnType<typeof setTimeout> {
	return setTimeout(() => {
		if (document.hidden) document.addEventListener('visibilitychange', stop, { once: true });
		else stop();
	}, lifetime * renewal);
	function stop() {
		if (ceremony) ceremony.stop();
	}
}

/** Whether the browser offers passkeys in inputs. */
async function available(): Promise<boolean> {
	try {
		return await PublicKeyCredential.isConditionalMediationAvailable();
	} catch {
		return false; // it does not know them
	}
}
