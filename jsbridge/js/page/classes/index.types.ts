/**
 * What types/index.d.ts is made of: the declarations of index.ts, those of the two
 * classes in declarations.ts, and all types.
 *
 * @packageDocumentation
 */
export * from './index';
export { CognitoUser, CognitoUserPool } from './declarations';
export type { ICognitoUserSessionData } from './session';
export type { AttributeLike } from './attribute';
export type { ICognitoUserData, ISignUpResult } from './declarations';
export type { FactorChoiceCallbacks, IAuthenticationCallback, SignedIn, SignInResult } from './sign-in-callbacks';
export type { BigInteger } from '../compat/big-integer';
export type { ICookieStorageData } from '../state/cookies';
/** Upstream declares this class, and does not export it at run time either. */
export declare class UserAgent {
	constructor();
}
export type { CognitoErrorCode } from '../base/errors';
export type { CognitoEvent, CognitoEventMap, CognitoEvents } from '../base/events';
export type { FirstFactor } from '../../gen/challenges';
export type { PageStorage, Reason } from '../../gen/protocol';
export type * from '../base/types';
