// What the pages of the benchmark do, whichever library they have loaded.
'use strict';

const app = { UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake' };
const keys = 'CognitoIdentityServiceProvider.' + app.ClientId + '.';

/**
 * The library's functions under names that all libraries share: user() is who is
 * signed in, stored() reads a valid session, at once or by a promise, session()
 * gives one, refreshed where it has ended, refresh() refreshes it, and signIn()
 * signs in by SRP.
 */
function openLibrary() {
	return window.Passwordless ? passwordless() : classes();
}

/** Ours and upstream. */
function classes() {
	const { AuthenticationDetails, CognitoUser, CognitoUserPool, preload } = AmazonCognitoIdentity;
	const pool = new CognitoUserPool({ ...app, endpoint });
	const promised = (start) =>
		new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
	return {
		preload,
		user: () => pool.getCurrentUser(),
		stored(user = pool.getCurrentUser()) {
			let valid;
			user.getSession((error, session) => {
				valid = session.isValid();
			});
			if (!valid) throw new Error('no session at once');
		},
		session: () => promised((done) => pool.getCurrentUser().getSession(done)),
		refresh(user = pool.getCurrentUser()) {
			return promised((done) => user.getSession(done)).then((session) =>
				promised((done) => user.refreshSession(session.getRefreshToken(), done)),
			);
		},
		signIn: (Username, Password) =>
			new Promise((onSuccess, onFailure) => {
				const details = new AuthenticationDetails({ Username, Password });
				new CognitoUser({ Username, Pool: pool }).authenticateUser(details, { onSuccess, onFailure });
			}),
	};
}

/** amazon-cognito-passwordless-auth, which has functions and no users, used as its own hook uses them. */
function passwordless() {
	const { authenticateWithSRP, configure, refreshTokens, retrieveTokens, storeTokens } = Passwordless;
	// It names a challenge that the service does not look at in this flow, and that our strict server refuses.
	const send = (url, init) => fetch(url, { ...init, body: init.body.replace(',"CHALLENGE_NAME":"SRP_A"', '') });
	configure({ userPoolId: app.UserPoolId, clientId: app.ClientId, cognitoIdpEndpoint: endpoint, fetch: send });
	const valid = (tokens) => tokens.expireAt > new Date();
	return {
		user: undefined,
		async stored() {
			if (!valid(await retrieveTokens())) throw new Error('no session');
		},
		async session() {
			const tokens = await retrieveTokens();
			return valid(tokens) ? tokens : refreshTokens({ tokensCb: storeTokens });
		},
		refresh: () => refreshTokens({ tokensCb: storeTokens }),
		signIn: (username, password) => authenticateWithSRP({ username, password }).signedIn,
	};
}

/** Stores a session as each library expects it; ended says that its tokens are over. */
function store(name, { AccessToken, IdToken, RefreshToken }, ended) {
	localStorage.setItem(keys + name + '.idToken', IdToken);
	localStorage.setItem(keys + name + '.accessToken', AccessToken);
	localStorage.setItem(keys + name + '.refreshToken', RefreshToken);
	localStorage.setItem(keys + 'LastAuthUser', name);
	setEnded(name, ended);
}

/** Makes a stored session look ended, or not: by the clock drift, as a wrong clock would, and by a date. */
function setEnded(name, ended) {
	localStorage.setItem(keys + name + '.clockDrift', ended ? '-100000' : '0');
	localStorage.setItem(
		'Passwordless.' + app.ClientId + '.' + name + '.expireAt',
		new Date(Date.now() + (ended ? -1 : 1) * 3.6e6).toISOString(),
	);
}

/** Evaluates a library in a page that has none, and reads the session: [evaluated, read], in milliseconds. */
async function evaluateAndRead(source) {
	const script = Object.assign(document.createElement('script'), { text: source });
	const start = performance.now();
	document.head.append(script);
	const evaluated = performance.now();
	await openLibrary().stored();
	return [evaluated - start, performance.now() - start];
}

/** evaluateAndRead in a frame of its own; what is added to the source keeps it out of every cache. */
async function firstSession(path, round) {
	const source = (await (await fetch(path)).text()) + '\n//' + round;
	const frame = Object.assign(document.createElement('iframe'), { src: '/bench-frame.html' });
	const loaded = new Promise((resolve) => (frame.onload = resolve));
	document.body.append(frame);
	await loaded;
	try {
		return await /** @type {any} */ (frame.contentWindow).evaluateAndRead(source);
	} finally {
		frame.remove();
	}
}

/** Microseconds for one call out of a thousand. */
async function repeated(call) {
	const start = performance.now();
	for (let i = 0; i < 1000; i++) {
		const promise = call();
		if (promise instanceof Promise) await promise;
	}
	return performance.now() - start;
}

/** Milliseconds until what run starts has ended. */
async function time(run) {
	const start = performance.now();
	await run();
	return performance.now() - start;
}

/** The longest time, in milliseconds, in which the page did not come to answer itself while run was going on. */
async function longestTask(run) {
	const { port1, port2 } = new MessageChannel();
	let longest = 0;
	let last = performance.now();
	let over;
	const ended = new Promise((resolve) => {
		port1.onmessage = () => {
			const now = performance.now();
			longest = Math.max(longest, now - last);
			last = now;
			if (over) resolve();
			else port2.postMessage(0);
		};
	});
	port2.postMessage(0);
	await run();
	over = true;
	await ended;
	port1.close();
	return longest;
}

/** Asks for the session as many times at once. */
function burst(library, callers) {
	return Promise.all(Array.from({ length: callers }, () => library.session()));
}

/**
 * A page that wants its session: milliseconds since navigation began. The address may say how
 * many milliseconds the page does something else first.
 */
async function loadSession() {
	const library = openLibrary();
	const wait = new URL(location.href).searchParams.get('wait');
	if (wait) await new Promise((resolve) => setTimeout(resolve, +wait));
	await library.session();
	return performance.now();
}

/** A page that shows its form, in which somebody types and submits: milliseconds since navigation began. */
async function loadForm(name, password, preloading) {
	const library = openLibrary();
	document.body.innerHTML =
		'<form><input name="username"><input name="password" type="password"><button>Sign in</button></form>';
	const form = /** @type {any} */ (document.body.firstChild);
	const signedIn = new Promise((resolve, reject) => {
		form.onsubmit = (event) => {
			event.preventDefault();
			library.signIn(form.username.value, form.password.value).then(resolve, reject);
		};
	});
	if (preloading) library.preload();
	await new Promise((resolve) => setTimeout(resolve, 1500));
	form.username.value = name;
	form.password.value = password;
	form.requestSubmit();
	await signedIn;
	return performance.now();
}
