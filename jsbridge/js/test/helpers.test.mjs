// AuthenticationHelper, WordArray, DateHelper and CookieStorage, side by side
// with upstream.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { atTime, ours, outcome, upstream, root, withGlobals } from './setup.mjs';

/** A helper of each library, with the same secret. */
function helpers(poolName = 'FakePool1', a = randomBytes(32).toString('hex')) {
	return [ours, upstream].map((library) => {
		const helper = new library.AuthenticationHelper(poolName);
		const BigInteger = helper.N.constructor;
		helper.smallAValue = new BigInteger(a, 16);
		helper.largeAValue = undefined;
		helper.getLargeAValue(() => {});
		return { helper, number: (hex) => new BigInteger(hex, 16) };
	});
}

test('helper: fields and constants, and the state of a new one', () => {
	const [a, b] = [ours, upstream].map((library) => new library.AuthenticationHelper('Pool'));
	assert.deepEqual(Object.keys(a), Object.keys(b));
	for (const name of ['N', 'g', 'k']) assert.equal(a[name].toString(16), b[name].toString(16), name);
	assert.equal(Buffer.from(a.infoBits).toString(), b.infoBits.toString());
	assert.equal(a.poolName, 'Pool');
	assert.ok(a.smallAValue.toString(16).length > 200);
	assert.equal(a.getSmallAValue(), a.smallAValue);
	assert.equal(
		a.getNewPasswordRequiredChallengeUserAttributePrefix(),
		b.getNewPasswordRequiredChallengeUserAttributePrefix(),
	);
	for (const name of ['getRandomPassword', 'getSaltDevices', 'getVerifierDevices']) assert.equal(a[name](), undefined);
	assert.match(a.generateRandomString(), /^[\w+/]{54}==$/);
});

test('helper: SHA-256 and HKDF are the platform’s, whatever the length', () => {
	const { helper } = helpers()[0];
	for (let length = 0; length < 200; length++) {
		const bytes = randomBytes(length);
		assert.equal(helper.hash(bytes), createHash('sha256').update(bytes).digest('hex'));
		assert.equal(helper.hexHash(bytes.toString('hex')), createHash('sha256').update(bytes).digest('hex'));
		const prk = createHmac('sha256', bytes).update(bytes).digest();
		const key = createHmac('sha256', prk).update('Caldera Derived Key\x01').digest().subarray(0, 16);
		assert.deepEqual(Buffer.from(helper.computehkdf(bytes, bytes)), key);
	}
	assert.equal(helper.hash('naïve 💧'), createHash('sha256').update('naïve 💧').digest('hex'));
});

test('helper: padHex is upstream’s for 500 numbers of all lengths and both signs', () => {
	const [a, b] = helpers();
	for (let i = 0; i < 500; i++) {
		const hex =
			(i % 3 ? '' : '-') +
			randomBytes(1 + (i % 40))
				.toString('hex')
				.slice(i % 2);
		assert.equal(a.helper.padHex(a.number(hex)), b.helper.padHex(b.number(hex)), hex);
	}
	for (const hex of ['0', '-1', '-80', '-81', '-ff', '-100', '7f', '80', '00ff']) {
		assert.equal(a.helper.padHex(a.number(hex)), b.helper.padHex(b.number(hex)), hex);
	}
	assert.deepEqual(
		outcome(() => a.helper.padHex('ff')),
		outcome(() => b.helper.padHex('ff')),
	);
});

test('helper: a proof, and a device, are upstream’s', () => {
	const vectors = JSON.parse(readFileSync(join(root, 'core/srp/testdata/srp-vectors.json'), 'utf8'));
	for (const vector of vectors.srp.slice(0, 4)) {
		const { helper, number } = helpers(vector.poolName, vector.a)[0];
		assert.equal(helper.largeAValue.toString(16), vector.A);
		let key;
		helper.getPasswordAuthenticationKey(
			vector.userIdForSrp,
			vector.password,
			number(vector.B),
			number(vector.salt),
			(error, value) => (key = value),
		);
		assert.equal(Buffer.from(key).toString('hex'), vector.hkdfKey);
		assert.equal(helper.UHexHash, vector.u);
	}
	const [a, b] = helpers();
	for (const { helper } of [a, b]) {
		const bytes = randomBytes(16).toString('hex');
		helper.generateRandomString = () => 'cGFzc3dvcmQ=';
		helper.generateHashDevice('group', 'device', (error, nothing) => assert.deepEqual([error, nothing], [null, null]));
		assert.equal(helper.getRandomPassword(), 'cGFzc3dvcmQ=');
		assert.match(helper.getSaltDevices(), /^([\da-f]{2}){1,17}$/, bytes);
		const x = helper.hexHash(helper.getSaltDevices() + helper.hash('groupdevice:cGFzc3dvcmQ='));
		b.helper.g.modPow(b.number(x), b.helper.N, (error, expected) =>
			assert.equal(helper.getVerifierDevices(), b.helper.padHex(expected)),
		);
	}
	for (const zero of ['0', a.helper.N.toString(16)]) {
		const refuse = ({ helper, number }) =>
			outcome(() => helper.getPasswordAuthenticationKey('u', 'p', number(zero), number('1'), assert.fail));
		assert.deepEqual(refuse(a), refuse(b));
	}
});

