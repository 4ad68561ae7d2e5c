// Cases 14, 15 and 17: how upstream's package is imported, whole and file by file.
//
// WORLD_PROJECT is a folder whose node_modules/amazon-cognito-identity-js is the
// library under test, and WORLD_LIBRARY says which it is, "upstream" or "ours". Where
// the two differ by decision, the test says so by that name.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';

const project = process.env.WORLD_PROJECT;
const ours = process.env.WORLD_LIBRARY === 'ours';
const name = 'amazon-cognito-identity-js';
const require = createRequire(path.join(project, 'x.js'));

/** Runs an ES module in the project, since what `import` finds depends on the importer's folder. */
function run(script, ...options) {
	return execFileSync(process.execPath, [...options, '--input-type=module', '-e', script], { cwd: project, encoding: 'utf8' });
}

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
	UserAgent: ['addAuthCategoryToCognitoUserAgent', 'addFrameworkToCognitoUserAgent', 'appendToCognitoUserAgent', 'default', 'getAmplifyUserAgent'],
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

const BigInteger = require(name + '/lib/BigInteger').default;
const AuthenticationHelper = require(name + '/lib/AuthenticationHelper').default;

test('15: every file of lib exports what upstream’s does, with and without its ending', () => {
	for (const [file, names] of Object.entries(files)) {
		const exports = require(name + '/lib/' + file);
		assert.equal(require(name + '/lib/' + file + '.js'), exports, file);
		assert.equal(exports.__esModule, true, file);
		assert.deepEqual(Object.keys(exports).filter((key) => key !== '__esModule').sort(), names, file);
	}
	assert.equal(require(name + '/lib/Platform'), require(name + '/lib/Platform/index.js'));
	assert.equal(require(name + '/lib/internals'), require(name + '/lib/internals/index.js'));
	assert.equal(require(name + '/internals').addFrameworkToCognitoUserAgent, require(name + '/lib/internals').addFrameworkToCognitoUserAgent);
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
test('15: es and src are ES modules with the same names, which share everything with lib in Node', { skip: !ours }, () => {
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
});

test('15: the classic script resolves without its ending', () => {
	for (const script of ['/dist/amazon-cognito-identity', '/dist/amazon-cognito-identity.min']) {
		assert.equal(require.resolve(name + script), require.resolve(name + script + '.js'));
	}
});

/** What is thrown, or the result, as text. */
function outcome(compute) {
	try {
		const value = compute();
		return value instanceof BigInteger ? value.toString(16) : String(value);
	} catch (error) {
		return String(error);
	}
}

/** Hexadecimal digits of a random number of up to so many bytes. */
const digits = (bytes) => randomBytes(1 + Math.floor(Math.random() * bytes)).toString('hex').replace(/^0+(?=.)/, '');
const signed = (bytes) => (Math.random() < 0.5 ? '-' : '') + digits(bytes);
const number = (hex) => new BigInteger(hex, 16);
const value = (hex) => (hex.startsWith('-') ? -BigInt('0x' + hex.slice(1)) : BigInt('0x' + hex));
const size = (n) => (n < 0n ? -n : n);

test('15: lib/BigInteger computes what whole numbers give, negative ones too', () => {
	for (let i = 0; i < 1000; i++) {
		const [x, y, m] = [signed(i % 90), signed(i % 70), digits(60)];
		const [a, b, c] = [x, y, m].map(value);
		const is = (got, want, what) => assert.equal(got.toString(16), want.toString(16), what + ' ' + x + ' ' + y + ' ' + m);
		is(number(x), a, 'itself');
		is(number(x).negate(), -a, 'negate');
		is(number(x).abs(), size(a), 'abs');
		is(number(x).add(number(y)), a + b, 'add');
		is(number(x).subtract(number(y)), a - b, 'subtract');
		is(number(x).multiply(number(y)), a * b, 'multiply');
		is(number(x).divide(number(y)), b && a / b, 'divide');
		is(number(x).mod(number(m)), c && ((a % c) + c) % c, 'mod');
		// Of a negative modulus, upstream's own rule.
		const rest = b && size(a) % size(b);
		is(number(x).mod(number(y)), a < 0n && rest ? b - rest : rest, 'mod');
		assert.equal(Math.sign(number(x).compareTo(number(y))), a < b ? -1 : a > b ? 1 : 0);
		assert.equal(number(x).equals(number(y)), a === b);
		assert.equal(number(x).equals(number(x)), true);
		const bits = (a < 0n ? ~a : a).toString(2).replace(/^0$/, '').length;
		assert.equal(number(x).bitLength(), bits, 'bitLength ' + x);
	}
});

test('15: lib/BigInteger writes and reads radix 2 to 36', () => {
	for (let radix = 2; radix <= 36; radix++) {
		const known = [2, 4, 8, 16, 32].includes(radix);
		const refusal = 'Error: Only radix 2, 4, 8, 16, 32 are supported';
		for (let i = 0; i < 40; i++) {
			const hex = signed(60);
			const text = value(hex).toString(radix);
			assert.equal(outcome(() => new BigInteger(text, radix)), known ? value(hex).toString(16) : refusal, hex + ' ' + radix);
			// Upstream writes some radixes only. Here the others have their digits.
			assert.equal(outcome(() => number(hex).toString(radix)), known || ours ? text : refusal);
		}
		for (const text of ['0', '-0', '', '-']) assert.equal(outcome(() => new BigInteger(text, radix)), known ? '0' : refusal);
	}
	if (ours) assert.equal(String(number('ff')), '255');
});

test('15: lib/BigInteger reads odd input as upstream does', () => {
	for (const [input, radix, want] of [
		[undefined, undefined, '0'],
		[null, 16, '0'],
		['ff', undefined, 'Error: Only radix 2, 4, 8, 16, 32 are supported'],
		['', undefined, 'Error: Only radix 2, 4, 8, 16, 32 are supported'],
		['ff', 10, 'Error: Only radix 2, 4, 8, 16, 32 are supported'],
		['ff', '16', 'ff'],
		['', 16, '0'],
		[5, 16, '0'],
		['FFfF', 16, 'ffff'],
		['00ff', 16, 'ff'],
		['0 f_f', 16, 'ff'],
		['f-f', 16, 'ff'],
		['--f', 16, '-f'],
		[' - f', 16, '-f'],
		['é-f', 16, '-f'],
		['1z', 16, '33'],
		['0.5', 16, '5'],
		['777', 2, '1f'],
	]) {
		assert.equal(outcome(() => new BigInteger(input, radix)), want, input + ' ' + radix);
	}
});

test('15: lib/BigInteger raises to a power, with a callback and by its result', () => {
	const power = (base, exponent, modulus) => {
		let result = 1n;
		for (const bit of exponent.toString(2)) result = (result * result * (bit === '1' ? base : 1n)) % modulus;
		return ((result % modulus) + modulus) % modulus;
	};
	for (let i = 0; i < 150; i++) {
		const [x, e] = [signed(i % 50), digits(30)];
		if (value(e) === 0n) continue;
		const m = (value(digits(50)) | 1n).toString(16); // upstream's way needs an odd modulus
		const want = power(value(x), value(e), value(m)).toString(16);
		const called = [];
		const result = number(x).modPow(number(e), number(m), (...args) => called.push(args));
		assert.equal(result.toString(16), want, [x, e, m].join());
		assert.equal(called.length, 1);
		assert.equal(called[0][0], null);
		assert.equal(called[0][1], result);
		// Without a callback upstream throws, when it is done.
		if (ours) assert.equal(number(x).modPow(number(e), number(m)).toString(16), want);
	}
	// Upstream forgets the callback here.
	const called = [];
	const one = number('5').modPow(BigInteger.ZERO, number('7'), (...args) => called.push(args));
	assert.equal(one.toString(16), '1');
	assert.equal(called.length, ours ? 1 : 0);
	if (ours) assert.equal(number('3').modPow(number('5'), number('8')).toString(16), '3');
});

test('15: lib/BigInteger has every method and constant of upstream’s', () => {
	assert.equal(BigInteger.ZERO.toString(16), '0');
	assert.equal(BigInteger.ONE.toString(16), '1');
	assert.ok(BigInteger.ZERO instanceof BigInteger && BigInteger.ONE instanceof BigInteger);
	for (const method of [
		'copyTo', 'fromInt', 'fromString', 'clamp', 'dlShiftTo', 'drShiftTo', 'lShiftTo', 'rShiftTo', 'subTo', 'multiplyTo', 'squareTo', 'divRemTo',
		'invDigit', 'addTo', 'toString', 'negate', 'abs', 'compareTo', 'bitLength', 'mod', 'equals', 'add', 'subtract', 'multiply', 'divide', 'modPow',
	]) {
		assert.equal(typeof BigInteger.prototype[method], 'function', method);
	}
	for (const [constant, is] of Object.entries({ DB: 28, DM: 2 ** 28 - 1, DV: 2 ** 28, FV: 2 ** 52, F1: 24, F2: 4 })) assert.equal(BigInteger.prototype[constant], is);
	// It multiplies rows of digits, which numbers here do not have.
	assert.equal(typeof BigInteger.prototype.am, ours ? 'undefined' : 'function');
	const { modPow } = BigInteger.prototype;
	BigInteger.prototype.modPow = () => 'mine'; // as upstream's own enhance-rn.js does
	assert.equal(number('1').modPow(), 'mine');
	BigInteger.prototype.modPow = modPow;
});

test('15: lib/BigInteger changes numbers in their place', () => {
	for (let i = 0; i < 400; i++) {
		const [x, y, n] = [signed(i % 60), signed(40), Math.floor(Math.random() * 100)];
		const [a, b] = [value(x), value(y)];
		const into = (change) => {
			const to = new BigInteger(null);
			change(to);
			to.clamp();
			return to.toString(16);
		};
		const is = (got, want, what) => assert.equal(got, want.toString(16), what + ' ' + x + ' ' + y + ' ' + n);
		is(into((to) => number(x).copyTo(to)), a, 'copyTo');
		is(into((to) => number(x).addTo(number(y), to)), a + b, 'addTo');
		is(into((to) => number(x).subTo(number(y), to)), a - b, 'subTo');
		is(into((to) => number(x).multiplyTo(number(y), to)), a * b, 'multiplyTo');
		is(into((to) => number(x).squareTo(to)), a * a, 'squareTo');
		// Upstream’s shifts are for what is not negative.
		is(into((to) => number(x).abs().lShiftTo(n, to)), size(a) << BigInt(n), 'lShiftTo');
		is(into((to) => number(x).abs().rShiftTo(n, to)), size(a) >> BigInt(n), 'rShiftTo');
		is(into((to) => number(x).abs().dlShiftTo(n % 5, to)), size(a) << BigInt(28 * (n % 5)), 'dlShiftTo');
		is(into((to) => number(x).abs().drShiftTo(n % 5, to)), size(a) >> BigInt(28 * (n % 5)), 'drShiftTo');
		is(into((to) => to.fromString(x, 16)), a, 'fromString');
		if (b) {
			is(into((to) => number(x).divRemTo(number(y), to, null)), a / b, 'quotient');
			is(into((to) => number(x).divRemTo(number(y), null, to)), a % b, 'remainder');
		}
		const low = BigInt.asUintN(28, a);
		const inverse = number(x).invDigit();
		if (low & 1n && a !== -1n) assert.equal(BigInt.asUintN(28, BigInt(inverse) * low), 2n ** 28n - 1n, 'invDigit ' + x);
		else assert.equal(inverse, 0, 'invDigit ' + x);
		assert.equal(number(x).t, Math.ceil((a < 0n ? ~a : a).toString(2).replace(/^0$/, '').length / 28), 't ' + x);
		assert.equal(number(x).s, a < 0n ? -1 : 0);
	}
	for (const [int, want] of [[0, '0'], [1, '1'], [-1, '-1'], [-200, '-c8'], [2 ** 27, '8000000']]) {
		const to = new BigInteger();
		to.fromInt(int);
		assert.equal(to.toString(16), want);
	}
});

test('15: AuthenticationHelper and lib/BigInteger do SRP by hand', () => {
	const helper = new AuthenticationHelper('AbCdEf123');
	// The server's half, by plain whole numbers.
	const [N, g, k] = [helper.N, helper.g, helper.k].map((n) => value(n.toString(16)));
	const power = (base, exponent) => {
		let result = 1n;
		for (const bit of exponent.toString(2)) result = (result * result * (bit === '1' ? base : 1n)) % N;
		return result;
	};
	const salt = number(digits(16));
	const x = value(helper.hexHash(helper.padHex(salt) + helper.hash('AbCdEf123ada:secret')));
	const [v, b] = [power(g, x), value(randomBytes(64).toString('hex'))];
	const B = (k * v + power(g, b)) % N;
	const serverB = number(B.toString(16));
	let key;
	helper.getPasswordAuthenticationKey('ada', 'secret', serverB, salt, (error, result) => {
		assert.equal(error, null);
		key = Buffer.from(result);
	});
	const A = value(helper.largeAValue.toString(16));
	const u = value(helper.hexHash(helper.padHex(number(A.toString(16))) + helper.padHex(serverB)));
	const S = power((A * power(v, u)) % N, b);
	const hmac = (by, data) => createHmac('sha256', by).update(data).digest();
	const prk = hmac(Buffer.from(helper.padHex(helper.UValue), 'hex'), Buffer.from(helper.padHex(number(S.toString(16))), 'hex'));
	assert.deepEqual(key, hmac(prk, 'Caldera Derived Key\x01').subarray(0, 16));
	assert.equal(helper.padHex(number('-c8')).toLowerCase(), 'ff38');
	assert.throws(() => helper.padHex('ff'), /Not a BigInteger/);
});

test('15: a number and a helper have JSON', () => {
	assert.equal(typeof JSON.stringify(number('ff')), 'string');
	assert.equal(JSON.parse(JSON.stringify(new AuthenticationHelper('Pool'))).poolName, 'Pool');
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
		].map((line) => line.join('|') + '\n').join(''),
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
	const localStorage = { setItem: (key, item) => void items.set(key, item), getItem: (key) => items.get(key), removeItem: (key) => void items.delete(key) };
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
		requests.push({ target: request.headers['x-amz-target'], agent: request.headers['x-amz-user-agent'], body: JSON.parse(body) });
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
	assert.deepEqual({ ...new Client('eu-west-1') }, { endpoint: 'https://cognito-idp.eu-west-1.amazonaws.com/', fetchOptions: {} });
	assert.deepEqual({ ...new Client('eu-west-1', 'https://mine.test/', { credentials: 'include', mode: 'cors' }) }, { endpoint: 'https://mine.test/', fetchOptions: { credentials: 'include' } });
	assert.deepEqual(Object.getOwnPropertyNames(Client.prototype).sort(), ['constructor', 'promisifyRequest', 'request', 'requestWithRetry']);
});

test('15: lib/Client sends requests without a pool', async (t) => {
	const Client = require(name + '/lib/Client').default;
	const { endpoint, requests } = await service(t, [[200, { Session: 'first' }], [400, { __type: 'x#NotAuthorizedException', message: 'no' }]]);
	const client = new Client('eu-west-1', endpoint);
	const called = (method, params) => new Promise((done) => client[method]('InitiateAuth', params, (...args) => done(args)));
	assert.deepEqual(await called('request', { ClientId: 'c', Nested: { A: ['1'] } }), [null, { Session: 'first' }]);
	const [error, nothing] = await called('request', { ClientId: 'c' });
	assert.deepEqual([error.name, error.code, error.message, nothing], ['NotAuthorizedException', 'NotAuthorizedException', 'no', undefined]);
	await assert.rejects(client.promisifyRequest('GetUser', { AccessToken: 't' }), (refusal) => refusal.code === 'NotAuthorizedException' && refusal.message === 'no');
	assert.deepEqual(requests.map(({ target, body }) => [target, body]), [
		['AWSCognitoIdentityProviderService.InitiateAuth', { ClientId: 'c', Nested: { A: ['1'] } }],
		['AWSCognitoIdentityProviderService.InitiateAuth', { ClientId: 'c' }],
		['AWSCognitoIdentityProviderService.GetUser', { AccessToken: 't' }],
	]);
	assert.match(requests[0].agent, /^aws-amplify\//);
});

test('15: lib/Client tries again', async (t) => {
	const Client = require(name + '/lib/Client').default;
	const { endpoint, requests } = await service(t, [[500, { __type: 'InternalErrorException', message: 'later' }], [200, { Session: 'second' }]]);
	const args = await new Promise((done) => new Client('eu-west-1', endpoint).requestWithRetry('InitiateAuth', {}, (...all) => done(all)));
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
		assert.equal(run(`import { ${one} } from '${name}'; import A from '${name}'; console.log(${one} !== undefined && A.${one} === ${one})`), 'true\n', one);
	}
	const out = run(`import * as all from '${name}'; console.log(Object.keys(all).filter((key) => !['__esModule', 'default', 'module.exports'].includes(key)).sort().join())`);
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
