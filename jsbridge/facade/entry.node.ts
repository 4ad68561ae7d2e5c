/**
 * dist/index.node.mjs and dist/index.node.cjs.
 *
 * @packageDocumentation
 */
import { setLoading } from './core';
import { loading } from './loading.node';

export * from './index';

setLoading(loading);
