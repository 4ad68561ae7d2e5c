/**
 * dist/cognitowasm.runtime.js: the runtime for the classic script, which takes
 * it from under the symbol, and for CommonJS.
 *
 * @packageDocumentation
 */
import { run } from '../runtime/runtime';

/** Hands over, as the build says. */
declare function publish(members: object): void;

publish({ run });

// So that the build takes this file for a module.
export {};
