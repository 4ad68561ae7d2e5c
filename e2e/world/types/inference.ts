// Types that applications derive from the classes'.
import {
	AuthenticationDetails,
	CognitoUser,
	CognitoUserAttribute,
	CognitoUserPool,
	CognitoUserSession,
	IAuthenticationCallback,
	ICognitoUserPoolData,
	ISignUpResult,
	NodeCallback,
	WordArray,
} from 'amazon-cognito-identity-js';
import { pool, session, user } from './fixtures';

type SessionCallback = Parameters<CognitoUser['getSession']>[0];
export const callback: SessionCallback = (error: Error | null, found: CognitoUserSession | null) => void [error, found];
export const options: Parameters<typeof user.getSession>[1] = { clientMetadata: { tenant: 'a' } };
export const details: Parameters<CognitoUser['authenticateUser']>[0] = new AuthenticationDetails({
	Username: 'ada',
	Password: 'x',
});
export const callbacks: Parameters<CognitoUser['authenticateUser']>[1] = { onSuccess: () => {}, onFailure: () => {} };
export const attributes: Parameters<CognitoUser['getUserAttributes']>[0] = (error, list) =>
	void [error?.message, list?.length];
export const codes: Parameters<CognitoUser['forgotPassword']>[0] = {
	onSuccess: (data) => void data.CodeDeliveryDetails,
	onFailure: (error) => void error.message,
};
export const signUp: Parameters<CognitoUserPool['signUp']> = [
	'ada',
	'x',
	[new CognitoUserAttribute({ Name: 'email', Value: 'a@b' })],
	[],
	(error, result?: ISignUpResult) => void [error, result?.userSub],
];
pool.signUp(...signUp);
export const nothing: ReturnType<CognitoUser['getSession']> = undefined;
export const nobody: ReturnType<CognitoUserPool['getCurrentUser']> = null;
export const flow: string = user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
export const idToken: ReturnType<ReturnType<CognitoUserSession['getIdToken']>['getJwtToken']> = session
	.getIdToken()
	.getJwtToken();
export const validation: number[] = details.getValidationData().map((each) => each.length);

type PoolArguments = ConstructorParameters<typeof CognitoUserPool>;
const [data]: PoolArguments = [{ UserPoolId: 'eu-west-1_a', ClientId: 'c' }];
export const storage: Storage | undefined = data.Storage as Storage | undefined;
export const kept: string | null | undefined = data.Storage?.getItem('key');
export const made: CognitoUserPool = new CognitoUserPool(...([data] as PoolArguments));
export const userData: ConstructorParameters<typeof CognitoUser>[0] = { Username: 'ada', Pool: made };
export const dataName: string = userData.Username + (userData.Storage?.getItem('x') ?? '');
export const attributeData: ConstructorParameters<typeof CognitoUserAttribute>[0]['Name'] = 'email';
export const words = new WordArray(['a'], 1).toString();
export const poolData: Required<Pick<ICognitoUserPoolData, 'UserPoolId' | 'ClientId'>> = data;

// keyof, Pick, Omit, mapped types.
type MethodName = {
	[K in keyof CognitoUser]-?: CognitoUser[K] extends (...args: any[]) => any ? K : never;
}[keyof CognitoUser];
export const names: MethodName[] = ['getSession', 'authenticateUser', 'signOut'];
export const everyMember: Record<keyof CognitoUserPool, number> = {
	getUserPoolId: 1,
	getUserPoolName: 1,
	getClientId: 1,
	signUp: 1,
	getCurrentUser: 1,
};
export const isName = (name: string): name is keyof CognitoUser & string => name in user;
export const reader: Pick<CognitoUser, 'getSession' | 'getUsername'> = {
	getSession: (cb: any) => cb(null, session),
	getUsername: () => 'ada',
};
export const withoutSession: Omit<CognitoUser, 'getSession'> = user;
type Promised<T> = {
	[K in keyof T]: T[K] extends (callback: NodeCallback<any, infer R>) => void ? () => Promise<R> : T[K];
};
declare const promised: Promised<CognitoUser>;
export const listed: Promise<CognitoUserAttribute[]> = promised.getUserAttributes();
type Handlers = { [K in keyof IAuthenticationCallback]?: string };
export const handlers: Handlers = { newPasswordRequired: '/password', totpRequired: '/totp', mfaSetup: '/setup' };
export const isSession = (value: unknown): value is CognitoUserSession => value instanceof CognitoUserSession;

// Calls that go through a method's own type.
function call<K extends 'enableMFA' | 'disableMFA' | 'deleteUser'>(name: K): Promise<string | undefined> {
	return new Promise((resolve, reject) => user[name]((error, result) => (error ? reject(error) : resolve(result))));
}
export const calls = [call('enableMFA'), call('deleteUser')];
