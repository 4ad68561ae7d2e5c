import { BigInteger } from './big-integer';
import { bytesOf } from '../base/bytes';
import { upstreamError } from '../base/errors';
import { hmac, sha256 } from './sha256';
import { randomBytes, toHex } from './word-array';

/**
 * The modulus of the 3072-bit group of RFC 3526, group 15, by its definition:
 * 2^3072 - 2^3008 - 1 + 2^64 ([2^2942 pi] + 1690314). Its digits would be
 * longer than this.
 */
function modulus(): bigint {
	const power = (exponent: number) => BigInt(2) ** BigInt(exponent);
	const guard = 64;
	// Euler: pi = 2 + 1/3 (2 + 2/5 (2 + 3/7 (2 + ...))), a bit a term.
	let pi = BigInt(0);
	for (let i = 3072; i; i--) pi = power(2943 + guard) + (pi * BigInt(i)) / BigInt(2 * i + 1);
	return power(3072) - power(3008) - BigInt(1) + power(64) * (pi / power(guard) + BigInt(1690314));
}

type Callback<T> = (error: Error | null, result: T) => void;

function fromHex(hex: string): Uint8Array {
	return Uint8Array.from((hex.match(/../g) || []).map((byte) => parseInt(byte, 16)));
}

function utf8(text: string): Uint8Array {
	return bytesOf(unescape(encodeURIComponent(text)));
}

function randomInteger(count: number): BigInteger {
	return new BigInteger(toHex(randomBytes(count)), 16);
}

/**
 * SRP-6a as Cognito uses it, for applications that compute a proof
 * themselves. Everything is synchronous and blocks the page. A sign-in does the same in
 * the core and in constant time, which this is not.
 */
export class AuthenticationHelper {
	/** The modulus. */
	N: BigInteger;
	/** The generator. */
	g: BigInteger;
	/** The multiplier. */
	k: BigInteger;
	/** The client's secret. */
	smallAValue: BigInteger;
	/** What the client sends of it. */
	largeAValue!: BigInteger;
	/** What keys are derived for. */
	infoBits: Uint8Array;
	/** The pool's name, or a group of devices. */
	poolName: string;
	/** The scrambling parameter, as hexadecimal digits. */
	UHexHash?: string;
	/** The scrambling parameter. */
	UValue?: BigInteger;
	/** The password of a new device. */
	randomPassword?: string;
	/** The salt of a new device, as hexadecimal digits. */
	SaltToHashDevices?: string;
	/** The verifier of a new device, as hexadecimal digits. */
	verifierDevices?: string;

	/**
	 * @param PoolName - the part of the pool's id after the underscore
	 * @throws Error when secure random numbers are unavailable
	 */
	constructor(PoolName: string) {
		this.N = new BigInteger(modulus());
		this.g = new BigInteger('2', 16);
		this.k = new BigInteger(this.hexHash(this.padHex(this.N) + this.padHex(this.g)), 16);
		this.smallAValue = this.generateRandomSmallA();
		this.getLargeAValue(() => {});
		this.infoBits = utf8('Caldera Derived Key');
		this.poolName = PoolName;
	}

	/** The client's secret. */
	getSmallAValue(): BigInteger {
		return this.smallAValue;
	}

	/** Passes the client's public value to the callback. */
	getLargeAValue(callback: Callback<BigInteger>): void {
		// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the constructor asks before there is one
		if (this.largeAValue) callback(null, this.largeAValue);
		else {
			this.calculateA(this.smallAValue, (error, largeA) => {
				this.largeAValue = largeA;
				callback(error, largeA);
			});
		}
	}

	/** Makes a secret of 1024 random bits. */
	generateRandomSmallA(): BigInteger {
		return randomInteger(128);
	}

	/** Makes a password of 40 random bytes, in base 64. */
	generateRandomString(): string {
		return btoa(String.fromCharCode(...randomBytes(40)));
	}

	/** The password of the new device. */
	getRandomPassword(): string | undefined {
		return this.randomPassword;
	}

	/** The salt of the new device. */
	getSaltDevices(): string | undefined {
		return this.SaltToHashDevices;
	}

