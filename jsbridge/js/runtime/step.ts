/**
 * What a step of a sign-in comes to, and which callback hears of it. It has no state, and is in
 * the bundle of `cognitowasm/bff` too.
 *
 * @packageDocumentation
 */
import { challengeCallbacks, firstFactorCallbacks } from '../gen/challenges';
import type { FirstFactor } from '../gen/challenges';
import type { PendingChallenge } from '../page/base/types';
import type { Host } from '../page/state/call';
import type { SessionState } from '../page/state/user';

/** A challenge, as a reply has it. */
export interface Challenge {
	name: string;
	parameters?: unknown;
	availableChallenges?: unknown;
	firstFactor?: boolean | undefined;
}

/** What a step of a sign-in comes to; declarations.ts has it as the public SignInResult. */
export type SignInResult =
	PendingChallenge | { challengeName?: undefined; session: SessionState; userConfirmationNecessary: boolean };
/** The application's, see IAuthenticationCallback in declarations.ts. */
export type SignInCallbacks = { [name: string]: ((...args: unknown[]) => unknown) | undefined };

/** The result of a step that is a challenge. */
export function resultOf(
	{ name, parameters, availableChallenges, firstFactor }: Challenge,
	host: Pick<Host, 'CognitoError'>,
): SignInResult {
	if (name === 'SELECT_CHALLENGE') {
		return {
			challengeName: name,
			availableChallenges: (availableChallenges || []) as FirstFactor[],
			challengeParameters: (parameters || {}) as { [name: string]: string },
		};
	}
	if (name !== 'NEW_PASSWORD_REQUIRED') {
		const first = firstFactor && { firstFactor: true as const };
		return { challengeName: name as 'CUSTOM_CHALLENGE', challengeParameters: parameters as never, ...first };
	}
	return { challengeName: name, ...newPasswordRequired(host, (parameters || {}) as { [name: string]: string }) };
}

/** The callback of a challenge; none for one that has no answer here. */
export function callbackOf({
	name,
	firstFactor,
}: {
	name: string;
	firstFactor?: boolean | undefined;
}): string | undefined {
	const first = firstFactorCallbacks[name];
	return firstFactor && first ? first : challengeCallbacks[name] || first;
}

/** Calls the application back with the result of a step of a sign-in. */
export function tellSignIn(to: SignInCallbacks, result: SignInResult): void {
	const name = result.challengeName;
	if (!name) {
		if (result.userConfirmationNecessary) to.onSuccess!(result.session, true);
		else to.onSuccess!(result.session);
	} else if (name === 'NEW_PASSWORD_REQUIRED') {
		to.newPasswordRequired!(result.userAttributes, result.requiredAttributes);
	} else if (name === 'CUSTOM_CHALLENGE') {
		to.customChallenge!(result.challengeParameters);
	} else if (name === 'SELECT_CHALLENGE') {
		to.selectChallenge!(result.availableChallenges, result.challengeParameters);
	} else {
		to[callbackOf({ name, firstFactor: result.firstFactor })!]!(name, result.challengeParameters);
	}
}

/** The error of a challenge that cannot be answered. */
export function unhandled({ CognitoError }: Pick<Host, 'CognitoError'>, challenge: string, why: string): Error {
	return new CognitoError(
		'UnhandledChallenge',
		'The service asks for ' + challenge + ', and ' + why + ': the user is not signed in.',
	);
}

/** What the service knows of the user, and the attributes that are missing, without their prefix. */
function newPasswordRequired(
	{ CognitoError }: Pick<Host, 'CognitoError'>,
	{ userAttributes, requiredAttributes }: { [name: string]: string },
) {
	try {
		return {
			userAttributes: userAttributes ? (JSON.parse(userAttributes) as unknown) : null,
			requiredAttributes: ((requiredAttributes && (JSON.parse(requiredAttributes) as string[])) || []).map((name) =>
				name.slice('userAttributes.'.length),
			),
		};
	} catch {
		// The error behind it quotes them.
		throw new CognitoError('InvalidResponse', 'The parameters of NEW_PASSWORD_REQUIRED are not readable.');
	}
}
