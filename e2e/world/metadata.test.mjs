// Case 25: the clientMetadata of refreshes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { called, library, make, makeSignedIn, mapStorage, storeExpired, tokens } from './library.mjs';
import { within } from './spies.mjs';

const { CognitoRefreshToken } = library;

/** A fetch whose tokens say for which tenant they are. */
const byTenant = (_operation, { ClientMetadata }) => ({
	AuthenticationResult: { ...tokens('ada', { tenant: ClientMetadata?.tenant ?? 'none' }), RefreshToken: undefined },
});
const tenantOf = (session) => session.getIdToken().payload.tenant;

for (const [name, metadata] of Object.entries({
	'two values': [{ tenant: 'a' }, { tenant: 'b' }],
	'one, and none': [{ tenant: 'a' }, undefined],
	'none, and one': [undefined, { tenant: 'b' }],
	'three, two of them equal': [{ tenant: 'a' }, { tenant: 'b' }, { tenant: 'a' }],
})) {
	test(`25: refreshes at a time with metadata of ${name}: each gets its own`, async () => {
		const Storage = mapStorage();
		storeExpired(Storage);
		await within(byTenant, async (requests) => {
			const results = await Promise.all(
				metadata.map((clientMetadata) =>
					called((callback) => make({ Storage }).user.getSession(callback, { clientMetadata })),
				),
			);
			for (const [i, [error, session]] of results.entries()) {
				assert.ifError(error);
				assert.equal(tenantOf(session), metadata[i]?.tenant ?? 'none');
			}
			const sent = new Set(requests.map(({ input }) => JSON.stringify(input.ClientMetadata)));
			assert.deepEqual(sent, new Set(metadata.map((value) => JSON.stringify(value))));
		});
	});
}

test('25: one user, refreshed with two values', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	await within(byTenant, async () => {
		const results = await Promise.all(
			['a', 'b'].map((tenant) =>
				called((callback) =>
					user.refreshSession(new CognitoRefreshToken({ RefreshToken: 'refresh-ada' }), callback, { tenant }),
				),
			),
		);
		assert.deepEqual(
			results.map(([error, session]) => error ?? tenantOf(session)),
			['a', 'b'],
		);
	});
});

test('25: metadata of getUserData and of what refreshes one after the other', async () => {
	const { user, Storage } = makeSignedIn();
	user.cacheUserData({ Username: 'ada' });
	await within(
		(operation, input) => (operation === 'GetUser' ? { Username: 'ada' } : byTenant(operation, input)),
		async (requests) => {
			await called((callback) => user.getUserData(callback, { bypassCache: true, clientMetadata: { tenant: 'a' } }));
			storeExpired(Storage);
			const [error, session] = await called((callback) =>
				make({ Storage }).user.getSession(callback, { clientMetadata: { tenant: 'b' } }),
			);
			assert.ifError(error);
			assert.equal(tenantOf(session), 'b');
			assert.deepEqual(
				requests.map(({ operation, input }) => [operation, input.ClientMetadata]),
				[
					['GetUser', undefined],
					['InitiateAuth', { tenant: 'a' }],
					['InitiateAuth', { tenant: 'b' }],
				],
			);
		},
	);
});
