import type { Handle } from '@sveltejs/kit';
import { CognitoUserPool } from 'amazon-cognito-identity-js';
import type {} from 'amazon-cognito-identity-js/promises';
import { RequestCookieStorage } from 'amazon-cognito-identity-js/ssr';
import { cookieAttributes } from '$lib/cookies';
import { poolData } from '$lib/server/pool';

/** Reads the session from the request's cookies, refreshes it if it has expired, and sends the new cookies back. */
export const handle: Handle = async ({ event, resolve }) => {
	const storage = new RequestCookieStorage(event.request, cookieAttributes);
	const user = new CognitoUserPool({ ...poolData(), Storage: storage }).getCurrentUser();
	event.locals.session = user && (await user.getSession().catch(orNobody));
	const response = await resolve(event);
	storage.applyTo(response);
	return response;
};

function orNobody(error: { retryable: boolean }): null {
	if (error.retryable) throw error; // Cognito cannot be reached: nobody is signed out
	return null;
}
