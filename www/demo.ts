// The demo. What touches the library is in this file and uses the public API of
// amazon-cognito-identity-js only, so it runs unchanged on both: index.html's
// script tag decides. What that library does not have is in choice.ts, passkeys.ts,
// redirect.ts and users.ts, which start only where the entries' scripts are; and to
// run on the Wasm module with the AWS SDK inside, this file configures it.

import { closePrompt, fillPrompt, resume, startChoice } from './choice';
import { forgetPasskeys, startPasskeys } from './passkeys';
import { startRedirect } from './redirect';
import { startUsers } from './users';
import { byId, clockTime, fillTable, input, make, onClick, onSubmit, say, sayError } from './view';
import { clearRequests, fillCode, followMailbox, followRequests, followWasm, logAction } from './wire';

interface Config {
	userPoolId: string;
	clientId: string;
	endpoint: string;
	domain?: string;
	provider?: string;
	upstream: boolean;
	sdk?: { wasmURL: string; wasmIntegrity: string };
	version?: string;
	run: string;
}

const page = document.documentElement;

let config: Config;
let pool: CognitoUserPool;

/** Who is signed in, and with what, as the page shows it. */
let current: { user: CognitoUser; session: CognitoUserSession } | null = null;

// ----------------------------------------------------------- signing up

async function signUp() {
	const username = input('signup-username').value.trim();
	const typed = [
		{ Name: 'email', Value: input('signup-email').value.trim() },
		{ Name: 'phone_number', Value: input('signup-phone').value.trim() },
	];
	const attributes = typed
		.filter(({ Value }) => Value)
		.map((data) => new AmazonCognitoIdentity.CognitoUserAttribute(data));
	logAction('Sign up');
	await answer((callback) => pool.signUp(username, input('signup-password').value, attributes, [], callback));
	input('signup-password').value = '';
	askForCode(username);
	say('ok', `Almost there, ${username}: a code is on its way to the mailbox.`);
}

async function confirm() {
	const username = input('confirm-username').value.trim();
	logAction('Confirm');
	await answer((callback) =>
		userNamed(username).confirmRegistration(input('confirm-code').value.trim(), false, callback),
	);
	byId<HTMLFormElement>('signup').reset();
	byId<HTMLFormElement>('confirm').reset();
	showConfirm(false);
	input('signin-username').value = username;
	input('signin-password').focus();
	const hint = 'resumeChallenge' in pool ? ' Another way than the password needs no second code now.' : '';
	say('ok', `${username} is confirmed and can sign in.${hint}`);
}

async function resend() {
	const username = input('confirm-username').value.trim();
	if (!username) {
		input('confirm-username').focus();
		say('error', 'Say for which username.');
		return;
	}
	logAction('Send a new code');
	await answer((callback) => userNamed(username).resendConfirmationCode(callback));
	say('ok', 'A new code is in the mailbox; the one before is void.');
}

function askForCode(username: string) {
	showConfirm(true);
	input('confirm-username').value = username;
	input('confirm-code').value = '';
	input('confirm-code').focus();
}

function showConfirm(shown: boolean) {
	byId('confirm').hidden = !shown;
	byId('confirm-show').hidden = shown;
}

// ------------------------------------------------------- signing in and out

async function signIn() {
	const username = input('signin-username').value.trim();
	const details = new AmazonCognitoIdentity.AuthenticationDetails({
		Username: username,
		Password: input('signin-password').value,
	});
	const user = userNamed(username);
	logAction('Sign in');
	say('busy', 'Signing in…');
	const started = performance.now();
	try {
		const session = await new Promise<CognitoUserSession>((onSuccess, onFailure) => {
			user.authenticateUser(details, { onSuccess, onFailure });
		});
		await welcome(user, session, `Signed in. It took ${milliseconds(started)}.`);
	} catch (error) {
		if ((error as CognitoError).code === 'UserNotConfirmedException') askForCode(username);
		throw error;
	}
}

/** Shows who has just signed in. */
async function welcome(user: CognitoUser, session: CognitoUserSession, text: string) {
	say('ok', text);
	byId<HTMLFormElement>('signin').reset();
	showSignedIn(user, session);
	byId('whoami').focus();
	await loadAttributes();
}

