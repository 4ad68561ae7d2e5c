// Case 15: the numbers of lib/BigInteger, and SRP with them by hand.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import test from 'node:test';
import { AuthenticationHelper, BigInteger, ours } from './package.mjs';

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
const digits = (bytes) =>
	randomBytes(1 + Math.floor(Math.random() * bytes))
		.toString('hex')
		.replace(/^0+(?=.)/, '');
const signed = (bytes) => (Math.random() < 0.5 ? '-' : '') + digits(bytes);
const number = (hex) => new BigInteger(hex, 16);
const value = (hex) => (hex.startsWith('-') ? -BigInt('0x' + hex.slice(1)) : BigInt('0x' + hex));
const size = (n) => (n < 0n ? -n : n);

test('15: lib/BigInteger computes what whole numbers give, negative ones too', () => {
	for (let i = 0; i < 1000; i++) {
		const [x, y, m] = [signed(i % 90), signed(i % 70), digits(60)];
		const [a, b, c] = [x, y, m].map(value);
		const is = (got, want, what) =>
			assert.equal(got.toString(16), want.toString(16), what + ' ' + x + ' ' + y + ' ' + m);
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
			assert.equal(
				outcome(() => new BigInteger(text, radix)),
				known ? value(hex).toString(16) : refusal,
				hex + ' ' + radix,
			);
			// Upstream writes some radixes only. Here the others have their digits.
			assert.equal(
				outcome(() => number(hex).toString(radix)),
				known || ours ? text : refusal,
			);
		}
		for (const text of ['0', '-0', '', '-'])
			assert.equal(
				outcome(() => new BigInteger(text, radix)),
				known ? '0' : refusal,
			);
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
		assert.equal(
			outcome(() => new BigInteger(input, radix)),
			want,
			input + ' ' + radix,
		);
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
		'copyTo',
		'fromInt',
		'fromString',
		'clamp',
		'dlShiftTo',
		'drShiftTo',
		'lShiftTo',
		'rShiftTo',
		'subTo',
		'multiplyTo',
		'squareTo',
		'divRemTo',
		'invDigit',
		'addTo',
		'toString',
		'negate',
		'abs',
		'compareTo',
		'bitLength',
		'mod',
		'equals',
		'add',
		'subtract',
		'multiply',
		'divide',
		'modPow',
	]) {
		assert.equal(typeof BigInteger.prototype[method], 'function', method);
	}
	for (const [constant, is] of Object.entries({ DB: 28, DM: 2 ** 28 - 1, DV: 2 ** 28, FV: 2 ** 52, F1: 24, F2: 4 }))
		assert.equal(BigInteger.prototype[constant], is);
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
		is(
			into((to) => number(x).copyTo(to)),
			a,
			'copyTo',
		);
		is(
			into((to) => number(x).addTo(number(y), to)),
			a + b,
			'addTo',
		);
		is(
			into((to) => number(x).subTo(number(y), to)),
			a - b,
			'subTo',
		);
		is(
			into((to) => number(x).multiplyTo(number(y), to)),
			a * b,
			'multiplyTo',
		);
		is(
			into((to) => number(x).squareTo(to)),
			a * a,
			'squareTo',
		);
		// Upstream’s shifts are for what is not negative.
		is(
			into((to) => number(x).abs().lShiftTo(n, to)),
			size(a) << BigInt(n),
			'lShiftTo',
		);
		is(
			into((to) => number(x).abs().rShiftTo(n, to)),
			size(a) >> BigInt(n),
			'rShiftTo',
		);
		is(
			into((to) =>
				number(x)
					.abs()
					.dlShiftTo(n % 5, to),
			),
			size(a) << BigInt(28 * (n % 5)),
			'dlShiftTo',
		);
		is(
			into((to) =>
				number(x)
					.abs()
					.drShiftTo(n % 5, to),
			),
			size(a) >> BigInt(28 * (n % 5)),
			'drShiftTo',
		);
		is(
			into((to) => to.fromString(x, 16)),
			a,
			'fromString',
		);
		if (b) {
			is(
				into((to) => number(x).divRemTo(number(y), to, null)),
				a / b,
				'quotient',
			);
			is(
				into((to) => number(x).divRemTo(number(y), null, to)),
				a % b,
				'remainder',
			);
		}
		const low = BigInt.asUintN(28, a);
		const inverse = number(x).invDigit();
		if (low & 1n && a !== -1n) assert.equal(BigInt.asUintN(28, BigInt(inverse) * low), 2n ** 28n - 1n, 'invDigit ' + x);
		else assert.equal(inverse, 0, 'invDigit ' + x);
		assert.equal(number(x).t, Math.ceil((a < 0n ? ~a : a).toString(2).replace(/^0$/, '').length / 28), 't ' + x);
		assert.equal(number(x).s, a < 0n ? -1 : 0);
	}
	for (const [int, want] of [
		[0, '0'],
		[1, '1'],
		[-1, '-1'],
		[-200, '-c8'],
		[2 ** 27, '8000000'],
	]) {
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
	const prk = hmac(
		Buffer.from(helper.padHex(helper.UValue), 'hex'),
		Buffer.from(helper.padHex(number(S.toString(16))), 'hex'),
	);
	assert.deepEqual(key, hmac(prk, 'Caldera Derived Key\x01').subarray(0, 16));
	assert.equal(helper.padHex(number('-c8')).toLowerCase(), 'ff38');
	assert.throws(() => helper.padHex('ff'), /Not a BigInteger/);
});

test('15: a number and a helper have JSON', () => {
	assert.equal(typeof JSON.stringify(number('ff')), 'string');
	assert.equal(JSON.parse(JSON.stringify(new AuthenticationHelper('Pool'))).poolName, 'Pool');
});
