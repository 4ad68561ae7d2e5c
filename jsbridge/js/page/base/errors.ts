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
 * An error of the peer's, by its exact message. Its reason is not enumerable:
 * otherwise it is the peer's to the last member.
 *
 * @param message - the peer's
 * @param reason - why, where it is not an argument
 */
export function peerError(message: string, reason: Reason = 'INVALID_PARAMETER'): Error {
	return Object.defineProperties(new Error(message), { reason: { value: reason }, retryable: { value: false } });
}
