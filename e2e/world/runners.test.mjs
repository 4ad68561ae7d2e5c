// Cases 5, 6 and 8 in plain Node: what test runners do to the globals.
import assert from 'node:assert/strict';
import { test as nodeTest } from 'node:test';
import { JSDOM } from 'jsdom';
import sinon from 'sinon';
import support from './jest/support.cjs';
import {
	ClientId,
	called,
	library,
	mapStorage,
	mockFetch,
	signedIn,
	store,
	storeExpired,
	tokens,
	UserPoolId,
	fetch as nodeFetch,
} from './library.mjs';
import { service } from './service.mjs';

// What never comes must not keep the runner from saying so, which needs timers itself:
// the deadline is one of before any is replaced, and what a test has replaced it gets
// back before the runner goes on.
const realClearTimeout = clearTimeout;
const test = (name, run) =>
	nodeTest(name, async () => {
		const cleanup = [];
		let deadline;
		const late = new Promise((_, reject) => {
			deadline = setTimeout(reject, 15_000, new Error('it never ends'));
		});
		try {
			await Promise.race([run({ after: (restore) => cleanup.unshift(restore) }), late]);
		} finally {
			realClearTimeout(deadline);
			for (const restore of cleanup) await restore();
		}
	});

/** Replaces globals until the test is over. */
function globals(t, values) {
	for (const [name, value] of Object.entries(values)) {
		const before = Object.getOwnPropertyDescriptor(globalThis, name);
		Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
		t.after(() => void Object.defineProperty(globalThis, name, before));
	}
}

/** Answers until the test is over, as Cognito does. */
function answer(t, reply = support.reply) {
	const mock = mockFetch(reply);
	t.after(mock.restore);
	mock.operations = () => mock.requests.map(({ operation }) => operation);
	return mock;
}

const poolOf = (Storage, endpoint) => new library.CognitoUserPool({ UserPoolId, ClientId, Storage, endpoint });

function signIn({ flow, Storage = mapStorage(), endpoint } = {}) {
	const user = new library.CognitoUser({ Username: 'ada', Pool: poolOf(Storage, endpoint), Storage });
	if (flow) user.setAuthenticationFlowType(flow);
	return signedIn((callbacks) =>
		user.authenticateUser(new library.AuthenticationDetails({ Username: 'ada', Password: 'correct horse' }), callbacks),
	);
}

const flow = 'USER_PASSWORD_AUTH';
const NodeAbortSignal = globalThis.AbortSignal;

for (const [name, fetch] of [
	['as this version of Node has it', nodeFetch],
	[
		'as Node 24 has it',
		(url, init) =>
			init?.signal && !(init.signal instanceof NodeAbortSignal)
				? Promise.reject(
						new TypeError('RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.'),
					)
				: nodeFetch(url, init),
	],
]) {
	test(`5: jsdom's AbortController and Node's fetch, ${name}`, async (t) => {
		const { endpoint, operations } = await service(t);
		const { AbortController, AbortSignal } = new JSDOM('').window;
		globals(t, { AbortController, AbortSignal, fetch });
		const Storage = mapStorage();
		const [callback, session] = await signIn({ endpoint, flow, Storage });
		assert.equal(callback, 'onSuccess', session);
		const user = poolOf(Storage, endpoint).getCurrentUser();
		assert.equal((await called((done) => user.getSession(done)))[0], null);
		const [error, attributes] = await called((done) => user.getUserAttributes(done));
		assert.equal(error, null);
		assert.equal(attributes[0].getValue(), 'ada@example.com');
		await new Promise((resolve) => user.signOut(resolve));
		assert.deepEqual(operations, ['InitiateAuth', 'GetUser', 'RevokeToken']);
	});
}
test("5: fetch's second argument has what upstream's has, and no more", async (t) => {
	const { requests } = answer(t);
	assert.equal((await signIn({ flow }))[0], 'onSuccess');
	assert.equal(requests.length, 1);
	const { init } = requests[0];
	assert.deepEqual(Object.keys(init).sort(), ['body', 'headers', 'method', 'mode']);
	assert.deepEqual(Object.keys(init.headers).sort(), [
		'Cache-Control',
		'Content-Type',
		'X-Amz-Target',
		'X-Amz-User-Agent',
	]);
});

/** Freezes the timers until the test is over. */
function freeze(t, config) {
	const clock = sinon.useFakeTimers({ now: Date.now(), ...config });
	t.after(() => {
		// process.nextTick is among them, in which the runner may wait.
		clock.runMicrotasks();
		clock.restore();
	});
	return clock;
}

