/**
 * Loading in Node: the Wasm module is a file beside this one.
 *
 * @packageDocumentation
 */
import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Loading } from './loading';

export const loading: Loading = {
	runtime: () => import('./cognitowasm.runtime.mjs'),
	program: async () => {
		try {
			return { bytes: await readFile(new URL('./cognitowasm.wasm', import.meta.url)) };
		} catch {
			// A bundler has moved this file away from it. The module takes longer to
			// unpack, but goes wherever a bundler puts it.
			const module = await import('./cognitowasm.program.mjs');
			return { bytes: await module.program() };
		}
	},
	crypto: webcrypto as Crypto,
};
