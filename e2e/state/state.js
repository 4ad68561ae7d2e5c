// What the tests of this package do in their page.

/** A state as a line: what happened to whom, the current user or the status, and all users. */
const line = ({ change, changedUser, status, username, users }) =>
	[change, changedUser || '-', status === 'signedIn' ? username : status, users.join('+') || '-'].join(' ');

/** Listens to the state of a pool, in window.story. */
function listen(options = {}) {
	window.story = [];
	window.pool = makePool(options);
	window.stopListening = pool.onStateChange((state) => story.push(line(state)));
}

/** A user of window.pool. */
const userOf = (name) =>
	new AmazonCognitoIdentity.CognitoUser({ Username: name, Pool: pool, Storage: /** @type {any} */ (pool).storage });

/** Signs a user of window.pool in, and keeps the object as window.user. */
async function enter(name, password = 'Engine-1843') {
	window.user = userOf(name);
	await /** @type {any} */ (user).authenticateUser(
		new AmazonCognitoIdentity.AuthenticationDetails({ Username: name, Password: password }),
	);
}

/** Asks for a user's session, by several callers at the same time; it is refreshed if it has expired. */
async function askAll(name, callers = 1) {
	const users = Array.from({ length: callers }, () => userOf(name));
	return Promise.all(
		users.map((one) =>
			/** @type {any} */ (one).getSession().then(
				() => 'session',
				(error) => error.reason,
			),
		),
	);
}

/** Makes a session of window.pool look expired, and refreshes it. */
async function refresh(name, callers = 1) {
	/** @type {any} */ (pool).storage.setItem(
		'CognitoIdentityServiceProvider.' + pool.getClientId() + '.' + name + '.clockDrift',
		'-100000',
	);
	return askAll(name, callers);
}

/** A storage whose methods return promises. */
function asyncStorage(items = new Map()) {
	const soon = () => new Promise((resolve) => setTimeout(resolve, 1));
	return {
		getItem: (key) => soon().then(() => items.get(key) ?? null),
		setItem: (key, value) => soon().then(() => void items.set(key, value)),
		removeItem: (key) => soon().then(() => void items.delete(key)),
		keys: () => soon().then(() => items.keys()),
	};
}

/** Waits until everything that is planned has happened. */
async function over() {
	await settled();
	await eventually(() => looks === 0);
	await settled();
}
