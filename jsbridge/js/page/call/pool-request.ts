import { defaultEndpoint } from '../../gen/constants';
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
 * @param client - an endpoint other than the default one is passed on
 * @param storage - where the session is kept
 */
export function poolRequest(pool: PoolState, client: ICognitoClient, storage: PageStorage): PoolRequest & PoolOptions {
	const userPoolId = pool.getUserPoolId();
	const common = clientRequest(client);
	// The core knows the default.
	if (common.endpoint === defaultEndpoint(userPoolId)) common.endpoint = undefined;
	return { ...common, userPoolId, clientId: pool.getClientId(), storage: guard(storage), request: ownRequest(client) };
}
