import { CognitoError } from '../base/errors';
import { hide } from '../base/hidden';
import { check, poolOptions } from '../base/options';
import type { Host } from '../state/call';
import type { CoreOptions } from './core-options';
import type { Expectations, Loading, Program, Running } from './loading';

/** The version of this build's Wasm module, and its SHA-256 in base64; set by the build. */
declare const COGNITOWASM_VERSION: string;
declare const COGNITOWASM_DIGEST: string;

/** What the page has configured, and what the pool that was made last sends its requests with. */
export const options: Expectations['options'] = {};
let loading: Loading;
let host: Host | undefined;
let running: Promise<Running> | undefined;

/**
 * Sets how this build loads the core. The entry calls it.
 *
 * @param facade - what the runtime needs to answer calls of the facade's methods
 */
export function setLoading(how: Loading, facade = host): void {
	loading = how;
	host = facade;
	// For `cognitowasm/passwordless`, which adds to the classes that a program has. Another
	// symbol would take 20 bytes more.
	if (facade) hide(facade.CognitoUser.prototype as object, poolOptions, facade);
}

/** Secure randomness of this build, for a Node that has no global one. */
export const ownCrypto = () => loading.crypto!;

const anything = () => true; // a wrong URL fails when it is fetched

/** The values that each option accepts. */
const rules: { [Name in keyof CoreOptions]-?: (value: unknown) => boolean } = {
	wasmURL: anything,
	wasmModule: anything,
	wasmIntegrity: (value) => /^sha(256|384|512)-[\w+/]+=*$/.test(value as string),
	worker: anything,
	tokenIsolation: (value) => value === 'worker',
};

/**
 * Sets where the core is found and where it runs. Takes effect the next time that it
 * is loaded.
 *
 * @param changes - the members to change
 * @throws CognitoError `InvalidParameter` for an unknown option, or for a value that
 * it does not accept
 */
export function configure(changes: CoreOptions): void {
	for (const name of Object.keys(changes)) {
		if (!(name in rules)) throw new CognitoError('InvalidParameter', name + ' cannot be configured.');
	}
	check(rules, changes);
	Object.assign(options, changes);
}

/**
 * Starts loading the core, so that it is ready when it is needed: for instance
 * when a sign-in form gets the focus. It never fails: an error is reported by the
 * call that needs the core. Where the user has turned on the browser's data saver
 * (`navigator.connection.saveData`), it does nothing.
 */
export function preload(): void {
	const { connection } = Object(globalThis.navigator) as { connection?: unknown };
	if (!(Object(connection) as { saveData?: boolean }).saveData) start().catch(() => {});
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
	// Loaded in parallel: neither waits for the other. Where there is no WebAssembly, the runtime says so.
	let program: Promise<Program> | undefined;
	const { wasmURL, wasmModule } = options;
	if (typeof WebAssembly === 'object') {
		program = wasmModule
			? Promise.resolve({ module: wasmModule })
			: wasmURL
				? fetchProgram(String(wasmURL))
				: loading.program();
		program.catch(() => {});
	}
	const expect = { version: COGNITOWASM_VERSION, integrity: integrity(), options, loading, CognitoError, host, ended };
	try {
		const { run } = await loading.runtime(wasmURL);
		return await run(program, expect);
	} catch (error) {
		if (error instanceof CognitoError) throw error;
		throw new CognitoError('WasmLoadFailed', 'cognitowasm did not load: ' + (error as Error).message, error);
	}
}

/** The digest that the Wasm module must have. */
export function integrity(): string {
	return options.wasmIntegrity || 'sha256-' + COGNITOWASM_DIGEST;
}

/**
 * Fetches the Wasm module. Where WebCrypto is unavailable (without HTTPS), the
 * browser checks the digest.
 */
export function fetchProgram(url: string): Promise<Program> {
	const init = (Object(globalThis.crypto) as Partial<Crypto>).subtle ? {} : { integrity: integrity() };
	return fetch(url, init).then(
		(response) => ({ response, url }),
		(error: unknown) => ({ url, error }),
	);
}
