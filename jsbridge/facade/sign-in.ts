import { deliverTo } from './callbacks';
import type { Given } from './core';
import { CognitoError } from './errors';
import { userKey } from './keys';
import type { SignInReply, SignInUser } from './protocol.gen';
import { poolRequest } from './request';
import { makeSession } from './session';
import type { IAuthenticationCallback, SignInResult } from './types';
import type { CognitoUser } from './user';

/**
 * The callback of each challenge that an application answers, and so the list
 * of those challenges. One that is not here ends the sign-in.
 */
const challengeCallbacks: { [challenge: string]: keyof IAuthenticationCallback | undefined } = {
	__proto__: null as any,
	SMS_MFA: 'mfaRequired',
	EMAIL_OTP: 'mfaRequired',
	SOFTWARE_TOKEN_MFA: 'totpRequired',
	SELECT_MFA_TYPE: 'selectMFAType',
	MFA_SETUP: 'mfaSetup',
	CUSTOM_CHALLENGE: 'customChallenge',
	NEW_PASSWORD_REQUIRED: 'newPasswordRequired',
};

/**
 * The part common to the steps of a sign-in.
 *
 * @param user - whose name and device go along
 * @param clientMetadata - handed to the pool's triggers
 */
export function signInUser(user: CognitoUser, clientMetadata?: unknown): Given<SignInUser> {
	return {
		...poolRequest(user.pool, user.client, user.storage),
		username: String(user.username ?? ''),
		deviceKey: user.deviceKey || undefined,
		deviceGroupKey: user.deviceGroupKey || undefined,
		randomPassword: user.randomPassword || undefined,
		clientMetadata: clientMetadata,
		userContextData: user.getUserContextData(),
	};
}

/**
 * Takes a step of a sign-in into the user, and hands it to the application.
 *
 * @param user - who signs in
 * @param answer - the core's; a session in it is stored by now
 * @param callbacks - the application's; without them, the promise is handed back
 */
export function deliverSignIn(
	user: CognitoUser,
	answer: Promise<SignInReply>,
	callbacks: IAuthenticationCallback | undefined,
): any {
	return deliverTo(
		callbacks,
		answer.then((reply) => takeSignIn(user, reply, callbacks)),
		(to, result) => {
			const name = result.challengeName;
			if (!name) {
				if (result.userConfirmationNecessary) to.onSuccess(result.session, true);
				else to.onSuccess(result.session);
			} else if (name === 'NEW_PASSWORD_REQUIRED') {
				to.newPasswordRequired!(result.userAttributes, result.requiredAttributes);
			} else if (name === 'CUSTOM_CHALLENGE') {
				to.customChallenge!(result.challengeParameters);
			} else {
				(to as any)[challengeCallbacks[name]!](name, result.challengeParameters);
			}
		},
	);
}

function takeSignIn(user: CognitoUser, reply: SignInReply, callbacks?: IAuthenticationCallback): SignInResult {
	const { challenge } = reply;
	const member = challenge && challengeCallbacks[challenge.name];
	if (challenge) {
		user.Session = challenge.session as string | null | undefined;
		if (!member) throw unhandled(challenge.name, 'there is no answer to it here. Let this user sign in without it');
	}
	user.username = reply.username;
	user.userDataKey = userKey(user.pool.getClientId(), user.username, 'userData');
	if (reply.device) Object.assign(user, reply.device);
	else if (reply.deviceForgotten) forgetDeviceFields(user);
	user.challengeName = undefined as any;
	if (!challenge) {
		user.signInUserSession = makeSession(reply.session!);
		return { session: user.signInUserSession, userConfirmationNecessary: reply.userConfirmationNecessary };
	}
	const { name, parameters } = challenge;
	if (callbacks && typeof callbacks[member!] !== 'function') {
		throw unhandled(name, 'the callbacks have no ' + member + ' for it');
	}
	// The peer does not know this one, so sendMFACode cannot be told by it.
	if (name === 'EMAIL_OTP') user.challengeName = name as any;
	if (name !== 'NEW_PASSWORD_REQUIRED') return { challengeName: name as any, challengeParameters: parameters };
	return { challengeName: name, ...newPasswordRequired((parameters || {}) as { [name: string]: string }) };
}

function unhandled(challenge: string, why: string): CognitoError {
	return new CognitoError(
		'UnhandledChallenge',
		'The service asks for ' + challenge + ', and ' + why + ': the user is not signed in.',
	);
}

/** What the service knows of the user, and the attributes that are missing, without their prefix. */
function newPasswordRequired({ userAttributes, requiredAttributes }: { [name: string]: string }) {
	try {
		return {
			userAttributes: userAttributes ? JSON.parse(userAttributes) : null,
			requiredAttributes: (requiredAttributes ? JSON.parse(requiredAttributes) : []).map((name: string) =>
				name.slice('userAttributes.'.length),
			) as string[],
		};
	} catch (error) {
		throw new CognitoError('InvalidResponse', 'The parameters of NEW_PASSWORD_REQUIRED are not readable.', error);
	}
}

/** The user has no remembered device any more. */
export function forgetDeviceFields(user: CognitoUser): void {
	user.deviceKey = user.randomPassword = user.deviceGroupKey = null;
}
