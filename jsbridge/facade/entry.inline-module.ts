/**
 * dist/cognitowasm.inline.mjs: as entry.inline.ts, as a module.
 *
 * @packageDocumentation
 */
import { inline } from './loading.inline';
import { setLoading } from './start';

export * from './exports';

setLoading(inline);
