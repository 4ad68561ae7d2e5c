// An ES module.
import Cognito, { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import * as library from 'amazon-cognito-identity-js';
import type { CognitoUserSession, IAuthenticationCallback } from 'amazon-cognito-identity-js';
import { addAuthCategoryToCognitoUserAgent } from 'amazon-cognito-identity-js/internals';

addAuthCategoryToCognitoUserAgent();
const pool: CognitoUserPool = new Cognito.CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
export const user: CognitoUser = new library.CognitoUser({ Username: 'ada', Pool: pool });
export const signIn = (callbacks: IAuthenticationCallback): void =>
	user.authenticateUser(new AuthenticationDetails({ Username: 'ada', Password: 'x' }), callbacks);
export const session = await new Promise<CognitoUserSession | null>((resolve) =>
	user.getSession((_: Error | null, found: CognitoUserSession | null) => resolve(found)),
);
