/**
 * dist/cognitowasm.program.js: the Wasm module inside a script, for pages that may not
 * fetch it: from a file, from an origin without CORS, in a sandboxed frame.
 *
 * @packageDocumentation
 */
import { program } from '../runtime/program';

/** Hands over, as the build says. */
declare function publish(members: object): void;

publish({ program });

// So that the build takes this file for a module.
export {};
