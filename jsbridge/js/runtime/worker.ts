/**
 * The page's side of a core that runs in a worker: see entries/worker.ts for the
 * other. The page's storage stays in the page, and the worker sends it requests.
 *
 * @packageDocumentation
 */
import { inBrowser } from '../page/base/environment';
import type { RequestEvent } from '../page/base/types';
import type { Core } from './go';
import { addedHeaders, hookNames, hooksOf, report } from './hooks';
import type { Hooks } from './hooks';
import type { Expectations } from '../page/load/loading';
import type { PageStorage, PoolRequest } from '../gen/protocol';
import { defaultStorage } from '../page/state/storage';
import { trusted } from '../page/load/trusted';
import { post } from '../worker/wire';
import type { FromWorker, SharedHooks, ToWorker } from '../worker/wire';

/** The settling functions of a call. */
interface Pending {
	resolve: (reply: unknown) => void;
	reject: (error: unknown) => void;
}

/**
 * Starts the core in a worker, where the page has asked for one.
 *
 * @param module - the Wasm module, compiled
 * @param expect - has the page's options
 * @param ended - called once, when the core has stopped
 * @returns undefined where no worker was requested, or none is available and the core
 * may run in the page instead
 * @throws CognitoError `WasmUnavailable` where only a worker would do
 */
export async function runInWorker(
	module: WebAssembly.Module,
	expect: Expectations,
	ended: () => void,
): Promise<Core | undefined> {
	const { worker, tokenIsolation } = expect.options;
	if (!worker && !tokenIsolation) return undefined;
	try {
		return await begin(
			await make(worker, expect.loading.trusted || trusted),
			{ module, isolated: !!tokenIsolation },
			expect,
			ended,
		);
	} catch (error) {
		if (tokenIsolation) {
			throw new expect.CognitoError(
				'WasmUnavailable',
				'tokenIsolation needs a worker with WebCrypto and an IndexedDB that keeps its key, and there is none here; the cause says why. Look for worker-src in the Content-Security-Policy, and at configure({ worker }); without HTTPS it cannot work.',
				error,
			);
		}
		if (inBrowser() && typeof Worker === 'function')
			console.warn('cognitowasm: no worker could be started, the page does its work.', error);
		return undefined;
	}
}

/** Makes the worker, from the page's own file or from the text in this build. */
async function make(file: Expectations['options']['worker'], trusted: (url: string) => string): Promise<Worker> {
	// Deno has workers, and a core in one would have a default storage, which all visitors share.
	if (!inBrowser()) throw new Error('Workers are for pages.');
	if (file && file !== true) return new Worker(trusted(String(file)));
	const { source } = await import('./cognitowasm.worker.mjs');
	const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
	try {
		return new Worker(trusted(url));
	} finally {
		URL.revokeObjectURL(url);
	}
}

/** How long a worker may take until it is ready, in milliseconds: it has been seen to take some hundred. */
const startLimit = 10000;

