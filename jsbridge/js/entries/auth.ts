/**
 * dist/auth.mjs and .js, the entry `/auth`: the classes of amazon-cognito-auth-js.
 *
 * @packageDocumentation
 */
import * as facade from './cognitowasm.facade.mjs';
import { makeAuth as makeClasses } from '../auth/auth';
import type { Classes } from '../auth/facade';
import { makeOAuth } from './oauth.mjs';

export { CookieStorage, DateHelper } from './cognitowasm.facade.mjs';

/** See auth.d.ts. */
export const makeAuth = (classes: Classes) => makeClasses(classes, makeOAuth(classes));

/** See auth.d.ts. */
export const {
	CognitoAccessToken,
	CognitoAuth,
	CognitoAuthSession,
	CognitoIdToken,
	CognitoRefreshToken,
	CognitoTokenScopes,
	StorageHelper,
} = /* @__PURE__ */ makeAuth({
	// One by one: what is not named here need not be in an application.
	CognitoAccessToken: facade.CognitoAccessToken,
	CognitoIdToken: facade.CognitoIdToken,
	CognitoRefreshToken: facade.CognitoRefreshToken,
	CognitoUser: facade.CognitoUser,
	CognitoUserPool: facade.CognitoUserPool,
	CognitoUserSession: facade.CognitoUserSession,
} as unknown as Classes);
