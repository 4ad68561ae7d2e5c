import { ownRequest } from './client';
import { defaultEndpoint } from '../../gen/constants';
import { guard } from '../state/guard';
import { optionsOf } from '../base/options';
import type { CognitoUserPool } from '../classes/pool';
import type { PoolOptions } from '../base/options';
import type { PageStorage, PoolRequest } from '../../gen/protocol';
import type { ICognitoClient } from '../base/types';
import { userAgent } from '../base/user-agent';

/** What a client says of all its requests, the pool's options under their own names. */
export function clientRequest(client: ICognitoClient): Pick<PoolRequest, 'endpoint' | 'credentials' | 'userAgent'> & PoolOptions {
	return {
		endpoint: client.endpoint,
		credentials: Object(client.fetchOptions).credentials,
		userAgent: userAgent(),
		...optionsOf(client),
	};
}

/**
 * The part common to all requests to the core.
 *
 * @param pool - the pool, or the page's own object in its place
 * @param client - an endpoint other than the default one is passed on
 * @param storage - where the session is kept
 */
export function poolRequest(pool: CognitoUserPool, client: ICognitoClient, storage: PageStorage): PoolRequest & PoolOptions {
	const userPoolId = pool.getUserPoolId();
	const common = clientRequest(client);
	// The core knows the default by itself.
	if (common.endpoint === defaultEndpoint(userPoolId)) common.endpoint = undefined;
	return { ...common, userPoolId, clientId: pool.getClientId(), storage: guard(storage), request: ownRequest(client) };
}
