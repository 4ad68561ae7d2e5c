/**
 * The requests to the server that keeps the tokens, see docs/servers.md.
 *
 * @packageDocumentation
 */
import type { BackendHost } from './facade';

/** What GET session returns. */
export interface BackendSession {
	username: string;
	sub: string;
	idClaims: object;
	accessClaims: object;
	/** Seconds since 1970. */
	expiresAt: number;
	/** The local time minus the server's, in seconds. */
	drift: number;
}

/** What a step of a sign-in returns. */
export interface Step {
	signedIn?: BackendSession;
	challenge?: { name: string; parameters: { [name: string]: string }; availableChallenges?: string[] };
}

/** What a request that the server refuses returns. */
interface Problem {
	reason: string;
	code: string;
	message: string;
	retryable: boolean;
}

/** Sends one request: a POST if there is a body. */
export async function send<Reply>({ CognitoError }: BackendHost, url: string, body?: object): Promise<Reply> {
	let response: Response;
	let reply: unknown;
	try {
		response = await fetch(url, {
			credentials: 'same-origin',
			cache: 'no-store',
			...(body && {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
				keepalive: true, // a sign-out goes on when the page is left
			}),
		});
		reply = await response.json().catch(() => undefined);
	} catch (error) {
		throw new CognitoError('NetworkError', 'The server that keeps the session cannot be reached.', error);
	}
	if (response.ok && reply) {
		const date = Date.parse(response.headers.get('date')!);
		return Object.assign(reply, { drift: Math.round((Date.now() - date) / 1000) || 0 }) as Reply;
	}
	const { reason, code, message, retryable } = Object(reply) as Problem;
	if (!reason)
		throw new CognitoError(
			'InvalidResponse',
			`${url} answered with status ${response.status}, not as websession does.`,
		);
	throw Object.assign(new Error(message), { name: code, code, reason, retryable });
}
