// Code that must not compile.
import {
	AuthenticationDetails,
	CognitoRefreshToken,
	CognitoUser,
	CognitoUserPool,
	CognitoUserSession,
	events,
} from 'cognitowasm';

// @ts-expect-error: an app client is needed
new CognitoUserPool({ UserPoolId: 'eu-west-1_a' });
const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
// @ts-expect-error: an option with a wrong name
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', storage: window.localStorage });
// @ts-expect-error: not a storage
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', Storage: {} });
// @ts-expect-error: a user has a pool
new CognitoUser({ Username: 'bob' });
const user = new CognitoUser({ Username: 'bob', Pool: pool });
// @ts-expect-error: there may be no current user
pool.getCurrentUser().getUsername();
// @ts-expect-error: an access token is needed
new CognitoUserSession({ IdToken: user.getSignInUserSession()!.getIdToken() });
// @ts-expect-error: a token object, not its text
user.refreshSession('token', () => {});
user.refreshSession(new CognitoRefreshToken({ RefreshToken: 'r' }), () => {});
// @ts-expect-error: a failure must be handled
user.authenticateUser(new AuthenticationDetails({ Username: 'bob' }), { onSuccess() {} });
// @ts-expect-error: the session may be null
user.getSession((error: Error | null, session: CognitoUserSession | null) => session.isValid());
// @ts-expect-error: there is no such challenge
user.challengeName = 'SMS';
// @ts-expect-error: a number is not a password
new AuthenticationDetails({ Username: 'bob', Password: 5 });
// @ts-expect-error: there is no such way to refresh
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', refresh: 'never' });
// @ts-expect-error: milliseconds are a number
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', requestTimeout: '1s' });
// @ts-expect-error: it is asked for or not
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', verifyTokens: 'yes' });
// @ts-expect-error: an address is a text
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', jwksURL: new URL('https://keys.example/') });
// @ts-expect-error: a header is a text
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', headers: { a: 1 } });
// @ts-expect-error: a hook is a function
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', onRequest: {} });
// @ts-expect-error: an event has no body
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', onResponse: ({ body }) => void body });
// @ts-expect-error: promises are declared by cognitowasm/promises
user.getUserAttributes();
// @ts-expect-error: there is no such event
events.addEventListener('signedin', () => {});
// @ts-expect-error: values are not told
events.addEventListener('storagewarning', (event) => event.detail.value);
