import { CognitoUserPool } from 'amazon-cognito-identity-js';
import type {} from 'amazon-cognito-identity-js/promises';
import { RequestCookieStorage } from 'amazon-cognito-identity-js/ssr';

/** Reads the session from the request's cookies, refreshes it if it has expired, and sends the new cookies back. */
export default defineEventHandler(async (event) => {
	const storage = new RequestCookieStorage(event, cookieAttributes);
	const user = new CognitoUserPool({ ...poolData(useRuntimeConfig(event).public), Storage: storage }).getCurrentUser();
	const session = user && (await user.getSession().catch(orNobody));
	event.context.email = session && (session.getIdToken().payload.email as string);
	for (const cookie of storage.setCookies()) appendResponseHeader(event, 'set-cookie', cookie);
});

function orNobody(error: { retryable: boolean }): null {
	if (error.retryable) throw error; // Cognito cannot be reached: nobody is signed out
	return null;
}
