/**
 * dist/cognitowasm.inline.mjs: what inline.ts is, as a module: it imports the runtime and the
 * Wasm module statically, so that nothing is loaded later.
 *
 * @packageDocumentation
 */
import { program } from './cognitowasm.program.mjs';
import { run } from './cognitowasm.runtime.mjs';
import { host } from '../page/classes/host';
import { setLoading } from '../page/load/start';

export * from '../page/classes/exports';

setLoading({ runtime: async () => ({ run }), program: async () => ({ bytes: await program() }) }, host);