test('WordArray and DateHelper are upstream’s', () => {
	for (const args of [[], [[1, -2, 0x7fffffff]], [[0x01020304, 5], 5], [[0x80000000 | 0], 3]]) {
		const [a, b] = [ours, upstream].map((library) => new library.WordArray(...args));
		assert.deepEqual({ ...a }, { ...b });
		assert.equal(String(a), String(b));
	}
	for (const count of [0, 1, 4, 16, 17]) {
		const words = new ours.WordArray().random(count);
		assert.equal(words.sigBytes, count);
		assert.match(String(words), new RegExp(`^[\\da-f]{${2 * count}}$`));
	}
	assert.notEqual(String(new ours.WordArray().random(16)), String(new ours.WordArray().random(16)));
	for (const seconds of [1546322769, 1700000000, 1709251199, 1798675200]) {
		const [a, b] = [ours, upstream].map((library) => atTime(seconds, () => new library.DateHelper().getNowString()));
		assert.equal(a, b);
	}
});

test('classes can be extended by ES5 and ES2015 code, like upstream’s', () => {
	const data = { Name: 'email', Value: 'a@b' };
	for (const { CognitoUserAttribute: Attribute } of [ours, upstream]) {
		assert.deepEqual([Attribute.name, new Attribute(data).constructor], ['CognitoUserAttribute', Attribute]);
		class Modern extends Attribute {
			getValue() {
				return 'modern ' + super.getValue();
			}
		}
		assert.equal(new Modern(data).getValue(), 'modern a@b');

		function TypeScript(given) {
			const _this = Attribute.call(this, given) || this;
			_this.own = true;
			return _this;
		}
		TypeScript.prototype = Object.create(Attribute.prototype, { constructor: { value: TypeScript } });
		function Inherits(given) {
			Attribute.call(this, given);
			this.own = true;
		}
		Object.setPrototypeOf(Inherits.prototype, Attribute.prototype);
		for (const [object, Sub] of [
			[new TypeScript(data), TypeScript],
			[new Inherits(data), Inherits],
			[Reflect.construct(Attribute, [data], Inherits), Inherits],
		]) {
			assert.ok(object instanceof Sub && object instanceof Attribute);
			assert.equal(object.getValue(), 'a@b');
		}
		assert.equal(new TypeScript(data).own, true);
		assert.throws(() => Attribute.call(undefined, data), TypeError);
		if (Attribute === ours.CognitoUserAttribute) assert.throws(() => Attribute.call({}, data), TypeError);
	}
});

/** A document that keeps cookies, and what was written to it. */
function jar() {
	const kept = new Map();
	const written = [];
	return {
		kept,
		written,
		get cookie() {
			return [...kept].map((cookie) => cookie.join('=')).join('; ');
		},
		set cookie(text) {
			written.push(
				text.replace(
					/expires=[^;]*/,
					(expires) => 'expires=' + Math.round((new Date(expires.slice(8)) - Date.now()) / 864e5),
				),
			);
			const [pair] = text.split('; ');
			const at = pair.indexOf('=');
			if (/expires=[^;]*(1970|20[01]\d)/.test(text) || new Date(/expires=([^;]*)/.exec(text)?.[1] ?? 8e15) < new Date())
				kept.delete(pair.slice(0, at));
			else kept.set(pair.slice(0, at), pair.slice(at + 1));
		},
	};
}

test('CookieStorage writes and reads like upstream’s', () => {
	const texts = ['', 'a b', 'x=1; y', 'a,b"c', "('!*~')", '#$&+^`|/:<=>?@[]{}\\%', 'né💧', 'eyJhbGciOi.JKV-_1'];
	for (const options of [
		undefined,
		{},
		{ secure: false },
		{ domain: 'example.com', path: '/app', expires: 7, sameSite: 'lax' },
		{ expires: new Date(Date.now() + 864e5), sameSite: 'none' },
		{ expires: undefined },
	]) {
		const seen = [ours, upstream].map((library) => {
			const document = jar();
			return withGlobals({ document }, () => {
				const storage = new library.CookieStorage(options);
				const results = texts.map((text) => [storage.setItem('key.' + text, text), storage.getItem('key.' + text)]);
				results.push(storage.getItem('absent'), storage.removeItem('key.a b'), storage.getItem('key.a b'));
				return { results, written: document.written, kept: [...document.kept], fields: { ...storage } };
			});
		});
		assert.deepEqual(seen[0], seen[1], JSON.stringify(options));
	}
	for (const library of [ours, upstream]) {
		withGlobals({ document: { cookie: 'keyX; key2=a=b' } }, () => {
			const storage = new library.CookieStorage();
			assert.deepEqual(
				['key', 'keyX', 'key2'].map((key) => storage.getItem(key)),
				[null, '', 'a=b'],
			);
		});
	}
	for (const options of [{ sameSite: 'Strict' }, { sameSite: 'none', secure: false }, null]) {
		const [a, b] = [ours, upstream].map((library) => outcome(() => new library.CookieStorage(options)).thrown);
		assert.equal(a?.[0] ?? a?.name, b?.[0] ?? b?.name);
	}
	for (const library of [ours, upstream]) {
		const storage = new library.CookieStorage();
		assert.deepEqual([storage.setItem('a', 'b'), storage.getItem('a')], [undefined, null]);
	}
});

test('difference: a cookie that is too long is refused by name, and clear leaves the page’s own', () => {
	const document = jar();
	withGlobals({ document }, () => {
		const storage = new ours.CookieStorage({ sameSite: undefined });
		storage.setItem('CognitoIdentityServiceProvider.c.idToken', 'short');
		assert.throws(
			() => storage.setItem('CognitoIdentityServiceProvider.c.idToken', 's'.repeat(4096)),
			(error) => {
				return (
					error.code === 'CookieTooLong' &&
					error.message.includes('CognitoIdentityServiceProvider.c.idToken') &&
					!error.message.includes('sss')
				);
			},
		);
		assert.equal(storage.getItem('CognitoIdentityServiceProvider.c.idToken'), 'short');
		document.kept.set('theirs', '1');
		assert.deepEqual(storage.clear(), {});
		assert.deepEqual([...document.kept.keys()], ['theirs']);
	});
});
