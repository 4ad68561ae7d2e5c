/**
 * SHA-256 and HMAC for AuthenticationHelper, whose methods are synchronous, while
 * WebCrypto's are async. Sign-ins hash in the core.
 *
 * @packageDocumentation
 */

/** Fractional parts of the roots of the first primes, FIPS 180-4, sections 4.2.2 and 5.3.3. */
function constants(): { k: number[]; h: number[] } {
	const k: number[] = [];
	const h: number[] = [];
	const fraction = (root: number) => ((root % 1) * 2 ** 32) | 0;
	for (let n = 2; k.length < 64; n++) {
		let i = 2;
		while (n % i) i++;
		if (i < n) continue;
		if (h.length < 8) h.push(fraction(Math.sqrt(n)));
		k.push(fraction(Math.cbrt(n)));
	}
	return { k, h };
}

/**
 * The SHA-256 digest.
 *
 * @param message - less than 512 MiB
 */
export function sha256(message: Uint8Array): Uint8Array {
	const { k, h: state } = constants();
	const padded = new Uint8Array((((message.length + 8) >> 6) + 1) * 64);
	padded.set(message);
	padded[message.length] = 0x80;
	const view = new DataView(padded.buffer);
	view.setUint32(padded.length - 4, message.length * 8);
	const rotated = (x: number, ...by: number[]) => by.reduce((sum, n) => sum ^ (x >>> n) ^ (x << (32 - n)), 0);
	const w: number[] = [];
	for (let at = 0; at < padded.length; at += 64) {
		let round = state.slice();
		for (let t = 0; t < 64; t++) {
			const [a, b, c, d, e, f, g, h] = round as [number, number, number, number, number, number, number, number];
			if (t < 16) w[t] = view.getInt32(at + 4 * t);
			else {
				const x = w[t - 15]!;
				const y = w[t - 2]!;
				w[t] = (w[t - 16]! + (rotated(x, 7, 18) ^ (x >>> 3)) + w[t - 7]! + (rotated(y, 17, 19) ^ (y >>> 10))) | 0;
			}
			const t1 = h + rotated(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + k[t]! + w[t]!;
			const t2 = rotated(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
			round = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
		}
		round.forEach((word, i) => (state[i] = (state[i]! + word) | 0));
	}
	state.forEach((word, i) => view.setInt32(4 * i, word));
	return padded.slice(0, 32);
}

/**
 * The HMAC-SHA-256, RFC 2104.
 *
 * @param key - any bytes
 * @param message - any bytes
 */
export function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
	if (key.length > 64) key = sha256(key);
	const padded = (by: number, rest: Uint8Array) =>
		Uint8Array.from([...new Uint8Array(64).map((_, i) => key[i]! ^ by), ...rest]);
	return sha256(padded(0x5c, sha256(padded(0x36, message))));
}
