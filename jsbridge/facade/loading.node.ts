/**
 * Loading in Node: the program is a file beside this one.
 *
 * @packageDocumentation
 */
import { readFile } from 'node:fs/promises';
import type { Loading } from './loading';

export const loading: Loading = {
	runtime: () => import('./cognitowasm.runtime.mjs'),
	program: async () => ({ bytes: await readFile(new URL('./cognitowasm.wasm', import.meta.url)) }),
};
