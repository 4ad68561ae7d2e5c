// The page of an application that signs in at the pool's domain. What becomes of a redirect
// is in `outcome`.
'use strict';

function plain(result) {
	return result && { username: result.user.getUsername(), state: result.state, ...plainSession(result.session) };
}

const finished = (promise) =>
	promise.then(
		(result) => ({ result: plain(result) }),
		(error) => ({ error: plainError(error), state: error.state }),
	);

/** The app client at its domain. */
function makeLogin(options = {}) {
	return new AmazonCognitoIdentity.OAuth(makePool(options.pool), { ...window.login, ...options });
}

/** Asks the page's login to finish, as an application does when it starts. */
function start() {
	window.oauth = makeLogin();
	window.outcome = finished(oauth.handleRedirect());
}
