/**
 * dist/core.node.mjs.
 *
 * @packageDocumentation
 */
import { setLoading } from './start';
import { loading } from './loading.node';

export * from './load';

setLoading(loading);
