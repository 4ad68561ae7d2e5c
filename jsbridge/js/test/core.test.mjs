// What the facade asks of the core, and how it hands out the answers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { far, reply, failure, nodeRecorder, only, expired } from './replies.mjs';
import { LoggedStorage, P, bundle, freshCore, jwt, ours, sessionOf, settled, userOf, withGlobals } from './setup.mjs';

/** Callbacks that record which one was called, as what, and with which arguments. */
function recorder() {
	const calls = [];
	const callbacks = {};
	for (const name of ['onSuccess', 'onFailure', 'mfaRequired']) {
		callbacks[name] = function (...args) {
			calls.push({ name, method: this === callbacks, args });
		};
	}
	return { calls, callbacks };
}

const details = (data) => new ours.AuthenticationDetails({ Username: 'typed', Password: 'pw', ...data });

test('authenticateUser: the request to the core', () => {
	const storage = new LoggedStorage();
	const common = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client', userAgent: 'aws-amplify/5.0.4' };
	const storages = new Set();
	const cases = [
		[{}, {}, {}, { flow: 'USER_SRP_AUTH', clientMetadata: {} }],
		[{ authenticationFlowType: 'USER_PASSWORD_AUTH' }, {}, {}, { flow: 'USER_PASSWORD_AUTH', clientMetadata: {} }],
		[
			{ deviceKey: 'device' },
			{ ClientMetadata: { a: '1' } },
			{},
			{ flow: 'USER_SRP_AUTH', deviceKey: 'device', clientMetadata: { a: '1' } },
		],
		[
			{ deviceKey: null },
			{ ClientMetadata: { a: '1' }, ValidationData: { b: '2' } },
			{},
			{ flow: 'USER_SRP_AUTH', clientMetadata: { b: '2' } },
		],
		[
			{},
			{},
			{ endpoint: 'http://localhost:9229', fetchOptions: { credentials: 'include', mode: 'x' } },
			{ flow: 'USER_SRP_AUTH', clientMetadata: {}, endpoint: 'http://localhost:9229', credentials: 'include' },
		],
	];
	for (const [fields, data, pool, expected] of cases) {
		const core = freshCore();
		const user = Object.assign(userOf(ours, storage, 'bob', pool), fields);
		assert.equal(user.authenticateUser(details(data), recorder().callbacks), undefined);
		const {
			name,
			request: { storage: guarded, signal, ...request },
		} = only(core);
		assert.deepEqual(
			{ name, request },
			{ name: 'signIn', request: { ...common, username: 'bob', password: 'pw', ...expected } },
		);
		assert.equal(signal.aborted, false);
		storages.add(guarded);
	}
	assert.deepEqual(storage.log, []);
	// What the core writes goes to the page's own storage, always through the same object.
	const [guarded, ...more] = storages;
	assert.deepEqual(more, []);
	guarded.setItem('key', 'value');
	assert.deepEqual(storage.content, { key: 'value' });
});

test('an endpoint that the page sets later is used, and data are read at the time of the call', () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.pool.client.endpoint = 'http://localhost:1';
	const ClientMetadata = { a: '1', own: { toJSON: () => 'from toJSON' } };
	withGlobals({ AmazonCognitoAdvancedSecurityData: { getData: (name) => 'data of ' + name } }, () => {
		user.authenticateUser(details({ ClientMetadata }), recorder().callbacks);
	});
	ClientMetadata.a = '2';
	const { request } = only(core);
	assert.equal(request.endpoint, 'http://localhost:1');
	assert.deepEqual(request.clientMetadata, { a: '1', own: 'from toJSON' });
	assert.deepEqual(request.userContextData, { EncodedData: 'data of bob' });
});

