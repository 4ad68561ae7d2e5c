// Sign-ins and other calls against stubs, and what stubs put in the place of tokens and parameters.
import { details, make, mockFetch, signedIn } from './library.mjs';

/** Signs ada in with a password that is sent as it is, and gives the callback that was called. */
export async function signIn(answer, { user, Storage } = make(), without) {
	const { requests, restore } = mockFetch(answer);
	try {
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		return {
			called: await signedIn((callbacks) => user.authenticateUser(details(), callbacks), without),
			requests,
			user,
			Storage,
		};
	} finally {
		restore();
	}
}

/** Makes one call of a method against a fetch that always gives the same. */
export async function ask(run, response) {
	const before = globalThis.fetch;
	globalThis.fetch = response;
	try {
		return await run();
	} finally {
		globalThis.fetch = before;
	}
}

export const operations = (requests) => requests.map(({ operation, input }) => input.ChallengeName ?? operation);

export const uuid = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
export const hex = uuid.replaceAll('-', '');

export const mocks = { IdToken: 'mock-id-token', AccessToken: 'mock-access-token', RefreshToken: 'mock-refresh-token' };
