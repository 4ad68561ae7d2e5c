import { CognitoError } from './errors';

/** Reports whether an argument is an AbortSignal, in place of a callback. */
export function isSignal(to: unknown): to is AbortSignal {
	return typeof (Object(to) as AbortSignal).aborted === 'boolean';
}

/**
 * Stops waiting when a signal is aborted.
 *
 * @param signal - omitted, the promise itself is returned
 * @param answer - the promise to wait for
 * @returns a promise of the same result, rejected as soon as the signal is aborted
 */
export function until<T>(signal: AbortSignal | undefined, answer: Promise<T>): Promise<T> {
	if (!signal) return answer;
	return new Promise((resolve, reject) => {
		const end = () => {
			const { reason } = signal as { reason: unknown };
			reject(reason instanceof CognitoError ? reason : new CognitoError('Aborted', 'The call was aborted.', reason));
		};
		if (signal.aborted) end();
		signal.addEventListener('abort', end);
		const over = () => signal.removeEventListener('abort', end);
		// eslint-disable-next-line @typescript-eslint/no-floating-promises -- nothing in it can fail
		answer.then(resolve, reject).then(over);
	});
}
