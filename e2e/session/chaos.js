// Notes every callback of the page: asked is what was asked for, told
// what came. asks is a promise of what so many concurrent getSession come to, and
// remembered is how many of the user objects have a session in memory. askOwn, signInOwn
// and signOutOwn are for a user whose session is in this tab's own storage.
'use strict';
window.asked = [];
window.users = [];
window.backs = 0;
addEventListener('pageshow', ({ persisted }) => {
	if (persisted) backs++;
});

function asks(count) {
	const user = () => makePool().getCurrentUser() || makeUser('ada');
	const shared = user();
	users.push(shared);
	return Promise.all(
		Array.from(
			{ length: count },
			(_, i) =>
				new Promise((resolve) => {
					const ask = { told: 0 };
					asked.push(ask);
					const began = Math.floor(Date.now() / 1000);
					(i % 2 ? user() : shared).getSession((error, session) => {
						ask.told++;
						resolve(answerOf(error, session, began));
					});
				}),
		),
	);
}

function answerOf(error, session, began) {
	return error
		? {
				code: error.code || '',
				reason: error.reason || 'NO_REASON',
				retryable: error.retryable === true,
				message: error.message,
			}
		: {
				// It may expire while it is on its way.
				valid: [session.getIdToken(), session.getAccessToken()].every(
					(token) => began - session.getClockDrift() < token.getExpiration(),
				),
				username: session.getIdToken().payload['cognito:username'],
			};
}

function oddCallbacks() {
	return asked.filter((ask) => ask.told > 1).length;
}

function remembered() {
	return users.filter((user) => user.getSignInUserSession()).length;
}

/** A user whose session is in the tab's own storage. */
function ownUser(name) {
	return makeUser(name, { Pool: makePool({ Storage: sessionStorage }), Storage: sessionStorage });
}

function askOwn(name) {
	return new Promise((resolve) => ownUser(name).getSession((error, session) => resolve(answerOf(error, session, 0))));
}

function signOutOwn(name) {
	ownUser(name).signOut();
}

function signInOwn(name, password) {
	const user = ownUser(name);
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	return signIn(user, password);
}
