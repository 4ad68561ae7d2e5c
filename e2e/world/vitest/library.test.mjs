// Cases 4, 5, 6 and 8 under Vitest.
import http from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as library from 'amazon-cognito-identity-js';
import {
	AuthenticationDetails,
	CognitoUser,
	CognitoUserAttribute,
	CognitoUserPool,
	CognitoUserSession,
} from 'amazon-cognito-identity-js';
import support from '../jest/support.cjs';

const { ClientId, UserPoolId, called, keyOf, mapStorage, operationOf, inputOf, reply, seconds, store, tokens } =
	support;
const flow = 'USER_PASSWORD_AUTH';
const signIn = (options) => support.signIn(library, options);

function mockFetch(answer = reply) {
	const fetch = vi.fn(async (url, init) => {
		const data = await answer(operationOf(init), inputOf(init));
		return { ok: true, status: 200, json: () => Promise.resolve(data) };
	});
	vi.stubGlobal('fetch', fetch);
	return fetch;
}
const operations = () => fetch.mock.calls.map(([, init]) => operationOf(init));

let over;
beforeEach(() => {
	mockFetch();
});
afterEach(() => {
	over = true; // the loop below ends where the test has not
	vi.useRealTimers();
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

test('4: signs in, asks for attributes and signs out', async () => {
	const { user, pool, Storage, session } = signIn({ flow });
	expect(await session).toBeInstanceOf(CognitoUserSession);
	expect((await session).isValid()).toBe(true);
	expect(Storage.getItem(keyOf('ada', 'accessToken'))).toBe((await session).getAccessToken().getJwtToken());
	const attributes = await called((done) => user.getUserAttributes(done));
	expect(attributes[0]).toBeInstanceOf(CognitoUserAttribute);
	await called((done) => user.signOut(done));
	expect(pool.getCurrentUser()).toBeNull();
	expect(operations()).toEqual(['InitiateAuth', 'GetUser', 'RevokeToken']);
});

test('4: signs in with SRP', async () => {
	expect((await signIn().session).isValid()).toBe(true);
	expect(operations()).toEqual(['InitiateAuth', 'RespondToAuthChallenge']);
});

test('4: refreshes an expired session', async () => {
	const Storage = mapStorage();
	store(Storage, tokens({ from: seconds() - 7200 }));
	const { RefreshToken, ...fresh } = tokens({ name: 'fresh' });
	mockFetch(() => ({ AuthenticationResult: fresh }));
	const user = new CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser();
	const session = await called((done) => user.getSession(done));
	expect(session.getIdToken().getJwtToken()).toBe(fresh.IdToken);
	expect(session.getRefreshToken().getToken()).toBe(RefreshToken);
	expect(fetch).toHaveBeenCalledTimes(1);
});

test('4: signUp', async () => {
	const pool = new CognitoUserPool({ UserPoolId, ClientId, Storage: mapStorage() });
	const result = await called((done) => pool.signUp('bob', 'correct horse', [], null, done));
	expect(result.userSub).toBe('sub-bob');
	expect(result.user).toBeInstanceOf(CognitoUser);
});

test('4: a refused sign-in gives an Error', async () => {
	vi.stubGlobal(
		'fetch',
		vi.fn(async () => ({
			ok: false,
			status: 400,
			json: async () => ({ __type: 'NotAuthorizedException', message: 'no' }),
		})),
	);
	const error = await signIn({ flow }).session.catch((error) => error);
	expect(error).toBeInstanceOf(Error);
	expect(error).toMatchObject({ code: 'NotAuthorizedException', message: 'no' });
});

test('4: vi.spyOn(CognitoUser.prototype, "getSession") reaches the users of a pool', async () => {
	const Storage = mapStorage();
	store(Storage);
	const getSession = vi.spyOn(CognitoUser.prototype, 'getSession').mockImplementation((done) => done(null, 'a stub'));
	expect(
		await called((done) => new CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser().getSession(done)),
	).toBe('a stub');
	expect(getSession).toHaveBeenCalledTimes(1);
});

test('4: signs in after vi.resetModules, in an instance of its own', async () => {
	vi.resetModules();
	const again = await import('amazon-cognito-identity-js');
	expect((await support.signIn(again, { flow }).session).isValid()).toBe(true);
	expect((await signIn({ flow }).session).isValid()).toBe(true);
});

test('5: fetch is called with exactly what upstream gives it', async () => {
	await signIn({ flow }).session;
	expect(fetch).toHaveBeenCalledTimes(1);
	const headers = {
		'Content-Type': 'application/x-amz-json-1.1',
		'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
		'X-Amz-User-Agent': expect.any(String),
		'Cache-Control': 'no-store',
	};
	const init = { headers, method: 'POST', mode: 'cors', body: expect.any(String) };
	expect(fetch).toHaveBeenCalledWith('https://cognito-idp.eu-west-1.amazonaws.com/', init);
	expect(Object.keys(fetch.mock.calls[0][1]).sort()).toEqual(['body', 'headers', 'method', 'mode']);
});

describe('a real server', () => {
	let server, endpoint;
	const asked = [];
	beforeAll(async () => {
		server = http.createServer((request, response) => {
			const headers = {
				'Access-Control-Allow-Origin': '*',
				'Access-Control-Allow-Headers': '*',
				'Content-Type': 'application/x-amz-json-1.1',
				Connection: 'close',
			};
			// happy-dom asks first, as browsers do.
			if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
			let body = '';
			request.on('data', (data) => (body += data));
			request.on('end', () => {
				const operation = request.headers['x-amz-target'].split('.')[1];
				asked.push(operation);
				response.writeHead(200, headers).end(JSON.stringify(reply(operation, JSON.parse(body))));
			});
		});
		await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
		endpoint = `http://127.0.0.1:${server.address().port}/`;
	});
	afterAll(() => new Promise((resolve) => server.close(resolve)));

	test('5: signs in with the fetch and the AbortController that the environment has', async () => {
		vi.unstubAllGlobals();
		const { user, session } = signIn({ endpoint, flow });
		expect((await session).isValid()).toBe(true);
		const attributes = await called((done) => user.getUserAttributes(done));
		expect(attributes[0].getValue()).toBe('ada@example.com');
		expect(asked).toEqual(['InitiateAuth', 'GetUser']);
	});
});

describe('vi.useFakeTimers', () => {
	const macrotask = (
		(setTimeout) => () =>
			new Promise((resolve) => setTimeout(resolve))
	)(setTimeout);

	beforeEach(() => {
		vi.useFakeTimers();
	});

	test('6: SRP reaches onSuccess though no timer ever fires', async () => {
		expect((await signIn().session).isValid()).toBe(true);
		expect(operations()).toEqual(['InitiateAuth', 'RespondToAuthChallenge']);
	});

	test('6: a refresh, a call and a sign-out end though no timer ever fires', async () => {
		const Storage = mapStorage();
		store(Storage, tokens({ from: seconds() - 7200 }));
		const user = new CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser();
		expect((await called((done) => user.getSession(done))).isValid()).toBe(true);
		expect(await called((done) => user.getUserAttributes(done))).toHaveLength(1);
		await called((done) => user.signOut(done));
		expect(operations()).toHaveLength(3);
	});

	test('6: SRP reaches onSuccess once while the test advances the timers', async () => {
		// A mock with latency, by the timers of the test.
		mockFetch((operation, input) => new Promise((resolve) => setTimeout(() => resolve(reply(operation, input)), 1000)));
		const onSuccess = vi.fn();
		const onFailure = vi.fn();
		over = false;
		signIn()
			.session.then(onSuccess, onFailure)
			.finally(() => (over = true));
		while (!over) {
			vi.advanceTimersByTime(250);
			await macrotask();
		}
		expect(onFailure).not.toHaveBeenCalled();
		expect(onSuccess).toHaveBeenCalledTimes(1);
	});

	test('6: nothing is left among the timers of the test after a sign-in', async () => {
		await signIn({ flow }).session;
		expect(vi.getTimerCount()).toBe(0);
	});
});

test.each(['2020-01-01T00:00:00Z', '2040-01-01T00:00:00Z'])(
	'8: vi.setSystemTime(%s): a sign-in, and its session read again',
	async (time) => {
		vi.useFakeTimers();
		vi.setSystemTime(new Date(time));
		const { Storage, session } = signIn({ flow });
		expect((await session).isValid()).toBe(true);
		const user = new CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser();
		expect((await called((done) => user.getSession(done))).isValid()).toBe(true);
		expect(operations()).toEqual(['InitiateAuth']);
	},
);

test('8: vi.setSystemTime in the past: a stored session is answered from storage', async () => {
	const Storage = mapStorage();
	const { IdToken } = store(Storage);
	vi.setSystemTime(new Date('2020-01-01T00:00:00Z'));
	const session = await called((done) =>
		new CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser().getSession(done),
	);
	expect(session.getIdToken().getJwtToken()).toBe(IdToken);
	expect(operations()).toEqual([]);
});
