import type { Reason } from '../../gen/protocol';

/**
 * The codes of the errors that the facade itself makes and upstream does not
 * have. Upstream's own local errors keep their exact message and have no code;
 * errors of the service carry the service's code, for instance
 * `NotAuthorizedException`.
 *
 * - `Aborted`: the application's AbortSignal ended the call.
 * - `AsyncStorage`: a synchronous call met a `Storage` that answers with
 *   promises.
 * - `CookieTooLong`: a value does not fit into a cookie. Nothing was written.
 * - `CoreCrashed`: the core stopped while it worked. Nothing is known of what it
 *   was doing; the next call starts a new one.
 * - `InvalidParameter`: an argument is missing or cannot be used.
 * - `InvalidResponse`: a challenge came with parameters that cannot be read.
 * - `SignedOut`: the user signed out while the call was under way. Nothing was
 *   stored.
 * - `StorageError`: the storage refused to read a key, which the message names.
 * - `UnhandledChallenge`: the service asks for a challenge that has no answer
 *   here, or that the application gave no callback for. Nothing was stored.
 * - `WasmLoadFailed`: the core's program could not be fetched or compiled; the
 *   message names the URL and what came back.
 * - `WasmMismatch`: the program is not the one that belongs to this script.
 * - `WasmUnavailable`: there is no WebAssembly here, or a policy forbids it.
 */
export type CognitoErrorCode =
	| 'Aborted'
	| 'AsyncStorage'
	| 'CookieTooLong'
	| 'CoreCrashed'
	| 'InvalidParameter'
	| 'InvalidResponse'
	| 'SignedOut'
	| 'StorageError'
	| 'UnhandledChallenge'
	| 'WasmLoadFailed'
	| 'WasmMismatch'
	| 'WasmUnavailable';

/** An error with a stable code, for callers that switch on `err.code`. */
export class CognitoError extends Error {
	/** What went wrong; see {@link CognitoErrorCode}. */
	code: CognitoErrorCode;
	/** The same among the reasons that all errors have. */
	reason: Reason;
	/** Whether the same call may succeed later with nothing changed. */
	retryable: boolean;

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
		// As in internal/protocol/reasons.go.
		this.reason = (
			code === 'StorageError' ? 'STORAGE_BLOCKED' : code.replace(/\B[A-Z]/g, '_$&').toUpperCase()
		) as Reason;
		// Aborted, CoreCrashed, InvalidResponse, StorageError and WasmLoadFailed.
		this.retryable = /^(Ab|Core|InvalidR|St|WasmL)/.test(code);
	}
}

/**
 * One of upstream's errors, with its exact message. The reason is not enumerable, so
 * that the error otherwise has exactly upstream's members.
 *
 * @param message - upstream's
 * @param reason - why, where it is not an argument
 */
export function upstreamError(message: string, reason: Reason = 'INVALID_PARAMETER'): Error {
	return Object.defineProperties(new Error(message), { reason: { value: reason }, retryable: { value: false } });
}
