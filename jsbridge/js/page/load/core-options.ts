/** How the core is found, and where it runs; see {@link configure}. */
export interface CoreOptions {
	/**
	 * Where `cognitowasm.wasm` is served, when it is not found by itself or when
	 * the page wants it streamed: the ESM and CJS builds otherwise carry the
	 * program in a module of their own.
	 */
	wasmURL?: string | URL | undefined;
	/**
	 * The program, compiled already, or a promise of it: for places that compile no
	 * bytes, as edge runtimes do not, and for those that load nothing later, as a service
	 * worker or the background of an extension. It is `dist/cognitowasm.wasm`.
	 */
	wasmModule?: WebAssembly.Module | PromiseLike<WebAssembly.Module> | undefined;
	/**
	 * The digest that the program must have, as an `integrity` attribute has it:
	 * `sha256-`, `sha384-` or `sha512-` and base 64. Left out, it is that of the
	 * program of this build: another build of the program needs it.
	 *
	 * https://www.w3.org/TR/SRI/#integrity-metadata-description
	 */
	wasmIntegrity?: string | undefined;
	/**
	 * Whether the core runs in a worker of its own, off the page's thread. The page's
	 * Content-Security-Policy must have `blob:` in its worker-src then, or this is
	 * the address of `dist/cognitowasm.worker.js` on the page's own origin. Where no
	 * worker can be had, the core runs in the page.
	 */
	worker?: boolean | string | URL | undefined;
	/**
	 * With `'worker'`, the core runs in a worker and the page never sees a refresh
	 * token: its storage and its session objects have it sealed, with a key that only
	 * the workers of this origin use. SECURITY.md says what that protects from, and
	 * what not. Where no worker can be had, calls of the core fail with code
	 * `WasmUnavailable`.
	 */
	tokenIsolation?: 'worker' | undefined;
}