test('authenticateUser: the session arrives as with upstream, after the state is set', async () => {
	for (const [more, args] of [
		[{ userConfirmationNecessary: false }, 1],
		[{ userConfirmationNecessary: true }, 2],
	]) {
		const core = freshCore();
		const storage = new LoggedStorage();
		const user = userOf(ours, storage);
		const { calls, callbacks } = recorder();
		const placeholder = callbacks.onSuccess;
		callbacks.onSuccess = () => assert.fail('looked up too early');
		user.authenticateUser(details(), callbacks);
		callbacks.onSuccess = placeholder;
		core.calls[0].resolve({
			username: 'uuid-1',
			session: reply(),
			device: { deviceKey: 'k', deviceGroupKey: 'g', randomPassword: 'p' },
			...more,
		});
		assert.equal(calls.length, 0, 'called before the reply’s promise reactions');
		await settled();
		assert.equal(calls.length, 1);
		assert.deepEqual([calls[0].name, calls[0].method, calls[0].args.length], ['onSuccess', true, args]);
		if (args === 2) assert.equal(calls[0].args[1], true);
		const [session] = calls[0].args;
		assert.ok(session instanceof ours.CognitoUserSession);
		assert.equal(user.getSignInUserSession(), session);
		assert.equal(session.getRefreshToken().getToken(), 'new refresh');
		assert.equal(session.getClockDrift(), -3);
		assert.equal(session.isValid(), true);
		assert.equal(user.getUsername(), 'uuid-1');
		assert.equal(user.userDataKey, `${P}.uuid-1.userData`);
		assert.deepEqual([user.deviceKey, user.deviceGroupKey, user.randomPassword], ['k', 'g', 'p']);
		assert.ok('challengeName' in user);
		assert.equal(user.challengeName, undefined);
		assert.equal(user.Session, null);
		// The core has written storage: here only what a sign-up may have left is looked for.
		assert.deepEqual(storage.log, [['get', 'CognitoIdentityServiceProvider.client.bob.signUpSession']]);
	}
});

test('authenticateUserInternal continues from a reply, asynchronously', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	const { calls, callbacks } = recorder();
	user.authenticateUserInternal({ AuthenticationResult: { IdToken: 'i' } }, null, callbacks);
	assert.deepEqual(
		[only(core).name, only(core).request.reply],
		['continueSignIn', { AuthenticationResult: { IdToken: 'i' } }],
	);
	core.calls[0].resolve({ username: 'bob', session: reply(), userConfirmationNecessary: false });
	assert.equal(calls.length, 0);
	await settled();
	assert.deepEqual(
		calls.map(({ name }) => name),
		['onSuccess'],
	);
});

test('authenticateUser: without a device in the reply the user’s device fields stay as they are', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.authenticateUser(details(), recorder().callbacks);
	core.calls[0].resolve({ username: 'uuid-1', session: reply(), userConfirmationNecessary: false });
	await settled();
	assert.ok(!('deviceKey' in user));
});

test('difference: the error of a failed sign-in reaches onFailure unchanged, and no state changes', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	const before = JSON.stringify(user);
	const { calls, callbacks } = recorder();
	user.authenticateUser(details(), callbacks);
	const error = failure('NotAuthorizedException');
	core.calls[0].reject(error);
	await settled();
	assert.deepEqual(calls, [{ name: 'onFailure', method: true, args: [error] }]);
	assert.equal(JSON.stringify(user), before);
});

test('difference: a challenge keeps its state, stores nothing and names itself', async () => {
	for (const session of ['state', undefined]) {
		const core = freshCore();
		const storage = new LoggedStorage();
		const user = userOf(ours, storage);
		const { calls, callbacks } = recorder();
		user.authenticateUser(details(), callbacks);
		core.calls[0].resolve({
			username: 'uuid-1',
			challenge: { name: 'ADMIN_NO_SRP_AUTH', session },
			userConfirmationNecessary: false,
		});
		await settled();
		assert.equal(calls.length, 1);
		assert.equal(calls[0].name, 'onFailure');
		assert.equal(calls[0].args[0].code, 'UnhandledChallenge');
		assert.match(calls[0].args[0].message, /ADMIN_NO_SRP_AUTH/);
		assert.equal(user.Session, session);
		assert.equal(user.getUsername(), 'bob');
		assert.equal(user.getSignInUserSession(), null);
		assert.deepEqual(storage.log, []);
	}
});

test('difference: the script is called once for each request, with the name that was typed', () => {
	const asked = [];
	withGlobals({ AmazonCognitoAdvancedSecurityData: { getData: (name) => asked.push(name) && 'data' } }, () => {
		freshCore();
		userOf(ours, new LoggedStorage()).authenticateUser(details(), recorder().callbacks);
	});
	assert.deepEqual(asked, ['bob']);
});

test('an invalid reply calls onFailure, once', async () => {
	const core = freshCore();
	const { calls, callbacks } = recorder();
	userOf(ours, new LoggedStorage()).authenticateUser(details(), callbacks);
	core.calls[0].resolve({ username: 'bob', userConfirmationNecessary: false });
	await settled();
	assert.deepEqual(
		calls.map(({ name }) => name),
		['onFailure'],
	);
	assert.ok(calls[0].args[0] instanceof TypeError);
});

