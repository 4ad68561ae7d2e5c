// Functions that are declared to return nothing, and hand on what a method returns.
import {
	AuthenticationDetails,
	CognitoUser,
	CognitoUserSession,
	IAuthenticationCallback,
	NodeCallback,
} from 'amazon-cognito-identity-js';
import { pool, user } from './fixtures';

export function getSession(cb: (error: Error | null, session: CognitoUserSession | null) => void): void {
	return user.getSession(cb);
}
export const signOut = (): void => user.signOut();
export const authenticate = (details: AuthenticationDetails, callbacks: IAuthenticationCallback): void =>
	user.authenticateUser(details, callbacks);
export function attributes(cb: NodeCallback<Error, any>): void {
	return user.getUserAttributes(cb);
}
export const forgot = (name: string, done: (data?: any) => void): void =>
	new CognitoUser({ Username: name, Pool: pool }).forgotPassword({ onSuccess: done, onFailure: done });
export interface AuthService {
	changePassword(from: string, to: string): void;
	confirm(code: string): void;
	signUp(name: string, password: string): void;
	everywhere(): void;
}
export const service: AuthService = {
	changePassword: (from, to): void => user.changePassword(from, to, () => {}),
	confirm(code): void {
		return user.confirmRegistration(code, true, () => {});
	},
	signUp: (name, password): void => pool.signUp(name, password, [], [], () => {}),
	everywhere: (): void => user.globalSignOut({ onSuccess: () => {}, onFailure: () => {} }),
};
export function useEffect(effect: () => void | (() => void)): void {
	effect();
}
useEffect(() => user.getSession(() => {}));
useEffect(() => user.getUserData(() => {}, { bypassCache: true }));
