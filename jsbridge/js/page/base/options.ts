import { CognitoError } from './errors';
import { refreshValue } from '../../gen/constants';
import type { ICognitoUserPoolData } from './types';

/** The options of a pool that upstream does not have. */
export type PoolOptions = Pick<
	ICognitoUserPoolData,
	| 'refresh'
	| 'requestTimeout'
	| 'refreshBefore'
	| 'verifyTokens'
	| 'jwksURL'
	| 'keepChallenges'
	| 'authSessionValidity'
	| 'headers'
	| 'onRequest'
	| 'onResponse'
>;

const isDuration = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;

/** The values that each option accepts, in an order that compresses well. */
export const rules: { [Name in keyof PoolOptions]-?: (value: unknown) => boolean } = {
	refresh: (value) => refreshValue().test(value as string),
	keepChallenges: (value) => !value || value === 'session',
	authSessionValidity: isDuration,
	verifyTokens: (value) => typeof value === 'boolean',
	refreshBefore: isDuration,
	requestTimeout: isDuration,
	jwksURL: (value) => typeof value === 'string',
	headers: (value) => Object(value) === value,
	onRequest: (value) => typeof value === 'function',
	onResponse: (value) => typeof value === 'function',
};

/**
 * Checks the options that are present.
 *
 * @param rules - the values that each option accepts
 * @param given - the options, among other members perhaps
 * @returns a copy with all of them, undefined where omitted
 * @throws CognitoError `InvalidParameter`, which names the option
 */
export function check<Options extends object>(
	rules: { [Name in keyof Options]-?: (value: unknown) => boolean },
	given: Options,
): Options {
	const options = {} as Options;
	for (const name of Object.keys(rules) as (keyof Options & string)[]) {
		const value = (options[name] = given[name]);
		if (value !== undefined && !rules[name](value)) {
			throw new CognitoError('InvalidParameter', name + ' cannot be ' + String(value));
		}
	}
	return options;
}

/** The hidden property of a client that has the options of its pool; the runtime, a file of its own, reads it too. */
export const poolOptions = /* @__PURE__ */ Symbol.for('cognitowasm.options');

/** The options of the pool that a client belongs to; none for a client that the page has made, or where there is none. */
export function optionsOf(client: unknown): PoolOptions {
	return (Object(client) as { [poolOptions]?: PoolOptions })[poolOptions] || {};
}
