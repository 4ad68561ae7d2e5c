/** BigInt as a function: the syntax of its literals is newer than what this package is built for. */
const big = (value: number | string | bigint) => BigInt(value);

/**
 * A whole number, as {@link AuthenticationHelper} takes and returns them. It has
 * what SRP needs; `value` is the number itself.
 */
export class BigInteger {
	/** The number. */
	value: bigint;

	/**
	 * @param text - its digits, with a sign where it is negative
	 * @param radix - 10, the default, or 16
	 */
	constructor(text: string | bigint, radix?: number) {
		if (typeof text === 'bigint') this.value = text;
		else {
			const digits = text.replace('-', '');
			const value = big((radix === 16 ? '0x' : '') + (digits || '0'));
			this.value = digits === text ? value : -value;
		}
	}

	/** The digits, in base 10 or in that of the radix. */
	toString(radix?: number): string {
		return this.value.toString(radix);
	}

	/** The digits in base 10: JSON knows no bigint. */
	toJSON(): string {
		return this.toString();
	}

	/** Whether both are the same number. */
	equals(other: BigInteger): boolean {
		return this.value === other.value;
	}

	/** Less than 0, 0, or more than 0, as this number is less, the same, or more. */
	compareTo(other: BigInteger): number {
		return this.value < other.value ? -1 : this.value > other.value ? 1 : 0;
	}

	/** The sum. */
	add(other: BigInteger): BigInteger {
		return new BigInteger(this.value + other.value);
	}

	/** The difference. */
	subtract(other: BigInteger): BigInteger {
		return new BigInteger(this.value - other.value);
	}

	/** The product. */
	multiply(other: BigInteger): BigInteger {
		return new BigInteger(this.value * other.value);
	}

	/** The remainder, from 0 to below the modulus. */
	mod(modulus: BigInteger): BigInteger {
		const { value } = modulus;
		return new BigInteger(((this.value % value) + value) % value);
	}

	/** The power's remainder; upstream's callback is called synchronously with `(null, result)`. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a public declaration; with a callback it returns nothing
	modPow(exponent: BigInteger, modulus: BigInteger, callback?: (error: null, result: BigInteger) => void): any {
		let result = big(1);
		for (const bit of exponent.value.toString(2)) {
			result = (result * result) % modulus.value;
			if (bit === '1') result = (result * this.value) % modulus.value;
		}
		const power = new BigInteger(result).mod(modulus);
		if (callback) callback(null, power);
		else return power;
	}
}
