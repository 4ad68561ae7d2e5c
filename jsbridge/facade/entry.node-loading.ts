/**
 * dist/cognitowasm.node.js: loading in Node as CommonJS, the runtime included, since a
 * test runner's sandbox has no import().
 *
 * @packageDocumentation
 */
import type { Loading } from './loading';
import { loading as modules } from './loading.node';
import { perform, run } from './runtime';

export const loading: Loading = { ...modules, runtime: async () => ({ run, perform }) };
