// The library under test, and what the cases have in common.
//
// WORLD_PROJECT is a folder whose node_modules/amazon-cognito-identity-js is either
// upstream or this project's packed package; WORLD_LIBRARY says which: 'original' or
// 'ours'. A case expects the same of both, unless it says why not.
import { createRequire } from 'node:module';

const folder = process.env.WORLD_PROJECT ?? import.meta.dirname;

/** Which library is under test: 'original' or 'ours'. */
export const which = process.env.WORLD_LIBRARY ?? 'original';

/** `require` of the project that has the library under test. */
export const require = createRequire(folder + '/application.js');

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

/** Calls with a node-style callback, as a promise of its arguments. */
export const called = (run) => new Promise((resolve) => run((...args) => resolve(args)));

/** The callbacks of a sign-in, as a promise of [name, ...arguments] of the one that is called. */
export const signedIn = (run) =>
	new Promise((resolve) => {
		const names = ['onSuccess', 'onFailure', 'mfaRequired', 'totpRequired', 'customChallenge', 'newPasswordRequired', 'mfaSetup', 'selectMFAType'];
		run(Object.fromEntries(names.map((name) => [name, (...args) => resolve([name, ...args])])));
	});

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
		return { ok: true, status: 200, headers: new Headers(), json: async () => reply, text: async () => JSON.stringify(reply) };
	};
	return { requests, restore: () => void (globalThis.fetch = before) };
}