function begin(
	worker: Worker,
	first: ToWorker,
	{ version, CognitoError }: Expectations,
	ended: () => void,
): Promise<Core> {
	return new Promise((ready, failed) => {
		const calls = new Map<number, Pending>();
		const shared = new Shared();
		// What hooks have thrown, by the number of the question, while a call may fail with it.
		const thrown = new Map<number, unknown>();
		const say = (message: ToWorker) => worker.postMessage(message);
		let runs = false;
		const end = (error: unknown) => {
			clearTimeout(silent);
			worker.terminate();
			// A core that never ran has not stopped: the page may do the work instead.
			if (runs) ended();
			else failed(error);
		};
		// A database that does not open, for instance, says nothing.
		const silent = setTimeout(end, startLimit, new Error('The worker did not start in time.'));
		worker.onerror = (event) => {
			event.preventDefault();
			end(new Error(event.message || 'The worker has no script.'));
		};
		worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
			if ('ask' in data) {
				const answers = (message: ToWorker) => post(worker, message, { answer: data.ask, failed: true });
				const object = shared.get(data.object);
				/* eslint-disable @typescript-eslint/no-floating-promises -- they catch everything themselves */
				if ('hook' in data) answerHook(data, object as Hooks, thrown, answers);
				else answer(data, object as PageStorage, answers);
				/* eslint-enable @typescript-eslint/no-floating-promises */
			} else if ('forget' in data) {
				shared.forget(data.forget);
			} else if ('done' in data) {
				const { done, value, error, message } = data;
				const { resolve, reject } = calls.get(done)!;
				calls.delete(done);
				if (data.thrown) reject(thrown.get(data.thrown));
				else if (error) reject(Object.assign(new Error(message), error));
				else resolve(value);
				if (!calls.size) thrown.clear();
			} else if ('ready' in data) {
				if (data.ready !== version)
					return end(new Error('The worker has version ' + data.ready + ', not ' + version + '.'));
				runs = true;
				clearTimeout(silent);
				ready({ start });
			} else end(data.ended);
		};
		let last = 0;
		const start: Core['start'] = (name, given, resolve, reject) => {
			const call = ++last;
			try {
				// What is no object is for the core to refuse. A page's own way to send requests
				// stays behind, as its fetch does; hooks do not.
				const { storage, signal, request: _request, fetch, ...members } = Object(given) as Partial<PoolRequest>;
				const request = Object(given) === given ? absolute(members) : given;
				const abort = () => say({ abort: call, code: (Object(signal!.reason) as { code?: unknown }).code });
				const used = [shared.share(storage || defaultStorage(worker))];
				const hooks = hooksOf(fetch);
				if (hooks) used.push(shared.share(hooks));
				const over = (settle: (value: unknown) => void) => (value: unknown) => {
					if (signal) signal.removeEventListener('abort', abort);
					for (const each of used) each.calls--;
					settle(value);
				};
				say({ call, name, request, storage: used[0]!.number, hooks: hooks && named(hooks, used[1]!.number) });
				for (const each of used) each.calls++;
				calls.set(call, { resolve: over(resolve), reject: over(reject) });
				if (!signal) return;
				if (signal.aborted) abort();
				signal.addEventListener('abort', abort);
			} catch (error) {
				reject(
					new CognitoError('InvalidParameter', 'A member of the request cannot be read, or is no plain data.', error),
				);
			}
		};
		say(first);
	});
}

/** The addresses of a request as the page means them: a worker may have another base. */
function absolute(request: Record<string, unknown>): object {
	for (const member of ['endpoint', 'jwksURL']) {
		if (request[member]) request[member] = new URL(request[member] as string, globalThis.document?.baseURI).href;
	}
	return request;
}

/** What the worker is to know of hooks. */
function named(hooks: Hooks, number: number): SharedHooks {
	return { number, names: hookNames.filter((name) => hooks[name]) };
}

/** A storage that the worker may use, or hooks. */
interface SharedObject {
	object: PageStorage | Hooks;
	number: number;
	/** How many calls with it are under way. */
	calls: number;
}

/** The objects of the page that a worker may use, until it reports that it no longer needs them. */
class Shared {
	private all = new Map<number, SharedObject>();
	private last = 0;

	share(object: SharedObject['object']): SharedObject {
		const known = [...this.all.values()].find((each) => each.object === object);
		if (known) return known;
		const made = { object, number: ++this.last, calls: 0 };
		this.all.set(made.number, made);
		return made;
	}

	get(number: number): SharedObject['object'] {
		return this.all.get(number)!.object;
	}

	/** Does nothing while a call uses the object: the worker then sends the message again. */
	forget(number: number): void {
		const { calls } = this.all.get(number) || { calls: 1 };
		if (!calls) this.all.delete(number);
	}
}

async function answer(
	{ ask, method, args }: Extract<FromWorker, { method: string }>,
	storage: PageStorage,
	say: (message: ToWorker) => void,
) {
	try {
		// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion -- the three methods take one text or two
		const value = await (storage[method] as (...args: string[]) => unknown)(...args);
		// Whatever else it may be, only its text counts.
		say({ answer: ask, value: value == null ? value : String(value) });
	} catch (error) {
		say({ answer: ask, error, failed: true });
	}
}

async function answerHook(
	{ ask, hook, event }: Extract<FromWorker, { hook: string }>,
	hooks: Hooks,
	thrown: Map<number, unknown>,
	say: (message: ToWorker) => void,
) {
	try {
		const value = hook === 'headers' ? await addedHeaders(hooks.headers, event as RequestEvent) : undefined;
		if (hook !== 'headers') report(hooks[hook] as (event: object) => void, event);
		say({ answer: ask, value });
	} catch (error) {
		thrown.set(ask, error);
		say({ answer: ask, failed: true });
	}
}