// Every method that calls back later: how to call it, and what the core answers.
const later = {
	authenticateUser: [
		(user, cb) => user.authenticateUser(details(), { onSuccess: cb, onFailure: cb }),
		{ username: 'bob', session: reply(), userConfirmationNecessary: false },
	],
	refreshSession: [(user, cb) => user.refreshSession(new ours.CognitoRefreshToken({ RefreshToken: 'r' }), cb), reply()],
	getSession: [(user, cb) => user.getSession(cb), reply()],
	signOut: [
		(user, cb) => (
			(user.signInUserSession = sessionOf(ours, { id: far, access: { ...far, origin_jti: 'j' } })),
			user.signOut(cb)
		),
		undefined,
	],
	confirmRegistration: [(user, cb) => user.confirmRegistration('123', true, cb), undefined],
	resendConfirmationCode: [(user, cb) => user.resendConfirmationCode(cb), {}],
	getUserAttributes: [
		(user, cb) => ((user.signInUserSession = sessionOf(ours, { id: far, access: far })), user.getUserAttributes(cb)),
		{ UserAttributes: [] },
	],
	signUp: [(user, cb) => user.pool.signUp('eve', 'pw', [], [], cb), { UserConfirmed: true }],
};

test('an exception in a callback surfaces as an uncaught error, and no second callback is called', async () => {
	for (const [name, [start, answer]] of Object.entries(later)) {
		for (const outcome of ['resolve', 'reject']) {
			const core = freshCore();
			let called = 0;
			const mine = new Error('mine');
			const reported = [];
			globalThis.reportError = (error) => reported.push(error);
			try {
				start(userOf(ours, expired()), () => {
					called++;
					throw mine;
				});
				assert.equal(called, 0, name);
				core.calls[0][outcome](outcome === 'resolve' ? answer : failure('SomeException'));
				await settled();
			} finally {
				delete globalThis.reportError;
			}
			assert.equal(called, 1, `${name} ${outcome}`);
			assert.deepEqual(reported, [mine], `${name} ${outcome}`);
		}
	}
});

/** Runs in a process of its own, where `user` and the fake core's `calls` are available; returns what it prints. */
function inProcess(script) {
	const text = `
		const ours = require(${JSON.stringify(bundle)});
		const { calls } = require(${JSON.stringify(bundle.replace(/index\.js$/, 'start.js'))}).fake;
		const pool = new ours.CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
		const user = new ours.CognitoUser({ Username: 'bob', Pool: pool });
		let count = 0;
		for (const event of ['uncaughtException', 'unhandledRejection']) {
			process.on(event, (error) => console.log(event, error.message, count));
		}
		${script}
	`;
	const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', text], { encoding: 'utf8', timeout: 20000 });
	assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
	return stdout;
}

test('without reportError, the exception is thrown from a timer', () => {
	const printed = inProcess(`
		const failed = () => { count++; throw new Error('mine'); };
		user.authenticateUser(new ours.AuthenticationDetails({ Password: 'pw' }), { onSuccess: failed, onFailure: failed });
		calls[0].reject(new Error('refused'));
	`);
	assert.equal(printed, 'uncaughtException mine 1\n');
});

test('the promise that an asynchronous callback returns is left to the application', () => {
	const printed = inProcess(`
		user.resendConfirmationCode(async () => { count++; throw new Error('mine'); });
		calls[0].resolve({});
	`);
	assert.equal(printed, 'unhandledRejection mine 1\n');
});

test('node callbacks are plain functions: (null, value) or (error, null)', async () => {
	for (const [name, [start, answer]] of Object.entries(later)) {
		if (name === 'authenticateUser' || name === 'signOut') continue;
		for (const outcome of ['resolve', 'reject']) {
			const core = freshCore();
			const { calls, callback } = nodeRecorder();
			const user = userOf(ours, expired());
			assert.equal(start(user, callback), undefined, name);
			const error = failure('SomeException');
			core.calls[0][outcome](outcome === 'resolve' ? answer : error);
			await settled();
			assert.equal(calls.length, 1, name);
			assert.equal(calls[0].self, undefined, name);
			assert.equal(calls[0].args.length, 2, name);
			if (outcome === 'resolve') assert.equal(calls[0].args[0], null, name);
			else assert.deepEqual(calls[0].args, [error, null], name);
		}
	}
});

