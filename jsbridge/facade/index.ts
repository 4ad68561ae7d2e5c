/**
 * A maintained drop-in for amazon-cognito-identity-js 6.3.21: the same classes,
 * callbacks and storage keys. What the page already knows is answered at once;
 * everything else comes from the core, a WebAssembly module that is loaded when
 * it is needed.
 *
 * @packageDocumentation
 */
export { AuthenticationDetails } from './details';
export { AuthenticationHelper } from './authentication-helper';
export { CookieStorage } from './cookies';
export { DateHelper } from './date-helper';
export { WordArray } from './word-array';
export type { BigInteger } from './big-integer';
export type { ICookieStorageData } from './cookies';
export { CognitoUserAttribute } from './attribute';
export { CognitoUserPool } from './pool';
export { CognitoUserSession } from './session';
export { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from './tokens';
export { CognitoUser } from './user';
export { appendToCognitoUserAgent } from './user-agent';
export { configure, preload } from './start';
export { events } from './events';
/** Upstream declares this class, and does not export it at run time either. */
export declare class UserAgent {
	constructor();
}
export type { CognitoErrorCode } from './errors';
export type { CognitoEvent, CognitoEventMap, CognitoEvents } from './events';
export type { PageStorage, Reason } from './protocol.gen';
export type * from './types';
