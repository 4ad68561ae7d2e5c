// Code for the promise forms, and what stays as it is for those who use them.
import 'cognitowasm/promises';
import type * as Upstream from 'amazon-cognito-identity-js';
import { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } from 'cognitowasm';
import type { CognitoUserSession, ISignUpResult, SignInResult, UserData } from 'cognitowasm';

const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
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
	void [
		step,
		refreshed,
		attributes,
		data,
		signedUp,
		done,
		later,
		await user.getSession(),
		await user.forgotPassword(signal),
	];
}

// The result of a step is told apart by the challenge's name.
export function next(step: SignInResult): string {
	if (!step.challengeName) return step.session.getIdToken().getJwtToken();
	if (step.challengeName === 'NEW_PASSWORD_REQUIRED') return step.requiredAttributes.join();
	if (step.challengeName === 'SELECT_CHALLENGE') return step.availableChallenges.join();
	const name:
		| 'SMS_MFA'
		| 'SMS_OTP'
		| 'WEB_AUTHN'
		| 'EMAIL_OTP'
		| 'SOFTWARE_TOKEN_MFA'
		| 'SELECT_MFA_TYPE'
		| 'MFA_SETUP'
		| 'CUSTOM_CHALLENGE' = step.challengeName;
	return name + step.challengeParameters;
}

export function callbacks(): void {
	user.getSession((error: Error | null, session: CognitoUserSession | null) => void [error, session]);
	user.getUserAttributes((error, attributes) => void [error?.message, attributes?.map((each) => each.getName())]);
	user.signOut((error) => void error);
	pool.signUp(
		'eve',
		'pw',
		[new CognitoUserAttribute({ Name: 'email', Value: 'a@b' })],
		[],
		(error, result) => void [error, result?.userSub],
	);
	// @ts-expect-error: a controller is not its signal
	user.getUserAttributes(new AbortController());
	// @ts-expect-error: with a callback there is no promise
	user.getUserAttributes(() => {}).then(() => {});
}

// Inference takes the callback form: as many arguments as upstream's, and no signal.
type Shape<T> = {
	[K in keyof T]-?: T[K] extends (...args: infer A) => any
		? [A['length'], A extends (infer One)[] ? (AbortSignal extends One ? 'signal' : 'none') : never]
		: never;
};
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
// Upstream's declarations lack one parameter that its code has.
type User<T> = Omit<Shape<T>, 'deleteUser'>;
export const inferred: [
	Equal<User<CognitoUser>, User<Upstream.CognitoUser>>,
	Equal<Shape<CognitoUserPool>, Shape<Upstream.CognitoUserPool>>,
] = [true, true];
