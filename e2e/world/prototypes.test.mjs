// Case 30: libraries that extend what everything inherits from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	called,
	ClientId,
	details,
	lastUserKey,
	library,
	make,
	makeSignedIn,
	signedIn,
	storeExpired,
	tokens,
	UserPoolId,
	which,
} from './library.mjs';
import { withCookies } from './cookies.mjs';
import { within } from './spies.mjs';

const { CognitoUserPool } = library;

/** Runs while Object.prototype has enumerable members. */
async function extended(run, extension) {
	for (const [name, value] of Object.entries(extension)) {
		Object.defineProperty(Object.prototype, name, { value, enumerable: true, configurable: true, writable: true });
	}
	try {
		return await run();
	} finally {
		for (const name of Object.keys(extension)) delete Object.prototype[name];
	}
}

const extensions = {
	'a function that throws': {
		extendAll() {
			throw new Error('extendAll was called');
		},
	},
	'a function': { extendAll: () => true },
	'a text': { extension: 'text' },
	'an object': { extension: { any: 'thing' } },
};

for (const [name, extension] of Object.entries(extensions)) {
	test(`30: Object.prototype has ${name}: a pool, a stored session, a sign-out`, async () => {
		const got = await extended(() => {
			const { user, pool, Storage } = makeSignedIn({ fetchOptions: { credentials: 'include' } });
			user.signOut();
			return [pool.getCurrentUser(), Storage.items.size];
		}, extension);
		assert.deepEqual(got, [null, 0]);
	});

	test(`30: Object.prototype has ${name}: sign-in, refresh, attributes`, async () => {
		const requests = await within(
			(operation) =>
				operation === 'GetUser'
					? { UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] }
					: { AuthenticationResult: tokens() },
			(requests) =>
				extended(async () => {
					const { user, pool, Storage } = make();
					user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
					const [callback, session] = await signedIn((callbacks) =>
						user.authenticateUser(details({ ClientMetadata: { tenant: 'a' } }), callbacks),
					);
					assert.equal(callback, 'onSuccess', String(session));
					storeExpired(Storage);
					const [error] = await called((done) =>
						pool.getCurrentUser().getSession(done, { clientMetadata: { tenant: 'a' } }),
					);
					assert.ifError(error);
					const [unread, attributes] = await called((done) => user.getUserAttributes(done));
					assert.ifError(unread);
					assert.equal(attributes.length, 1);
					return requests;
				}, extension),
		);
		assert.deepEqual(
			requests.map(({ operation }) => operation),
			['InitiateAuth', 'InitiateAuth', 'GetUser'],
		);
		// What goes out has own members only.
		assert.deepEqual(requests[0].input.ClientMetadata, { tenant: 'a' });
		assert.deepEqual(Object.keys(requests[0].input).sort(), [
			'AuthFlow',
			'AuthParameters',
			'ClientId',
			'ClientMetadata',
		]);
	});

	test(`30: Object.prototype has ${name}: cookies, and the package's own options`, async () => {
		await extended(() => {
			withCookies(`${lastUserKey}=ada`, (Storage) => {
				assert.equal(new CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser().getUsername(), 'ada');
			});
			if (which === 'ours') {
				library.configure({});
				new CognitoUserPool({ UserPoolId, ClientId, requestTimeout: 20_000 });
			}
			new library.AuthenticationHelper('AbCdEf123');
		}, extension);
	});
}

test('30: Array.prototype has an enumerable function', async () => {
	Object.defineProperty(Array.prototype, 'last', { value() {}, enumerable: true, configurable: true });
	try {
		const { user, pool } = makeSignedIn();
		await within(
			() => ({ UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] }),
			async (requests) => {
				const [error, attributes] = await called((callback) => user.getUserAttributes(callback));
				assert.ifError(error);
				assert.equal(attributes.length, 1);
				await called((callback) =>
					pool.signUp('bob', 'Correct-horse-2', [{ Name: 'email', Value: 'bob@example.com' }], [], callback),
				);
				assert.deepEqual(requests[1].input.UserAttributes, [{ Name: 'email', Value: 'bob@example.com' }]);
			},
		);
	} finally {
		delete Array.prototype.last;
	}
});
