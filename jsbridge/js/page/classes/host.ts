import { CognitoError } from '../base/errors';
import type { Host } from '../state/call';
import { keep } from '../state/guard';
import { endSession, hold } from '../state/sign-out';
import { verified } from '../state/verified';
import { CognitoUserAttribute } from './attribute';
import { makeSession } from './session';
import { give } from './get-session';
import { CognitoUser } from './user';

/** What the entries hand the runtime of the facade. */
export const host = {
	CognitoError,
	CognitoUser,
	CognitoUserAttribute,
	endSession,
	give,
	hold,
	keep,
	makeSession,
	verified,
} as unknown as Host;
