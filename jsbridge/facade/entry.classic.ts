/**
 * The classic script, dist/amazon-cognito-identity.min.js and .js. Its program
 * and runtime are fetched from beside it.
 *
 * @packageDocumentation
 */
import { fetchProgram, integrity, setLoading } from './start';
import { library } from './library';
import type { Runtime } from './loading';

/** Makes the library known to the page, or to what loads the script in another way. The build adds it. */
declare function publish(members: object): void;

const script = typeof document === 'object' ? (document.currentScript as HTMLScriptElement | null) : null;
// A worker's or a bundle's own address is the best guess where there is no script.
// The digest keeps caches from serving another build's file.
const beside = (file: string) =>
	new URL(file, (script && script.src) || globalThis.location.href).href + '?' + encodeURIComponent(integrity());
const handover = Symbol.for('cognitowasm.runtime');

/** Runs a script file that hands something over under a symbol, so that no name becomes global. */
function load(url: string): Promise<Runtime> {
	return new Promise<void>((resolve) => {
		if (typeof document !== 'object') {
			(globalThis as any).importScripts(url);
			return resolve();
		}
		const element = document.createElement('script');
		element.src = url;
		if (script) element.nonce = script.nonce;
		element.onload = element.onerror = () => resolve();
		document.head.appendChild(element);
	}).then(() => {
		const runtime = (globalThis as any)[handover];
		delete (globalThis as any)[handover];
		if (!runtime) throw new Error('no script came from ' + url);
		return runtime;
	});
}

setLoading({
	runtime: () => load(beside('cognitowasm.runtime.js')),
	program: () => fetchProgram(beside('cognitowasm.wasm')),
});

publish(library);

// So that the build takes this file for a module.
export {};
