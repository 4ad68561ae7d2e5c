// What the pages of the property tests have besides page.js and clock.js; loaded before the
// library, so that it sees what the library fetches.

/** The tokens that the service has issued to this page: of each, the number of the reply that it came with. */
window.issues = new Map();
window.issued = 0;
const fetchOfPage = window.fetch;
window.fetch = async (...args) => {
	const response = await fetchOfPage(...args);
	if (String(args[0]) === window.endpoint) {
		const result = (
			await response
				.clone()
				.json()
				.catch(() => null)
		)?.AuthenticationResult;
		if (result) {
			issued++;
			for (const token of [result.IdToken, result.AccessToken, result.RefreshToken])
				if (token) issues.set(token, issued);
		}
	}
	return response;
};

/** What a storage gives for a key that it has not: null or undefined. */
window.missing = null;

const prefix = 'CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.';
const tokenNames = ['idToken', 'accessToken', 'refreshToken'];

/** The number of the reply that a session's tokens came with; 0 where they are of several. */
function issueOf(tokens) {
	const numbers = new Set(tokens.map((token) => issues.get(token)));
	return numbers.size === 1 ? [...numbers][0] || 0 : 0;
}

function issueOfSession(session) {
	return issueOf([
		session.getIdToken().getJwtToken(),
		session.getAccessToken().getJwtToken(),
		session.getRefreshToken().getToken(),
	]);
}

/**
 * A storage over a Map, which a test can make fail.
 *
 * @param {Map<string, string>} items
 * @param {(name: string, key: string) => void} before - is called before each access with the method's name and the key; it may throw
 * @param {(run: Function) => any} wrap - makes the answer, for instance a promise
 * @returns {any} without clear, which nothing calls
 */
function storageOver(items, before = () => {}, wrap = (run) => run()) {
	const method =
		(name, run) =>
		(key, ...more) =>
			wrap(() => {
				before(name, key);
				return run(key, ...more);
			});
	return {
		getItem: method('getItem', (key) => (items.has(key) ? items.get(key) : window.missing)),
		setItem: method('setItem', (key, value) => void items.set(key, String(value))),
		removeItem: method('removeItem', (key) => void items.delete(key)),
	};
}

/**
 * What a page that loads now would read of ada in a storage: the number of the issue, 'none',
 * or in words what is wrong.
 *
 * @returns {string | number}
 */
function readByNewPage(items) {
	const storage = storageOver(new Map(items)); // one that nobody has a guard for
	const pool = makePool({ Storage: storage });
	const user =
		pool.getCurrentUser() || new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage });
	/** @type {string | number} */
	let got = 'no answer at once';
	// What would be refreshed is looked at alone: here nothing is spent.
	const tokens = tokenNames.map((name) => items.get(prefix + 'ada.' + name));
	if (tokens[0] && tokens[2] && issueOf(tokens) === 0) return 'a session of several issues could be refreshed';
	user.refreshSession = () => (got = issueOf(tokens) || 'would refresh half a session');
	user.getSession((error, session) => {
		got = error
			? error.reason === 'NO_SESSION'
				? 'none'
				: String(error)
			: issueOfSession(session) || 'a session of several issues';
	});
	return got;
}

/** What a new page would read of ada's device: 'none', 'whole', or what there is. */
function deviceOf(items) {
	const there = ['deviceKey', 'randomPasswordKey', 'deviceGroupKey'].filter((name) =>
		items.get(prefix + 'ada.' + name),
	);
	return there.length === 0 ? 'none' : there.length === 3 ? 'whole' : there.join();
}

/** Collects the warnings from now on. */
function warningsFromNow() {
	/** @type {any} */
	const warnings = [];
	const note = ({ detail }) => warnings.push(detail);
	AmazonCognitoIdentity.events.addEventListener('storagewarning', note);
	warnings.stop = () => AmazonCognitoIdentity.events.removeEventListener('storagewarning', note);
	return warnings;
}

/** A call by callbacks, which must come once: {error, value, calls}. */
function once(start) {
	return new Promise((resolve) => {
		const told = { calls: 0 };
		start((error, value) => {
			told.calls++;
			told.error = error;
			told.value = value;
			if (told.calls === 1) void settled().then(() => resolve(told));
		});
	});
}

/** Signs ada in by the password, node-style. */
function enter(user, done) {
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'Engine-1843' }), {
		onSuccess: (session) => done(null, session),
		onFailure: (error) => done(error),
	});
}

/** An error in words: reason, whether it can pass, message. */
function said(error) {
	return [error.code, error.reason, error.retryable, error.message].join('|');
}
