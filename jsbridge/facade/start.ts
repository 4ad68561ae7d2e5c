import { CognitoError } from './errors';
import type { Loading, Program, Running } from './loading';

/** How the core is found; see {@link configure}. */
export interface CoreOptions {
	/**
	 * Where `cognitowasm.wasm` is served, when it is not found by itself or when
	 * the page wants it streamed: the ESM and CJS builds otherwise carry the
	 * program in a module of their own.
	 */
	wasmURL?: string | URL | undefined;
	/**
	 * The digest that the program must have, as an `integrity` attribute has it:
	 * `sha256-`, `sha384-` or `sha512-` and base 64. Left out, it is that of the
	 * program of this build: another build of the program needs it.
	 *
	 * https://www.w3.org/TR/SRI/#integrity-metadata-description
	 */
	wasmIntegrity?: string | undefined;
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

/**
 * Sets where the core is found. Takes effect the next time that it is loaded.
 *
 * @param changes - the members to change
 * @throws CognitoError `InvalidParameter` for an option that does not exist
 */
export function configure(changes: CoreOptions): void {
	for (const name of Object.keys(changes)) {
		if (!/^wasm(URL|Integrity)$/.test(name)) throw new CognitoError('InvalidParameter', 'configure has no option ' + name + '.');
	}
	const { wasmIntegrity } = changes;
	if (wasmIntegrity !== undefined && !/^sha(256|384|512)-[\w+/]+=*$/.test(wasmIntegrity)) {
		throw new CognitoError('InvalidParameter', 'wasmIntegrity cannot be ' + wasmIntegrity);
	}
	Object.assign(options, changes);
}

/**
 * Starts loading the core, so that it is there when it is needed: for instance
 * when a sign-in form gets the focus. It never fails: an error shows in the
 * call that needs the core. Where the user has asked the browser to save data
 * (`navigator.connection.saveData`), only what needs the core loads it.
 */
export function preload(): void {
	if (!(globalThis.navigator as any)?.connection?.saveData) start().catch(() => {});
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
	if (typeof WebAssembly === 'object') {
		program = options.wasmURL ? fetchProgram(String(options.wasmURL)) : loading.program();
		program.catch(() => {});
	}
	const expect = { version: COGNITOWASM_VERSION, integrity: integrity(), CognitoError, ended };
	try {
		const { run, perform } = await loading.runtime();
		return { operations: await run(program, expect), perform };
	} catch (error: any) {
		if (error instanceof CognitoError) throw error;
		throw new CognitoError('WasmLoadFailed', 'cognitowasm did not load: ' + error.message, error);
	}
}

/** The digest that the program must have. */
function integrity(): string {
	return options.wasmIntegrity || 'sha256-' + COGNITOWASM_DIGEST;
}

/**
 * Fetches the program. Where the page may not use WebCrypto (no HTTPS), the
 * browser itself is told to check the digest.
 */
export function fetchProgram(url: string): Promise<Program> {
	const init = globalThis.crypto?.subtle ? {} : { integrity: integrity() };
	return fetch(url, init).then(
		(response) => ({ response, url }),
		(error) => ({ response: undefined, url, error }),
	);
}