async function signOut() {
	logAction('Sign out');
	current?.user.signOut();
	showSignedOut();
	input('signin-username').focus();
	say('ok', 'Signed out. The refresh token is gone from here, but still valid at Cognito.');
}

async function signOutAndRevoke() {
	const user = current?.user;
	if (!user) return;
	logAction('Sign out and revoke');
	await new Promise<void>((resolve, reject) => {
		user.signOut((error) => (error ? reject(error) : resolve()));
	}).finally(() => {
		// Where revoking failed the browser may be signed out all the same.
		refreshView();
		if (!current) input('signin-username').focus();
	});
	say('ok', 'Signed out, and the refresh token is revoked.');
}

// ------------------------------------------------------------- the session

/**
 * Shows what the library makes of the storage. For a stored session that is
 * still valid the answer comes before this function returns, with no request.
 */
function refreshView() {
	const user = pool.getCurrentUser();
	if (!user) {
		showSignedOut();
		return;
	}
	user.getSession((error, session) => {
		if (session) {
			showSignedIn(user, session);
			return;
		}
		// A refused refresh has cleared the tokens; after any other failure they
		// are still there, so the page goes on showing them.
		if (!pool.getCurrentUser()) showSignedOut();
		else if (current === null) setState('signed-out');
		if (error) sayError(error);
	});
}

/**
 * Makes the stored tokens look expired: the library takes the stored drift off
 * the clock before it compares, so this one puts the time at their end.
 */
function turnStoredClock() {
	if (!current) return;
	const { user, session } = current;
	const ends = Math.max(session.getIdToken().getExpiration(), session.getAccessToken().getExpiration());
	const drift = Math.floor(Date.now() / 1000) - ends;
	localStorage.setItem(
		`CognitoIdentityServiceProvider.${config.clientId}.${user.getUsername()}.clockDrift`,
		String(drift),
	);
}

/** Expires the session, then asks for it as often as told, all at once. */
async function expire(times: number) {
	logAction(times === 1 ? 'Expire now' : `Expire now, ask ${times} times`);
	turnStoredClock();
	say('busy', 'Expired. Asking for the session…');
	const started = performance.now();
	// A user object keeps its session in memory, so each caller gets a new one
	// that has to look at the storage.
	const asked = Array.from({ length: times }, () => {
		const user = pool.getCurrentUser();
		if (!user) throw new Error('Nobody is signed in any more.');
		return answer<CognitoUserSession | null>((callback) => user.getSession(callback)).then((session) => ({
			user,
			session,
		}));
	});
	const answers = await Promise.all(asked).catch((error: unknown) => {
		if (!pool.getCurrentUser()) {
			showSignedOut();
			input('signin-username').focus();
		}
		throw error;
	});
	const { user, session } = answers[0]!;
	if (session) showSignedIn(user, session);
	say(
		'ok',
		times === 1
			? `Refreshed in ${milliseconds(started)}.`
			: `${times} callers, ${times} answers in ${milliseconds(started)}. The log shows how many requests it took.`,
	);
}

async function loadAttributes() {
	const user = current?.user;
	if (!user) return;
	const attributes = await answer<CognitoUserAttribute[] | undefined>((callback) => user.getUserAttributes(callback));
	// Somebody may have signed out meanwhile.
	if (current?.user !== user) return;
	fillTable(
		'attributes',
		(attributes ?? []).map((a) => [a.getName(), a.getValue()]),
	);
	showAttributes(true);
}

function showAttributes(shown: boolean) {
	byId('attributes').hidden = !shown;
	byId('attributes-load').textContent = shown ? 'Ask again' : 'Ask Cognito for my attributes';
}

// ------------------------------------------------------------- showing it

function setState(state: 'signed-in' | 'signed-out') {
	byId('signed-in').hidden = state !== 'signed-in';
	byId('signed-out').hidden = state !== 'signed-out';
	page.dataset.state = state;
}

function showSignedOut() {
	current = null;
	setState('signed-out');
	for (const id of ['attributes', 'id-token', 'access-token']) fillTable(id, []);
	forgetPasskeys();
	byId('whoami').replaceChildren();
	byId('refresh-token').replaceChildren();
}

