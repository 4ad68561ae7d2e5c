/**
 * dist/cognitowasm.inline.js: facade, runtime and Wasm module in one file, for
 * environments that cannot load anything later: service workers, extensions, pages that
 * are opened as a file. The classic script takes the Wasm module out of it where it may
 * not fetch: in a page from a file, from an origin without CORS, in a sandboxed frame.
 *
 * @packageDocumentation
 */
import { host } from '../page/classes/host';
import { library } from '../page/classes/library';
import { setLoading } from '../page/load/start';
import { program } from '../runtime/program';
import { run } from '../runtime/runtime';

/** Makes the library known to the page, or hands its parts to the classic script. The build adds it. */
declare function publish(members: object, parts: object): void;

setLoading({ runtime: async () => ({ run }), program: async () => ({ bytes: await program() }) }, host);
publish(library, { program });

// So that the build takes this file for a module.
export {};
