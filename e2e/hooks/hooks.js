// Pools with hooks, which note what they are called with.
'use strict';

window.events = [];
window.uncaught = [];
window.addEventListener('error', (event) => {
	uncaught.push(event.error === Object(event.error) ? event.error.message : String(event.error));
	event.preventDefault();
});

/** A pool whose hooks note their events; the options come on top. */
window.hookedPool = (options = {}) =>
	makePool({
		onRequest: (event) => events.push(['request', event]),
		onResponse: (event) => events.push(['response', event]),
		...options,
	});

window.userOf = (pool, name = 'ada') => new AmazonCognitoIdentity.CognitoUser({ Username: name, Pool: pool });

/** What the calls of one test fail with. */
window.failure = Object.assign(new Error('There is no token.'), { code: 'NotAuthorizedException' });

/** Calls with a callback, and returns its error as it is, with whether it is the failure itself. */
window.failing = (start) =>
	new Promise((resolve) =>
		start((error) => resolve({ isFailure: error === failure, ...(error && plainError(error)) })),
	);

/** Makes the stored session expired, and refreshes it with a pool. */
window.refreshWith = (pool) => {
	expire('ada');
	return new Promise((resolve) =>
		pool.getCurrentUser().getSession((error, session) =>
			resolve({
				isFailure: error === failure,
				error: error && plainError(error),
				valid: !!session && session.isValid(),
			}),
		),
	);
};
