import type {} from 'amazon-cognito-identity-js/promises';
import { CognitoUserPool } from 'amazon-cognito-identity-js';
import type { CognitoUserSession } from 'amazon-cognito-identity-js';
import { RequestCookieStorage } from 'amazon-cognito-identity-js/ssr';
import { createContext } from 'react-router';
import type { MiddlewareFunction } from 'react-router';
import { cookieAttributes } from './cookies';

/** The session of who sends the request, or null. */
export const sessionContext = createContext<CognitoUserSession | null>(null);

/** The pool, which the pages are told too. */
export function poolData() {
	const { USER_POOL_ID, CLIENT_ID, COGNITO_ENDPOINT } = process.env;
	return { UserPoolId: USER_POOL_ID!, ClientId: CLIENT_ID!, ...(COGNITO_ENDPOINT && { endpoint: COGNITO_ENDPOINT }) };
}

/** Reads the session from the request's cookies, refreshes it if it has expired, and sends the new cookies back. */
export const sessionMiddleware: MiddlewareFunction<Response> = async ({ request, context }, next) => {
	const storage = new RequestCookieStorage(request, cookieAttributes);
	const user = new CognitoUserPool({ ...poolData(), Storage: storage }).getCurrentUser();
	context.set(sessionContext, user && (await user.getSession().catch(orNobody)));
	const response = await next();
	storage.applyTo(response);
	return response;
};

function orNobody(error: { retryable: boolean }): null {
	if (error.retryable) throw error; // Cognito cannot be reached: nobody is signed out
	return null;
}
