// The entry /identity-pool: under which name the token goes, and what it comes from.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { logins } from '../../../dist/identity-pool.mjs';

const userOf = (userPoolId, getSession) => ({ pool: { getUserPoolId: () => userPoolId }, getSession });

test('the provider is the user pool, also in China', () => {
	const names = (userPoolId) => Object.keys(logins(userOf(userPoolId)));
	assert.deepEqual(names('eu-west-1_Ab'), ['cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab']);
	assert.deepEqual(names('cn-north-1_Ab'), ['cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_Ab']);
});

test('each call asks for the session', async () => {
	let calls = 0;
	const [token] = Object.values(
		logins(
			userOf('eu-west-1_Ab', (callback) =>
				callback(null, { getIdToken: () => ({ getJwtToken: () => 'token ' + ++calls }) }),
			),
		),
	);
	assert.deepEqual([await token(), await token()], ['token 1', 'token 2']);
});

test('the error is that of getSession, called back or thrown', async () => {
	const error = new Error('no session');
	const fails = [
		(callback) => callback(error, null),
		() => {
			throw error;
		},
	];
	for (const getSession of fails) {
		const [token] = Object.values(logins(userOf('eu-west-1_Ab', getSession)));
		await assert.rejects(token(), (thrown) => thrown === error);
	}
});

test('the CommonJS file has the same', () => {
	const required = createRequire(import.meta.url)('../../../dist/identity-pool.js');
	assert.deepEqual(Object.keys(required.logins(userOf('eu-west-1_Ab'))), Object.keys(logins(userOf('eu-west-1_Ab'))));
});
