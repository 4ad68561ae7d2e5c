import type { BigInteger } from '../big-integer';

/** The facade's class. */
type Class = typeof BigInteger;
/** What upstream's constructor takes. */
type Digits = [text: string | null | undefined, radix: number];

const big = (value: number | string | bigint | boolean) => BigInt(value);
const zero = /* @__PURE__ */ big(0);
/** Upstream keeps a number in digits of so many bits, some of which show. */
const digitBits = 28;

const magnitude = (value: bigint) => (value < zero ? -value : value);
/** The bits of the shortest two's complement, without its sign. */
const bitsOf = (value: bigint) => (value < zero ? ~value : value).toString(2).replace(/^0$/, '').length;

/**
 * Reads digits as upstream does: what is no digit is passed over, except for the sign.
 *
 * @throws Error for a radix that upstream does not read
 */
function parse(text: string | bigint | null | undefined, radix: number): bigint {
	if (text == null) return zero;
	if (typeof text === 'bigint') return text;
	const width = Math.log2(radix);
	if (![1, 2, 3, 4, 5].includes(width)) throw new Error('Only radix 2, 4, 8, 16, 32 are supported');
	if (!(text.length > 0)) return zero;
	const digits = text.replace(/[^0-9a-z]/gi, '');
	// A digit too large for its radix reaches into the one before it.
	// eslint-disable-next-line @typescript-eslint/no-misused-spread -- ASCII
	const value = [...digits].reduce(
		(sum, digit, i) => sum | (big(parseInt(digit, 36)) << big(width * (digits.length - 1 - i))),
		zero,
	);
	return /^[^0-9a-z]*-/i.test(text) ? -value : value;
}

/** The methods of upstream's class that SRP can do without. */
function methodsFor(Native: Class): PropertyDescriptorMap & ThisType<BigInteger> {
	const methods: object & ThisType<BigInteger> = {
		negate() {
			return new Native(-this.value);
		},
		abs() {
			return this.value < zero ? new Native(-this.value) : this;
		},
		bitLength() {
			return bitsOf(this.value);
		},
		/** Without its fraction; by zero it is zero. */
		divide(divisor: BigInteger) {
			return new Native(divisor.value && this.value / divisor.value);
		},
		/** Of a negative number, what is missing to the next multiple; by zero it is zero. */
		mod({ value }: BigInteger) {
			const rest = value && magnitude(this.value) % value;
			return new Native(this.value < zero && rest ? value - rest : rest);
		},
		/** The callback gets `(null, result)` before this returns the same result. */
		modPow(exponent: BigInteger, modulus: BigInteger, callback?: (error: null, result: BigInteger) => void) {
			const power: BigInteger = exponent.value
				? modulus.value
					? (originalModPow.call(this, exponent, modulus) as BigInteger)
					: new Native(zero)
				: new Native(big(1));
			if (callback) callback(null, power);
			return power;
		},

		// What changes a number in its place.
		fromInt(value: number) {
			this.value = big(Math.trunc(value) || 0);
		},
		fromString(text: string, radix: number) {
			this.value = parse(text, radix);
		},
		clamp() {},
		copyTo(to: BigInteger) {
			to.value = this.value;
		},
		addTo(other: BigInteger, to: BigInteger) {
			to.value = this.value + other.value;
		},
		subTo(other: BigInteger, to: BigInteger) {
			to.value = this.value - other.value;
		},
		multiplyTo(other: BigInteger, to: BigInteger) {
			to.value = this.value * other.value;
		},
		squareTo(to: BigInteger) {
			to.value = this.value * this.value;
		},
		divRemTo(divisor: BigInteger, quotient: BigInteger | null, remainder?: BigInteger | null) {
			const [by, value] = [divisor.value, this.value];
			if (!by) return;
			if (quotient) quotient.value = value / by;
			if (remainder) remainder.value = value % by;
		},
		lShiftTo(bits: number, to: BigInteger) {
			to.value = this.value << big(bits);
		},
		rShiftTo(bits: number, to: BigInteger) {
			to.value = this.value >> big(bits);
		},
		dlShiftTo(digits: number, to: BigInteger) {
			to.value = this.value << big(digits * digitBits);
		},
		drShiftTo(digits: number, to: BigInteger) {
			to.value = this.value >> big(digits * digitBits);
		},
		/** -1 divided by the number, modulo 2^28. */
		invDigit() {
			const low = BigInt.asUintN(digitBits, this.value);
			if (!(low & big(1)) || !bitsOf(this.value)) return 0; // of -1 too, which has no digits
			// Newton: each step doubles the bits that are right.
			let inverse = low;
			for (let right = 3; right < digitBits; right *= 2)
				inverse = BigInt.asUintN(digitBits, inverse * (big(2) - low * inverse));
			return 2 ** digitBits - Number(inverse);
		},

		/** How many digits there are. */
		get t() {
			return Math.ceil(bitsOf(this.value) / digitBits);
		},
		/** The sign: -1 or 0. */
		get s() {
			return this.value < zero ? -1 : 0;
		},
		DB: digitBits,
		DM: 2 ** digitBits - 1,
		DV: 2 ** digitBits,
		FV: 2 ** 52,
		F1: 52 - digitBits,
		F2: 2 * digitBits - 52,
	};
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its object
	const originalModPow = Native.prototype.modPow;
	const all: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(methods);
	for (const name of Object.keys(all)) all[name]!.enumerable = false;
	return all;
}

/**
 * Adds what upstream's class has beyond the facade's, so that there is one class: the
 * numbers that AuthenticationHelper makes have it too.
 *
 * @param Native - the facade's class, which reads decimal and hexadecimal digits
 * @returns the same class, made and called as upstream's
 */
export function complete(Native: Class): Class {
	Object.defineProperties(Native.prototype, methodsFor(Native));
	Object.assign(Native, { ZERO: new Native(zero), ONE: new Native(big(1)) });
	const make = ([text, radix]: Digits, target: Class) => Reflect.construct(Native, [parse(text, radix)], target);
	return (Native.prototype.constructor = new Proxy(Native, {
		construct: (_, args, target) => make(args as unknown as Digits, target as Class),
		// Code compiled to ES5 extends a class by calling it, and goes on with its own object.
		apply: (_, that, args) =>
			Object.assign<object, BigInteger>(that as object, make(args as unknown as Digits, Native)),
	}));
}
