import { CognitoUserPool } from 'amazon-cognito-identity-js';
import type {} from 'amazon-cognito-identity-js/promises';
import { RequestCookieStorage } from 'amazon-cognito-identity-js/ssr';
import type { RequestCookies } from 'amazon-cognito-identity-js/ssr';
import { cookieAttributes } from './cookies';

/** The pool, which the pages are told too. */
export function poolData() {
	const { USER_POOL_ID, CLIENT_ID, COGNITO_ENDPOINT } = process.env;
	return { UserPoolId: USER_POOL_ID!, ClientId: CLIENT_ID!, ...(COGNITO_ENDPOINT && { endpoint: COGNITO_ENDPOINT }) };
}

/**
 * Reads the session from a request's cookies, and refreshes it if it has expired, or will in so many seconds; the
 * storage then has new cookies.
 */
export async function sessionOf(cookies: RequestCookies, refreshBefore = 0) {
	const storage = new RequestCookieStorage(cookies, cookieAttributes);
	const user = new CognitoUserPool({ ...poolData(), refreshBefore, Storage: storage }).getCurrentUser();
	const session = user && (await user.getSession().catch(orNobody));
	return { session, storage };
}

function orNobody(error: { retryable: boolean }): null {
	if (error.retryable) throw error; // Cognito cannot be reached: nobody is signed out
	return null;
}
