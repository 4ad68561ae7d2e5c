/**
 * dist/index.node.js, for Node itself; the build adds the exports.
 *
 * @packageDocumentation
 */
import hidden from './cognitowasm.facade.mjs';
import { loading } from './cognitowasm.node.js';

hidden.setLoading(loading);

// So that the build takes this file for a module.
export {};
