/**
 * dist/core.mjs.
 *
 * @packageDocumentation
 */
import { setLoading } from '../page/load/start';
import { loading } from '../page/load/loading.module';

export * from '../page/load/load';

setLoading(loading);
