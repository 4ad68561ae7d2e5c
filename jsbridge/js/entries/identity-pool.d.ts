/**
 * AWS credentials by an identity pool, for users that are signed in to a user pool.
 *
 * @packageDocumentation
 */
import type { CognitoUser } from 'cognitowasm';

/**
 * The `logins` of a user, as `fromCognitoIdentityPool` of the AWS SDK takes them: by the name
 * of the user pool, a function that returns the user's ID token. Each call has a token that
 * has not expired, since it asks `getSession`; where that fails, the promise is rejected with
 * its error.
 *
 * https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html
 *
 * @param user - who is signed in
 */
export function logins(user: CognitoUser): { [provider: string]: () => Promise<string> };