for (const [name, config] of [
	['nextTick and queueMicrotask among them', {}],
	[
		'only timers and Date',
		{
			toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'Date'],
		},
	],
]) {
	test(`6: sinon's fake timers, ${name}: SRP reaches onSuccess though none ever fires`, async (t) => {
		const { operations } = answer(t);
		freeze(t, config);
		const [callback, session] = await signIn();
		assert.equal(callback, 'onSuccess', session);
		assert.deepEqual(operations(), ['InitiateAuth', 'RespondToAuthChallenge']);
	});
}

test('6: nothing is left among the timers of the test after a sign-in', async (t) => {
	answer(t);
	const clock = freeze(t, { toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
	assert.equal((await signIn({ flow }))[0], 'onSuccess');
	assert.equal(clock.countTimers(), 0);
});

test('6: a refresh and a call end though no timer ever fires', async (t) => {
	const { operations } = answer(t);
	const Storage = mapStorage();
	storeExpired(Storage);
	freeze(t);
	const user = poolOf(Storage).getCurrentUser();
	const [error, session] = await called((done) => user.getSession(done));
	assert.equal(error, null);
	assert.equal(session.isValid(), true);
	assert.equal((await called((done) => user.getUserAttributes(done)))[0], null);
	assert.equal(operations().length, 2);
});

test('6: timers are frozen between the two requests of SRP', async (t) => {
	answer(t, (operation, input) => {
		if (operation === 'InitiateAuth') freeze(t);
		return support.reply(operation, input);
	});
	assert.equal((await signIn())[0], 'onSuccess');
});

/** A Date as libraries make it that replace nothing else. */
function dateAt(now) {
	return class extends Date {
		constructor(...args) {
			super(...(args.length ? args : [now]));
		}

		static now() {
			return now;
		}
	};
}
const year = 365 * 24 * 3600;
const seconds = () => Math.floor(Date.now() / 1000);

async function fromStorage(t, Storage, want) {
	const { operations } = answer(t);
	const [error, session] = await called((done) => poolOf(Storage).getCurrentUser().getSession(done));
	assert.equal(error, null);
	assert.equal(session.isValid(), true);
	assert.equal(session.getIdToken().getJwtToken(), want.IdToken);
	assert.deepEqual(operations(), []);
}

test('8: Date set back by years: a stored session is answered from storage', async (t) => {
	const Storage = mapStorage();
	const stored = store(Storage);
	globals(t, { Date: dateAt(Date.UTC(2020, 0)) });
	await fromStorage(t, Storage, stored);
});

test("8: sinon's clock of 1970: a stored session is answered from storage", async (t) => {
	const Storage = mapStorage();
	const stored = store(Storage);
	freeze(t, { now: 0 });
	await fromStorage(t, Storage, stored);
});

for (const years of [2, 50]) {
	test(`8: a fixture whose iat is ${years} years ahead is answered from storage`, async (t) => {
		const Storage = mapStorage();
		await fromStorage(t, Storage, store(Storage, 'ada', tokens('ada', { from: seconds() + years * year })));
	});
}

for (const time of [Date.UTC(2020, 0), Date.UTC(2040, 0)]) {
	test(`8: Date set to ${new Date(time).getUTCFullYear()}: a sign-in, and its session read again`, async (t) => {
		const { operations } = answer(t);
		globals(t, { Date: dateAt(time) });
		const Storage = mapStorage();
		const [callback, session] = await signIn({ flow, Storage });
		assert.equal(callback, 'onSuccess', session);
		assert.equal(session.isValid(), true);
		const [error, again] = await called((done) => poolOf(Storage).getCurrentUser().getSession(done));
		assert.equal(error, null);
		assert.equal(again.isValid(), true);
		assert.deepEqual(operations(), ['InitiateAuth']);
	});
}

test('8: Date set back by years: an expired session is refreshed once', async (t) => {
	const { operations } = answer(t);
	const now = Date.UTC(2020, 0);
	const Storage = mapStorage();
	store(Storage, 'ada', tokens('ada', { from: now / 1000 - 7200 }));
	globals(t, { Date: dateAt(now) });
	const user = poolOf(Storage).getCurrentUser();
	assert.equal((await called((done) => user.getSession(done)))[1].isValid(), true);
	assert.equal((await called((done) => poolOf(Storage).getCurrentUser().getSession(done)))[1].isValid(), true);
	assert.equal(operations().length, 1);
});
