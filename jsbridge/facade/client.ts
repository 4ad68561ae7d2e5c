import { deliver } from './callbacks';
import { call } from './core';
import type { PoolOptions } from './options';
import { poolRequest } from './request';
import type { CognitoUserPool } from './pool';
import type { ICognitoClient } from './types';

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
	 * @param pool - whose requests these are
	 * @param endpoint - the service's URL
	 * @param fetchOptions - options of each request
	 * @param options - those that the peer does not have
	 */
	constructor(
		pool: CognitoUserPool,
		endpoint: string,
		fetchOptions: ICognitoClient['fetchOptions'],
		options: PoolOptions,
	) {
		this.endpoint = endpoint;
		this.fetchOptions = fetchOptions;
		// Hidden, so that a pool can still be written as JSON, as the peer's.
		Object.defineProperties(this, { pool: { value: pool }, options: { value: options } });
	}

	/**
	 * Sends an operation once.
	 *
	 * @param operation - its name in the API, for instance `GetUser`
	 * @param params - its members, named as in the API
	 * @param callback - gets `(null, reply)` or `(error)`
	 */
	request(operation: string, params: unknown, callback: (error: any, reply?: any) => void): void {
		send(this, operation, params, false, callback);
	}

	/** As {@link Client.request}, and again after a passing failure, as a refresh is repeated. */
	requestWithRetry(operation: string, params: unknown, callback: (error: any, reply?: any) => void): void {
		send(this, operation, params, true, callback);
	}

	/** As {@link Client.request}, answered by a promise. */
	promisifyRequest(operation: string, params: unknown): Promise<any> {
		return send(this, operation, params);
	}
}

function send(client: Client, operation: string, input: unknown, retry?: boolean, callback?: (error: any, reply?: any) => void): any {
	const { pool } = client as unknown as { pool: CognitoUserPool };
	const answer = call('request', poolRequest(pool, client, pool.storage!), [operation, input, retry], undefined, {});
	if (!callback) return answer;
	deliver(answer, (reply) => callback(null, reply), callback);
}
