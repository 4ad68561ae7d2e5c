/**
 * The messages between a page and its worker.
 *
 * @packageDocumentation
 */
import type { PageStorage } from '../gen/protocol';
import type { Hooks } from '../runtime/hooks';

/** A message of the page. */
export type ToWorker =
	/** The first message. */
	| { module: WebAssembly.Module; isolated: boolean }
	/**
	 * Starts an operation; its storage and its hooks are replaced by numbers, and its signal
	 * by a message of its own.
	 */
	| { call: number; name: string; request: unknown; storage: number; hooks: SharedHooks | undefined }
	/** The signal of a call; the code is that of its reason. */
	| { abort: number; code: unknown }
	/** The result of a method: of a storage, or of hooks, whose error stays in the page. */
	| { answer: number; value?: unknown; error?: unknown; failed?: boolean };

/** A message of the worker. */
export type FromWorker =
	/** The core runs. The script's version must be the page's. */
	| { ready: string }
	/** The core could not be started, or has stopped. */
	| { ended: unknown }
	/**
	 * The result of a call: the reply, or the members of the error, or the number of the
	 * question whose error it is.
	 */
	| { done: number; value?: unknown; error?: object; message?: string; thrown?: number }
	/** Calls a method of a storage of the page, or of hooks. */
	| { ask: number; object: number; method: keyof PageStorage; args: string[] }
	| { ask: number; object: number; hook: keyof Hooks; event: object }
	/** The core no longer needs a storage or hooks, unless a call is on its way that does. */
	| { forget: number };

/** Hooks of the page: their number, and which there are. */
export interface SharedHooks {
	number: number;
	names: (keyof Hooks)[];
}

/** Posts a message; where it has more than plain data, such as an error's cause, the plain one instead. */
export function post<Message>(to: { postMessage(message: Message): void }, message: Message, plain: Message): void {
	try {
		to.postMessage(message);
	} catch {
		to.postMessage(plain);
	}
}
