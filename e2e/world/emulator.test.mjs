// Case 9 with a real emulator: cognito-local, from registration to sign-out.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { called, details, fetch, keyOf, lastUserKey, library, mapStorage, signedIn } from './library.mjs';

let server, folder, endpoint;

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'world-'));
	// Its data are in the folder that it is started in, and the code that it sends is CODE.
	const program = createRequire(import.meta.url).resolve('cognito-local/lib/bin/start.js');
	const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', CODE: '246810' };
	server = spawn(process.execPath, [program], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
	// It takes a free port, and says which.
	for await (const line of createInterface({ input: server.stdout })) {
		const running = /running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line);
		if (running) {
			endpoint = running[1] + '/';
			break;
		}
	}
	server.stdout.resume();
	assert.ok(endpoint, 'cognito-local has not started');
	globalThis.fetch = fetch;
});

after(async () => {
	if (server.exitCode === null && server.kill()) await once(server, 'exit');
	await rm(folder, { recursive: true });
});

/** Sends an operation of administrators. */
async function send(operation, input) {
	const response = await fetch(endpoint, {
		method: 'POST',
		headers: {
			'Content-Type': 'application/x-amz-json-1.1',
			'X-Amz-Target': 'AWSCognitoIdentityProviderService.' + operation,
			Authorization:
				'AWS4-HMAC-SHA256 Credential=local/20260101/local/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
		},
		body: JSON.stringify(input),
	});
	const reply = await response.json();
	assert.equal(response.status, 200, JSON.stringify(reply));
	return reply;
}

/** A pool of its own, seen by the library. */
async function newPool(options) {
	const { UserPool } = await send('CreateUserPool', { PoolName: 'world', ...options });
	const { UserPoolClient } = await send('CreateUserPoolClient', {
		ClientName: 'world',
		UserPoolId: UserPool.Id,
		ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
	});
	const Storage = mapStorage();
	const { ClientId } = UserPoolClient;
	const pool = new library.CognitoUserPool({ UserPoolId: UserPool.Id, ClientId, endpoint, Storage });
	return {
		pool,
		Storage,
		key: (username, name) => keyOf(username, name).replace('client1', ClientId),
		lastUser: lastUserKey.replace('client1', ClientId),
	};
}

test('9: cognito-local 5.3.0: registration, sign-in, refresh, attributes, sign-out', async () => {
	const { pool, Storage, key } = await newPool({ UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
	const email = new library.CognitoUserAttribute({ Name: 'email', Value: 'ada@example.com' });
	const [refused, registered] = await called((callback) =>
		pool.signUp('ada@example.com', 'Correct-horse-1', [email], null, callback),
	);
	assert.ifError(refused);
	assert.equal(registered.userConfirmed, false);
	assert.equal(registered.user.getUsername(), 'ada@example.com');
	assert.equal(registered.codeDeliveryDetails.DeliveryMedium, 'EMAIL');

	const [wrong] = await called((callback) => registered.user.confirmRegistration('000000', true, callback));
	assert.equal(wrong.code, 'CodeMismatchException');
	assert.deepEqual(await called((callback) => registered.user.confirmRegistration('246810', true, callback)), [
		null,
		'SUCCESS',
	]);

	const user = new library.CognitoUser({ Username: 'ada@example.com', Pool: pool, Storage });
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const [failed, error] = await signedIn((callbacks) =>
		user.authenticateUser(details({ Password: 'Wrong-horse-1' }), callbacks),
	);
	assert.deepEqual([failed, error.code], ['onFailure', 'InvalidPasswordException']);
	const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
	assert.equal(callback, 'onSuccess', String(session));
	assert.equal(session.isValid(), true);
	assert.equal(session.getIdToken().payload.email, 'ada@example.com');
	const username = user.getUsername();
	assert.equal(Storage.getItem(key(username, 'idToken')), session.getIdToken().getJwtToken());

	const [unread, attributes] = await called((callback) => user.getUserAttributes(callback));
	assert.ifError(unread);
	assert.equal(attributes.find((attribute) => attribute.getName() === 'email').getValue(), 'ada@example.com');

	// A page load later the stored session has expired.
	Storage.setItem(key(username, 'clockDrift'), String(-2 * 24 * 60 * 60));
	const current = pool.getCurrentUser();
	assert.equal(current.getUsername(), username);
	const [stale, refreshed] = await called((callback) => current.getSession(callback));
	assert.ifError(stale);
	assert.equal(refreshed.isValid(), true);
	assert.equal(refreshed.getRefreshToken().getToken(), session.getRefreshToken().getToken());

	const changed = await called((callback) => current.changePassword('Correct-horse-1', 'New-horse-1', callback));
	assert.deepEqual(changed, [null, 'SUCCESS']);
	current.signOut();
	assert.equal(pool.getCurrentUser(), null);
	const again = new library.CognitoUser({ Username: 'ada@example.com', Pool: pool, Storage });
	again.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const [second] = await signedIn((callbacks) =>
		again.authenticateUser(details({ Password: 'New-horse-1' }), callbacks),
	);
	assert.equal(second, 'onSuccess');
});

test('9: cognito-local 5.3.0: a forgotten password, and a user who is known by an e-mail address', async () => {
	const { pool, Storage } = await newPool({ UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
	const email = new library.CognitoUserAttribute({ Name: 'email', Value: 'grace@example.com' });
	const [refused, { user }] = await called((callback) =>
		pool.signUp('grace@example.com', 'Correct-horse-1', [email], [], callback),
	);
	assert.ifError(refused);
	assert.deepEqual(await called((callback) => user.confirmRegistration('246810', true, callback)), [null, 'SUCCESS']);
	assert.equal((await signedIn((callbacks) => user.forgotPassword(callbacks)))[0], 'inputVerificationCode');
	assert.deepEqual(await signedIn((callbacks) => user.confirmPassword('246810', 'New-horse-1', callbacks)), [
		'onSuccess',
		'SUCCESS',
	]);
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const [callback, session] = await signedIn((callbacks) =>
		user.authenticateUser(details({ Password: 'New-horse-1' }), callbacks),
	);
	assert.equal(callback, 'onSuccess', String(session));
	assert.deepEqual(await called((callback) => user.deleteUser(callback)), [null, 'SUCCESS']);
	assert.equal(pool.getCurrentUser(), null);
	assert.equal(Storage.items.size, 0);
});
