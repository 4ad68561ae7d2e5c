import { CognitoError } from './errors';
import type { ICognitoClient, ICognitoUserPoolData } from './types';

/** The options of a pool that the peer does not have. */
export type PoolOptions = Pick<ICognitoUserPoolData, 'refresh' | 'requestTimeout' | 'refreshBefore'>;

/**
 * Takes the options out of a pool's data.
 *
 * @throws CognitoError `InvalidParameter`, which names the option
 */
export function takeOptions({ refresh, requestTimeout, refreshBefore }: PoolOptions): PoolOptions {
	const options = { refresh, requestTimeout, refreshBefore };
	for (const [name, value] of Object.entries(options)) {
		const right = name === 'refresh' ? /^(auto|rotating|classic)$/.test(value as string) : Number.isFinite(value) && (value as number) >= 0;
		if (value !== undefined && !right) {
			throw new CognitoError('InvalidParameter', name + ' cannot be ' + String(value));
		}
	}
	return options;
}

/** The options of the pool that a client belongs to; none for a client that the page has made. */
export function optionsOf(client: ICognitoClient): PoolOptions {
	return (client as { options?: PoolOptions }).options || {};
}
