/**
 * Loading for bundlers and browsers' own modules: the runtime and the
 * Wasm module are JavaScript modules that are imported when they are needed, which
 * every bundler supports without configuration.
 *
 * @packageDocumentation
 */
import type { Loading } from './loading';

export const loading: Loading = {
	runtime: () => import('./cognitowasm.runtime.mjs'),
	program: () => import('./cognitowasm.program.mjs').then(async (module) => ({ bytes: await module.program() })),
};