test('registration: requests and results', async () => {
	const core = freshCore();
	const storage = new LoggedStorage();
	const user = userOf(ours, storage);
	const results = {};
	const keep = (name) => (error, value) => (results[name] = value);
	const attributes = [new ours.CognitoUserAttribute({ Name: 'email', Value: 'a@b' }), { Name: 'x', Value: 'y' }];
	user.pool.signUp('eve', 'pw', attributes, null, keep('signedUp'), { a: '1' });
	user.confirmRegistration('123456', true, keep('confirmed'), { a: '1' });
	user.resendConfirmationCode(keep('resent'));
	attributes[0].setValue('changed');
	const [signUp, confirm, resend] = core.calls;
	assert.deepEqual(
		core.calls.map(({ name }) => name),
		['signUp', 'confirmSignUp', 'resendConfirmationCode'],
	);
	assert.deepEqual(signUp.request.userAttributes, [
		{ Name: 'email', Value: 'a@b' },
		{ Name: 'x', Value: 'y' },
	]);
	assert.equal(signUp.request.validationData, null);
	assert.deepEqual(
		[signUp.request.username, signUp.request.password, signUp.request.clientMetadata],
		['eve', 'pw', { a: '1' }],
	);
	assert.deepEqual(
		[confirm.request.username, confirm.request.confirmationCode, confirm.request.forceAliasCreation],
		['bob', '123456', true],
	);
	assert.deepEqual([resend.request.username, resend.request.clientMetadata], ['bob', undefined]);
	const delivery = { Destination: 'a***', DeliveryMedium: 'EMAIL', AttributeName: 'email' };
	signUp.resolve({ UserConfirmed: false, UserSub: 'sub', CodeDeliveryDetails: delivery, Session: 'state' });
	confirm.resolve(undefined);
	resend.resolve({ CodeDeliveryDetails: delivery });
	await settled();
	const { signedUp, confirmed, resent } = results;
	assert.deepEqual(Object.keys(signedUp), ['user', 'userConfirmed', 'userSub', 'codeDeliveryDetails']);
	assert.ok(signedUp.user instanceof ours.CognitoUser);
	assert.deepEqual(
		[signedUp.user.getUsername(), signedUp.user.storage, signedUp.user.pool],
		['eve', storage, user.pool],
	);
	assert.deepEqual([signedUp.userConfirmed, signedUp.userSub, signedUp.codeDeliveryDetails], [false, 'sub', delivery]);
	assert.equal(confirmed, 'SUCCESS');
	assert.deepEqual(resent, { CodeDeliveryDetails: delivery });
	const key = (name) => 'CognitoIdentityServiceProvider.client.' + name + '.signUpSession';
	assert.deepEqual(
		storage.log.map(([operation, name]) => [operation, name]),
		[
			['get', key('bob')],
			['set', key('eve')],
		],
	);
	assert.equal(JSON.parse(storage.log[1][2]).session, 'state');
});

test('difference: forgetDevice calls onFailure as a method', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.signInUserSession = sessionOf(ours, { id: far, access: far });
	const { calls, callbacks } = recorder();
	user.forgetDevice(callbacks);
	core.calls[0].reject(failure('SomeException'));
	await settled();
	assert.deepEqual(
		calls.map(({ name, method }) => [name, method]),
		[['onFailure', true]],
	);
});

test('getUserAttributes returns attribute objects', async () => {
	const core = freshCore();
	const user = userOf(ours, new LoggedStorage());
	user.signInUserSession = sessionOf(ours, { id: far, access: far });
	let attributes;
	user.getUserAttributes((error, value) => (attributes = value));
	assert.deepEqual([only(core).name, only(core).request.AccessToken], ['getUser', jwt(far)]);
	core.calls[0].resolve({
		Username: 'uuid',
		UserAttributes: [
			{ Name: 'sub', Value: '1' },
			{ Name: 'email', Value: 'a@b' },
		],
	});
	await settled();
	assert.ok(attributes.every((attribute) => attribute instanceof ours.CognitoUserAttribute));
	assert.equal(String(attributes), '{"Name":"sub","Value":"1"},{"Name":"email","Value":"a@b"}');
});

test('user agent: texts are appended by upstream’s rule', () => {
	const agent = () => {
		const core = freshCore();
		userOf(ours, new LoggedStorage()).resendConfirmationCode(() => {});
		return core.calls[0].request.userAgent;
	};
	for (const text of ['', undefined, null, 'aws', 'y', '5.0.4']) ours.appendToCognitoUserAgent(text);
	assert.equal(agent(), 'aws-amplify/5.0.4');
	for (const text of ['mine/1', 'mine', 'mine/1', 'other']) ours.appendToCognitoUserAgent(text);
	assert.equal(agent(), 'aws-amplify/5.0.4 mine/1 other');
});

test('a name that is not a string is sent as one', () => {
	for (const [username, expected] of [
		[5, '5'],
		[null, ''],
		[undefined, ''],
	]) {
		const core = freshCore();
		const user = userOf(ours, new LoggedStorage());
		user.username = username;
		user.authenticateUser(details({ Password: 7 }), recorder().callbacks);
		assert.deepEqual([core.calls[0].request.username, core.calls[0].request.password], [expected, '7']);
	}
});
