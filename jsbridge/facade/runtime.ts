/**
 * Runs the core's program: checks that it is the right one, starts it, and
 * turns it into promises; calls.ts is part of it. Loaded together with the
 * program, when it is needed.
 *
 * @packageDocumentation
 */
import makeGo from 'cognitowasm:wasm_exec';
import type { Expectations, Program } from './loading';
import type { Operations } from './protocol.gen';

export { perform } from './calls';

type Start = (name: string, request: unknown, resolve: (reply: any) => void, reject: (error: unknown) => void) => void;

/**
 * Starts the program.
 *
 * @param program - none where there is no WebAssembly
 * @param expect - what it must be
 * @returns its operations, once it is ready
 * @throws CognitoError `WasmLoadFailed`, `WasmMismatch`, `WasmUnavailable`, or
 * `CoreCrashed`
 */
export async function run(program: Promise<Program> | undefined, expect: Expectations): Promise<Operations> {
	const { CognitoError } = expect;
	if (!program) {
		throw new CognitoError(
			'WasmUnavailable',
			'This browser has no WebAssembly, or it is switched off (a lockdown mode does that). Stored sessions can be read; signing in and refreshing cannot work here.',
		);
	}
	const module = await compile(await program, expect);
	let start: Start | undefined;
	const pending = new Set<(error: Error) => void>();
	const crashed = () =>
		new CognitoError('CoreCrashed', 'The core of cognitowasm stopped. Nothing is known of what it was doing; try again.');

	// The program's global object: the page's own, except that what the program
	// and Go's support code set stays among themselves.
	const own: Record<PropertyKey, unknown> = {
		cognitowasmReady: (given: Start) => {
			start = given;
		},
		// net/http in the program with the AWS SDK calls it as a method of this object.
		fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
	};
	const scope = new Proxy(globalThis, {
		get: (page, name) => (name in own ? own[name] : (page as any)[name]),
		set: (_, name, value) => {
			own[name] = value;
			return true;
		},
	});
	const go = new (makeGo(scope))();
	// Once the program has ended, nobody takes a timer's event any more, and Go's
	// support code would offer it for ever.
	go.exit = () => go._scheduledTimeouts.clear();
	const instance = await WebAssembly.instantiate(module, go.importObject);
	const end = () => {
		if (!start) return;
		start = undefined;
		expect.ended();
		pending.forEach((reject) => reject(crashed()));
		pending.clear();
	};
	// A trap ends the program too, but Go's support code does not notice: it
	// surfaces wherever the browser called into the program.
	const resume = go._resume.bind(go);
	go._resume = () => {
		try {
			resume();
		} catch {
			end();
			go.exit(2);
		}
	};
	go.run(instance).then(end, end);

	if (!start) throw crashed();
	const version = (own.cognitowasmReady as any).version;
	if (version !== expect.version) throw mismatch(expect, 'version ' + version, 'version ' + expect.version);

	return new Proxy({} as Operations, {
		get: (_, name: string) =>
			// An object of operations must not look like a promise to await.
			name === 'then'
				? undefined
				: (request: unknown) =>
						new Promise((resolve, reject) => {
							const settled = (settle: (value: any) => void) => (value: any) => {
								pending.delete(reject);
								settle(value);
							};
							if (!start) return reject(crashed());
							pending.add(reject);
							start(name, request, settled(resolve), settled(reject));
						}),
	});
}

async function compile(program: Program, expect: Expectations): Promise<WebAssembly.Module> {
	const { CognitoError } = expect;
	if ('bytes' in program) {
		await check(program.bytes, expect);
		return compiled(WebAssembly.compile(program.bytes as BufferSource), 'The program', CognitoError);
	}
	const { response, url, error } = program;
	if (!response) throw new CognitoError('WasmLoadFailed', 'No answer came for ' + url + ', or not the program of this version.', error);
	const type = response.headers.get('content-type') || 'no content type';
	if (!response.ok) throw new CognitoError('WasmLoadFailed', url + ' answered with HTTP status ' + response.status + '. ' + advice);
	// Streaming needs the right type; the bytes are wanted anyway, for the check.
	const copy = response.clone();
	const streaming =
		/^application\/wasm\b/i.test(type) && WebAssembly.compileStreaming
			? compiled(WebAssembly.compileStreaming(response), url, CognitoError)
			: undefined;
	if (streaming) streaming.catch(() => {});
	let bytes: Uint8Array;
	try {
		bytes = new Uint8Array(await copy.arrayBuffer());
	} catch (error) {
		throw new CognitoError('WasmLoadFailed', 'The answer from ' + url + ' broke off.', error);
	}
	if (bytes[0] !== 0 || bytes[1] !== 0x61 || bytes[2] !== 0x73 || bytes[3] !== 0x6d) {
		throw new CognitoError('WasmLoadFailed', url + ' is no WebAssembly: it has ' + type + ' and begins with ' + beginning(bytes) + '. ' + advice);
	}
	await check(bytes, expect, url);
	return streaming || compiled(WebAssembly.compile(bytes as BufferSource), url, CognitoError);
}

const advice = 'Serve the file dist/cognitowasm.wasm there, or name its URL with configure({ wasmURL }).';

/** The first bytes, safe to show. */
function beginning(bytes: Uint8Array): string {
	return JSON.stringify(String.fromCharCode(...bytes.subarray(0, 15)).replace(/[^ -~]/g, '?'));
}

async function compiled(module: Promise<WebAssembly.Module>, what: string, CognitoError: Expectations['CognitoError']) {
	try {
		return await module;
	} catch (error) {
		// A policy forbids to compile; so says the browser, in words of its own.
		if (/Content Security Policy|unsafe-eval|CSP/i.test(String(error))) {
			throw new CognitoError(
				'WasmUnavailable',
				"The page's Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src. Stored sessions can be read without it.",
				error,
			);
		}
		throw new CognitoError('WasmLoadFailed', what + ' does not compile. ' + advice, error);
	}
}

async function check(bytes: Uint8Array, expect: Expectations, url?: string): Promise<void> {
	const subtle = globalThis.crypto?.subtle;
	if (!subtle) return; // the browser checked the digest as it fetched
	const algorithm = expect.integrity.split('-')[0]!;
	const digest = await subtle.digest(algorithm.replace('sha', 'SHA-'), bytes as BufferSource);
	const found = algorithm + '-' + btoa(String.fromCharCode(...new Uint8Array(digest)));
	if (found !== expect.integrity) throw mismatch(expect, found, expect.integrity, url);
}

function mismatch({ CognitoError }: Expectations, found: string, wanted: string, url?: string): Error {
	return new CognitoError(
		'WasmMismatch',
		'The WebAssembly program' + (url ? ' at ' + url : '') + ' is not the one that this page expects: it has ' + found + ', not ' + wanted +
			'. Serve all files of one build, and look for an old one in a cache, and at wasmIntegrity.',
	);
}
