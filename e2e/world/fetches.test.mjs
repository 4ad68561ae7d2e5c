// Case 32: mocks of fetch, and how they answer, refuse and fail.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import {
	called,
	details,
	keyOf,
	lastUserKey,
	make,
	makeSignedIn,
	signedIn,
	storeExpired,
	tokens,
	which,
	withoutPauses,
} from './library.mjs';
import { ask } from './stubs.mjs';

// Mocks of fetch.

const body = { AuthenticationResult: tokens() };
const text = JSON.stringify(body);

/** What jest-fetch-mock answers with: a Response of node-fetch, whose body is a stream of Node. */
const nodeFetchResponse = (text, status) => ({
	status,
	ok: status < 300,
	statusText: 'OK',
	url: '',
	redirected: false,
	headers: new Map([['content-type', 'text/plain;charset=UTF-8']]),
	body: Readable.from([Buffer.from(text)]),
	bodyUsed: false,
	text: async () => text,
	json: async () => JSON.parse(text),
	arrayBuffer: async () => new TextEncoder().encode(text).buffer,
});

/** What the polyfill of browsers that have no fetch answers with: it has no body. */
class PolyfillResponse {
	constructor(text, status) {
		Object.assign(this, {
			type: 'default',
			status,
			ok: status < 300,
			statusText: '',
			url: '',
			_bodyInit: text,
			_bodyText: text,
			bodyUsed: false,
		});
		this.headers = { map: {}, get: () => null, has: () => false, forEach() {} };
	}
	text() {
		if (this.bodyUsed) return Promise.reject(new TypeError('Already read'));
		this.bodyUsed = true;
		return Promise.resolve(this._bodyText);
	}
	json() {
		return this.text().then(JSON.parse);
	}
}

const styles = {
	'ok and json': () => Promise.resolve({ ok: true, json: () => Promise.resolve(structuredClone(body)) }),
	'ok, status and json': async () => ({ ok: true, status: 200, json: async () => structuredClone(body) }),
	'ok, json and a text that fails': async () => ({
		ok: true,
		json: async () => structuredClone(body),
		text: () => Promise.reject(new Error('no text')),
	}),
	'ok, json and a text of jest.fn()': async () => ({
		ok: true,
		json: async () => structuredClone(body),
		text: () => undefined,
	}),
	'ok, json, and headers that are a plain object': async () => ({
		ok: true,
		status: 200,
		headers: { 'content-type': 'application/json' },
		json: async () => structuredClone(body),
	}),
	'ok, json, headers of an empty object': async () => ({
		ok: true,
		headers: {},
		json: async () => structuredClone(body),
	}),
	'ok, json, status of a text': async () => ({ ok: true, status: '200', json: async () => structuredClone(body) }),
	'ok, json, headers that throw': async () => ({
		ok: true,
		headers: {
			get() {
				throw new Error('A mock without headers.');
			},
		},
		json: async () => structuredClone(body),
	}),
	'a Response': async () => new Response(text),
	'a Response with a charset': async () =>
		new Response(text, { headers: { 'content-type': 'application/json; charset=utf-8' } }),
	'a Response of JSON, as msw': async () => Response.json(body),
	'a clone of a Response': async () =>
		new Response(text, { headers: { 'content-type': 'application/x-amz-json-1.1' } }).clone(),
	'a Response of a stream': async () =>
		new Response(new Blob([text]).stream(), { headers: { 'content-type': 'text/plain' } }),
	'a Response called HTML': async () => new Response(text, { headers: { 'content-type': 'text/html' } }),
	'a byte order mark': async () => new Response('\uFEFF' + text),
	'node-fetch': async () => nodeFetchResponse(text, 200),
	'a polyfill': async () => new PolyfillResponse(text, 200),
	'a promise of another kind': () => {
		const promise = Promise.resolve({ ok: true, json: () => promise.then(() => structuredClone(body)) });
		return { then: (...args) => promise.then(...args) };
	},
	'a promise of another kind that settles at once': () => {
		const settled = (value) => ({
			then: (run) => {
				const result = run(value);
				return result && result.then ? result : settled(result);
			},
			catch: () => settled(value),
		});
		return settled({ ok: true, json: () => settled(structuredClone(body)) });
	},
};

for (const [name, fetch] of Object.entries(styles)) {
	test(`32: a mock of fetch: ${name}`, async () => {
		const { user } = make();
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		const [callback, session] = await ask(
			() => signedIn((callbacks) => user.authenticateUser(details(), callbacks)),
			fetch,
		);
		assert.equal(callback, 'onSuccess', String(session));
		assert.equal(session.getIdToken().getJwtToken(), body.AuthenticationResult.IdToken);
	});
}

test('32: a mock of fetch gets what upstream gives it', async () => {
	const { user } = makeSignedIn({
		endpoint: 'http://localhost:9229/',
		fetchOptions: { credentials: 'include', mode: 'no-cors', cache: 'no-store' },
	});
	const calls = [];
	const fetch = (...args) => {
		calls.push(args);
		return Promise.resolve({ ok: true, json: () => Promise.resolve({ UserAttributes: [] }) });
	};
	await ask(() => called((callback) => user.getUserAttributes(callback)), fetch);
	assert.equal(calls.length, 1);
	const [[url, { signal, ...init }]] = calls;
	assert.equal(url, 'http://localhost:9229/');
	const AccessToken = user.getSignInUserSession().getAccessToken().getJwtToken();
	assert.deepEqual(init, {
		credentials: 'include',
		headers: {
			'Content-Type': 'application/x-amz-json-1.1',
			'X-Amz-Target': 'AWSCognitoIdentityProviderService.GetUser',
			'X-Amz-User-Agent': 'aws-amplify/5.0.4',
			'Cache-Control': 'no-store',
		},
		method: 'POST',
		mode: 'cors',
		body: JSON.stringify({ AccessToken }),
	});
});

