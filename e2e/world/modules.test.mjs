// Cases 14, 15 and 17: how upstream's package is imported, whole and file by file.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';
import { AuthenticationHelper, BigInteger, name, ours, require, run } from './package.mjs';

/** The names that a file of upstream exports. */
const files = {
	AuthenticationDetails: ['default'],
	AuthenticationHelper: ['default'],
	BigInteger: ['default'],
	Client: ['default'],
	CognitoAccessToken: ['default'],
	CognitoIdToken: ['default'],
	CognitoJwtToken: ['default'],
	CognitoRefreshToken: ['default'],
	CognitoUser: ['default'],
	CognitoUserAttribute: ['default'],
	CognitoUserPool: ['default'],
	CognitoUserSession: ['default'],
	CookieStorage: ['default'],
	DateHelper: ['default'],
	'Platform/constants': ['AUTH_CATEGORY', 'FRAMEWORK'],
	'Platform/detectFramework': ['detectFramework'],
	'Platform/index': ['Platform', 'default', 'getUserAgent'],
	'Platform/version': ['version'],
	StorageHelper: ['MemoryStorage', 'default'],
	UserAgent: [
		'addAuthCategoryToCognitoUserAgent',
		'addFrameworkToCognitoUserAgent',
		'appendToCognitoUserAgent',
		'default',
		'getAmplifyUserAgent',
	],
	'internals/index': ['addAuthCategoryToCognitoUserAgent', 'addFrameworkToCognitoUserAgent'],
	'utils/WordArray': ['default'],
	'utils/cryptoSecureRandomInt': ['default'],
	'utils/cryptoSecureRandomInt.web': ['default'],
};

/** What upstream's index exports. */
const publicNames = [
	'AuthenticationDetails',
	'AuthenticationHelper',
	'CognitoAccessToken',
	'CognitoIdToken',
	'CognitoRefreshToken',
	'CognitoUser',
	'CognitoUserAttribute',
	'CognitoUserPool',
	'CognitoUserSession',
	'CookieStorage',
	'DateHelper',
	'WordArray',
	'appendToCognitoUserAgent',
];
const added = ours ? ['configure', 'events', 'preload'] : [];

test('15: every file of lib exports what upstream’s does, with and without its ending', () => {
	for (const [file, names] of Object.entries(files)) {
		const exports = require(name + '/lib/' + file);
		assert.equal(require(name + '/lib/' + file + '.js'), exports, file);
		assert.equal(exports.__esModule, true, file);
		assert.deepEqual(
			Object.keys(exports)
				.filter((key) => key !== '__esModule')
				.sort(),
			names,
			file,
		);
	}
	assert.equal(require(name + '/lib/Platform'), require(name + '/lib/Platform/index.js'));
	assert.equal(require(name + '/lib/internals'), require(name + '/lib/internals/index.js'));
	assert.equal(
		require(name + '/internals').addFrameworkToCognitoUserAgent,
		require(name + '/lib/internals').addFrameworkToCognitoUserAgent,
	);
});

test('15: a class is the same from its file and from the index', () => {
	const index = require(name);
	for (const file of Object.keys(files)) {
		const base = file.replace('utils/', '');
		if (index[base]) assert.equal(require(name + '/lib/' + file).default, index[base], file);
	}
	for (const form of ['/lib', '/lib/index', '/lib/index.js']) assert.equal(require(name + form), index, form);
	assert.equal(require(name + '/lib/UserAgent').appendToCognitoUserAgent, index.appendToCognitoUserAgent);
	const { default: CognitoJwtToken } = require(name + '/lib/CognitoJwtToken');
	assert.ok(new index.CognitoIdToken({ IdToken: 'e30.e30.x' }) instanceof CognitoJwtToken);
	assert.equal(new CognitoJwtToken('e30.eyJleHAiOjV9.x').getExpiration(), 5);
	assert.ok(new AuthenticationHelper('Pool').N instanceof BigInteger);
});

