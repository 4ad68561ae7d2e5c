// The whole module: as a namespace, as a value that is handed on, by import().
import * as AmazonCognitoIdentity from 'amazon-cognito-identity-js';
import type { CognitoUserSession } from 'amazon-cognito-identity-js';

type Library = typeof AmazonCognitoIdentity;
const pool = new AmazonCognitoIdentity.CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
export const user: AmazonCognitoIdentity.CognitoUser = new AmazonCognitoIdentity.CognitoUser({
	Username: 'ada',
	Pool: pool,
});
export const handed: Pick<Library, 'CognitoUser' | 'CognitoUserPool'> = AmazonCognitoIdentity;
export const append: (content: string) => void = AmazonCognitoIdentity.appendToCognitoUserAgent;
export const agent = new AmazonCognitoIdentity.UserAgent();
export const callback: AmazonCognitoIdentity.NodeCallback.Any = (error, result) => void [error?.message, result];
export async function lazily(): Promise<CognitoUserSession | null> {
	const { CognitoUserPool, CookieStorage } = await import('amazon-cognito-identity-js');
	const found = new CognitoUserPool({
		UserPoolId: 'eu-west-1_a',
		ClientId: 'c',
		Storage: new CookieStorage({ domain: 'example.org', secure: true, expires: 1, sameSite: 'lax' }),
	});
	return found.getCurrentUser()?.getSignInUserSession() ?? null;
}
// A factory of tests: classes in, objects out.
export function create<
	T extends new (data: AmazonCognitoIdentity.ICognitoUserData) => AmazonCognitoIdentity.CognitoUser,
>(Class: T): InstanceType<T> {
	return new Class({ Username: 'ada', Pool: pool }) as InstanceType<T>;
}
export const created = create(AmazonCognitoIdentity.CognitoUser).getUsername();
export const days: number | undefined = ({} as AmazonCognitoIdentity.ICookieStorageData).expires;
export const cookie: string = new AmazonCognitoIdentity.CookieStorage().getItem('key');
