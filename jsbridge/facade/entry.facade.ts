/**
 * dist/cognitowasm.facade.mjs and .js: all of the facade, once for every file
 * that gives a part of it (dist/index.*, dist/internals.*, lib/ and es/), so that
 * they have the same classes and the same state.
 *
 * @packageDocumentation
 */
import { setLoading } from './start';
import { loading } from './loading.module';

export * from './exports';
export * from './internals';
export { setLoading };

setLoading(loading);
