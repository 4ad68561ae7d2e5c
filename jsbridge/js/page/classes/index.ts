/**
 * A maintained drop-in for amazon-cognito-identity-js 6.3.21: the same classes,
 * callbacks and storage keys. What the page already knows is available
 * synchronously; everything else comes from the core, a WebAssembly module that is
 * loaded when it is needed.
 *
 * @packageDocumentation
 */
export { AuthenticationDetails } from './details';
export { AuthenticationHelper } from '../compat/authentication-helper';
export { CookieStorage } from '../state/cookies';
export { DateHelper } from '../compat/date-helper';
export { WordArray } from '../compat/word-array';
export { CognitoUserAttribute } from './attribute';
export { CognitoUserPool } from './pool';
export { CognitoUserSession } from './session';
export { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from './tokens';
export { CognitoUser } from './user';
export { appendToCognitoUserAgent } from '../base/user-agent';
export { configure, preload } from '../load/start';
export { events } from '../base/events';
