// Code for the entry /identity-pool.
import { CognitoUserPool } from 'cognitowasm';
import { logins } from 'cognitowasm/identity-pool';

const user = new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' }).getCurrentUser();

/** What fromCognitoIdentityPool takes. */
type Logins = Record<string, string | (() => Promise<string>)>;

export const taken: Logins = user ? logins(user) : {};
// @ts-expect-error: there may be no current user
logins(user);
