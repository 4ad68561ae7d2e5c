/**
 * What the runtime tells `cognitowasm/passwordless` of a sign-in that waits for an answer,
 * so that it can be exported and kept.
 *
 * @packageDocumentation
 */

/** The service's challenge, as far as it is known. */
export interface OpenChallenge {
	challengeName: string;
	challengeParameters?: unknown;
	availableChallenges?: unknown;
	firstFactor?: boolean | undefined;
}

/**
 * The method of a user object that is called with the challenge, or with nothing once
 * the sign-in is over; with true where only `Session` is another one. It is there where
 * `cognitowasm/passwordless` was imported.
 */
export const challengeChanged = /* @__PURE__ */ Symbol.for('cognitowasm.challenge');

/** See {@link challengeChanged}. */
export interface ListensToChallenges {
	[challengeChanged]?(change?: OpenChallenge | true): void;
}