function showSignedIn(user: CognitoUser, session: CognitoUserSession) {
	const someoneElse = current?.user.getUsername() !== user.getUsername();
	current = { user, session };
	if (someoneElse) {
		showAttributes(false);
		forgetPasskeys();
	}
	closePrompt();

	const claims = session.getIdToken().payload;
	const email = typeof claims.email === 'string' ? claims.email : '';
	byId('avatar').textContent = user.getUsername().slice(0, 1).toUpperCase();
	byId('whoami').replaceChildren(
		'Signed in as ',
		make('b', '', user.getUsername()),
		...(email ? [make('span', '', email)] : []),
	);
	fillTable('id-token', claimRows(session.getIdToken()));
	fillTable('access-token', claimRows(session.getAccessToken()));
	byId('refresh-token').replaceChildren(...describeSecret(session.getRefreshToken().getToken()));
	setState('signed-in');
	tick();
}

function* claimRows(token: CognitoToken): Iterable<[string, string]> {
	for (const [name, value] of Object.entries(token.payload)) {
		const isTime = typeof value === 'number' && ['exp', 'iat', 'auth_time', 'nbf'].includes(name);
		yield [
			name,
			isTime ? `${value} · ${clockTime(value * 1000)}` : typeof value === 'string' ? value : JSON.stringify(value),
		];
	}
}

/** A refresh token is as good as a password, and opaque: its looks will do. */
function describeSecret(token: string): (string | Node)[] {
	if (!token) return ['There is none.'];
	return [
		make('code', '', `${token.slice(0, 4)}…`),
		` ${token.length.toLocaleString()} characters that only Cognito can read.`,
	];
}

/** Shows the time left, and asks for the session again when there is none. */
function tick() {
	if (!current) return;
	const { session } = current;
	const id = session.getIdToken();
	const access = session.getAccessToken();
	const ends = Math.min(id.getExpiration(), access.getExpiration());
	const lifetime = ends - Math.max(id.getIssuedAt(), access.getIssuedAt());
	const left = Math.max(0, ends - (Math.floor(Date.now() / 1000) - session.getClockDrift()));

	byId('countdown').textContent = duration(left);
	byId('countdown-note').textContent = left > 0 ? 'until they expire' : 'expired';
	byId('bar').style.setProperty('--left', String(Math.min(1, left / lifetime)));
	if (left === 0 && askedAgainFor !== session) {
		askedAgainFor = session;
		logAction('The session expired by itself');
		refreshView();
	}
}

/** The session that has been asked for again, once, because its time was up. */
let askedAgainFor: CognitoUserSession | undefined;

function duration(seconds: number) {
	const pad = (n: number) => String(n).padStart(2, '0');
	const h = Math.floor(seconds / 3600);
	const m = Math.floor(seconds / 60) % 60;
	return h > 0 ? `${h}:${pad(m)}:${pad(seconds % 60)}` : `${m}:${pad(seconds % 60)}`;
}

const milliseconds = (since: number) => `${Math.round(performance.now() - since)} ms`;

// --------------------------------------------------------------- plumbing

function userNamed(username: string) {
	return new AmazonCognitoIdentity.CognitoUser({ Username: username, Pool: pool });
}

/** A node-style callback as a promise. */
function answer<T>(call: (callback: NodeCallback<T>) => void): Promise<T> {
	return new Promise((resolve, reject) => {
		call((error, value) => (error ? reject(error) : resolve(value)));
	});
}

/** Other tabs write several keys in a row, so this waits until they are done. */
function followOtherTabs() {
	let pending = 0;
	addEventListener('storage', (event) => {
		if (event.key !== null && !event.key.startsWith(`CognitoIdentityServiceProvider.${config.clientId}.`)) return;
		clearTimeout(pending);
		pending = setTimeout(() => {
			const before = current?.user.getUsername();
			refreshView();
			const after = current?.user.getUsername();
			if (before !== after) say('ok', after ? `Another tab signed in as ${after}.` : 'Another tab signed out.');
		}, 50);
	});
}

