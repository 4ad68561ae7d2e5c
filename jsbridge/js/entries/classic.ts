/**
 * The classic script, dist/amazon-cognito-identity.min.js and .js. Its runtime and
 * the Wasm module are fetched from the same folder; in a bundle they are modules, as for all others.
 *
 * @packageDocumentation
 */
import { fetchProgram, integrity, setLoading } from '../page/load/start';
import { host } from '../page/classes/host';
import { library } from '../page/classes/library';
import type { Runtime } from '../page/load/loading';
import { loading } from '../page/load/loading.module';
import { trusted } from '../page/load/trusted';

/** Makes the library known to the page, or to what loads the script in another way. The build adds it. */
declare function publish(members: object): void;
declare const module: unknown;

const script = Object(typeof document === 'object' && document.currentScript) as Partial<HTMLScriptElement>;
// Read now: a page may give itself another address later. Modules and workers are no
// current script, but the stack names them, for which the engine reads the whole file again.
const here =
	script.src ||
	(!script.tagName && (/[\w-]+:\/\/\S+?(?=:\d+:\d+)/.exec('' + new Error().stack) || [])[0]) ||
	// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- outside a browser there is no location
	(globalThis.location && location.href);
const { nonce = '' } = script;
// The digest keeps caches from serving another build's file.
const beside = (file: string, base = here) => new URL(file, base).href + '?' + encodeURIComponent(integrity());
const handover = Symbol.for('cognitowasm.runtime');

/** What the two script files hand over: the runtime's, and the one that has everything inside. */
type HandedOver = Runtime & { program(): Promise<Uint8Array> };
/** The global object: in a worker it loads scripts, and scripts hand over under the symbol. */
type Scope = { importScripts(url: string): void; [handover]: HandedOver | undefined };

/** Runs a script file that hands something over under a symbol, so that no name becomes global. */
function run(url: string): Promise<HandedOver> {
	return new Promise<void>((resolve) => {
		const address = trusted(url);
		// The one that has everything inside sees by the symbol that it is to define no global.
		(globalThis as unknown as Scope)[handover] = undefined;
		if (typeof document !== 'object') return resolve((globalThis as unknown as Scope).importScripts(address));
		const element = document.createElement('script');
		element.src = address;
		element.nonce = nonce;
		element.onload = element.onerror = () => resolve();
		document.head.appendChild(element);
	}).then(() => {
		const handed = (globalThis as unknown as Scope)[handover];
		// eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a symbol
		delete (globalThis as unknown as Partial<Scope>)[handover];
		if (!handed) throw new Error('no script came from ' + url + '. Serve it there, or beside configure({ wasmURL }).');
		return handed;
	});
}

const runtimeBeside = (base?: string) => run(beside('cognitowasm.runtime.js', base));
const bundled = typeof module === 'object';
setLoading(
	{
		// In a bundle what is loaded later are modules of it. Else the runtime is beside this
		// script, or where the page says that the Wasm module is.
		runtime: (wasmURL) =>
			(bundled ? loading.runtime() : runtimeBeside()).catch((error: unknown) => {
				if (bundled) return runtimeBeside();
				if (wasmURL) return runtimeBeside(new URL(wasmURL, location.href).href);
				throw error;
			}),
		program: () => (bundled ? loading.program() : fetchProgram(beside('cognitowasm.wasm'))),
		script: () => run(beside('cognitowasm.inline.js')),
		trusted,
	},
	host,
);
publish(library);

// So that the build takes this file for a module.
export {};
