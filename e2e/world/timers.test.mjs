// Case 29: what a call leaves behind in Node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { called, make, storeExpired, tokens } from './library.mjs';
import { within } from './spies.mjs';

test('29: nothing is under way in Node once a call has answered', async () => {
	const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
	// The first call loads what is loaded once.
	await within(
		() => ({}),
		() => called((callback) => make().user.confirmRegistration('123456', true, callback)),
	);
	await new Promise((resolve) => setImmediate(resolve));
	const before = timers();
	await within(
		(operation) => (operation === 'InitiateAuth' ? { AuthenticationResult: tokens() } : {}),
		async () => {
			const { user, Storage, pool } = make();
			storeExpired(Storage);
			await called((callback) => user.getSession(callback));
			await called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback));
			await called((callback) => pool.signUp('bob', 'Correct-horse-2', [], [], callback));
		},
	);
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual([before, timers()], [0, 0]);
});
