// Cases 9 to 12 and 32: replies of emulators, stubs and mocks of fetch, which have less
// in them than the service's own, or more, or something else.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import {
	called,
	details,
	keyOf,
	lastUserKey,
	library,
	make,
	makeSignedIn,
	mockFetch,
	signedIn,
	store,
	storeExpired,
	tokens,
	which,
	withoutPauses,
} from './library.mjs';

/** Signs ada in with a password that is sent as it is, and gives the callback that was called. */
async function signIn(answer, { user, Storage } = make(), without) {
	const { requests, restore } = mockFetch(answer);
	try {
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		return { called: await signedIn((callbacks) => user.authenticateUser(details(), callbacks), without), requests, user, Storage };
	} finally {
		restore();
	}
}

/** Makes one call of a method against a fetch that always gives the same. */
async function ask(run, response) {
	const before = globalThis.fetch;
	globalThis.fetch = response;
	try {
		return await run();
	} finally {
		globalThis.fetch = before;
	}
}

const operations = (requests) => requests.map(({ operation, input }) => input.ChallengeName ?? operation);

// Tokens beside a challenge's name.

for (const ChallengeName of ['PASSWORD_VERIFIER', 'SOMETHING_NEW', '', null]) {
	test(`9: tokens beside the challenge name ${JSON.stringify(ChallengeName)} are a sign-in`, async () => {
		const result = tokens();
		const { called: got, user, Storage } = await signIn(() => ({ ChallengeName, ChallengeParameters: {}, AuthenticationResult: result }));
		assert.equal(got[0], 'onSuccess', String(got[1]));
		assert.equal(got[1].getIdToken().getJwtToken(), result.IdToken);
		assert.equal(got.length, 2);
		assert.equal(user.challengeName || null, ChallengeName || null);
		assert.equal(Storage.getItem(keyOf('ada', 'accessToken')), result.AccessToken);
	});
}

test('9: tokens beside a challenge name after a code, a new password and an answer', async () => {
	const reply = { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: {}, AuthenticationResult: tokens() };
	const { restore } = mockFetch(() => reply);
	try {
		for (const step of [
			(user, callbacks) => user.sendMFACode('123456', callbacks),
			(user, callbacks) => user.completeNewPasswordChallenge('New-horse-1', {}, callbacks),
			(user, callbacks) => user.sendCustomChallengeAnswer('answer', callbacks),
			(user, callbacks) => user.initiateAuth(details(), callbacks),
			(user, callbacks) => user.authenticateUserInternal(reply, new library.AuthenticationHelper('AbCdEf123'), callbacks),
		]) {
			const { user } = make();
			user.Session = 'state-1';
			const [callback, session] = await signedIn((callbacks) => step(user, callbacks));
			assert.equal(callback, 'onSuccess', `${step}: ${session}`);
			assert.equal(session.isValid(), true);
		}
	} finally {
		restore();
	}
});

test('9: a refresh that is answered with a challenge name too', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	const fresh = tokens();
	const { restore } = mockFetch(() => ({ ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: {}, AuthenticationResult: { ...fresh } }));
	try {
		const [error, session] = await called((callback) => user.getSession(callback));
		assert.ifError(error);
		assert.equal(session.getIdToken().getJwtToken(), fresh.IdToken);
	} finally {
		restore();
	}
});

// Sign-ins by SRP.

/** Signs ada in by SRP, against parameters of a stub. */
async function signInBySRP(ChallengeParameters, { flow = 'USER_SRP_AUTH', more = {}, made = make() } = {}) {
	const { user } = made;
	const { requests, restore } = mockFetch((operation) =>
		operation === 'InitiateAuth' ? { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters, ...more } : { AuthenticationResult: tokens() },
	);
	try {
		user.setAuthenticationFlowType(flow);
		const got = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
		return { called: got, requests, ...made };
	} finally {
		restore();
	}
}

const uuid = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const hex = uuid.replaceAll('-', '');

/** Looks at a sign-in by SRP that a stub has let in. */
function letIn({ called: [callback, session], requests, user, Storage }, block, username = 'ada') {
	assert.equal(callback, 'onSuccess', String(session));
	assert.equal(session.isValid(), true);
	assert.deepEqual(operations(requests), ['InitiateAuth', 'PASSWORD_VERIFIER']);
	assert.match(requests[0].input.AuthParameters.SRP_A, /^[0-9a-f]{700,}$/);
	const { PASSWORD_CLAIM_SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE, TIMESTAMP, USERNAME } = requests[1].input.ChallengeResponses;
	assert.equal(PASSWORD_CLAIM_SECRET_BLOCK, block);
	assert.equal(Buffer.from(PASSWORD_CLAIM_SIGNATURE, 'base64').length, 32);
	assert.match(TIMESTAMP, /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d UTC \d{4}$/);
	assert.equal(USERNAME, username);
	assert.equal(user.getUsername(), username);
	assert.equal(Storage.getItem(lastUserKey), username);
	assert.doesNotMatch(JSON.stringify(requests.map(({ input }) => input)), /Correct-horse/);
}

