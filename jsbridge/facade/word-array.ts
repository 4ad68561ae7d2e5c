/** Secure random bytes of this world, looked up at each use. */
export function randomBytes(count: number): Uint8Array {
	const bytes = new Uint8Array(count);
	try {
		globalThis.crypto.getRandomValues(bytes);
	} catch {
		throw new Error('Native crypto module could not be used to get secure random number.');
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
	/** The words. */
	words: number[];
	/** How many bytes of them count. */
	sigBytes: number;

	/**
	 * @param words - the words
	 * @param sigBytes - how many bytes of them count; all when left out
	 */
	constructor(words?: number[], sigBytes?: number) {
		this.words = words || [];
		this.sigBytes = sigBytes != null ? sigBytes : 4 * this.words.length;
	}

	/**
	 * Makes random bytes.
	 *
	 * @param nBytes - how many
	 * @throws Error when there are no secure random numbers here
	 */
	random(nBytes: number): WordArray {
		const bytes = randomBytes(4 * Math.ceil(nBytes / 4));
		const view = new DataView(bytes.buffer);
		const words: number[] = [];
		for (let i = 0; i < bytes.length; i += 4) words.push(view.getInt32(i));
		return new WordArray(words, nBytes);
	}

	/** The bytes as lower-case hexadecimal digits. */
	toString(): string {
		const bytes: number[] = [];
		for (let i = 0; i < this.sigBytes; i++) bytes.push((this.words[i >>> 2]! >>> (24 - 8 * (i % 4))) & 255);
		return toHex(bytes);
	}
}
