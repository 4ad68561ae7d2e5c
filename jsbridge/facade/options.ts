import { CognitoError } from './errors';
import type { ICognitoClient, ICognitoUserPoolData } from './types';

/** The options of a pool that the peer does not have. */
export type PoolOptions = Pick<ICognitoUserPoolData, 'refresh' | 'requestTimeout' | 'refreshBefore' | 'verifyTokens' | 'jwksURL'>;

const isDuration = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;

/** What each option can be, where it is given. */
export const rules: { [Name in keyof PoolOptions]-?: (value: any) => boolean } = {
	refresh: (value) => /^(auto|rotating|classic)$/.test(value),
	requestTimeout: isDuration,
	refreshBefore: isDuration,
	verifyTokens: (value) => typeof value === 'boolean',
	jwksURL: (value) => typeof value === 'string',
};

/**
 * Checks the options that are given.
 *
 * @param rules - what each option can be
 * @returns them all, the others undefined
 * @throws CognitoError `InvalidParameter`, which names the option
 */
export function check<Options extends object>(rules: { [Name in keyof Options]-?: (value: any) => boolean }, given: Options): Options {
	const options = {} as Options;
	for (const name in rules) {
		const value = (options[name] = given[name]);
		if (value !== undefined && !rules[name](value)) {
			throw new CognitoError('InvalidParameter', name + ' cannot be ' + String(value));
		}
	}
	return options;
}

/** The options of the pool that a client belongs to; none for a client that the page has made. */
export function optionsOf(client: ICognitoClient): PoolOptions {
	return (client as { options?: PoolOptions }).options || {};
}
