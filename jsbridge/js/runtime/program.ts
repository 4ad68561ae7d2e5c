/**
 * dist/cognitowasm.program.mjs: the Wasm module inside a JavaScript module, for bundlers.
 *
 * @packageDocumentation
 */
import text, { alphabet, frequent, size } from 'cognitowasm:bytes';

/** Decodes the Wasm module from the text that internal/cmd/build/text.go writes. */
export async function program(): Promise<Uint8Array> {
	const base = alphabet.length;
	const digits = new Uint8Array(128);
	for (let i = 0; i < base; i++) digits[alphabet.charCodeAt(i)] = i;
	const single = frequent.length;
	const order = Uint8Array.from(frequent.concat([...Array(256).keys()].filter((byte) => !frequent.includes(byte))));
	const bytes = new Uint8Array(size);
	const next = () => digits[text.charCodeAt(i++)]!;
	let i = 0;
	for (let at = 0; at < size;) {
		const digit = next();
		if (digit < single) bytes[at++] = order[digit]!;
		// The last one begins a run of zeros, which are there already.
		else if (digit === base - 1) at += next() * base + next();
		else bytes[at++] = order[single + (digit - single) * base + next()]!;
	}
	return bytes;
}
