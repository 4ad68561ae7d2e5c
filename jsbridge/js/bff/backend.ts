/**
 * The requests to the server that keeps the tokens, see docs/servers.md.
 *
 * @packageDocumentation
 */
import type { Challenge } from '../runtime/step';
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
	/** Whether the user must decide about this new device. */
	userConfirmationNecessary?: boolean;
	challenge?: Challenge;
}

/** What a request that the server refuses returns. */
interface Problem {
	reason: string;
	code: string;
	message: string;
	retryable: boolean;
}

/** Makes a request: a POST if there is a body. */
export function request(url: string, body?: object): Promise<Response> {
	return fetch(
		url,
		body && {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			keepalive: true, // a sign-out goes on when the page is left
		},
	);
}

/** Makes a request, and returns the reply or throws what the server says. */
export async function send<Reply>({ CognitoError }: BackendHost, url: string, body?: object): Promise<Reply> {
	const response = await request(url, body).catch((error: unknown) => {
		throw new CognitoError('NetworkError', 'The server that keeps the session cannot be reached.', error);
	});
	const reply: unknown = await response.json().catch(() => undefined);
	if (response.ok && reply) {
		const date = Date.parse(response.headers.get('date')!);
		return Object.assign(reply, { drift: Math.round((Date.now() - date) / 1000) || 0 }) as Reply;
	}
	const { reason, code, message, retryable } = Object(reply) as Problem;
	if (!reason)
		throw new CognitoError('InvalidResponse', `The reply of ${url} is not websession's (${response.status}).`);
	throw Object.assign(new Error(message), { name: code, code, reason, retryable });
}
