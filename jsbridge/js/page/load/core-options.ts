/** How the core is found, and where it runs; see `configure`. */
export interface CoreOptions {
	/**
	 * Where `cognitowasm.wasm` is served: for pages where it is not found
	 * automatically, and for those that want it streamed. The ESM and CJS builds
	 * otherwise have the Wasm module inside a JavaScript module.
	 */
	wasmURL?: string | URL | undefined;
	/**
	 * `dist/cognitowasm.wasm`, compiled already, or a promise of it: for environments that
	 * cannot compile bytes, such as edge runtimes, and for those that cannot load anything
	 * later, such as a service worker or the background script of an extension.
	 */
	wasmModule?: WebAssembly.Module | PromiseLike<WebAssembly.Module> | undefined;
	/**
	 * The digest that the Wasm module must have, written as in an `integrity` attribute:
	 * `sha256-`, `sha384-` or `sha512-`, and base64. Defaults to the digest of this build's
	 * own module; a module that was built separately needs its own.
	 *
	 * https://www.w3.org/TR/SRI/#integrity-metadata-description
	 */
	wasmIntegrity?: string | undefined;
	/**
	 * Whether the core runs in a worker of its own, off the page's thread. The page's
	 * Content-Security-Policy must then allow `blob:` in its worker-src; or pass the
	 * URL of `dist/cognitowasm.worker.js` on the page's own origin. Where no worker is
	 * available, the core runs in the page.
	 */
	worker?: boolean | string | URL | undefined;
	/**
	 * With `'worker'`, the core runs in a worker and the page never sees a refresh
	 * token: its storage and its session objects have it sealed, with a key that only
	 * the workers of this origin use. SECURITY.md says what that protects
	 * against and what it does not. Where no worker is available, calls of the core fail
	 * with code `WasmUnavailable`.
	 */
	tokenIsolation?: 'worker' | undefined;
}