// Upstream's es and src are for bundlers: Node cannot import them. Here it can.
test(
	'15: es and src are ES modules with the same names, which share everything with lib in Node',
	{ skip: !ours },
	() => {
		const script = `
	import { createRequire } from 'node:module';
	const require = createRequire(process.cwd() + '/x.js');
	const files = ${JSON.stringify(files)};
	for (const folder of ['es', 'src']) {
		for (const file of Object.keys(files)) {
			for (const ending of ['', '.js']) {
				const imported = await import('${name}/' + folder + '/' + file + ending);
				const required = require('${name}/lib/' + file);
				if (String(Object.keys(imported).sort()) !== String(files[file])) console.log(folder, file, Object.keys(imported));
				for (const of of files[file]) if (imported[of] !== required[of]) console.log(folder, file, of);
			}
		}
		for (const form of ['', '/index', '/index.js']) {
			const index = await import('${name}/' + folder + form);
			for (const of of ${JSON.stringify([...publicNames, ...added])}) if (index[of] !== require('${name}')[of]) console.log(folder + form, of);
		}
		await import('${name}/' + folder + '/internals');
		await import('${name}/' + folder + '/Platform');
	}`;
		assert.equal(run(script), '');
	},
);

test('15: the classic script resolves without its ending', () => {
	for (const script of ['/dist/amazon-cognito-identity', '/dist/amazon-cognito-identity.min']) {
		assert.equal(require.resolve(name + script), require.resolve(name + script + '.js'));
	}
});

test('15: classes from their own files can be extended and called as ES5 does', () => {
	function Mine() {
		const that = BigInteger.call(this, 'ff', 16) || this;
		return that;
	}
	Mine.prototype = Object.create(BigInteger.prototype);
	assert.equal(new Mine().add(BigInteger.ONE).toString(16), '100');
	class Modern extends BigInteger {}
	assert.ok(new Modern('5', 16) instanceof Modern);
	assert.equal(new Modern('5', 16).toString(16), '5');
});

test('15: lib/UserAgent', () => {
	const script = (userAgent, append) => `
	const UserAgent = (${userAgent});
	const { getUserAgent } = require('${name}/lib/Platform');
	const say = () => console.log([UserAgent.getAmplifyUserAgent(), UserAgent.default.prototype.userAgent, new UserAgent.default().userAgent, UserAgent.default.category, UserAgent.default.framework, getUserAgent()].join('|'));
	say();
	${append}('mine/1');
	${append}('');
	${append}('mine/1');
	say();
	UserAgent.addAuthCategoryToCognitoUserAgent();
	UserAgent.addFrameworkToCognitoUserAgent('7');
	say();
	UserAgent.default.prototype.userAgent += ' more/2';
	say();`;
	const base = 'aws-amplify/5.0.4';
	const out = run(`import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/x.js');
	${script(`require('${name}/lib/UserAgent')`, `require('${name}').appendToCognitoUserAgent`)}`);
	assert.equal(
		out,
		[
			[base, base, base, '', '', base],
			[base + ' mine/1', base + ' mine/1', base + ' mine/1', '', '', base],
			[base + ' mine/1 auth framework/7', base + ' mine/1', base + ' mine/1', 'auth', '7', base],
			[base + ' mine/1 more/2 auth framework/7', base + ' mine/1 more/2', base + ' mine/1 more/2', 'auth', '7', base],
		]
			.map((line) => line.join('|') + '\n')
			.join(''),
	);
});

