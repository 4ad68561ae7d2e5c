/**
 * dist/identity-pool.mjs and .js, the entry `/identity-pool`: the `logins` of an identity
 * pool. It needs nothing of the facade.
 *
 * @packageDocumentation
 */
import { defaultEndpoint } from '../gen/constants';

/** What is called of a CognitoUser. */
interface User {
	pool: { getUserPoolId(): string };
	getSession(callback: (error: unknown, session: { getIdToken(): { getJwtToken(): string } } | null) => void): unknown;
}

/** See identity-pool.d.ts. */
export function logins(user: User): { [provider: string]: () => Promise<string> } {
	const userPoolId = user.pool.getUserPoolId();
	const [, provider] = /\/\/(.*)\//.exec(defaultEndpoint(userPoolId))!;
	return {
		[provider + '/' + userPoolId]: () =>
			new Promise((resolve, reject) => {
				user.getSession((error, session) =>
					// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an error is passed on as it came
					error ? reject(error) : resolve(session!.getIdToken().getJwtToken()),
				);
			}),
	};
}
