/**
 * The messages between a page and its worker.
 *
 * @packageDocumentation
 */
import type { PageStorage } from '../gen/protocol';

/** A message of the page. */
export type ToWorker =
	/** The first message. */
	| { module: WebAssembly.Module; isolated: boolean }
	/** Starts an operation; its storage is replaced by a number, and its signal by a message of its own. */
	| { call: number; name: string; request: unknown; storage: number }
	/** The signal of a call; the code is that of its reason. */
	| { abort: number; code: unknown }
	/** The result of a storage's method. */
	| { answer: number; value?: unknown; error?: unknown; failed?: boolean };

/** A message of the worker. */
export type FromWorker =
	/** The core runs. Both versions must be the page's. */
	| { ready: string; script: string }
	/** The core could not be started, or has stopped. */
	| { ended: unknown }
	/** The result of a call: the reply, or the members of the error. */
	| { done: number; value?: unknown; error?: object; message?: string }
	/** Asks a storage of the page. */
	| { ask: number; storage: number; method: keyof PageStorage; args: string[] }
	/** The core no longer needs a storage, unless a call is on its way that does. */
	| { forget: number };

/** Posts a message; where it has more than plain data, such as an error's cause, the plain one instead. */
export function post<Message>(to: { postMessage(message: Message): void }, message: Message, plain: Message): void {
	try {
		to.postMessage(message);
	} catch {
		to.postMessage(plain);
	}
}