test('15: lib/StorageHelper finds the storage of pools, and MemoryStorage', () => {
	const { default: StorageHelper, MemoryStorage } = require(name + '/lib/StorageHelper');
	const storage = new StorageHelper().getStorage();
	assert.equal(storage, MemoryStorage);
	assert.equal(storage, new StorageHelper().storageWindow);
	assert.equal(storage.setItem('a', 'b'), 'b');
	assert.equal(new StorageHelper().getStorage().getItem('a'), 'b');
	assert.equal(storage.getItem('toString'), undefined);
	assert.equal(storage.removeItem('a'), true);
	assert.equal(storage.getItem('a'), undefined);
	storage.setItem('a', 'b');
	assert.deepEqual(storage.clear(), {});
	assert.equal(storage.getItem('a'), undefined);
	const items = new Map();
	const localStorage = {
		setItem: (key, item) => void items.set(key, item),
		getItem: (key) => items.get(key),
		removeItem: (key) => void items.delete(key),
	};
	globalThis.window = { localStorage };
	try {
		assert.equal(new StorageHelper().getStorage(), localStorage);
		assert.equal(items.size, 0);
	} finally {
		delete globalThis.window;
	}
});

test('15: lib/Platform and lib/utils', () => {
	const Platform = require(name + '/lib/Platform');
	assert.deepEqual(Platform.default, { userAgent: 'aws-amplify/5.0.4', isReactNative: false });
	assert.equal(Platform.Platform, Platform.default);
	assert.equal(require(name + '/lib/Platform/version').version, '5.0.4');
	assert.deepEqual(require(name + '/lib/Platform/constants').FRAMEWORK, { None: '0', ReactNative: '1' });
	assert.equal(require(name + '/lib/Platform/constants').AUTH_CATEGORY, 'auth');
	assert.equal(require(name + '/lib/Platform/detectFramework').detectFramework(), '0');
	const random = require(name + '/lib/utils/cryptoSecureRandomInt').default;
	assert.ok(Number.isInteger(random()));
	assert.notEqual(random() + '.' + random(), random() + '.' + random());
});

/** A service that answers in turn, and what it was sent. */
async function service(t, answers) {
	const requests = [];
	const server = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		requests.push({
			target: request.headers['x-amz-target'],
			agent: request.headers['x-amz-user-agent'],
			body: JSON.parse(body),
		});
		const [status, reply] = answers[Math.min(requests.length, answers.length) - 1];
		response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
		response.end(JSON.stringify(reply));
	}).listen(0, '127.0.0.1');
	await new Promise((listening) => server.once('listening', listening));
	t.after(() => (server.close(), server.closeAllConnections()));
	return { endpoint: 'http://127.0.0.1:' + server.address().port + '/', requests };
}

test('15: lib/Client knows its endpoint without a pool', () => {
	const Client = require(name + '/lib/Client').default;
	assert.deepEqual(
		{ ...new Client('eu-west-1') },
		{ endpoint: 'https://cognito-idp.eu-west-1.amazonaws.com/', fetchOptions: {} },
	);
	assert.deepEqual(
		{ ...new Client('eu-west-1', 'https://mine.test/', { credentials: 'include', mode: 'cors' }) },
		{ endpoint: 'https://mine.test/', fetchOptions: { credentials: 'include' } },
	);
	assert.deepEqual(Object.getOwnPropertyNames(Client.prototype).sort(), [
		'constructor',
		'promisifyRequest',
		'request',
		'requestWithRetry',
	]);
});

