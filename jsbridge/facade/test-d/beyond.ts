// Code for what the peer does not have.
import { AuthenticationDetails, CognitoUser, CognitoUserPool, events } from '../index';
import type { CognitoEvent, CognitoEventMap, CognitoServiceError, CognitoUserAttribute, CognitoUserSession, ISignUpResult, Reason, SignInResult, UserData } from '../index';

const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', refresh: 'rotating', requestTimeout: 5000, refreshBefore: 60, verifyTokens: true, jwksURL: 'https://keys.example/jwks.json' });
const user = new CognitoUser({ Username: 'bob', Pool: pool });
const { signal } = new AbortController();

export async function promises(): Promise<void> {
	const step: SignInResult = await user.authenticateUser(new AuthenticationDetails({ Username: 'bob' }), signal);
	const session: CognitoUserSession = await user.getSession(signal, { clientMetadata: { a: '1' } });
	await session.verify?.();
	await session.verify?.(signal);
	const refreshed: CognitoUserSession = await user.refreshSession(session.getRefreshToken(), signal);
	const attributes: CognitoUserAttribute[] = await user.getUserAttributes(signal);
	const data: UserData = await user.getUserData(signal, { bypassCache: true });
	const signedUp: ISignUpResult = await pool.signUp('eve', 'pw', [], [], signal, { a: '1' });
	const done: 'SUCCESS' = await user.changePassword('a', 'b', signal);
	const later: SignInResult = await user.sendMFACode('1', signal, 'SOFTWARE_TOKEN_MFA');
	void [step, refreshed, attributes, data, signedUp, done, later, await user.getSession(), await user.forgotPassword(signal)];
}

export function failed(error: CognitoServiceError): string {
	const reason: Reason = error.reason;
	switch (reason) {
		case 'THROTTLED':
			return 'in ' + (error.retryAfter ?? 1) + ' s, ' + error.requestId + error.statusCode;
		case 'SIGNED_OUT':
			return '';
		default:
			return error.retryable ? 'again' : (error.code ?? error.message) + String(error.cause);
	}
}

export function listen(): void {
	const warned = (event: CognitoEvent<'storagewarning'>): string => event.detail.operation + event.detail.key;
	events.addEventListener('storagewarning', warned, { once: true });
	events.addEventListener('signedout', ({ detail: { clientId, username } }) => void [clientId, username]);
	events.removeEventListener('storagewarning', warned);
	const detail: CognitoEventMap['signedout'] = { clientId: 'c', username: 'bob' };
	void detail;
}

// The result of a step is told apart by the challenge's name.
export function next(step: SignInResult): string {
	if (!step.challengeName) return step.session.getIdToken().getJwtToken();
	if (step.challengeName === 'NEW_PASSWORD_REQUIRED') return step.requiredAttributes.join();
	const name: 'SMS_MFA' | 'EMAIL_OTP' | 'SOFTWARE_TOKEN_MFA' | 'SELECT_MFA_TYPE' | 'MFA_SETUP' | 'CUSTOM_CHALLENGE' = step.challengeName;
	return name + step.challengeParameters;
}
