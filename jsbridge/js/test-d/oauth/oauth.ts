/** The types of cognitowasm/oauth, as an application uses them. */
import { CognitoUserPool } from 'cognitowasm';
import type { CognitoUser, CognitoUserSession } from 'cognitowasm';
import { OAuth } from 'cognitowasm/oauth';
import type { RedirectError } from 'cognitowasm/oauth';

const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_Pool', ClientId: 'client' });
const oauth = new OAuth(pool, {
	domain: 'auth.example.com',
	redirectUri: 'https://app.example.com/',
	logoutUri: 'https://app.example.com/bye',
	scopes: ['openid'],
});

export async function used(): Promise<void> {
	const popup = await oauth.authorize({ provider: 'Google', popup: true, state: { page: 1 }, maxAge: 0 });
	const user: CognitoUser = popup.user;
	await oauth.authorize({ reauthenticate: user, acrValues: ['urn:cognito:loa:4'] });
	const result = await oauth.handleRedirect();
	if (result) {
		const session: CognitoUserSession = result.session;
		void session;
	}
	await oauth.handleRedirect('https://app.example.com/?code=1&state=2').catch((error: RedirectError) => {
		void [error.reason === 'LOGIN_REQUIRED', error.state];
	});
	await oauth.logout({ signIn: { lang: 'de' }, revoke: true });
}

// @ts-expect-error -- there must be a page to come back to
new OAuth(pool, { domain: 'auth.example.com' });
// @ts-expect-error -- the implicit flow is not supported
void oauth.authorize({ responseType: 'token' });
