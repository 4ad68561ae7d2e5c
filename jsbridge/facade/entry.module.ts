/**
 * dist/index.mjs and dist/index.cjs.
 *
 * @packageDocumentation
 */
import { setLoading } from './core';
import { loading } from './loading.module';

export * from './index';

setLoading(loading);