test("10: moto: parameters of 32 digits and a UUID as the block", async () => {
	const parameters = { SALT: hex, SRP_B: hex, USERNAME: 'ada', USER_ID_FOR_SRP: 'ada', SECRET_BLOCK: uuid };
	letIn(await signInBySRP(parameters, { more: { Session: uuid } }), uuid);
});

test('10: moto: the user is known by an id', async () => {
	const parameters = { SALT: hex, SRP_B: hex, USERNAME: 'sub-ada', USER_ID_FOR_SRP: 'sub-ada', SECRET_BLOCK: uuid };
	letIn(await signInBySRP(parameters), uuid, 'sub-ada');
});

test('10: moto: CUSTOM_AUTH that begins with SRP', async () => {
	const parameters = { SALT: hex, SRP_B: hex, USERNAME: 'ada', USER_ID_FOR_SRP: 'ada', SECRET_BLOCK: uuid };
	const got = await signInBySRP(parameters, { flow: 'CUSTOM_AUTH' });
	letIn(got, uuid);
	assert.equal(got.requests[0].input.AuthParameters.CHALLENGE_NAME, 'SRP_A');
});

test('10: short parameters: upper case, few digits, an odd number of digits', async () => {
	for (const [SALT, SRP_B] of [['A', 'B'], ['ABC', 'DEF'], ['1234567890', '0123456789abcdef']]) {
		letIn(await signInBySRP({ SALT, SRP_B, USER_ID_FOR_SRP: 'ada', SECRET_BLOCK: 'c2VjcmV0' }), 'c2VjcmV0');
	}
});

test('11: a Cypress stub that has neither SALT nor SRP_B', async () => {
	letIn(await signInBySRP({ SECRET_BLOCK: 'XXXXX', USER_ID_FOR_SRP: 'XXXXX' }), 'XXXXX', 'XXXXX');
});

test('11: stubs whose parameters are words or empty', async () => {
	for (const parameters of [
		{ SALT: 'salt', SRP_B: 'srp-b' },
		{ SALT: 'mock-salt', SRP_B: 'mock-srp-b' },
		{ SALT: 'xxxx', SRP_B: 'a1b2' },
		{ SALT: 'a1b2', SRP_B: 'xxxx' },
		{ SALT: '', SRP_B: 'ab' },
		{ SRP_B: 'ab' },
	]) {
		letIn(await signInBySRP({ ...parameters, SECRET_BLOCK: 'secret', USER_ID_FOR_SRP: 'ada' }), 'secret');
	}
});

test('11: a block that is no base 64', async () => {
	for (const SECRET_BLOCK of ['!!', '', 'a', 'mock-secret-block', '____----']) {
		letIn(await signInBySRP({ SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK, USER_ID_FOR_SRP: 'ada' }), SECRET_BLOCK);
	}
});

test('11: an SRP_B of 0 never brings the password, nor a proof of it', async () => {
	const { called: got, requests } = await signInBySRP({ SALT: 'ab', SRP_B: '0', SECRET_BLOCK: 'c2VjcmV0', USER_ID_FOR_SRP: 'ada' });
	// Upstream stops. A proof that is not made of the password serves a stub, too.
	if (which === 'upstream' || got[0] === 'onFailure') {
		assert.equal(got[0], 'onFailure');
		assert.deepEqual(operations(requests), ['InitiateAuth']);
	}
	assert.doesNotMatch(JSON.stringify(requests.map(({ input }) => input)), /Correct-horse/);
});

test('11: a stub that answers InitiateAuth without a challenge name', async () => {
	letIn(await signInBySRP({ SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK: 'c2VjcmV0', USER_ID_FOR_SRP: 'ada' }, { more: { ChallengeName: undefined } }), 'c2VjcmV0');
	letIn(await signInBySRP({ SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK: 'c2VjcmV0', USER_ID_FOR_SRP: 'ada' }, { more: { ChallengeName: 'ANYTHING' } }), 'c2VjcmV0');
});

// Tokens that are no JWTs.

const mocks = { IdToken: 'mock-id-token', AccessToken: 'mock-access-token', RefreshToken: 'mock-refresh-token' };
const forms = {
	words: mocks,
	'words and dots': { IdToken: 'header.payload.signature', AccessToken: 'a.b.c', RefreshToken: 'r' },
	'JSON that is no object': { IdToken: 'a.MQ.c', AccessToken: 'a.InRleHQi.c', RefreshToken: 'r' },
	'no refresh token': { IdToken: 'mock-id-token', AccessToken: 'mock-access-token' },
	'an ID token only': { IdToken: 'mock-id-token' },
	'an access token only': { AccessToken: 'mock-access-token' },
	nothing: {},
};

