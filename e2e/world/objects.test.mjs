// Cases 1 and 2: objects in the hands of state libraries, and objects made by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ref } from 'vue';
import { ClientId, library, mapStorage, store, UserPoolId } from './library.mjs';

test('1: a user in a Vue 3 ref reads its session', () => {
	const Storage = mapStorage();
	store(Storage);
	const pool = new library.CognitoUserPool({ UserPoolId, ClientId, Storage });
	const user = ref(pool.getCurrentUser());
	let got;
	user.value.getSession((error, session) => (got = [error, session && session.isValid()]));
	assert.deepEqual(got, [null, true]);
});