test('15: lib/Client sends requests without a pool', async (t) => {
	const Client = require(name + '/lib/Client').default;
	const { endpoint, requests } = await service(t, [
		[200, { Session: 'first' }],
		[400, { __type: 'x#NotAuthorizedException', message: 'no' }],
	]);
	const client = new Client('eu-west-1', endpoint);
	const called = (method, params) =>
		new Promise((done) => client[method]('InitiateAuth', params, (...args) => done(args)));
	assert.deepEqual(await called('request', { ClientId: 'c', Nested: { A: ['1'] } }), [null, { Session: 'first' }]);
	const [error, nothing] = await called('request', { ClientId: 'c' });
	assert.deepEqual(
		[error.name, error.code, error.message, nothing],
		['NotAuthorizedException', 'NotAuthorizedException', 'no', undefined],
	);
	await assert.rejects(
		client.promisifyRequest('GetUser', { AccessToken: 't' }),
		(refusal) => refusal.code === 'NotAuthorizedException' && refusal.message === 'no',
	);
	assert.deepEqual(
		requests.map(({ target, body }) => [target, body]),
		[
			['AWSCognitoIdentityProviderService.InitiateAuth', { ClientId: 'c', Nested: { A: ['1'] } }],
			['AWSCognitoIdentityProviderService.InitiateAuth', { ClientId: 'c' }],
			['AWSCognitoIdentityProviderService.GetUser', { AccessToken: 't' }],
		],
	);
	assert.match(requests[0].agent, /^aws-amplify\//);
});

test('15: lib/Client tries again', async (t) => {
	const Client = require(name + '/lib/Client').default;
	const { endpoint, requests } = await service(t, [
		[500, { __type: 'InternalErrorException', message: 'later' }],
		[200, { Session: 'second' }],
	]);
	const args = await new Promise((done) =>
		new Client('eu-west-1', endpoint).requestWithRetry('InitiateAuth', {}, (...all) => done(all)),
	);
	assert.deepEqual(args, [null, { Session: 'second' }]);
	assert.equal(requests.length, 2);
});

test('14: the default import is the whole exports object', () => {
	const out = run(`
	import { createRequire } from 'node:module';
	import A, { CognitoUser } from '${name}';
	const require = createRequire(process.cwd() + '/x.js');
	const all = await import('${name}');
	console.log(A === require('${name}'), A.CognitoUser === CognitoUser, all.default === A, typeof new A.CognitoUserPool({ UserPoolId: 'eu-west-1_AbCdEf123', ClientId: 'client1' }).getClientId);`);
	assert.equal(out, 'true true true function\n');
});

test('14: every public name can be imported by name', () => {
	for (const one of [...publicNames, ...added]) {
		assert.equal(
			run(
				`import { ${one} } from '${name}'; import A from '${name}'; console.log(${one} !== undefined && A.${one} === ${one})`,
			),
			'true\n',
			one,
		);
	}
	const out = run(
		`import * as all from '${name}'; console.log(Object.keys(all).filter((key) => !['__esModule', 'default', 'module.exports'].includes(key)).sort().join())`,
	);
	assert.equal(out, [...publicNames, ...added].sort().join() + '\n');
});

test('17: import and require give one instance, whose classes and state are shared', () => {
	const out = run(`
	import { createRequire } from 'node:module';
	import A from '${name}';
	import lib from '${name}/lib/index.js';
	import CognitoUser from '${name}/lib/CognitoUser.js';
	import agent from '${name}/lib/UserAgent.js';
	const require = createRequire(process.cwd() + '/x.js');
	const B = require('${name}');
	console.log(A === B, lib === A, CognitoUser.default === B.CognitoUser);
	A.appendToCognitoUserAgent('mine/1');
	require('${name}/internals').addAuthCategoryToCognitoUserAgent();
	console.log(agent.getAmplifyUserAgent(), require('${name}/lib/UserAgent').getAmplifyUserAgent());
	B.CognitoUser = 5;
	console.log(A.CognitoUser);`);
	const agent = 'aws-amplify/5.0.4 mine/1 auth';
	assert.equal(out, 'true true true\n' + agent + ' ' + agent + '\n5\n');
});

// Upstream's folder internals has no manifest that Node's import would read.
test('17: internals can be imported too, and shares its state', { skip: !ours }, () => {
	const out = run(`
	import { addFrameworkToCognitoUserAgent } from '${name}/internals';
	import internals from '${name}/internals';
	import { createRequire } from 'node:module';
	const require = createRequire(process.cwd() + '/x.js');
	addFrameworkToCognitoUserAgent('7');
	console.log(internals === require('${name}/internals'), internals === require('${name}/lib/internals'), require('${name}/lib/UserAgent').getAmplifyUserAgent());`);
	assert.equal(out, 'true true aws-amplify/5.0.4 framework/7\n');
});
