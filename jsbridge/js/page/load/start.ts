import { CognitoError } from '../base/errors';
import type { Loading, Program, Running } from './loading';
import { check } from '../base/options';

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

/** Version of the program that belongs to this build, and its SHA-256 in base 64; set by the build. */
declare const COGNITOWASM_VERSION: string;
declare const COGNITOWASM_DIGEST: string;

const options: CoreOptions = {};
let loading: Loading;
let running: Promise<Running> | undefined;

/** Says how this build loads the core. The entry calls it once. */
export function setLoading(how: Loading): void {
	loading = how;
}

/** Secure randomness of this build, for a Node that has no global one. */
export const ownCrypto = () => loading.crypto!;

const anything = () => true; // an address that is none shows when it is fetched

/** What each option can be, where it is given. */
const rules: { [Name in keyof CoreOptions]-?: (value: any) => boolean } = {
	wasmURL: anything,
	wasmModule: anything,
	wasmIntegrity: (value) => /^sha(256|384|512)-[\w+/]+=*$/.test(value),
	worker: anything,
	tokenIsolation: (value) => value === 'worker',
};

/**
 * Sets where the core is found and where it runs. Takes effect the next time that it
 * is loaded.
 *
 * @param changes - the members to change
 * @throws CognitoError `InvalidParameter` for an option that does not exist, or for
 * what it cannot be
 */
export function configure(changes: CoreOptions): void {
	for (const name of Object.keys(changes)) {
		if (!rules.hasOwnProperty(name)) throw new CognitoError('InvalidParameter', 'configure has no ' + name + '.');
	}
	check(rules, changes);
	Object.assign(options, changes);
}

/**
 * Starts loading the core, so that it is there when it is needed: for instance
 * when a sign-in form gets the focus. It never fails: an error shows in the
 * call that needs the core. Where the user has asked the browser to save data
 * (`navigator.connection.saveData`), only what needs the core loads it.
 */
export function preload(): void {
	const { connection } = Object(globalThis.navigator);
	if (!Object(connection).saveData) start().catch(() => {});
}

/** Starts the core, unless it is running; after a crash or a failure, afresh. */
export function start(): Promise<Running> {
	if (!running) {
		const over = () => {
			if (running === attempt) running = undefined;
		};
		const attempt: Promise<Running> = (running = begin(over));
		attempt.catch(over);
	}
	return running;
}

async function begin(ended: () => void): Promise<Running> {
	// Both at once: neither waits for the other. Where there is no WebAssembly, the runtime says so.
	let program: Promise<Program> | undefined;
	const { wasmURL, wasmModule } = options;
	if (typeof WebAssembly === 'object') {
		program = wasmModule ? Promise.resolve({ module: wasmModule }) : wasmURL ? fetchProgram(String(wasmURL)) : loading.program();
		program.catch(() => {});
	}
	const expect = { version: COGNITOWASM_VERSION, integrity: integrity(), options, loading, CognitoError, ended };
	try {
		const { run, perform } = await loading.runtime(wasmURL);
		return { operations: await run(program, expect), perform };
	} catch (error: any) {
		if (error instanceof CognitoError) throw error;
		throw new CognitoError('WasmLoadFailed', 'cognitowasm did not load: ' + error.message, error);
	}
}

/** The digest that the program must have. */
export function integrity(): string {
	return options.wasmIntegrity || 'sha256-' + COGNITOWASM_DIGEST;
}

/**
 * Fetches the program. Where the page may not use WebCrypto (no HTTPS), the
 * browser itself is told to check the digest.
 */
export function fetchProgram(url: string): Promise<Program> {
	const init = Object(globalThis.crypto).subtle ? {} : { integrity: integrity() };
	return fetch(url, init).then(
		(response) => ({ response, url }),
		(error) => ({ url, error }),
	);
}
