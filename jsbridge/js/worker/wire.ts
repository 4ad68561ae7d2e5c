/**
 * What a page and its worker say to each other.
 *
 * @packageDocumentation
 */
import type { PageStorage } from '../gen/protocol';

/** What the page says. */
export type ToWorker =
	/** The first message. */
	| { module: WebAssembly.Module; isolated: boolean }
	/** Starts an operation; in place of its storage there is a number, and its signal comes by itself. */
	| { call: number; name: string; request: unknown; storage: number }
	/** The signal of a call; the code is that of its reason. */
	| { abort: number; code: unknown }
	/** What the storage has answered. */
	| { answer: number; value?: unknown; error?: unknown; failed?: boolean };

/** What the worker says. */
export type FromWorker =
	/** The program runs. Both versions are to be the page's. */
	| { ready: string; script: string }
	/** The program could not be started, or has ended. */
	| { ended: unknown }
	/** What came of a call: the reply, or the members of the error. */
	| { done: number; value?: unknown; error?: object; message?: string }
	/** Asks a storage of the page. */
	| { ask: number; storage: number; method: keyof PageStorage; args: string[] }
	/** The program has no use for a storage any more; a call that is on its way may have. */
	| { forget: number };

/** Posts a message; what is no plain data in it, such as an error's cause, is left out. */
export function post<Message>(to: { postMessage(message: Message): void }, message: Message, plain: Message): void {
	try {
		to.postMessage(message);
	} catch {
		to.postMessage(plain);
	}
}
