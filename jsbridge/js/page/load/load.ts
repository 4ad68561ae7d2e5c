/**
 * The core's own interface, `cognitowasm/core`: every operation is async, and performed
 * by Go over Go's own storage.
 *
 * @packageDocumentation
 */
import { configure, start } from './start';
import type { CoreOptions } from './core-options';
import type { Operations } from '../../gen/protocol';

export type * from '../../gen/protocol';
export type { CoreOptions } from './core-options';
export type { CognitoErrorCode } from '../base/errors';

/**
 * Loads the core.
 *
 * @param options - where to find it, if it is not found automatically
 * @returns the operations, once the core is running. Each takes one object,
 * which names the pool and the client, and rejects with an Error that has
 * `code` and `name`. When the core stops (`CoreCrashed`), load it again.
 * @throws CognitoError `WasmUnavailable`, `WasmLoadFailed`, `WasmMismatch` or
 * `CoreCrashed`
 */
export function load(options: CoreOptions = {}): Promise<Operations> {
	try {
		configure(options);
	} catch (error) {
		return Promise.reject(error);
	}
	return start().then(({ operations }) => operations);
}
