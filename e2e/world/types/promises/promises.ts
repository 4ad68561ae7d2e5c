// The promise forms, for those who import their declarations.
import 'amazon-cognito-identity-js/promises';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import type { CognitoUserAttribute, CognitoUserSession, SignInResult } from 'amazon-cognito-identity-js';

const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
const user = new CognitoUser({ Username: 'ada', Pool: pool });
export async function all(signal: AbortSignal): Promise<unknown[]> {
	const step: SignInResult = await user.authenticateUser(new AuthenticationDetails({ Username: 'ada', Password: 'x' }));
	const session: CognitoUserSession = await user.getSession(signal, { clientMetadata: { a: '1' } });
	const attributes: CognitoUserAttribute[] = await user.getUserAttributes();
	const { userSub } = await pool.signUp('ada', 'x', [{ Name: 'email', Value: 'a@b' }], [], signal);
	await session.verify?.(signal);
	user.getSession((error: Error | null, found: CognitoUserSession | null) => void [error, found]);
	return [step.challengeName, attributes.length, userSub.length, await user.changePassword('a', 'b')];
}
