/** The types of cognitowasm/auth, beside those of amazon-cognito-auth-js. */
import * as upstream from 'amazon-cognito-auth-js';
import { CognitoUserPool } from 'cognitowasm';
import type { CognitoUser, CognitoUserSession } from 'cognitowasm';
import * as ours from 'cognitowasm/auth';

const options = {
	ClientId: 'client',
	AppWebDomain: 'auth.example.com',
	TokenScopesArray: ['openid', 'email'] as const,
	RedirectUriSignIn: 'https://app.example.com/',
	RedirectUriSignOut: 'https://app.example.com/bye',
	UserPoolId: 'eu-west-1_Pool',
	IdentityProvider: 'Google',
	AdvancedSecurityDataCollectionFlag: false,
	Storage: new ours.CookieStorage({ domain: 'example.com' }),
	LaunchUri: (url: string) => void url,
};
options satisfies upstream.CognitoAuthOptions;
const auth = new ours.CognitoAuth({ ...options, refresh: 'rotating', requestTimeout: 5000 });

// Code for the one takes what the other makes. The methods with which amazon-cognito-auth-js sends
// its requests itself are not there.
type Internal =
	| 'createCORSRequest'
	| 'getCodeQueryParameter'
	| 'getCognitoConstants'
	| 'getHostName'
	| 'getQueryParameters'
	| 'getTokenQueryParameter'
	| 'makePOSTRequest'
	| 'onSuccessExchangeForToken'
	| 'onSuccessRefreshToken'
	// Its callbacks get more than those of amazon-cognito-auth-js.
	| 'userhandler';
auth satisfies Omit<upstream.CognitoAuth, Internal>;
auth.getCachedSession() satisfies upstream.CognitoAuthSession;
new ours.CognitoIdToken('token') satisfies upstream.CognitoIdToken;
new ours.CognitoAccessToken('token') satisfies upstream.CognitoAccessToken;
new ours.CognitoRefreshToken('token') satisfies upstream.CognitoRefreshToken;
new ours.CognitoTokenScopes(['openid']) satisfies upstream.CognitoTokenScopes;
new ours.StorageHelper().getStorage() satisfies upstream.CognitoAuthStorage;
new ours.StorageHelper() satisfies upstream.StorageHelper;
new ours.DateHelper() satisfies upstream.DateHelper;
const userhandler = {
	onSuccess: (session: ours.CognitoAuthSession) => void session.getAccessToken().getUsername(),
	onFailure: (error: Error) => void error.message,
};
auth.userhandler = userhandler;
declare const handler: upstream.CognitoAuthUserHandler;
auth.userhandler = handler;
type Missing = Exclude<keyof typeof upstream, keyof typeof ours>;
const nothing: [Missing] extends [never] ? true : Missing = true;
void nothing;

// The session is a CognitoUser's as well.
const session: CognitoUserSession = auth.getSignInUserSession();
const user: CognitoUser | null = auth.pool.getCurrentUser();
if (user) user.setSignInUserSession(session);

// @ts-expect-error -- the user pool is required
new ours.CognitoAuth({ ...options, UserPoolId: undefined });
// @ts-expect-error -- scopes are a list
new ours.CognitoAuth({ ...options, TokenScopesArray: 'openid' });
ours.makeAuth({ ...ours, CognitoUserPool } as unknown as Parameters<typeof ours.makeAuth>[0])
	.CognitoAuth satisfies typeof ours.CognitoAuth;
