import { guard } from './guard';
import { optionsOf } from './options';
import type { CognitoUserPool } from './pool';
import type { PoolOptions } from './options';
import type { PageStorage, PoolRequest } from './protocol.gen';
import type { ICognitoClient } from './types';
import { userAgent } from './user-agent';

/**
 * The service's URL for a pool.
 *
 * @param userPoolId - begins with the region
 */
export function defaultEndpoint(userPoolId: string): string {
	const region = userPoolId.split('_')[0]!;
	return 'https://cognito-idp.' + region + '.amazonaws.com' + (region.startsWith('cn-') ? '.cn/' : '/');
}

/**
 * The part common to all requests to the core, the pool's options under their
 * own names.
 *
 * @param pool - the pool, or the page's own object in its place
 * @param client - an endpoint other than the default one is passed on
 * @param storage - where the session is kept
 */
export function poolRequest(pool: CognitoUserPool, client: ICognitoClient, storage: PageStorage): PoolRequest & PoolOptions {
	const userPoolId = pool.getUserPoolId();
	const { endpoint, fetchOptions } = client;
	return {
		userPoolId,
		clientId: pool.getClientId(),
		// The core knows the default by itself.
		endpoint: endpoint === defaultEndpoint(userPoolId) ? undefined : endpoint,
		credentials: Object(fetchOptions).credentials,
		userAgent: userAgent(),
		storage: guard(storage),
		...optionsOf(client),
	};
}