for (const [name, AuthenticationResult] of Object.entries(forms)) {
	test(`12: tokens of ${name}: a sign-in`, async () => {
		const { called: got, user, Storage } = await signIn(() => ({ AuthenticationResult, ChallengeParameters: {} }));
		assert.equal(got[0], 'onSuccess', String(got[1]));
		const [, session] = got;
		assert.equal(session.getIdToken().getJwtToken(), AuthenticationResult.IdToken ?? '');
		assert.equal(session.getAccessToken().getJwtToken(), AuthenticationResult.AccessToken ?? '');
		assert.equal(session.getRefreshToken().getToken(), AuthenticationResult.RefreshToken ?? '');
		if (name !== 'JSON that is no object') assert.deepEqual(session.getIdToken().payload, {});
		assert.equal(session.isValid(), false);
		assert.equal(user.getSignInUserSession(), session);
		assert.deepEqual(
			Object.fromEntries(Storage.items),
			{
				[keyOf('ada', 'idToken')]: AuthenticationResult.IdToken ?? '',
				[keyOf('ada', 'accessToken')]: AuthenticationResult.AccessToken ?? '',
				[keyOf('ada', 'refreshToken')]: AuthenticationResult.RefreshToken ?? '',
				[keyOf('ada', 'clockDrift')]: 'NaN',
				[lastUserKey]: 'ada',
			},
		);
	});
}

test('12: tokens that are no JWTs: a sign-in by SRP, after a code, by initiateAuth', async () => {
	const { restore } = mockFetch((operation, { AuthFlow }) =>
		AuthFlow === 'USER_SRP_AUTH' ? { ChallengeParameters: { SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK: 'c2VjcmV0', USER_ID_FOR_SRP: 'ada' } } : { AuthenticationResult: mocks },
	);
	try {
		for (const step of [
			(user, callbacks) => user.authenticateUser(details(), callbacks),
			(user, callbacks) => user.sendMFACode('123456', callbacks),
			(user, callbacks) => user.initiateAuth(details(), callbacks),
			(user, callbacks) => user.completeNewPasswordChallenge('New-horse-1', {}, callbacks),
		]) {
			const { user } = make();
			const [callback, session] = await signedIn((callbacks) => step(user, callbacks));
			assert.equal(callback, 'onSuccess', `${step}: ${session}`);
			assert.equal(session.getAccessToken().getJwtToken(), 'mock-access-token');
		}
	} finally {
		restore();
	}
});

for (const stored of ['words', 'JWTs']) {
	test(`12: tokens that are no JWTs: a refresh of stored ${stored}`, async () => {
		const { user, pool, Storage } = make();
		if (stored === 'JWTs') storeExpired(Storage);
		else store(Storage, 'ada', mocks);
		const { requests, restore } = mockFetch(() => ({ AuthenticationResult: { IdToken: 'mock-id-token-2', AccessToken: 'mock-access-token-2' } }));
		try {
			const [error, session] = await called((callback) => user.getSession(callback));
			assert.ifError(error);
			assert.equal(session.getIdToken().getJwtToken(), 'mock-id-token-2');
			assert.equal(session.isValid(), false);
			const { REFRESH_TOKEN } = requests[0].input.AuthParameters;
			assert.equal(session.getRefreshToken().getToken(), REFRESH_TOKEN);
			assert.equal(REFRESH_TOKEN, stored === 'JWTs' ? 'refresh-ada' : 'mock-refresh-token');
			assert.equal(Storage.getItem(keyOf('ada', 'accessToken')), 'mock-access-token-2');
			assert.equal(Storage.getItem(keyOf('ada', 'clockDrift')), 'NaN');
			assert.equal(pool.getCurrentUser().getUsername(), 'ada');
		} finally {
			restore();
		}
	});
}

test('12: tokens that are no JWTs: signed out again', async () => {
	const { user, pool, Storage } = await signIn(() => ({ AuthenticationResult: mocks })).then(({ user, Storage }) => ({ user, Storage, pool: user.pool }));
	user.signOut();
	assert.equal(Storage.items.size, 0);
	assert.equal(user.getSignInUserSession(), null);
	assert.equal(pool.getCurrentUser(), null);
});

test('12: tokens that are no JWTs, in a session that the application has made', () => {
	const { user, Storage } = make();
	user.setSignInUserSession(user.getCognitoUserSession(mocks));
	assert.equal(Storage.getItem(keyOf('ada', 'idToken')), 'mock-id-token');
	assert.equal(Storage.getItem(keyOf('ada', 'clockDrift')), 'NaN');
});

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
		Object.assign(this, { type: 'default', status, ok: status < 300, statusText: '', url: '', _bodyInit: text, _bodyText: text, bodyUsed: false });
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
	'ok, json and a text that fails': async () => ({ ok: true, json: async () => structuredClone(body), text: () => Promise.reject(new Error('no text')) }),
	'ok, json and a text of jest.fn()': async () => ({ ok: true, json: async () => structuredClone(body), text: () => undefined }),
	'ok, json, and headers that are a plain object': async () => ({ ok: true, status: 200, headers: { 'content-type': 'application/json' }, json: async () => structuredClone(body) }),
	'ok, json, headers of an empty object': async () => ({ ok: true, headers: {}, json: async () => structuredClone(body) }),
	'ok, json, status of a text': async () => ({ ok: true, status: '200', json: async () => structuredClone(body) }),
	'ok, json, headers that throw': async () => ({
		ok: true,
		headers: {
			get() {
				throw new Error('not implemented');
			},
		},
		json: async () => structuredClone(body),
	}),
	'a Response': async () => new Response(text),
	'a Response with a charset': async () => new Response(text, { headers: { 'content-type': 'application/json; charset=utf-8' } }),
	'a Response of JSON, as msw': async () => Response.json(body),
	'a clone of a Response': async () => new Response(text, { headers: { 'content-type': 'application/x-amz-json-1.1' } }).clone(),
	'a Response of a stream': async () => new Response(new Blob([text]).stream(), { headers: { 'content-type': 'text/plain' } }),
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
		const [callback, session] = await ask(() => signedIn((callbacks) => user.authenticateUser(details(), callbacks)), fetch);
		assert.equal(callback, 'onSuccess', String(session));
		assert.equal(session.getIdToken().getJwtToken(), body.AuthenticationResult.IdToken);
	});
}

