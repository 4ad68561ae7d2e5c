/**
 * dist/cognitowasm.inline.js: facade, runtime and Wasm module in one file, for
 * environments that cannot load anything later: service workers, extensions, pages that
 * are opened as a file.
 *
 * @packageDocumentation
 */
import { host } from '../page/classes/host';
import { library } from '../page/classes/library';
import { inline } from '../page/load/loading.inline';
import { setLoading } from '../page/load/start';

/** Makes the library known to the page, or to what loads the script in another way. The build adds it. */
declare function publish(members: object): void;

setLoading(inline, host);
publish(library);

// So that the build takes this file for a module.
export {};
