/**
 * dist/core.mjs.
 *
 * @packageDocumentation
 */
import { setLoading } from './core';
import { loading } from './loading.module';

export * from './load';

setLoading(loading);