test('32: a mock of fetch gets what upstream gives it', async () => {
	const { user } = makeSignedIn({ endpoint: 'http://localhost:9229/', fetchOptions: { credentials: 'include', mode: 'no-cors', cache: 'no-store' } });
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
	'__type and message': [{ ok: false, status: 400, json: async () => ({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' }) }],
	'no status': [{ ok: false, json: async () => ({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' }) }],
	'a namespace': [{ ok: false, status: 400, json: async () => ({ __type: 'com.amazonaws.cognito#NotAuthorizedException', message: 'Incorrect username or password.' }) }],
	'code and Message': [{ ok: false, status: 400, json: async () => ({ code: 'NotAuthorizedException', Message: 'Incorrect username or password.' }) }],
	'a Response': [new Response('{"__type":"NotAuthorizedException","message":"Incorrect username or password."}', { status: 400 })],
	'a status of 500': [new Response('{"__type":"NotAuthorizedException","message":"Incorrect username or password."}', { status: 500 })],
	'an error name that nobody knows': [{ ok: false, status: 400, json: async () => ({ __type: 'SomethingNewException', message: 'Something new.' }) }, 'SomethingNewException', 'Something new.'],
	'no message': [{ ok: false, status: 400, json: async () => ({ __type: 'NotAuthorizedException' }) }, 'NotAuthorizedException', 'null'],
	'a header only': [new Response('', { status: 400, headers: { 'x-amzn-errortype': 'NotAuthorizedException:http://internal.amazon.com/' } }), 'NotAuthorizedException', '400'],
	'a header and an empty object': [new Response('{}', { status: 400, headers: { 'x-amzn-errortype': 'NotAuthorizedException' } }), 'NotAuthorizedException', '400'],
	'a header and HTML': [new Response('<p>Bad Request</p>', { status: 403, headers: { 'x-amzn-errortype': 'ForbiddenException:' } }), 'ForbiddenException', '403'],
};

for (const [name, [response, code = 'NotAuthorizedException', message = 'Incorrect username or password.']] of Object.entries(refusals)) {
	test(`32: a refusal with ${name}`, async () => {
		const { user } = make();
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		const copies = () => (response instanceof Response ? response.clone() : response);
		const [callback, error] = await ask(() => signedIn((callbacks) => user.authenticateUser(details(), callbacks)), async () => copies());
		assert.equal(callback, 'onFailure');
		assert.deepEqual([error.code, error.name], [code, code]);
		// Ours says something where the service did not: that is one of the listed differences.
		const said = which === 'ours' && message !== 'Incorrect username or password.' && message !== 'Something new.' ? /^The service gave no message/ : new RegExp(`^${message}$`);
		assert.match(error.message, said);
		assert.ok(error instanceof Error);

		const [refused, nothing] = await ask(() => called((callback) => user.confirmRegistration('123456', true, callback)), async () => copies());
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
		const [error] = await ask(() => called((callback) => user.confirmRegistration('123456', true, callback)), async () => response);
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

// Replies with less in them.

/** Calls a method against replies, by the name of the operation, or one reply for all. */
async function reply(run, answer = {}) {
	const { requests, restore } = mockFetch(typeof answer === 'function' ? answer : () => structuredClone(answer));
	try {
		return { got: await run(), requests };
	} finally {
		restore();
	}
}

const toCallback = (run) => (user) => called((callback) => run(user, callback));
const toCallbacks = (run, without) => (user) => signedIn((callbacks) => run(user, callbacks), without);

/** Methods, and what they bring when all replies are empty objects. */
const empty = {
	signUp: [toCallback((user, callback) => user.pool.signUp('bob', 'Correct-horse-2', [], [], callback)), (error, { user, ...more }) => [error, user.getUsername(), more], [null, 'bob', { userConfirmed: undefined, userSub: undefined, codeDeliveryDetails: undefined }]],
	confirmRegistration: [toCallback((user, callback) => user.confirmRegistration('123456', true, callback)), null, [null, 'SUCCESS']],
	resendConfirmationCode: [toCallback((user, callback) => user.resendConfirmationCode(callback)), null, [null, {}]],
	forgotPassword: [toCallbacks((user, callbacks) => user.forgotPassword(callbacks)), null, ['inputVerificationCode', {}]],
	'forgotPassword without inputVerificationCode': [toCallbacks((user, callbacks) => user.forgotPassword(callbacks), ['inputVerificationCode']), null, ['onSuccess', {}]],
	confirmPassword: [toCallbacks((user, callbacks) => user.confirmPassword('123456', 'New-horse-1', callbacks)), null, ['onSuccess', 'SUCCESS']],
	changePassword: [toCallback((user, callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback)), null, [null, 'SUCCESS']],
	enableMFA: [toCallback((user, callback) => user.enableMFA(callback)), null, [null, 'SUCCESS']],
	disableMFA: [toCallback((user, callback) => user.disableMFA(callback)), null, [null, 'SUCCESS']],
	getMFAOptions: [toCallback((user, callback) => user.getMFAOptions(callback)), null, [null, undefined]],
	setUserMfaPreference: [toCallback((user, callback) => user.setUserMfaPreference(null, { Enabled: true, PreferredMfa: true }, callback)), null, [null, 'SUCCESS']],
	getUserAttributes: [toCallback((user, callback) => user.getUserAttributes(callback)), (error) => [error instanceof Error], [true]],
	updateAttributes: [toCallback((user, callback) => user.updateAttributes([{ Name: 'email', Value: 'ada@example.com' }], callback)), null, [null, 'SUCCESS', {}]],
	deleteAttributes: [toCallback((user, callback) => user.deleteAttributes(['email'], callback)), null, [null, 'SUCCESS']],
	getUserData: [toCallback((user, callback) => user.getUserData(callback)), null, [null, {}]],
	getAttributeVerificationCode: [toCallbacks((user, callbacks) => user.getAttributeVerificationCode('email', callbacks)), null, ['inputVerificationCode', {}]],
	'getAttributeVerificationCode without inputVerificationCode': [toCallbacks((user, callbacks) => user.getAttributeVerificationCode('email', callbacks), ['inputVerificationCode']), null, ['onSuccess', 'SUCCESS']],
	verifyAttribute: [toCallbacks((user, callbacks) => user.verifyAttribute('email', '123456', callbacks)), null, ['onSuccess', 'SUCCESS']],
	getDevice: [toCallbacks((user, callbacks) => user.getDevice(callbacks)), null, ['onSuccess', {}]],
	listDevices: [toCallbacks((user, callbacks) => user.listDevices(10, null, callbacks)), null, ['onSuccess', {}]],
	forgetDevice: [toCallbacks((user, callbacks) => user.forgetDevice(callbacks)), null, ['onSuccess', 'SUCCESS']],
	forgetSpecificDevice: [toCallbacks((user, callbacks) => user.forgetSpecificDevice('device-1', callbacks)), null, ['onSuccess', 'SUCCESS']],
	setDeviceStatusRemembered: [toCallbacks((user, callbacks) => user.setDeviceStatusRemembered(callbacks)), null, ['onSuccess', 'SUCCESS']],
	setDeviceStatusNotRemembered: [toCallbacks((user, callbacks) => user.setDeviceStatusNotRemembered(callbacks)), null, ['onSuccess', 'SUCCESS']],
	globalSignOut: [toCallbacks((user, callbacks) => user.globalSignOut(callbacks)), null, ['onSuccess', 'SUCCESS']],
	deleteUser: [toCallback((user, callback) => user.deleteUser(callback)), null, [null, 'SUCCESS']],
	associateSoftwareToken: [toCallbacks((user, callbacks) => user.associateSoftwareToken(callbacks)), null, ['associateSecretCode', undefined]],
	verifySoftwareToken: [toCallbacks((user, callbacks) => user.verifySoftwareToken('123456', 'phone', callbacks)), null, ['onSuccess', {}]],
	'client.request': [toCallback((user, callback) => user.client.request('DescribeSomething', {}, callback)), null, [null, {}]],
	'client.promisifyRequest': [(user) => user.client.promisifyRequest('DescribeSomething', {}).then((value) => [value]), null, [{}]],
	'client.requestWithRetry': [toCallback((user, callback) => user.client.requestWithRetry('DescribeSomething', {}, callback)), null, [null, {}]],
};

for (const [name, [run, see, want]] of Object.entries(empty)) {
	test(`32: an empty object as the reply: ${name}`, async () => {
		const { user } = makeSignedIn();
		const { got, requests } = await reply(() => run(user));
		assert.deepEqual(see ? see(...got) : got, want);
		assert.ok(requests.length);
	});
}

test('32: an empty body with ok is an empty object', async () => {
	const { user } = makeSignedIn();
	const responses = [
		async () => new Response(''),
		async () => new Response('', { headers: { 'content-type': 'application/json' } }),
		async () => new Response('', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
		async () => ({ ok: true, json: () => Promise.reject(new SyntaxError('Unexpected end of JSON input')) }),
		async () => new Response(null, { status: 204 }),
	];
	for (const response of responses) {
		assert.deepEqual(await ask(() => called((callback) => user.confirmRegistration('123456', true, callback)), response), [null, 'SUCCESS']);
		assert.deepEqual(await ask(() => called((callback) => user.resendConfirmationCode(callback)), response), [null, {}]);
		assert.deepEqual(await ask(() => called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback)), response), [null, 'SUCCESS']);
	}
});

test('32: an empty object as the reply of a sign-in with a password is a failure', async () => {
	const { called: got } = await signIn(() => ({}));
	assert.equal(got[0], 'onFailure');
	assert.ok(got[1] instanceof Error);
});

test('32: an empty object as the reply of a sign-in by SRP is a failure', async () => {
	const { user } = make();
	const { got } = await reply(() => signedIn((callbacks) => user.authenticateUser(details(), callbacks)));
	assert.equal(got[0], 'onFailure');
	assert.ok(got[1] instanceof Error);
});

test('32: an empty object as the reply of a refresh is a failure, and the session stays', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	const { got } = await reply(() => called((callback) => user.getSession(callback)));
	assert.ok(got[0] instanceof Error);
	assert.equal(Storage.getItem(keyOf('ada', 'refreshToken')), 'refresh-ada');
	assert.equal(Storage.getItem(lastUserKey), 'ada');
});

test('32: attributes without values, and members that nobody knows', async () => {
	const { user } = makeSignedIn();
	const answer = { Username: 'ada', UserAttributes: [{ Name: 'sub' }, { Name: 'email', Value: 'ada@example.com', Extra: 1 }, {}], Something: { New: [1] } };
	const { got } = await reply(() => called((callback) => user.getUserAttributes(callback)), answer);
	assert.ifError(got[0]);
	assert.deepEqual(got[1].map((attribute) => [attribute.getName(), attribute.getValue()]), [['sub', ''], ['email', 'ada@example.com'], ['', '']]);
	const { got: data } = await reply(() => called((callback) => user.getUserData(callback)), answer);
	assert.deepEqual(data, [null, answer]);
});

test('32: replies are handed on as they are', async () => {
	const { user } = makeSignedIn();
	const answer = { CodeDeliveryDetails: 'somewhere', Devices: null, Number: 1.5, Deep: { List: [null, true, { a: 'ä' }] } };
	const { got: devices } = await reply(() => signedIn((callbacks) => user.listDevices(10, 'token', callbacks)), answer);
	assert.deepEqual(devices, ['onSuccess', answer]);
	const { got: resent } = await reply(() => called((callback) => user.resendConfirmationCode(callback)), answer);
	assert.deepEqual(resent, [null, answer]);
	const { got: forgotten } = await reply(() => signedIn((callbacks) => user.forgotPassword(callbacks)), answer);
	assert.deepEqual(forgotten, ['inputVerificationCode', answer]);
	const { got: registered } = await reply(() => called((callback) => user.pool.signUp('bob', 'Correct-horse-2', null, null, callback)), answer);
	assert.equal(registered[1].codeDeliveryDetails, 'somewhere');
});

test('32: a body of null, or none of a json() that gives nothing', async () => {
	const { user } = makeSignedIn();
	for (const answer of [null, undefined]) {
		const fetch = async () => ({ ok: true, json: async () => answer });
		assert.deepEqual(await ask(() => called((callback) => user.confirmRegistration('123456', true, callback)), fetch), [null, 'SUCCESS']);
		assert.deepEqual(await ask(() => called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback)), fetch), [null, 'SUCCESS']);
		assert.deepEqual(await ask(() => signedIn((callbacks) => user.confirmPassword('123456', 'New-horse-1', callbacks)), fetch), ['onSuccess', 'SUCCESS']);
	}
});

// Challenges with less in them.

for (const answer of ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']) {
	for (const [name, members] of Object.entries({
		'no challenge': {},
		'its parameters': { ChallengeParameters: { CODE_DELIVERY_DESTINATION: '+********99' } },
		'another challenge': { ChallengeName: 'SOMETHING_NEW', ChallengeParameters: {} },
		'its challenge': { ChallengeName: answer, ChallengeParameters: {} },
	})) {
		test(`32: sendMFASelectionAnswer of ${answer} is answered with ${name}`, async () => {
			const { user } = make();
			user.Session = 'state-1';
			const { got, requests } = await reply(() => signedIn((callbacks) => user.sendMFASelectionAnswer(answer, callbacks)), { ...members, Session: 'state-2' });
			// Ours names what was chosen, also where the reply names something else or nothing.
			assert.deepEqual(got, [answer === 'SMS_MFA' ? 'mfaRequired' : 'totpRequired', which === 'ours' ? answer : members.ChallengeName, members.ChallengeParameters]);
			assert.equal(user.Session, 'state-2');
			assert.deepEqual(requests[0].input.ChallengeResponses, { USERNAME: 'ada', ANSWER: answer });
		});
	}
}

const challenges = {
	SMS_MFA: 'mfaRequired',
	SOFTWARE_TOKEN_MFA: 'totpRequired',
	SELECT_MFA_TYPE: 'selectMFAType',
	MFA_SETUP: 'mfaSetup',
};

for (const [ChallengeName, name] of Object.entries(challenges)) {
	test(`32: ${ChallengeName} without parameters`, async () => {
		const { called: got, user } = await signIn(() => ({ ChallengeName, Session: 'state-1' }));
		assert.deepEqual(got, [name, ChallengeName, undefined]);
		assert.equal(user.Session, 'state-1');
	});

	test(`32: ${ChallengeName} without a session`, async () => {
		const { called: got, user } = await signIn(() => ({ ChallengeName, ChallengeParameters: { any: 'thing' } }));
		assert.deepEqual(got, [name, ChallengeName, { any: 'thing' }]);
		assert.equal(user.Session, undefined);
	});
}

test('32: CUSTOM_CHALLENGE without parameters', async () => {
	const { called: got } = await signIn(() => ({ ChallengeName: 'CUSTOM_CHALLENGE' }));
	assert.deepEqual(got, ['customChallenge', undefined]);
	const { user } = make();
	const { got: initiated } = await reply(() => signedIn((callbacks) => user.initiateAuth(details(), callbacks)), { ChallengeName: 'CUSTOM_CHALLENGE', Session: 'state-1' });
	assert.deepEqual(initiated, ['customChallenge', undefined]);
	assert.equal(user.Session, 'state-1');
});

test('32: NEW_PASSWORD_REQUIRED without parameters, and with some', async () => {
	const { called: got } = await signIn(() => ({ ChallengeName: 'NEW_PASSWORD_REQUIRED' }));
	assert.deepEqual(got, ['newPasswordRequired', null, []]);
	for (const [ChallengeParameters, want] of [
		[{ userAttributes: '{}', requiredAttributes: '[]' }, [{}, []]],
		[{ userAttributes: 'null', requiredAttributes: 'null' }, [null, []]],
		[{ userAttributes: '{"email":"ada@example.com"}', requiredAttributes: '["userAttributes.name"]' }, [{ email: 'ada@example.com' }, ['name']]],
	]) {
		const { called: given } = await signIn(() => ({ ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeParameters }));
		assert.deepEqual(given, ['newPasswordRequired', ...want]);
	}
});

/** A user whose device is remembered. */
function withDevice() {
	const made = make();
	for (const [name, value] of Object.entries({ deviceKey: 'eu-west-1_device', randomPasswordKey: 'random', deviceGroupKey: 'group' })) {
		made.Storage.setItem(keyOf('ada', name), value);
	}
	return made;
}

for (const [name, parameters] of Object.entries({
	'none of its own, and a block only': [undefined, { SECRET_BLOCK: 'c2VjcmV0' }],
	'empty ones, and no salt': [{}, { SECRET_BLOCK: 'c2VjcmV0', SRP_B: 'ab' }],
	'words': [{ USERNAME: 'ada', DEVICE_KEY: 'eu-west-1_device' }, { SECRET_BLOCK: 'XXXXX', SRP_B: 'xx', SALT: 'xx' }],
	'short ones': [{}, { SECRET_BLOCK: uuid, SRP_B: hex, SALT: hex }],
})) {
	test(`32: a remembered device signs in with parameters: ${name}`, async () => {
		const result = tokens();
		const made = withDevice();
		const { called: got, requests, Storage } = await signIn((operation, { ChallengeName }) => {
			if (operation === 'InitiateAuth') return { ChallengeName: 'DEVICE_SRP_AUTH', ChallengeParameters: parameters[0], Session: 'state-1' };
			if (ChallengeName === 'DEVICE_SRP_AUTH') return { ChallengeName: 'DEVICE_PASSWORD_VERIFIER', ChallengeParameters: parameters[1] };
			return { AuthenticationResult: result };
		}, made);
		assert.equal(got[0], 'onSuccess', String(got[1]));
		assert.equal(got[1].getIdToken().getJwtToken(), result.IdToken);
		assert.deepEqual(operations(requests), ['InitiateAuth', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']);
		assert.equal(requests[0].input.AuthParameters.DEVICE_KEY, 'eu-west-1_device');
		assert.equal(requests[1].input.Session, 'state-1');
		const { DEVICE_KEY, USERNAME, PASSWORD_CLAIM_SECRET_BLOCK } = requests[2].input.ChallengeResponses;
		assert.deepEqual([DEVICE_KEY, USERNAME, PASSWORD_CLAIM_SECRET_BLOCK], ['eu-west-1_device', 'ada', parameters[1].SECRET_BLOCK]);
		assert.equal(Storage.getItem(lastUserKey), 'ada');
	});
}

test('32: a remembered device signs in after a code, against a reply without a challenge name', async () => {
	const { user } = withDevice();
	user.getCachedDeviceKeyAndPassword();
	user.Session = 'state-1';
	const { got, requests } = await reply(
		() => signedIn((callbacks) => user.sendMFACode('123456', callbacks)),
		(operation, { ChallengeName }) => {
			if (ChallengeName === 'SMS_MFA') return { ChallengeName: 'DEVICE_SRP_AUTH' };
			if (ChallengeName === 'DEVICE_SRP_AUTH') return { ChallengeParameters: { SECRET_BLOCK: 'c2VjcmV0', SRP_B: 'ab', SALT: 'cd' } };
			return { AuthenticationResult: mocks };
		},
	);
	assert.equal(got[0], 'onSuccess', String(got[1]));
	assert.deepEqual(operations(requests), ['SMS_MFA', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']);
});

for (const [name, reply] of Object.entries({
	'a challenge name that nobody knows': { ChallengeName: 'SOMETHING_NEW' },
	'no challenge name': {},
	'PASSWORD_VERIFIER': { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: {} },
})) {
	test(`32: a new device beside ${name} is confirmed`, async () => {
		const NewDeviceMetadata = { DeviceKey: 'eu-west-1_new', DeviceGroupKey: 'group' };
		const { called: got, requests, user, Storage } = await signIn((operation) =>
			operation === 'InitiateAuth' ? { ...reply, AuthenticationResult: { ...tokens(), NewDeviceMetadata } } : {},
		);
		assert.equal(got[0], 'onSuccess', String(got[1]));
		assert.equal(got.length, 2);
		assert.deepEqual(operations(requests), ['InitiateAuth', 'ConfirmDevice']);
		assert.equal(requests[1].input.DeviceKey, 'eu-west-1_new');
		assert.deepEqual(Object.keys(requests[1].input.DeviceSecretVerifierConfig).sort(), ['PasswordVerifier', 'Salt']);
		assert.equal(user.deviceKey, 'eu-west-1_new');
		assert.equal(Storage.getItem(keyOf('ada', 'deviceKey')), 'eu-west-1_new');
		assert.equal(Storage.getItem(keyOf('ada', 'deviceGroupKey')), 'group');
		assert.ok(Storage.getItem(keyOf('ada', 'randomPasswordKey')));
	});
}

test('32: a new device of a stub: tokens that are no JWTs, and a confirmation that is asked for', async () => {
	const { called: got, requests } = await signIn((operation) =>
		operation === 'InitiateAuth' ? { AuthenticationResult: { ...mocks, NewDeviceMetadata: { DeviceKey: 'mock-device', DeviceGroupKey: 'mock-group' } } } : { UserConfirmationNecessary: true },
	);
	assert.deepEqual([got[0], got[2]], ['onSuccess', true], String(got[1]));
	assert.equal(requests[1].input.AccessToken, 'mock-access-token');
});

test('32: an authenticator application is set up in a sign-in, against replies with the least', async () => {
	const { user } = make();
	user.Session = 'state-1';
	const { got: secret, requests } = await reply(() => signedIn((callbacks) => user.associateSoftwareToken(callbacks)), { SecretCode: 'SECRET' });
	assert.deepEqual(secret, ['associateSecretCode', 'SECRET']);
	assert.equal(requests[0].input.Session, 'state-1');
	assert.equal(user.Session, undefined);
	const { got, requests: verified } = await reply(
		() => signedIn((callbacks) => user.verifySoftwareToken('123456', 'phone', callbacks)),
		(operation) => (operation === 'VerifySoftwareToken' ? {} : { AuthenticationResult: mocks }),
	);
	assert.equal(got[0], 'onSuccess', String(got[1]));
	assert.deepEqual(operations(verified), ['VerifySoftwareToken', 'MFA_SETUP']);
});

test('32: signOut with a callback against an empty reply', async () => {
	const { user, Storage } = makeSignedIn({ result: tokens('ada', { origin_jti: 'origin' }) });
	const { got, requests } = await reply(() => called((callback) => user.signOut(callback)));
	assert.deepEqual(got, [undefined]);
	assert.deepEqual(operations(requests), ['RevokeToken']);
	assert.equal(requests[0].input.Token, 'refresh-ada');
	assert.equal(Storage.items.size, 0);
});

test('32: a refresh that is answered with the least, and with a new refresh token', async () => {
	for (const [more, want] of [[{}, 'refresh-ada'], [{ RefreshToken: 'refresh-2' }, 'refresh-2']]) {
		const { user, Storage } = make();
		storeExpired(Storage);
		const { IdToken, AccessToken } = tokens();
		const { got } = await reply(() => called((callback) => user.getSession(callback)), { AuthenticationResult: { IdToken, AccessToken, ...more } });
		assert.ifError(got[0]);
		assert.equal(got[1].getRefreshToken().getToken(), want);
		assert.equal(Storage.getItem(keyOf('ada', 'refreshToken')), want);
	}
});

test('32: initiateAuth that is answered with an empty object', async () => {
	const { user } = make();
	const { got } = await reply(() => signedIn((callbacks) => user.initiateAuth(details(), callbacks)));
	// Upstream takes it for a session of empty tokens: ours says that it is none.
	if (which === 'upstream') assert.deepEqual([got[0], got[1].isValid()], ['onSuccess', false]);
	else assert.equal(got[0], 'onFailure');
});

test('32: a member of the callbacks that is missing is no failure of the sign-in', async () => {
	// onSuccess is there; nobody asks for the ones that this sign-in does not need.
	const { user } = make();
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const { restore } = mockFetch(() => ({ AuthenticationResult: tokens() }));
	try {
		const session = await new Promise((resolve, reject) => user.authenticateUser(details(), { onSuccess: resolve, onFailure: reject }));
		assert.equal(session.isValid(), true);
	} finally {
		restore();
	}
});
