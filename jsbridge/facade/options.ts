import { CognitoError } from './errors';
import type { ICognitoClient, ICognitoUserPoolData } from './types';

/** The options of a pool that the peer does not have. */
export type PoolOptions = Pick<ICognitoUserPoolData, 'refresh' | 'requestTimeout' | 'refreshBefore' | 'verifyTokens' | 'jwksURL'>;

const isDuration = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;

/** What each option can be, where it is given. */
const rules: { [Name in keyof PoolOptions]-?: (value: any) => boolean } = {
	refresh: (value) => /^(auto|rotating|classic)$/.test(value),
	requestTimeout: isDuration,
	refreshBefore: isDuration,
	verifyTokens: (value) => typeof value === 'boolean',
	jwksURL: (value) => typeof value === 'string',
};

/**
 * Takes the options out of a pool's data.
 *
 * @throws CognitoError `InvalidParameter`, which names the option
 */
export function takeOptions(data: PoolOptions): PoolOptions {
	const options: { [name: string]: unknown } = {};
	for (const [name, isRight] of Object.entries(rules)) {
		const value = (options[name] = data[name as keyof PoolOptions]);
		if (value !== undefined && !isRight(value)) {
			throw new CognitoError('InvalidParameter', name + ' cannot be ' + String(value));
		}
	}
	return options;
}

/** The options of the pool that a client belongs to; none for a client that the page has made. */
export function optionsOf(client: ICognitoClient): PoolOptions {
	return (client as { options?: PoolOptions }).options || {};
}
