import { ownCrypto } from '../load/start';
import { upstreamError } from '../base/errors';

/** Secure random bytes of this world, looked up at each use. */
export function randomBytes(count: number): Uint8Array {
	const bytes = new Uint8Array(count);
	try {
		// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- Node 18 has none
		(globalThis.crypto || ownCrypto()).getRandomValues(bytes);
	} catch {
		throw upstreamError('Native crypto module could not be used to get secure random number.');
	}
	return bytes;
}

/**
 * Bytes as lower-case hexadecimal digits.
 *
 * @param bytes - any bytes
 */
export function toHex(bytes: ArrayLike<number>): string {
	return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
}

/** Bytes in 32-bit words, the first byte of each in its highest bits. */
export class WordArray {
	/** The words. @internal */
	words: number[];
	/** How many bytes of them count. @internal */
	sigBytes: number;

	/**
	 * @param words - the words
	 * @param sigBytes - how many bytes of them count; defaults to all
	 */
	constructor(words?: string[], sigBytes?: number);
	/** @internal */
	constructor(words?: number[], sigBytes?: number);
	constructor(words?: string[] | number[], sigBytes?: number) {
		this.words = (words as number[] | undefined) || [];
		this.sigBytes = sigBytes != null ? sigBytes : 4 * this.words.length;
	}

	/**
	 * Makes random bytes.
	 *
	 * @param nBytes - how many
	 * @throws Error when secure random numbers are unavailable
	 */
	random(nBytes: number): WordArray {
		const word = () => new DataView(randomBytes(4).buffer).getInt32(0);
		return new WordArray(Array.from({ length: Math.ceil(nBytes / 4) }, word), nBytes);
	}

	/** The bytes as lower-case hexadecimal digits. */
	toString(): string {
		const digits = this.words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
		return digits.slice(0, 2 * this.sigBytes);
	}
}
