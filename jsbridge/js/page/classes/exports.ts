/**
 * What modules export, as library.ts does for scripts: index.ts, its classes so that
 * code compiled to ES5 can extend them.
 *
 * @packageDocumentation
 */
import { callable } from './callable';
import * as index from './index';

export * from './index';

export const AuthenticationDetails = /* @__PURE__ */ callable(index.AuthenticationDetails);
export const AuthenticationHelper = /* @__PURE__ */ callable(index.AuthenticationHelper);
export const CognitoAccessToken = /* @__PURE__ */ callable(index.CognitoAccessToken);
export const CognitoIdToken = /* @__PURE__ */ callable(index.CognitoIdToken);
export const CognitoRefreshToken = /* @__PURE__ */ callable(index.CognitoRefreshToken);
export const CognitoUser = /* @__PURE__ */ callable(index.CognitoUser);
export const CognitoUserAttribute = /* @__PURE__ */ callable(index.CognitoUserAttribute);
export const CognitoUserPool = /* @__PURE__ */ callable(index.CognitoUserPool);
export const CognitoUserSession = /* @__PURE__ */ callable(index.CognitoUserSession);
export const CookieStorage = /* @__PURE__ */ callable(index.CookieStorage);
export const DateHelper = /* @__PURE__ */ callable(index.DateHelper);
export const WordArray = /* @__PURE__ */ callable(index.WordArray);
