/**
 * dist/core.node.mjs.
 *
 * @packageDocumentation
 */
import { setLoading } from './core';
import { loading } from './loading.node';

export * from './load';

setLoading(loading);
