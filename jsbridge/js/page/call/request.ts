import type { PoolRequest } from '../../gen/protocol';
import { optionsOf } from '../base/options';
import type { PoolOptions } from '../base/options';
import type { ICognitoClient } from '../base/types';
import { userAgent } from '../base/user-agent';

/** What a client says of all its requests, the pool's options under their own names. */
export function clientRequest(
	client: ICognitoClient,
): Pick<PoolRequest, 'endpoint' | 'credentials' | 'userAgent'> & PoolOptions {
	return {
		endpoint: client.endpoint,
		credentials: (Object(client.fetchOptions) as ICognitoClient['fetchOptions']).credentials,
		userAgent: userAgent(),
		...optionsOf(client),
	};
}
