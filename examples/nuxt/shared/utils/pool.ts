import type { ICognitoUserPoolData } from 'amazon-cognito-identity-js';

/** The attributes of the session's cookies: the same in the pages and on the server. */
export const cookieAttributes = { secure: !import.meta.dev, sameSite: 'lax' as const };

/** The pool: the same in the pages and on the server. */
export function poolData(settings: {
	userPoolId: string;
	clientId: string;
	cognitoEndpoint: string;
}): ICognitoUserPoolData {
	const { userPoolId: UserPoolId, clientId: ClientId, cognitoEndpoint: endpoint } = settings;
	return { UserPoolId, ClientId, ...(endpoint && { endpoint }) };
}
