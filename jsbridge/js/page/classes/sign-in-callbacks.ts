// Upstream's declarations, its `any` included.
import type { ChallengeName, PendingChallenge, ResultCallbacks } from '../base/types';
import type { CognitoUserSession } from './session';

/**
 * What a sign-in calls: one of these members, once. Each is looked up when it
 * is needed, and called as a method of the object.
 */
export interface IAuthenticationCallback {
	/** The user is signed in. The second argument is there, and true, when the user should be asked whether to remember the device. */
	onSuccess: (session: CognitoUserSession, userConfirmationNecessary?: boolean) => void;
	/** The sign-in failed; `err.code` says why where the service refused it. */
	onFailure: (err: any) => void;
	/** The user must choose a new password. */
	newPasswordRequired?: (userAttributes: any, requiredAttributes: any) => void;
	/** A code was sent to the user's phone. */
	mfaRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** A code of the user's authenticator application is needed. */
	totpRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** The pool's own challenge. */
	customChallenge?: (challengeParameters: any) => void;
	/** The user must set up a second factor. */
	mfaSetup?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** The user must choose a second factor. */
	selectMFAType?: (challengeName: ChallengeName, challengeParameters: any) => void;
}

/** The end of a sign-in, where a method is called without callbacks. */
export interface SignedIn {
	/** None. */
	challengeName?: undefined;
	/** The user's session, which is stored. */
	session: CognitoUserSession;
	/** Whether the user should be asked whether to remember the device. */
	userConfirmationNecessary: boolean;
}

/** The result of a step of a sign-in, where a method is called without callbacks. */
export type SignInResult = SignedIn | PendingChallenge;

/** Callbacks of the choice of a second factor: one of them is called, once. */
export interface FactorChoiceCallbacks extends ResultCallbacks<CognitoUserSession, any> {
	/** A code was sent to the user's phone. */
	mfaRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
	/** A code of the user's authenticator application is needed. */
	totpRequired?: (challengeName: ChallengeName, challengeParameters: any) => void;
}
