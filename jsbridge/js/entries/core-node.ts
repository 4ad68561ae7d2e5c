/**
 * dist/core.node.mjs.
 *
 * @packageDocumentation
 */
import { setLoading } from '../page/load/start';
import { loading } from '../page/load/loading.node';

export * from '../page/load/load';

setLoading(loading);
