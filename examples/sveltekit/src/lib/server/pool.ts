import { env } from '$env/dynamic/private';

/** The pool, which the pages are told too. */
export function poolData() {
	const { USER_POOL_ID, CLIENT_ID, COGNITO_ENDPOINT } = env;
	return { UserPoolId: USER_POOL_ID!, ClientId: CLIENT_ID!, ...(COGNITO_ENDPOINT && { endpoint: COGNITO_ENDPOINT }) };
}
