/**
 * dist/core.mjs.
 *
 * @packageDocumentation
 */
import { setLoading } from './start';
import { loading } from './loading.module';

export * from './load';

setLoading(loading);
