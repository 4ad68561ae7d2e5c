import { callable } from './callable';
import * as index from './index';

/** As exports.ts, but one object: less code than a bundler's own way to make one. */
export const library = {
	AuthenticationDetails: /* @__PURE__ */ callable(index.AuthenticationDetails),
	AuthenticationHelper: /* @__PURE__ */ callable(index.AuthenticationHelper),
	CognitoAccessToken: /* @__PURE__ */ callable(index.CognitoAccessToken),
	CognitoIdToken: /* @__PURE__ */ callable(index.CognitoIdToken),
	CognitoRefreshToken: /* @__PURE__ */ callable(index.CognitoRefreshToken),
	CognitoUser: /* @__PURE__ */ callable(index.CognitoUser),
	CognitoUserAttribute: /* @__PURE__ */ callable(index.CognitoUserAttribute),
	CognitoUserPool: /* @__PURE__ */ callable(index.CognitoUserPool),
	CognitoUserSession: /* @__PURE__ */ callable(index.CognitoUserSession),
	CookieStorage: /* @__PURE__ */ callable(index.CookieStorage),
	DateHelper: /* @__PURE__ */ callable(index.DateHelper),
	WordArray: /* @__PURE__ */ callable(index.WordArray),
	appendToCognitoUserAgent: index.appendToCognitoUserAgent,
	configure: index.configure,
	events: index.events,
	preload: index.preload,
} satisfies { [Name in Exclude<keyof typeof index, 'UserAgent'>]: unknown };
