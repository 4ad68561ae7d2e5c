/**
 * The codes of the errors that the facade itself makes and the peer does not
 * have. The peer's own local errors keep their exact message and have no code;
 * errors of the service carry the service's code, for instance
 * `NotAuthorizedException`.
 *
 * - `AsyncStorage`: a synchronous call met a `Storage` that answers with
 *   promises.
 * - `CookieTooLong`: a value does not fit into a cookie. Nothing was written.
 * - `CoreCrashed`: the core stopped while it worked. Nothing is known of what it
 *   was doing; the next call starts a new one.
 * - `InvalidParameter`: an argument is missing or cannot be used.
 * - `InvalidResponse`: a challenge came with parameters that cannot be read.
 * - `UnhandledChallenge`: the service asks for a challenge that has no answer
 *   here, or that the application gave no callback for. Nothing was stored.
 * - `WasmLoadFailed`: the core's program could not be fetched or compiled; the
 *   message names the URL and what came back.
 * - `WasmMismatch`: the program is not the one that belongs to this script.
 * - `WasmUnavailable`: there is no WebAssembly here, or a policy forbids it.
 */
export type CognitoErrorCode =
	| 'AsyncStorage'
	| 'CookieTooLong'
	| 'CoreCrashed'
	| 'InvalidParameter'
	| 'InvalidResponse'
	| 'UnhandledChallenge'
	| 'WasmLoadFailed'
	| 'WasmMismatch'
	| 'WasmUnavailable';

/** An error with a stable code, for callers that switch on `err.code`. */
export class CognitoError extends Error {
	/** What went wrong; see {@link CognitoErrorCode}. */
	code: CognitoErrorCode;

	/**
	 * @param code - what went wrong
	 * @param message - what happened and what to do about it; never a secret
	 * @param cause - the error behind it
	 */
	constructor(code: CognitoErrorCode, message: string, cause?: unknown) {
		super(message);
		if (cause !== undefined) (this as { cause?: unknown }).cause = cause;
		this.name = 'CognitoError';
		this.code = code;
	}
}

/**
 * The error of a synchronous call on a storage that answers with promises.
 *
 * @param call - the method that was called
 */
export function asyncStorage(call: string): CognitoError {
	return new CognitoError(
		'AsyncStorage',
		call +
			' answers at once and cannot wait for a Storage that returns promises. Give a Storage that returns values,' +
			' or ask the promise API in cognitowasm/core.',
	);
}
