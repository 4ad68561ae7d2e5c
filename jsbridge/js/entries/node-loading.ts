/**
 * dist/cognitowasm.node.js: loading in Node as CommonJS, the runtime included, since a
 * test runner's sandbox has no import().
 *
 * @packageDocumentation
 */
import type { Loading } from '../page/load/loading';
import { loading as modules } from '../page/load/loading.node';
import { run } from '../runtime/runtime';

export const loading: Loading = { ...modules, runtime: async () => ({ run }) };
