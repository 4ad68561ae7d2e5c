// The page of an application that signs in at the pool's domain. What becomes of a redirect
// is in `outcome`.
'use strict';

function plain(result) {
	return result && { username: result.user.getUsername(), state: result.state, ...plainSession(result.session) };
}

/** What a promise comes to, as plain data. */
const finished = (promise) =>
	promise.then(
		(result) => ({ result: plain(result) }),
		(error) => ({ error: plainError(error), state: error.state }),
	);

/** The app client at its domain. */
function makeLogin({ pool, ...options } = {}) {
	return new AmazonCognitoIdentity.OAuth(makePool({ ...window.poolOptions, ...pool }), { ...window.login, ...options });
}

/** Asks the page's login to finish, as an application does when it starts. */
function finish() {
	window.outcome = finished(oauth.handleRedirect());
}

/** Starts the application; a test that has set `byHand` asks for the finish itself. */
function start() {
	window.oauth = makeLogin();
	document.documentElement.dataset.started = 'yes';
	if (!sessionStorage.getItem('byHand')) finish();
}

/** Makes a call that leaves the page; what becomes of it is in `left`. */
function leave(promise) {
	document.documentElement.dataset.leaving = 'yes';
	window.left = finished(promise);
}

/** The records of sign-ins in a storage. */
function records(storage = sessionStorage) {
	return Object.keys(storage).filter((key) => key.startsWith('cognitowasm.oauth.'));
}

/** Changes the record of the sign-in that waits. */
function changeRecord(change, storage = sessionStorage) {
	const [key] = records(storage);
	const record = JSON.parse(storage.getItem(key));
	change(record);
	storage.setItem(key, JSON.stringify(record));
}

/** Shows an address in this page, and finishes what there is. */
function comeTo(address) {
	history.replaceState(null, '', address);
	return finished(oauth.handleRedirect());
}

/** Comes back, in this page, to a copy of the sign-in that waits; the query is the domain's without the state. */
function comeBack(state, query) {
	const prefix = 'cognitowasm.oauth.';
	const [key] = records();
	if (key !== prefix + state) sessionStorage.setItem(prefix + state, sessionStorage.getItem(key));
	const kept = sessionStorage.getItem(key);
	return comeTo('/app.html?' + query + '&state=' + encodeURIComponent(state)).finally(() =>
		sessionStorage.setItem(key, kept),
	);
}

/** Handles an address that is not the page's, of a copy of the sign-in that waits. */
function comeBackElsewhere(query) {
	sessionStorage.setItem('cognitowasm.oauth.copy', sessionStorage.getItem(records()[0]));
	return finished(oauth.handleRedirect(new URL('/app.html?state=copy&' + query, location.href)));
}
