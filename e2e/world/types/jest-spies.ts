// Jest: what a spy may be replaced by follows from the method's type.
/// <reference types="jest" />
import {
	AuthenticationDetails,
	CognitoUser,
	CognitoUserPool,
	CognitoUserSession,
	IAuthenticationCallback,
	ISignUpResult,
} from 'amazon-cognito-identity-js';
import { pool, session, user } from './fixtures';

jest.spyOn(CognitoUser.prototype, 'getSession').mockImplementation((cb: any) => {
	cb(null, session);
});
jest
	.spyOn(CognitoUser.prototype, 'getSession')
	.mockImplementation((callback: any, options?: any) => callback(new Error('no'), options));
jest
	.spyOn(CognitoUser.prototype, 'authenticateUser')
	.mockImplementation((details: AuthenticationDetails, callbacks: IAuthenticationCallback) => {
		details.getUsername();
		callbacks.onSuccess(session);
	});
jest
	.spyOn(CognitoUser.prototype, 'authenticateUser')
	.mockImplementationOnce((_, { onFailure }) => onFailure(new Error('no')));
jest.spyOn(CognitoUser.prototype, 'forgotPassword').mockImplementation((callbacks) => {
	if (callbacks.inputVerificationCode) callbacks.inputVerificationCode({});
	else callbacks.onSuccess({});
});
jest
	.spyOn(CognitoUser.prototype, 'confirmPassword')
	.mockImplementation((code, password, { onSuccess }) => onSuccess(code + password));
jest
	.spyOn(CognitoUser.prototype, 'globalSignOut')
	.mockImplementation((callbacks) => callbacks.onFailure(new Error('no')));
jest.spyOn(CognitoUser.prototype, 'getUserAttributes').mockImplementation((cb) => cb(undefined, []));
jest.spyOn(CognitoUser.prototype, 'signOut').mockImplementation((cb) => cb && cb());
jest.spyOn(CognitoUser.prototype, 'refreshSession').mockImplementation((token, cb) => cb(null, token));
jest
	.spyOn(user, 'changePassword')
	.mockImplementation((from, to, cb) => cb(undefined, from === to ? undefined : 'SUCCESS'));
jest.spyOn(user, 'getUserData').mockImplementation((cb) => {
	cb(undefined, {
		MFAOptions: [],
		PreferredMfaSetting: '',
		UserAttributes: [],
		UserMFASettingList: [],
		Username: 'ada',
	});
});
jest.spyOn(user, 'deleteUser').mockReturnValue(undefined);
jest.spyOn(CognitoUserPool.prototype, 'getCurrentUser').mockReturnValue(user);
jest.spyOn(pool, 'signUp').mockImplementation((username, password, attributes, validation, cb) => {
	const result = {
		user,
		userConfirmed: false,
		userSub: username + password + attributes.length + validation.length,
	} as ISignUpResult;
	cb(undefined, result);
});
jest.spyOn(CognitoUserSession.prototype, 'isValid').mockReturnValue(true);

const getSession: jest.Mock<void, Parameters<CognitoUser['getSession']>> = jest.fn();
const mocked = pool as jest.Mocked<CognitoUserPool>;
mocked.getCurrentUser.mockReturnValue({ getSession } as unknown as CognitoUser);
export const mockedUser: jest.Mocked<Pick<CognitoUser, 'getSession' | 'signOut' | 'getUsername'>> = {
	getSession: jest.fn((cb: any) => cb(null, session)),
	signOut: jest.fn(),
	getUsername: jest.fn().mockReturnValue('ada'),
};
export const tuple: jest.MockedFunction<CognitoUser['authenticateUser']> = jest.fn((_, callbacks) =>
	callbacks.onSuccess(session),
);
export const every: Record<keyof CognitoUserSession, jest.Mock> = {
	getIdToken: jest.fn(),
	getAccessToken: jest.fn(),
	getRefreshToken: jest.fn(),
	isValid: jest.fn(),
};
(CognitoUser as unknown as jest.Mock).mockImplementation(() => mockedUser);
