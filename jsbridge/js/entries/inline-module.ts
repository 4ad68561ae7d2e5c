/**
 * dist/cognitowasm.inline.mjs: inline.ts as a module.
 *
 * @packageDocumentation
 */
import { host } from '../page/classes/host';
import { inline } from '../page/load/loading.inline';
import { setLoading } from '../page/load/start';

export * from '../page/classes/exports';

setLoading(inline, host);
