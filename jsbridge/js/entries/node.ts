/**
 * dist/index.node.mjs, for bundlers of what runs in Node; the build adds the exports.
 *
 * @packageDocumentation
 */
import hidden from './cognitowasm.facade.mjs';
import { loading } from '../page/load/loading.node';

hidden.setLoading(loading);

// So that the build takes this file for a module.
export {};
