// Classes that stand in for the library's: TypeScript wants every member, and no more.
import {
	AuthenticationDetails,
	ChallengeName,
	CognitoRefreshToken,
	CognitoUser,
	CognitoUserAttribute,
	CognitoUserPool,
	CognitoUserSession,
	IAuthenticationCallback,
	ICognitoStorage,
} from 'amazon-cognito-identity-js';
import { session } from './fixtures';

type Results = { onSuccess: (result: any) => void; onFailure: (error: any) => void };
export class FakeUser implements CognitoUser {
	challengeName?: ChallengeName;
	setSignInUserSession(_session: CognitoUserSession): void {}
	getSignInUserSession(): CognitoUserSession | null {
		return session;
	}
	getUsername(): string {
		return 'ada';
	}
	getAuthenticationFlowType(): string {
		return 'USER_SRP_AUTH';
	}
	setAuthenticationFlowType(type: string): string {
		return type;
	}
	getCachedDeviceKeyAndPassword(): void {}
	getSession(callback: any): void {
		callback(null, session);
	}
	refreshSession(_token: CognitoRefreshToken, callback: any): void {
		callback(null, session);
	}
	authenticateUser(_details: AuthenticationDetails, callbacks: IAuthenticationCallback): void {
		callbacks.onSuccess(session);
	}
	initiateAuth(_details: AuthenticationDetails, callbacks: IAuthenticationCallback): void {
		if (callbacks.customChallenge) callbacks.customChallenge({});
	}
	confirmRegistration(_code: string, _force: boolean, callback: any): void {
		callback(null, 'SUCCESS');
	}
	sendCustomChallengeAnswer(_answer: any, callback: IAuthenticationCallback): void {
		callback.onSuccess(session);
	}
	resendConfirmationCode(callback: any): void {
		callback(null, {});
	}
	changePassword(_from: string, _to: string, callback: any): void {
		callback(null, 'SUCCESS');
	}
	forgotPassword(callbacks: Results): void {
		callbacks.onSuccess({});
	}
	confirmPassword(_code: string, _password: string, callbacks: Results): void {
		callbacks.onSuccess('SUCCESS');
	}
	setDeviceStatusRemembered(callbacks: Results): void {
		callbacks.onSuccess('SUCCESS');
	}
	setDeviceStatusNotRemembered(callbacks: Results): void {
		callbacks.onSuccess('SUCCESS');
	}
	getDevice(callbacks: Results): void {
		callbacks.onSuccess('');
	}
	forgetDevice(callbacks: Results): void {
		callbacks.onSuccess('SUCCESS');
	}
	forgetSpecificDevice(_key: string, callbacks: Results): void {
		callbacks.onSuccess('SUCCESS');
	}
	sendMFACode(_code: string, callbacks: Results): void {
		callbacks.onSuccess(session);
	}
	listDevices(_limit: number, _token: string | null, callbacks: Results): void {
		callbacks.onSuccess({});
	}
	completeNewPasswordChallenge(_password: string, _attributes: any, callbacks: IAuthenticationCallback): void {
		callbacks.onSuccess(session);
	}
	signOut(callback?: () => void): void {
		callback?.();
	}
	globalSignOut(callbacks: Results): void {
		callbacks.onSuccess('SUCCESS');
	}
	verifyAttribute(_name: string, _code: string, callbacks: Results): void {
		callbacks.onSuccess('SUCCESS');
	}
	getUserAttributes(callback: any): void {
		callback(null, []);
	}
	updateAttributes(_attributes: any[], callback: any): void {
		callback(null, 'SUCCESS');
	}
	deleteAttributes(_names: string[], callback: any): void {
		callback(null, 'SUCCESS');
	}
	getAttributeVerificationCode(_name: string, callback: Results): void {
		callback.onSuccess('');
	}
	deleteUser(callback: any): void {
		callback(null, 'SUCCESS');
	}
	enableMFA(callback: any): void {
		callback(null, 'SUCCESS');
	}
	disableMFA(callback: any): void {
		callback(null, 'SUCCESS');
	}
	getMFAOptions(callback: any): void {
		callback(null, []);
	}
	getUserData(callback: any): void {
		callback(null, {});
	}
	associateSoftwareToken(callbacks: {
		associateSecretCode: (code: string) => void;
		onFailure: (error: any) => void;
	}): void {
		callbacks.associateSecretCode('secret');
	}
	verifySoftwareToken(_code: string, _name: string, callbacks: Results): void {
		callbacks.onSuccess(session);
	}
	setUserMfaPreference(_sms: any, _software: any, callback: any): void {
		callback(null, 'SUCCESS');
	}
	sendMFASelectionAnswer(_answer: string, callbacks: Results): void {
		callbacks.onSuccess(session);
	}
}
export class FakePool implements CognitoUserPool {
	users: FakeUser[] = [];
	getUserPoolId = () => 'eu-west-1_a';
	getUserPoolName = () => 'a';
	getClientId = () => 'c';
	signUp(
		name: string,
		_password: string,
		_attributes: CognitoUserAttribute[],
		_validation: CognitoUserAttribute[],
		callback: any,
	): void {
		callback(null, { user: new FakeUser(), userConfirmed: true, userSub: name });
	}
	getCurrentUser(): CognitoUser | null {
		return this.users[0] ?? null;
	}
}
export class FakeSession implements CognitoUserSession {
	getIdToken = () => session.getIdToken();
	getAccessToken = () => session.getAccessToken();
	getRefreshToken = () => session.getRefreshToken();
	isValid = () => true;
}
export class MemoryStorage implements ICognitoStorage {
	[key: string]: any;
	setItem(key: string, value: string): string {
		return (this[key] = value);
	}
	getItem(key: string) {
		return this[key];
	}
	removeItem(key: string): boolean {
		return delete this[key];
	}
	clear(): void {}
}
export const usable: [CognitoUser, CognitoUserPool, CognitoUserSession] = [
	new FakeUser(),
	new FakePool(),
	new FakeSession(),
];
