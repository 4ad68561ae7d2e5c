// Code for the entry /passwordless.
import 'cognitowasm/passwordless';
import { addPasswordless } from 'cognitowasm/passwordless';
import type { ChallengeData, Passkey, RegisteredPasskey, UserAuthFactors } from 'cognitowasm/passwordless';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'cognitowasm';
import type { FirstFactor, IAuthenticationCallback, SignInResult } from 'cognitowasm';

const pool = new CognitoUserPool({
	UserPoolId: 'eu-west-1_a',
	ClientId: 'c',
	keepChallenges: 'session',
	authSessionValidity: 15,
});
const user = new CognitoUser({ Username: 'bob', Pool: pool });
const { signal } = new AbortController();

export function byCallbacks(input: HTMLInputElement): () => void {
	const callbacks: IAuthenticationCallback = {
		onSuccess: () => {},
		onFailure: () => {},
		selectChallenge: (available: FirstFactor[]) => {
			user.selectChallenge(available[0]!, callbacks, { password: 'p' });
		},
		emailOtpRequired: (name: 'EMAIL_OTP') => {
			user.sendMFACode(name, callbacks);
		},
		smsOtpRequired: (name: 'SMS_OTP') => {
			user.sendMFACode(name, callbacks);
		},
		webAuthnRequired: (name: 'WEB_AUTHN') => {
			user.signInWithPasskey(callbacks, { name });
		},
	};
	user.authenticateUser(new AuthenticationDetails({ Username: 'bob' }), callbacks);
	user.registerPasskey((error, passkey) => void [error, passkey!.credentialId]);
	user.listPasskeys((error, passkeys) => void [error, passkeys!.length]);
	user.deletePasskey('id', (error, done) => void [error, done]);
	user.setUserMfaPreference(null, null, () => {}, { Enabled: true, PreferredMfa: true }, { Enabled: true });
	return user.autofillPasskey(input, callbacks, signal);
}

export async function byPromises(): Promise<void> {
	const step: SignInResult = await user.selectChallenge('WEB_AUTHN', signal);
	if (step.challengeName === 'SELECT_CHALLENGE') step.availableChallenges satisfies FirstFactor[];
	if (step.challengeName === 'EMAIL_OTP') step.firstFactor satisfies true | undefined;
	(await user.signInWithPasskey()) satisfies SignInResult;
	(await user.registerPasskey(signal)) satisfies RegisteredPasskey;
	(await user.listPasskeys()) satisfies Passkey[];
	(await user.deletePasskey('id')) satisfies string;
	(await user.getUserAuthFactors()) satisfies UserAuthFactors;
	const data: ChallengeData | null = user.exportChallenge();
	if (data) pool.resumeChallenge(data) satisfies CognitoUser;
	pool.resumeChallenge() satisfies CognitoUser | null;
	user.cancelChallenge();
	(await pool.getPasskeyUser()) satisfies CognitoUser | null;
	addPasswordless({ CognitoUser, CognitoUserPool });
	// @ts-expect-error -- no such factor
	void user.selectChallenge('EMAIL');
}
