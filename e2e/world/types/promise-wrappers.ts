// Promises that applications make of the callbacks.
import {
	AuthenticationDetails,
	CognitoIdToken,
	CognitoUser,
	CognitoUserAttribute,
	CognitoUserSession,
	ISignUpResult,
	UserData,
} from 'amazon-cognito-identity-js';
import { pool, user } from './fixtures';

export const session = (): Promise<CognitoUserSession> =>
	new Promise<CognitoUserSession>((resolve, reject) =>
		user.getSession((err: Error | null, found: CognitoUserSession | null) =>
			err || !found ? reject(err) : resolve(found),
		),
	);
export async function token(): Promise<string | undefined> {
	const current = pool.getCurrentUser();
	if (!current) return undefined;
	const idToken = await new Promise<CognitoIdToken>((resolve, reject) => {
		current.getSession((error: Error, found: null | CognitoUserSession) => {
			if (error) return reject(error);
			return found && found.isValid() ? resolve(found.getIdToken()) : reject(new Error('expired'));
		});
	});
	return idToken.getJwtToken();
}
export const signIn = (details: AuthenticationDetails): Promise<CognitoUserSession> =>
	new Promise((resolve, reject) =>
		user.authenticateUser(details, { onSuccess: resolve, onFailure: reject, newPasswordRequired: reject }),
	);
export const signUp = (name: string, password: string): Promise<ISignUpResult | undefined> =>
	new Promise((resolve, reject) =>
		pool.signUp(name, password, [], [], (error, result) => (error ? reject(error) : resolve(result))),
	);
export const attributes = () =>
	new Promise<CognitoUserAttribute[]>((resolve, reject) =>
		user.getUserAttributes((error, list) => (error ? reject(error) : resolve(list!))),
	);
export const description = () =>
	new Promise<UserData | undefined>((resolve, reject) =>
		user.getUserData((error, data) => (error ? reject(error) : resolve(data))),
	);
export const confirm = (code: string) =>
	new Promise<any>((resolve, reject) =>
		user.confirmRegistration(code, true, (error, result) => (error ? reject(error) : resolve(result))),
	);
export const confirmPassword = (code: string, password: string): Promise<string> =>
	new Promise((onSuccess, onFailure) => user.confirmPassword(code, password, { onSuccess, onFailure }));
export const forgot = (): Promise<any> =>
	new Promise((resolve, reject) =>
		user.forgotPassword({ onSuccess: resolve, onFailure: reject, inputVerificationCode: resolve }),
	);
export const verified = (code: string) =>
	new Promise<string>((onSuccess, onFailure) => user.verifyAttribute('email', code, { onSuccess, onFailure }));
export const totp = (code: string) =>
	new Promise<CognitoUserSession>((onSuccess, onFailure) =>
		user.verifySoftwareToken(code, 'phone', { onSuccess, onFailure }),
	);
export const devices = () =>
	new Promise((onSuccess, onFailure) => user.listDevices(10, null, { onSuccess, onFailure }));
export const refreshed = (who: CognitoUser, old: CognitoUserSession) =>
	new Promise<CognitoUserSession>((resolve, reject) =>
		who.refreshSession(old.getRefreshToken(), (error, fresh: CognitoUserSession) =>
			error ? reject(error) : resolve(fresh),
		),
	);
