// Signing in at the user pool's domain, and out of it. All of it is cognitowasm.oauth.js's.

import { byId, onClick, say, sayError } from './view';
import { logAction } from './wire';

type Welcome = (user: CognitoUser, session: CognitoUserSession, text: string) => Promise<void>;

export function startRedirect(oauth: OAuth, provider: string, welcome: Welcome) {
	byId('provider-signin').textContent = `Continue with ${provider}`;
	const leave = (to: string, options: { provider?: string }) => () => {
		say('busy', `Off to ${to}…`);
		return oauth.authorize({ ...options, state: { via: to } });
	};
	onClick('provider-signin', leave(provider, { provider }));
	onClick('domain-signin', leave('the pool’s own page', {}));
	onClick('domain-signout', () => {
		say('busy', 'Signed out here. Off to the pool’s domain…');
		return oauth.logout();
	});
	void finish(oauth, welcome);
}

/** Finishes a sign-in that comes back to this page. */
async function finish(oauth: OAuth, welcome: Welcome) {
	try {
		const result = await oauth.handleRedirect();
		if (!result) return;
		logAction('Come back from the pool’s domain');
		await welcome(result.user, result.session, `Signed in by ${(result.state as { via: string }).via}.`);
	} catch (error) {
		sayError(error);
	}
}