// Errors.

const refusals = {
	'__type and message': [
		{
			ok: false,
			status: 400,
			json: async () => ({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' }),
		},
	],
	'no status': [
		{ ok: false, json: async () => ({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' }) },
	],
	'a namespace': [
		{
			ok: false,
			status: 400,
			json: async () => ({
				__type: 'com.amazonaws.cognito#NotAuthorizedException',
				message: 'Incorrect username or password.',
			}),
		},
	],
	'code and Message': [
		{
			ok: false,
			status: 400,
			json: async () => ({ code: 'NotAuthorizedException', Message: 'Incorrect username or password.' }),
		},
	],
	'a Response': [
		new Response('{"__type":"NotAuthorizedException","message":"Incorrect username or password."}', { status: 400 }),
	],
	'a status of 500': [
		new Response('{"__type":"NotAuthorizedException","message":"Incorrect username or password."}', { status: 500 }),
	],
	'an error name that nobody knows': [
		{ ok: false, status: 400, json: async () => ({ __type: 'SomethingNewException', message: 'Something new.' }) },
		'SomethingNewException',
		'Something new.',
	],
	'no message': [
		{ ok: false, status: 400, json: async () => ({ __type: 'NotAuthorizedException' }) },
		'NotAuthorizedException',
		'null',
	],
	'a header only': [
		new Response('', {
			status: 400,
			headers: { 'x-amzn-errortype': 'NotAuthorizedException:http://internal.amazon.com/' },
		}),
		'NotAuthorizedException',
		'400',
	],
	'a header and an empty object': [
		new Response('{}', { status: 400, headers: { 'x-amzn-errortype': 'NotAuthorizedException' } }),
		'NotAuthorizedException',
		'400',
	],
	'a header and HTML': [
		new Response('<p>Bad Request</p>', { status: 403, headers: { 'x-amzn-errortype': 'ForbiddenException:' } }),
		'ForbiddenException',
		'403',
	],
};

for (const [
	name,
	[response, code = 'NotAuthorizedException', message = 'Incorrect username or password.'],
] of Object.entries(refusals)) {
	test(`32: a refusal with ${name}`, async () => {
		const { user } = make();
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		const copies = () => (response instanceof Response ? response.clone() : response);
		const [callback, error] = await ask(
			() => signedIn((callbacks) => user.authenticateUser(details(), callbacks)),
			async () => copies(),
		);
		assert.equal(callback, 'onFailure');
		assert.deepEqual([error.code, error.name], [code, code]);
		// Ours says something where the service did not: that is one of the listed differences.
		const said =
			which === 'ours' && message !== 'Incorrect username or password.' && message !== 'Something new.'
				? /^The service gave no message/
				: new RegExp(`^${message}$`);
		assert.match(error.message, said);
		assert.ok(error instanceof Error);

		const [refused, nothing] = await ask(
			() => called((callback) => user.confirmRegistration('123456', true, callback)),
			async () => copies(),
		);
		assert.deepEqual([refused.code, refused.message, nothing], [code, error.message, null]);
	});
}

test('32: a refusal without a code is an error all the same', async () => {
	for (const response of [
		{ ok: false, status: 500, json: async () => ({}) },
		{ ok: false, status: 502, json: () => Promise.reject(new SyntaxError('no JSON')) },
		{ ok: false, json: async () => ({ message: 'Forbidden' }) },
	]) {
		const { user } = make();
		const [error] = await ask(
			() => called((callback) => user.confirmRegistration('123456', true, callback)),
			async () => response,
		);
		assert.ok(error instanceof Error);
	}
});

test('32: a fetch that rejects with a TypeError is a network error', async () => {
	const { user } = make();
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const [callback, error] = await ask(
		() => signedIn((callbacks) => user.authenticateUser(details(), callbacks)),
		() => Promise.reject(new TypeError('Failed to fetch')),
	);
	assert.deepEqual([callback, error.code, error.message], ['onFailure', 'NetworkError', 'Network error']);
});

test('32: a fetch that rejects with an error of its own', async () => {
	class MockError extends Error {
		name = 'MockError';
		code = 'ECONNREFUSED';
	}
	const { user } = make();
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const thrown = new MockError('connect ECONNREFUSED');
	const [callback, error] = await ask(
		() => signedIn((callbacks) => user.authenticateUser(details(), callbacks)),
		() => Promise.reject(thrown),
	);
	assert.equal(callback, 'onFailure');
	// Ours has one code for all that fetch fails with: that is one of the listed differences.
	const own = which === 'ours' ? error.cause : error;
	assert.equal(own.message, 'connect ECONNREFUSED');
	assert.equal(own.code, 'ECONNREFUSED');
});

test('32: a fetch that fails in a refresh leaves the session where it is', async () => {
	for (const failure of [new TypeError('Failed to fetch'), new Error('mock'), 'a text']) {
		const { user, Storage } = make();
		storeExpired(Storage);
		const restore = withoutPauses();
		try {
			const [error, session] = await ask(
				() => called((callback) => user.getSession(callback)),
				() => Promise.reject(failure),
			);
			assert.ok(error);
			assert.equal(session, null);
			assert.equal(Storage.getItem(lastUserKey), 'ada');
			assert.equal(Storage.getItem(keyOf('ada', 'refreshToken')), 'refresh-ada');
		} finally {
			restore();
		}
	}
});
