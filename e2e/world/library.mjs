// The library under test, and what the cases have in common.
//
// WORLD_PROJECT is a folder whose node_modules/amazon-cognito-identity-js is either
// upstream or this project's packed package; WORLD_LIBRARY says which: 'upstream' or
// 'ours'. A case expects the same of both, unless it says why not.
import { createRequire } from 'node:module';
// The clock of the tests themselves, whatever a case makes of the global one.
import { clearTimeout, setTimeout } from 'node:timers';

const folder = process.env.WORLD_PROJECT ?? import.meta.dirname;

/** Which library is under test: 'upstream' or 'ours'. */
export const which = process.env.WORLD_LIBRARY ?? 'upstream';

/** `require` of the project that has the library under test. */
export const require = createRequire(folder + '/application.js');

/** Node's own fetch, for the case that has a server. */
export const { fetch } = globalThis;

// No other case reaches the network, whatever the library does.
globalThis.fetch = async (url) => {
	throw new TypeError(`A test would have reached ${url}.`);
};

/** The library under test, as CommonJS. */
export const library = require('amazon-cognito-identity-js');

export const UserPoolId = 'eu-west-1_AbCdEf123';
export const ClientId = 'client1';

/** The storage key of one of a user's values. */
export const keyOf = (username, name) => `CognitoIdentityServiceProvider.${ClientId}.${username}.${name}`;
export const lastUserKey = `CognitoIdentityServiceProvider.${ClientId}.LastAuthUser`;

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT with any header and signature. */
export const jwt = (payload) => `${part({})}.${part(payload)}.c2ln`;

/** An AuthenticationResult whose tokens are valid from now on, for an hour unless told otherwise. */
export function tokens(username = 'ada', { from = Math.floor(Date.now() / 1000), seconds = 3600, ...claims } = {}) {
	const times = { iat: from, exp: from + seconds };
	return {
		IdToken: jwt({ 'cognito:username': username, sub: 'sub-' + username, ...times, ...claims }),
		AccessToken: jwt({ username, sub: 'sub-' + username, ...times, ...claims }),
		RefreshToken: 'refresh-' + username,
		ExpiresIn: seconds,
		TokenType: 'Bearer',
	};
}

/** A storage over a Map, as applications write it. */
export function mapStorage() {
	const items = new Map();
	return {
		items,
		setItem: (key, value) => void items.set(key, String(value)),
		getItem: (key) => items.get(key) ?? null,
		removeItem: (key) => void items.delete(key),
		clear: () => items.clear(),
	};
}

/** Stores a session as both libraries do. */
export function store(storage, username = 'ada', result = tokens(username)) {
	storage.setItem(keyOf(username, 'idToken'), result.IdToken);
	storage.setItem(keyOf(username, 'accessToken'), result.AccessToken);
	storage.setItem(keyOf(username, 'refreshToken'), result.RefreshToken);
	storage.setItem(keyOf(username, 'clockDrift'), '0');
	storage.setItem(lastUserKey, username);
	return result;
}

/** Stores a session that has expired and can be refreshed. */
export const storeExpired = (storage, username = 'ada') =>
	store(storage, username, tokens(username, { from: Math.floor(Date.now() / 1000) - 7200 }));

/** A promise that is rejected when nothing settles it: a callback that never comes is a failure of its own test. */
const answered = (run) =>
	new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error('No callback was called.')), 10_000);
		const settle = (value) => {
			clearTimeout(timer);
			resolve(value);
		};
		try {
			run(settle);
		} catch (error) {
			clearTimeout(timer);
			reject(error);
		}
	});

/** Calls with a node-style callback, as a promise of its arguments. */
export const called = (run) => answered((resolve) => run((...args) => resolve(args)));

/** The members of callback objects. */
export const callbackNames = [
	'onSuccess',
	'onFailure',
	'mfaRequired',
	'totpRequired',
	'customChallenge',
	'newPasswordRequired',
	'mfaSetup',
	'selectMFAType',
	'associateSecretCode',
	'inputVerificationCode',
];

/**
 * The callbacks of a sign-in, as a promise of [name, ...arguments] of the one that is called.
 *
 * @param without - names of members that the application leaves out
 */
export const signedIn = (run, without = []) =>
	answered((resolve) => {
		const names = callbackNames.filter((name) => !without.includes(name));
		run(Object.fromEntries(names.map((name) => [name, (...args) => resolve([name, ...args])])));
	});

/**
 * Shortens the pauses between upstream's six tries of a refresh, which take six
 * seconds; our package asks once more only where that can help.
 *
 * @returns puts the clock back
 */
export function withoutPauses() {
	if (which !== 'upstream') return () => {};
	const before = globalThis.setTimeout;
	globalThis.setTimeout = (run, delay, ...args) => before(run, delay / 100, ...args);
	return () => void (globalThis.setTimeout = before);
}

/** A pool over a storage, a user of it, and both at the service's address that no test reaches. */
export function make({ username = 'ada', Storage = mapStorage(), ...options } = {}) {
	const pool = new library.CognitoUserPool({ UserPoolId, ClientId, Storage, ...options });
	const user = new library.CognitoUser({ Username: username, Pool: pool, Storage });
	return { Storage, pool, user };
}

/** A user with a valid session in memory and in storage. */
export function makeSignedIn({ result, ...options } = {}) {
	const made = make(options);
	store(made.Storage, made.user.getUsername(), result);
	made.user.getSession((error) => {
		if (error) throw error;
	});
	return made;
}

/** A password, as authenticateUser takes it. */
export const details = (more) =>
	new library.AuthenticationDetails({ Username: 'ada', Password: 'Correct-horse-1', ...more });

/**
 * Puts a function in the place of fetch: it gets the operation's name and its members,
 * and gives the reply's members, or a Response-like object that has `ok`.
 *
 * @returns the requests that were made, and `restore`
 */
export function mockFetch(answer) {
	const before = globalThis.fetch;
	const requests = [];
	globalThis.fetch = async (url, init) => {
		const operation = init.headers['X-Amz-Target'].split('.')[1];
		const input = JSON.parse(init.body);
		requests.push({ url: String(url), operation, input, init });
		const reply = await answer(operation, input, requests.length);
		if (reply && 'ok' in reply) return reply;
		return {
			ok: true,
			status: 200,
			headers: new Headers(),
			json: async () => reply,
			text: async () => JSON.stringify(reply),
		};
	};
	return { requests, restore: () => void (globalThis.fetch = before) };
}
