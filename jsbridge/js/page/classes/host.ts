import { CognitoError } from '../base/errors';
import type { Host } from '../state/call';
import { keep } from '../state/guard';
import { endSession, hold } from '../state/sign-out';
import { verified } from '../state/verified';
import { CognitoUserAttribute } from './attribute';
import { makeSession } from './session';
import { give } from './get-session';
import { sendSignedIn, sendSignIn } from '../call/send';
import { CognitoUser } from './user';

/** What the entries hand the runtime, `cognitowasm/passwordless` and `cognitowasm/state`, of the facade. */
export const host = {
	CognitoError,
	CognitoUser,
	CognitoUserAttribute,
	endSession,
	give,
	hold,
	keep,
	makeSession,
	sendSignedIn,
	sendSignIn,
	verified,
} as unknown as Host;