	/** The verifier of the new device. */
	getVerifierDevices(): string | undefined {
		return this.verifierDevices;
	}

	/** Makes the password, salt and verifier of a new device. */
	generateHashDevice(deviceGroupKey: string, username: string, callback: Callback<null>): void {
		this.randomPassword = this.generateRandomString();
		const hashed = this.hash(deviceGroupKey + username + ':' + this.randomPassword);
		this.SaltToHashDevices = this.padHex(randomInteger(16));
		this.g.modPow(
			new BigInteger(this.hexHash(this.SaltToHashDevices + hashed), 16),
			this.N,
			(_: null, verifier: BigInteger) => {
				this.verifierDevices = this.padHex(verifier);
				callback(null, null);
			},
		);
	}

	/** Computes what the client sends of a secret. */
	calculateA(a: BigInteger, callback: Callback<BigInteger>): void {
		const largeA = this.g.modPow(a, this.N) as BigInteger;
		const zero = largeA.mod(this.N).toString() === '0';
		callback(zero ? upstreamError('Illegal paramater. A mod N cannot be 0.') : null, largeA);
	}

	/** Computes the scrambling parameter. */
	calculateU(A: BigInteger, B: BigInteger): BigInteger {
		this.UHexHash = this.hexHash(this.padHex(A) + this.padHex(B));
		return new BigInteger(this.UHexHash, 16);
	}

	/** The SHA-256 digest of a text or bytes, as 64 hexadecimal digits. */
	hash(buf: string | Uint8Array): string {
		return toHex(sha256(typeof buf === 'string' ? utf8(buf) : buf));
	}

	/** The SHA-256 digest of bytes that are written as hexadecimal digits. */
	hexHash(hexStr: string): string {
		return this.hash(fromHex(hexStr));
	}

	/** Derives a key of 16 bytes (HKDF, RFC 5869). */
	computehkdf(ikm: Uint8Array, salt: Uint8Array): Uint8Array {
		return hmac(hmac(salt, ikm), Uint8Array.from([...this.infoBits, 1])).slice(0, 16);
	}

	/**
	 * Computes the key that proves a password.
	 *
	 * @throws Error when what the server sent cannot be proved against
	 */
	getPasswordAuthenticationKey(
		username: string,
		password: string,
		serverBValue: BigInteger,
		salt: BigInteger,
		callback: Callback<Uint8Array>,
	): void {
		if (serverBValue.mod(this.N).toString() === '0') throw upstreamError('B cannot be zero.');
		const u = (this.UValue = this.calculateU(this.largeAValue, serverBValue));
		if (u.toString() === '0') throw upstreamError('U cannot be zero.');
		const hashed = this.hash(this.poolName + username + ':' + password);
		const x = new BigInteger(this.hexHash(this.padHex(salt) + hashed), 16);
		this.calculateS(x, serverBValue, (_, s) => {
			callback(null, this.computehkdf(fromHex(this.padHex(s)), fromHex(this.padHex(u))));
		});
	}

	/** Computes the shared secret. */
	calculateS(xValue: BigInteger, serverBValue: BigInteger, callback: Callback<BigInteger>): void {
		const base = serverBValue.subtract(this.k.multiply(this.g.modPow(xValue, this.N) as BigInteger));
		callback(null, base.modPow(this.smallAValue.add(this.UValue!.multiply(xValue)), this.N) as BigInteger);
	}

	/** What the names of attributes begin with in the answer to NEW_PASSWORD_REQUIRED. */
	getNewPasswordRequiredChallengeUserAttributePrefix(): string {
		return 'userAttributes.';
	}

	/**
	 * A number as hexadecimal digits of the shortest two's complement, as Java's
	 * BigInteger writes its bytes.
	 *
	 * @throws Error when it is no number of this library
	 */
	padHex(bigInt: BigInteger): string {
		if (!(bigInt instanceof BigInteger)) throw upstreamError('Not a BigInteger');
		const { value } = bigInt;
		// Of a negative number, -n - 1 needs the same bits.
		const bits = 8 * (((value < 0 ? ~value : value).toString(2).length >> 3) + 1);
		return BigInt.asUintN(bits, value)
			.toString(16)
			.padStart(bits / 4, '0');
	}
}