function wire() {
	onSubmit('signup', signUp);
	onSubmit('confirm', confirm);
	onSubmit('signin', signIn);
	onClick('confirm-resend', resend);
	onClick('confirm-show', () => askForCode(input('signup-username').value.trim()));
	onClick('attributes-load', () => {
		logAction('Ask for the attributes');
		return loadAttributes();
	});
	onClick('expire', () => expire(1));
	onClick('expire-ten', () => expire(10));
	onClick('signout', signOut);
	onClick('signout-revoke', signOutAndRevoke);
	onClick('requests-clear', clearRequests);
}

/** Shows what cognitowasm.passwordless.js adds, where it has been loaded. */
function startPasswordless() {
	if (!('resumeChallenge' in pool)) return;
	show('passwordless');
	startPasskeys(() => current?.user as PasswordlessUser | undefined);
	startChoice({
		pool: pool as PasswordlessPool,
		userNamed: (username) => userNamed(username) as PasswordlessUser,
		welcome,
		askToConfirm: askForCode,
	});
	if (!pool.getCurrentUser()) resume();
}

/** Shows what has one of the entries' classes, where its script has been loaded. */
function show(entry: string) {
	for (const part of document.querySelectorAll<HTMLElement>(`.${entry}`)) part.hidden = false;
}

/** Shows what cognitowasm.oauth.js and cognitowasm.state.js add, where they have been loaded. */
function startEntries() {
	if ('onStateChange' in pool) {
		show('state');
		startUsers(pool as StatePool, refreshView);
	}
	const { domain, provider } = config;
	if (!AmazonCognitoIdentity.OAuth || !domain || !provider) return;
	show('oauth');
	const here = `${location.origin}/?library=${page.dataset.library}`;
	const options = { domain, redirectUri: here, logoutUri: here };
	startRedirect(new AmazonCognitoIdentity.OAuth(pool, options), provider, welcome);
}

/** Forgets the sessions of a demo server that is gone, and its users with it. */
function forgetEarlierRun() {
	// A tab's sign-in that waits is in sessionStorage, so each tab finds out for itself.
	forgetEarlierRunIn(sessionStorage);
	if (forgetEarlierRunIn(localStorage)) say('ok', 'The demo server was started anew; its users are gone.');
}

/** Removes what the library has stored for an earlier server, and reports whether there was one. */
function forgetEarlierRunIn(storage: Storage): boolean {
	const key = 'cognitowasm-demo.run';
	const before = storage.getItem(key);
	if (before === config.run) return false;
	for (const name of Object.keys(storage)) {
		if (name.startsWith('CognitoIdentityServiceProvider.') || name.startsWith('cognitowasm.')) storage.removeItem(name);
	}
	storage.setItem(key, config.run);
	return before !== null;
}

async function start() {
	config = (await (await fetch('/config.json')).json()) as Config;
	followWasm(page.dataset.library ?? '');
	followRequests();
	followMailbox(({ kind, username, code }) => {
		if (kind === 'first-factor') {
			fillPrompt(code);
			return;
		}
		showConfirm(true);
		fillCode(username, code);
	});
	if (typeof AmazonCognitoIdentity === 'undefined') {
		const fix = page.dataset.library === 'upstream' ? 'npm ci' : 'make build';
		say('error', `Its script is not there. Run ${fix} in the project's folder, then reload.`, 'No library');
		return;
	}
	if (page.dataset.library === 'sdk') {
		if (!config.sdk) {
			say('error', "That program is not there. Run make build-sdk in the project's folder, then reload.", 'No program');
			return;
		}
		AmazonCognitoIdentity.configure!(config.sdk);
	}
	pool = new AmazonCognitoIdentity.CognitoUserPool({
		UserPoolId: config.userPoolId,
		ClientId: config.clientId,
		endpoint: config.endpoint,
		keepChallenges: 'session',
	});
	wire();
	try {
		forgetEarlierRun();
	} catch {
		// Storage is blocked: nothing of an earlier run can be there.
	}
	followOtherTabs();
	refreshView();
	startPasswordless();
	startEntries();
	setInterval(tick, 250);
}

void start();
