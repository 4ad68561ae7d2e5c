/**
 * Runs the Wasm module: checks that it is the expected one, starts it, here or in a
 * worker, and wraps it in async operations; calls.ts is part of it. Loaded together with
 * the module, when that is needed.
 *
 * @packageDocumentation
 */
import { perform } from './calls';
import { compile, forbidden, mismatch } from './compile';
import { connect } from './connect';
import { runGo } from './go';
import type { Core } from './go';
import type { Expectations, Program, Running } from '../page/load/loading';
import type { Operations } from '../gen/protocol';
import { runInWorker } from './worker';

/**
 * Starts the core.
 *
 * @param program - the Wasm module, omitted where there is no WebAssembly
 * @param expect - which module is expected, and where it runs
 * @returns its operations, and how the facade's methods call them, once it is ready
 * @throws CognitoError `WasmLoadFailed`, `WasmMismatch`, `WasmUnavailable`, or
 * `CoreCrashed`
 */
export async function run(program: Promise<Program> | undefined, expect: Expectations): Promise<Running> {
	const { CognitoError } = expect;
	if (!program) {
		throw new CognitoError(
			'WasmUnavailable',
			'This browser has no WebAssembly, or it is switched off (a lockdown mode does that). Stored sessions can be read; signing in and refreshing cannot work here.',
		);
	}
	connect(expect.options.client);
	const module = await compile(await program, expect);
	const version = versionOf(module);
	if (version !== expect.version) throw mismatch(expect, 'version ' + version, 'version ' + expect.version);
	let core: Core | undefined;
	const pending = new Set<(error: Error) => void>();
	const note = () => core && core.waitedFor && core.waitedFor(pending.size > 0);
	const crashed = () =>
		new CognitoError(
			'CoreCrashed',
			'The core of cognitowasm stopped. Nothing is known of what it was doing; try again.',
		);
	const ended = () => {
		core = undefined;
		expect.ended();
		pending.forEach((reject) => reject(crashed()));
		pending.clear();
	};
	try {
		core = (await runInWorker(module, expect, ended)) || (await runGo(module, ended, expect.loading.crypto));
	} catch (error) {
		// WebKit compiles in spite of the page's policy, and asks it about each instance.
		throw forbidden(error, CognitoError) || error;
	}
	if (!core) throw crashed();
	note();

	const operations = new Proxy({} as Operations, {
		get: (_, name: string) =>
			// An object of operations must not look like a promise to await.
			name === 'then'
				? undefined
				: (request: unknown) =>
						new Promise((resolve, reject) => {
							const settled = (settle: (value: never) => void) => (value: unknown) => {
								pending.delete(reject);
								note();
								settle(value as never);
							};
							if (!core) return reject(crashed());
							pending.add(reject);
							note();
							core.start(name, request, settled(resolve), settled(reject));
						}),
	});
	return { operations, perform: (...call) => perform(operations, expect.host!, ...call) };
}

/** The version of a module's build. A digest tells more, but not of a module that the page has compiled. */
function versionOf(module: WebAssembly.Module): string {
	const [section] = WebAssembly.Module.customSections(module, 'version');
	return section ? String.fromCharCode(...new Uint8Array(section)) : 'unknown';
}
