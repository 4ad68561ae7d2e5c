/**
 * dist/cognitowasm.runtime.js: the runtime for the classic script, which takes
 * it from under the symbol.
 *
 * @packageDocumentation
 */
import { run, perform } from './runtime';

(globalThis as any)[Symbol.for('cognitowasm.runtime')] = { run, perform };

// So that the build takes this file for a module.
export {};
