import { deliver } from './callbacks';
import { call } from './call';
import { clientRequest } from './request';
import { defaultEndpoint } from '../../gen/constants';
import type { ICognitoClient } from '../base/types';

/**
 * Sends any operation of the user pools API, also those that no method of
 * {@link CognitoUser} has. A pool and its users share one, as `pool.client`.
 */
export class Client implements ICognitoClient {
	/** The service's URL. */
	endpoint: string;
	/** Options of each request; `credentials` is the one that is used. */
	fetchOptions: ICognitoClient['fetchOptions'];

	/**
	 * @param region - whose endpoint is called, where `endpoint` is omitted
	 * @param endpoint - the service's URL
	 * @param fetchOptions - options of each request; `credentials` is the one that is used
	 */
	constructor(region?: string, endpoint?: string, fetchOptions?: ICognitoClient['fetchOptions']) {
		this.endpoint = endpoint || defaultEndpoint('' + region);
		const { credentials } = fetchOptions || {};
		this.fetchOptions = credentials ? { credentials } : {};
	}

	/**
	 * Sends an operation once.
	 *
	 * @param operation - its name in the API, for instance `GetUser`
	 * @param params - its members, named as in the API
	 * @param callback - gets `(null, reply)` or `(error)`
	 */
	request(operation: string, params: unknown, callback: (error: unknown, reply?: unknown) => void): void {
		send(this, [operation, params], callback);
	}

	/** Like {@link Client.request}, but retried after a transient error, as a refresh is. */
	requestWithRetry(operation: string, params: unknown, callback: (error: unknown, reply?: unknown) => void): void {
		const own = ownRequest(this);
		if (own) own(operation, params, callback);
		else send(this, [operation, params, true], callback);
	}

	/** Like {@link Client.request}, but returns a promise. */
	promisifyRequest(operation: string, params: unknown): Promise<unknown> {
		return new Promise((resolve, reject) => {
			// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an error is passed on as it came
			this.request(operation, params, (error, reply) => (error ? reject(error) : resolve(reply)));
		});
	}
}

/** The method by which requests leave, unless the application has put its own in its place. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- compared only
const { request } = Client.prototype;

/** The application's own way to send requests: a stub in a test, or a client that it has made. */
export function ownRequest(client: ICognitoClient & { request?: unknown }): Client['request'] | undefined {
	if (typeof client.request !== 'function' || client.request === request) return undefined;
	return (...args) => (client as Client).request(...args);
}

function send(client: Client, args: unknown[], callback: (error: unknown, reply?: unknown) => void): void {
	// What is sent as it is needs no pool, which the core wants to be named all the same.
	const answer = call(
		'request',
		{ userPoolId: 'no_pool', clientId: 'none', ...clientRequest(client) },
		args,
		undefined,
		{ client },
	);
	deliver(answer, (reply) => callback(null, reply), callback);
}
