/**
 * Checks that a Wasm module is the expected one, and compiles it.
 *
 * @packageDocumentation
 */
import type { Expectations, Program } from '../page/load/loading';

/**
 * Compiles the Wasm module, streaming where that is possible.
 *
 * @throws CognitoError `WasmLoadFailed`, `WasmMismatch` or `WasmUnavailable`
 */
export async function compile(program: Program, expect: Expectations): Promise<WebAssembly.Module> {
	const { CognitoError, loading } = expect;
	if ('module' in program) {
		const module = await program.module;
		if (Object.prototype.toString.call(module) === '[object WebAssembly.Module]') return module;
		throw new CognitoError('InvalidParameter', 'wasmModule is not a WebAssembly.Module, nor a promise of one.');
	}
	const fromBytes = async (bytes: Uint8Array) => {
		await check(bytes, expect);
		return compiled(WebAssembly.compile(bytes as BufferSource), 'The program', CognitoError);
	};
	if ('bytes' in program) return fromBytes(program.bytes);
	const { response, url, error } = program;
	if (!response) {
		// A page out of a file, in a sandboxed frame, or with scripts from an origin that
		// sends no CORS headers may not fetch; it may load a script.
		const instead = loading.script && (await loading.script().catch(() => undefined));
		if (instead) return fromBytes(await instead.program());
		throw new CognitoError(
			'WasmLoadFailed',
			'No answer came for ' +
				url +
				', or not the program of this version. On another origin it must be served with CORS headers.',
			error,
		);
	}
	const type = response.headers.get('content-type') || 'no content type';
	if (!response.ok)
		throw new CognitoError('WasmLoadFailed', url + ' answered with HTTP status ' + response.status + '. ' + advice);
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
		throw new CognitoError(
			'WasmLoadFailed',
			url + ' is no WebAssembly: it has ' + type + ' and begins with ' + beginning(bytes) + '. ' + advice,
		);
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
		throw (
			forbidden(error, CognitoError) || new CognitoError('WasmLoadFailed', what + ' does not compile. ' + advice, error)
		);
	}
}

/** What to throw for an error of WebAssembly if that is forbidden here. */
export function forbidden(error: unknown, CognitoError: Expectations['CognitoError']): Error | undefined {
	if (/disallowed by embedder/i.test(String(error))) {
		return new CognitoError(
			'WasmUnavailable',
			'Nothing can be compiled here, as on edge runtimes. Hand over the compiled module: configure({ wasmModule }).',
			error,
		);
	}
	// A policy forbids to compile; so says the browser, in words of its own.
	if (/Content Security Policy|unsafe-eval|CSP/i.test(String(error))) {
		return new CognitoError(
			'WasmUnavailable',
			"The page's Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src. Stored sessions can be read without it.",
			error,
		);
	}
	return undefined;
}

async function check(bytes: Uint8Array, expect: Expectations, url?: string): Promise<void> {
	const subtle = globalThis.crypto?.subtle;
	if (!subtle) return; // the browser checked the digest as it fetched
	const algorithm = expect.integrity.split('-')[0]!;
	const digest = await subtle.digest(algorithm.replace('sha', 'SHA-'), bytes as BufferSource);
	const found = algorithm + '-' + btoa(String.fromCharCode(...new Uint8Array(digest)));
	if (found !== expect.integrity) throw mismatch(expect, found, expect.integrity, url);
}

/** The error for a Wasm module other than the expected one. */
export function mismatch({ CognitoError }: Expectations, found: string, wanted: string, url?: string): Error {
	return new CognitoError(
		'WasmMismatch',
		'The WebAssembly program' +
			(url ? ' at ' + url : '') +
			' is not the one that this page expects: it has ' +
			found +
			', not ' +
			wanted +
			'. Serve all files of one build, and look for an old one in a cache, and at wasmIntegrity.',
	);
}
