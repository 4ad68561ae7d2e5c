import type { PageStorage, PoolRequest } from '../../gen/protocol';
import type { PoolOptions } from '../base/options';
import type { ICognitoClient } from '../base/types';
import { guard } from '../state/guard';
import type { PoolState } from '../state/user';
import { ownRequest } from './client';
import { clientRequest } from './request';

/**
 * The part common to all requests to the core.
 *
 * @param pool - the pool, or the page's own object in its place
 * @param client - what sends the requests
 * @param storage - where the session is kept
 */
export function poolRequest(pool: PoolState, client: ICognitoClient, storage: PageStorage): PoolRequest & PoolOptions {
	return {
		...clientRequest(client),
		userPoolId: pool.getUserPoolId(),
		clientId: pool.getClientId(),
		storage: guard(storage),
		request: ownRequest(client),
	};
}
