/**
 * How a user's session is found, handed out and refreshed.
 *
 * @packageDocumentation
 */
import { isSignal, until } from '../base/abort';
import { upstreamError } from '../base/errors';
import { keyOf } from '../base/keys';
import type { UserKey } from '../base/keys';
import { optionsOf } from '../base/options';
import type { ClientMetadata, CognitoServiceError, NodeCallback } from '../base/types';
import { call } from '../call/call';
import { answer, callbacksOf, deliver, refuse } from '../call/callbacks';
import { heldSession, userRequest } from '../call/send';
import { preloadInBrowser } from '../load/preload';
import { flightOf } from '../state/flight';
import { read } from '../state/guard';
import { hold } from '../state/sign-out';
import type { SessionState, UserState } from '../state/user';
import { verified } from '../state/verified';
import { readSession } from './reader';
import type { Found } from './reader';
import { isCurrent, timeLeft } from './session';

/** The application's callback; without one, or with an AbortSignal, a promise is returned. */
export type To = NodeCallback<unknown, SessionState | null> | AbortSignal | undefined;
type RefreshToken = { getToken(): string };

/** The user's session: from memory while it is valid there, else from storage. */
export function findSession(user: UserState): Found {
	if (user.username == null)
		return { error: upstreamError('Username is null. Cannot retrieve a new session', 'NO_SESSION') };
	const session = heldSession(user);
	if (session && isCurrent(session)) return { session, valid: true, held: true };
	try {
		return readSession(user);
	} catch (error) {
		return { error: error as Error };
	}
}

/** See CognitoUser.getSession. */
export function getSession(
	user: UserState & {
		refreshSession(refreshToken: RefreshToken, callback: To, clientMetadata?: ClientMetadata): unknown;
	},
	to: To,
	options: { clientMetadata?: ClientMetadata },
): unknown {
	const callbacks = callbacksOf(to);
	const found = findSession(user);
	const isForCore = found.error
		? !callbacks && (found.error as CognitoServiceError).code === 'AsyncStorage'
		: found.valid && isUnverified(user, found);
	if (isForCore)
		return call('getSession', userRequest(user), [options.clientMetadata], to, { flight: flightOf(user, true) });
	if (found.error) {
		const returned = refuse(found.error, to);
		return callbacks && found.nothing ? undefined : returned;
	}
	const { session } = found;
	if (!found.valid) {
		const refreshed = user.refreshSession(session.getRefreshToken(), to, options.clientMetadata);
		return callbacks ? undefined : refreshed;
	}
	if (!found.held) hold(user, session, 0);
	return give(user, session, to, options);
}

/** Reports whether a session comes from storage and must first be verified by the core. */
function isUnverified(user: UserState, { held, session }: Found): boolean | undefined {
	return optionsOf(user.client).verifyTokens && !held && !verified.has(user, session!);
}

/**
 * Hands a valid session to the application; a refreshed one, where it expires soon.
 *
 * @param user - whose session
 * @param session - the session, which is in memory
 * @param to - the application's callback
 * @param options - metadata for a refresh
 */
export function give(
	user: UserState,
	session: SessionState,
	to: To,
	options: { clientMetadata?: ClientMetadata },
): unknown {
	const left = timeLeft(session);
	const before = refreshBefore(user);
	// A session in the first half of its life is never refreshed early, or short-lived
	// tokens would be refreshed at every call.
	if (before && left < before && left + timeLeft(session, 'getIssuedAt') < 0) {
		const refreshToken = session.getRefreshToken();
		if (refreshToken && refreshToken.getToken())
			return refresh(user, refreshToken, to, options.clientMetadata, session);
	}
	preloadBeforeExpiry(left);
	return answer(session, to);
}

/**
 * Starts loading the core in a browser if a session has expired, or will within five minutes.
 *
 * @param left - the seconds that the session has left
 */
export function preloadBeforeExpiry(left: number): void {
	if (left <= 300) preloadInBrowser();
}

let jitter: number | undefined;

/** Seconds before a session expires from which on it is refreshed: not the same on all pages. */
function refreshBefore(user: UserState): number {
	return (optionsOf(user.client).refreshBefore || 0) * (jitter = jitter || 1 + Math.random() / 4);
}

/**
 * Refreshes a session.
 *
 * @param user - whose session
 * @param refreshToken - the refresh token
 * @param to - the application's callback
 * @param clientMetadata - handed to the pool's triggers
 * @param fallback - a session to return after a transient error
 * @param signal - aborts it, when `to` is a callback
 */
export function refresh(
	user: UserState,
	refreshToken: RefreshToken,
	to: To,
	clientMetadata: unknown,
	fallback?: SessionState,
	signal?: AbortSignal,
): Promise<SessionState> | undefined {
	if (!to || isSignal(to)) {
		const run = (resolve: (session: SessionState) => void, reject: (error: unknown) => void) =>
			refresh(
				user,
				refreshToken,
				(error, session) => (error ? reject(error) : resolve(session!)),
				clientMetadata,
				fallback,
				to,
			);
		// eslint-disable-next-line @typescript-eslint/no-misused-promises -- with a callback it returns none
		return until(to, new Promise(run));
	}
	const wrap = user.pool.wrapRefreshSessionCallback;
	const done = wrap ? (wrap(to) as typeof to) : to;
	const stored = (name: UserKey) => read(user.storage, keyOf(user, name));
	// The access token first: a session that another tab stores meanwhile has another refresh token.
	const args = [refreshToken.getToken(), stored('accessToken'), clientMetadata, stored('refreshToken')];
	const request = userRequest(user, user.getUserContextData());
	const refreshed = call('refreshSession', request, args, signal, { flight: flightOf(user, true) }).catch(
		(error: unknown) => {
			if (fallback && (error as CognitoServiceError).retryable && fallback.isValid()) return fallback;
			throw error;
		},
	) as Promise<SessionState>;
	deliver(
		refreshed,
		(session) => done(null, session),
		(error) => done(error, null),
	);
	return undefined;
}
