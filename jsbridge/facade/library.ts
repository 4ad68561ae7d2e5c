import * as exported from './exports';

/** All exports as one object: less code than a bundler's own way to make one. */
export const library = {
	AuthenticationDetails: exported.AuthenticationDetails,
	AuthenticationHelper: exported.AuthenticationHelper,
	CognitoAccessToken: exported.CognitoAccessToken,
	CognitoIdToken: exported.CognitoIdToken,
	CognitoRefreshToken: exported.CognitoRefreshToken,
	CognitoUser: exported.CognitoUser,
	CognitoUserAttribute: exported.CognitoUserAttribute,
	CognitoUserPool: exported.CognitoUserPool,
	CognitoUserSession: exported.CognitoUserSession,
	CookieStorage: exported.CookieStorage,
	DateHelper: exported.DateHelper,
	WordArray: exported.WordArray,
	appendToCognitoUserAgent: exported.appendToCognitoUserAgent,
	configure: exported.configure,
	events: exported.events,
	preload: exported.preload,
} satisfies { [Name in keyof typeof exported]: unknown };
