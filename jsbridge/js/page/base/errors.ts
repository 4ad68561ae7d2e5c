import { renamed, renamedTo, retryable } from '../../gen/codes';
import type { CognitoErrorCode } from '../../gen/codes';
import type { Reason } from '../../gen/protocol';

export type { CognitoErrorCode } from '../../gen/codes';

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
		this.reason = (code === renamed ? renamedTo : code.replace(/\B[A-Z]/g, '_$&').toUpperCase()) as Reason;
		this.retryable = retryable().test(code);
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
