/**
 * dist/cognitowasm.worker.js: the worker in which the core runs if the page asks for
 * it, and which keeps the refresh token from the page if that is asked for too.
 * runtime/worker.ts is the page's side.
 *
 * @packageDocumentation
 */
import { runGo } from '../runtime/go';
import type { Core } from '../runtime/go';
import { hookedFetch } from '../runtime/hooks';
import type { Hooks } from '../runtime/hooks';
import type { PageStorage } from '../gen/protocol';
import { originSeal } from '../worker/seal';
import type { Seal } from '../worker/seal';
import { post } from '../worker/wire';
import type { FromWorker, SharedHooks, ToWorker } from '../worker/wire';

/** The version of this build, set by the build. */
declare const COGNITOWASM_VERSION: string;

const page = globalThis as unknown as Worker;
const say = (message: FromWorker) => page.postMessage(message);

let core: Core | undefined;
let seal: Seal | undefined;
const controllers = new Map<number, AbortController>();

page.onmessage = ({ data }: MessageEvent<ToWorker>) => {
	if ('module' in data)
		begin(data.module, data.isolated).catch((ended: unknown) =>
			post<FromWorker>(page, { ended }, { ended: undefined }),
		);
	// eslint-disable-next-line @typescript-eslint/no-floating-promises -- a seal that does not open a text leaves it as it is
	else if ('call' in data) serve(data);
	else if ('abort' in data) controllers.get(data.abort)?.abort({ code: data.code });
	else settle(data);
};

async function begin(module: WebAssembly.Module, isolated: boolean): Promise<void> {
	if (isolated) seal = await originSeal();
	core = await runGo(module, () => say({ ended: undefined }));
	if (core) say({ ready: COGNITOWASM_VERSION });
}

async function serve({ call, name, request, storage, hooks }: Extract<ToWorker, { call: number }>): Promise<void> {
	const controller = new AbortController();
	controllers.set(call, controller);
	const failed = (error: unknown) => {
		if (error instanceof Thrown) {
			controllers.delete(call);
			return say({ done: call, thrown: error.ask });
		}
		const { message } = error as Error;
		// An error without these members was thrown here, not by the core.
		const { cause, ...plain } = {
			name: 'CognitoError',
			code: 'InternalError',
			reason: 'INTERNAL_ERROR',
			retryable: false,
			cause: undefined as unknown,
			...(error as object),
		};
		controllers.delete(call);
		post<FromWorker>(
			page,
			{ done: call, message, error: cause === undefined ? plain : { ...plain, cause } },
			{ done: call, message, error: plain },
		);
	};
	const opened = seal ? await mapped(request, seal.open, () => true) : request;
	core!.start(
		name,
		Object(opened) === opened
			? {
					...(opened as object),
					storage: storageOf(storage),
					signal: controller.signal,
					fetch: hooks && hookedFetch(hooksOf(hooks)),
				}
			: opened,
		(reply) => {
			const done = (value: unknown) => {
				controllers.delete(call);
				say({ done: call, value });
			};
			if (seal)
				mapped(reply, seal.close, (member) => /^refreshToken$/i.test(member))
					.then(done)
					.catch(failed);
			else done(reply);
		},
		failed,
	);
}

/** A copy of plain data with those texts changed whose members are meant. */
async function mapped(
	value: unknown,
	change: (text: string) => Promise<string>,
	isMeant: (member: string) => boolean,
	member = '',
): Promise<unknown> {
	if (typeof value === 'string') return value && isMeant(member) ? change(value) : value;
	if (!value || typeof value !== 'object') return value;
	const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>;
	for (const name of Object.keys(value))
		copy[name] = await mapped((value as Record<string, unknown>)[name], change, isMeant, name);
	return copy;
}

/**
 * The storages and the hooks of the page by their number: the same object for the same one,
 * for as long as the core references it, which may be longer than the calls that named it. In
 * browsers without WeakRef they are kept forever.
 */
const objects = new Map<number, { deref(): object | undefined }>();
const weak = typeof WeakRef === 'function';
const unused =
	weak &&
	new FinalizationRegistry((object: number) => {
		// There may be another object for the same one by now.
		if (objects.get(object)?.deref()) return;
		objects.delete(object);
		say({ forget: object });
	});

/** The object that stands for one of the page's. */
function standIn<Kind extends object>(number: number, make: () => Kind): Kind {
	const known = objects.get(number)?.deref();
	if (known) return known as Kind;
	const made = make();
	objects.set(number, weak ? new WeakRef(made) : { deref: () => made });
	if (unused) unused.register(made, number);
	return made;
}

const asked = new Map<number, (data: Extract<ToWorker, { answer: number }>) => void>();
let last = 0;

/** What hooks of the page have thrown, by the number of the question: it stays there. */
class Thrown {
	constructor(readonly ask: number) {}
}

function hooksOf({ number, names }: SharedHooks): Hooks {
	return standIn(number, () => {
		const hooks: Hooks = {};
		for (const hook of names) {
			hooks[hook] = (event: object) =>
				new Promise<never>((resolve, reject) => {
					const ask = ++last;
					say({ ask, object: number, hook, event });
					// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the error is in the page
					asked.set(ask, ({ value, failed }) => (failed ? reject(new Thrown(ask)) : resolve(value as never)));
				});
		}
		return hooks;
	});
}

function storageOf(number: number): PageStorage {
	return standIn(number, () => remoteStorage(number));
}

function remoteStorage(object: number): PageStorage {
	const ask = (method: keyof PageStorage, ...args: string[]) =>
		new Promise<unknown>((resolve, reject) => {
			say({ ask: ++last, object, method, args });
			asked.set(last, ({ value, error, failed }) => (failed ? reject(error) : resolve(value)));
		});
	const isRefreshToken = (key: string) => /\.refreshToken$/.test(key);
	return {
		getItem: async (key) => {
			const value = await ask('getItem', key);
			return seal && typeof value === 'string' && isRefreshToken(key) ? seal.open(value) : value;
		},
		setItem: async (key, value) => ask('setItem', key, seal && isRefreshToken(key) ? await seal.close(value) : value),
		removeItem: (key) => ask('removeItem', key),
	};
}

function settle(data: Extract<ToWorker, { answer: number }>): void {
	asked.get(data.answer)!(data);
	asked.delete(data.answer);
}
