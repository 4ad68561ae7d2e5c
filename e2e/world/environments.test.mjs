// Cases 4, 19, 22 and 23: the library in the forms and environments that it is loaded
// in, each in a process or a window of its own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';
import support from './jest/support.cjs';
import { require, UserPoolId, which } from './library.mjs';
import { service } from './service.mjs';

const ours = which === 'ours';

/** Makes an application of files beside the library's node_modules, until the test is over. */
function application(t, files) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'world-'));
	t.after(() => fs.rmSync(folder, { recursive: true }));
	const modules = path.join(process.env.WORLD_PROJECT ?? import.meta.dirname, 'node_modules');
	fs.symlinkSync(modules, path.join(folder, 'node_modules'));
	for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
	return folder;
}

/** Runs Node, which must end by itself, and gives what it prints. */
function node(folder, ...args) {
	return new Promise((resolve, reject) => {
		execFile(process.execPath, args, { cwd: folder, timeout: 20_000 }, (error, stdout, stderr) => {
			if (error)
				reject(new Error(`${error.killed ? 'Node does not end by itself' : error.message}\n${stdout}${stderr}`));
			else resolve(stdout);
		});
	});
}

/** Signs in with SRP at the address in the last argument, as a function of the library's exports. */
const program = `
function signIn({ CognitoUser, CognitoUserPool, AuthenticationDetails }, endpoint, flow) {
	const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_AbCdEf123', ClientId: 'client1', endpoint });
	const user = new CognitoUser({ Username: 'ada', Pool: pool });
	if (flow) user.setAuthenticationFlowType(flow);
	const details = new AuthenticationDetails({ Username: 'ada', Password: 'correct horse' });
	return new Promise((onSuccess, onFailure) => user.authenticateUser(details, { onSuccess, onFailure }));
}
`;
const print = `signIn(library, process.argv.at(-1)).then((session) => console.log(session.isValid()), (error) => console.log(error));`;
const commonJS = `const library = require('amazon-cognito-identity-js');${program}${print}`;
// By name: what is imported as a whole is case 14.
const modular = `
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
const library = { AuthenticationDetails, CognitoUser, CognitoUserPool };${program}${print}`;
const srp = ['InitiateAuth', 'RespondToAuthChallenge'];

for (const [name, file, text] of [
	['CommonJS', 'main.cjs', commonJS],
	['ESM', 'main.mjs', modular],
	['lib/index.js', 'main.cjs', commonJS.replace("identity-js'", "identity-js/lib/index.js'")],
]) {
	test(`4: ${name} in Node`, async (t) => {
		const { endpoint, operations } = await service(t);
		assert.equal(await node(application(t, { [file]: text }), file, endpoint), 'true\n');
		assert.deepEqual(operations, srp);
	});
}

test('4: nothing keeps Node from ending once a sign-in is over', async (t) => {
	// A fetch of the test's own, which leaves nothing open.
	const mock = `
	const support = require(process.argv.at(-1));
	globalThis.fetch = async (url, init) => ({ ok: true, status: 200, json: async () => support.reply(support.operationOf(init), support.inputOf(init)) });
	`;
	const end =
		"signIn(library).then(() => console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')), console.log);";
	const folder = application(t, { 'main.cjs': mock + commonJS.replace(print, end) });
	assert.equal(await node(folder, 'main.cjs', path.join(import.meta.dirname, 'jest', 'support.cjs')), '[]\n');
});

for (const format of ['cjs', 'esm']) {
	for (const source of ['main.cjs', 'main.mjs']) {
		test(`4: bundled from ${source} by esbuild for Node as ${format}, and run in another folder`, async (t) => {
			const { endpoint, operations } = await service(t);
			const folder = application(t, { 'main.cjs': commonJS, 'main.mjs': modular });
			const out = fs.mkdtempSync(path.join(os.tmpdir(), 'world-'));
			t.after(() => fs.rmSync(out, { recursive: true }));
			const outfile = path.join(out, format === 'cjs' ? 'main.cjs' : 'main.mjs');
			// Node's modules are required by what is bundled, for which ESM needs a require.
			const banner =
				format === 'esm'
					? { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }
					: {};
			await build({
				absWorkingDir: folder,
				entryPoints: [source],
				bundle: true,
				platform: 'node',
				format,
				outfile,
				banner,
				logLevel: 'silent',
			});
			assert.equal(await node(out, outfile, endpoint), 'true\n');
			assert.deepEqual(operations, srp);
		});
	}
}

/** Bundles for browsers, in one file. */
async function bundle(folder, entry, options = {}) {
	const { outputFiles } = await build({
		absWorkingDir: folder,
		entryPoints: [entry],
		bundle: true,
		platform: 'browser',
		format: 'iife',
		define: { global: 'globalThis' },
		write: false,
		logLevel: 'silent',
		...options,
	});
	return outputFiles[0].text;
}

for (const [name, entry, text] of [
	['ESM', 'main.mjs', modular],
	['CommonJS', 'main.cjs', commonJS],
]) {
	test(`19: bundled from ${name} for browsers, in jsdom: no DecompressionStream, no stream(), no TextEncoder, no subtle`, async (t) => {
		const folder = application(t, {
			[entry]: text.replace(print, 'globalThis.run = (endpoint) => signIn(library, endpoint);'),
		});
		const { window } = new JSDOM('', { url: 'https://app.example.com/', runScripts: 'outside-only' });
		t.after(() => window.close());
		// What the case is about.
		for (const missing of ['DecompressionStream', 'TextEncoder', 'TextDecoder', 'Response'])
			assert.equal(window.eval('typeof ' + missing), 'undefined');
		assert.equal(window.Blob.prototype.stream, undefined);
		assert.equal(window.crypto.subtle, undefined);
		const operations = [];
		window.fetch = async (url, init) => {
			operations.push(support.operationOf(init));
			const data = support.reply(support.operationOf(init), support.inputOf(init));
			return { ok: true, status: 200, json: async () => data };
		};
		window.eval(await bundle(folder, entry));
		assert.equal((await window.run()).isValid(), true);
		assert.deepEqual(operations, srp);
		assert.equal(window.localStorage.getItem('CognitoIdentityServiceProvider.client1.LastAuthUser'), 'ada');
	});
}

// A script given to Node by -e would get a crypto all the same.
const withoutCrypto = "if (typeof crypto !== 'undefined') throw new Error('there is a crypto');\n";
const helper = `
const { AuthenticationHelper } = library;
const helper = new AuthenticationHelper('${UserPoolId.split('_')[1]}');
helper.getLargeAValue((error, largeA) => {
	if (error) throw error;
	console.log(largeA.toString(16).length > 700);
	helper.generateHashDevice('group', 'key', (error) => {
		if (error) throw error;
		console.log(/^[0-9a-f]+$/.test(helper.getVerifierDevices()), helper.getRandomPassword().length);
	});
});`;

for (const [name, file, text] of [
	['CommonJS', 'main.cjs', commonJS],
	['ESM', 'main.mjs', modular],
]) {
	test(`22: Node without global crypto signs in with SRP, ${name}`, async (t) => {
		const { endpoint, operations } = await service(t);
		const folder = application(t, { [file]: withoutCrypto + text });
		assert.equal(await node(folder, '--no-experimental-global-webcrypto', file, endpoint), 'true\n');
		assert.deepEqual(operations, srp);
	});
}

test('22: AuthenticationHelper in Node without global crypto', async (t) => {
	const folder = application(t, {
		'main.cjs': withoutCrypto + "const library = require('amazon-cognito-identity-js');" + helper,
	});
	assert.equal(await node(folder, '--no-experimental-global-webcrypto', 'main.cjs'), 'true\ntrue 56\n');
});

// An edge runtime: bytes cannot be compiled there, and what Node has beyond the web is
// not there, except for what Node's own fetch needs.
const edge = `
import fs from 'node:fs';
const [wasm, endpoint] = process.argv.slice(2);
globalThis.edge = { module: wasm && new WebAssembly.Module(fs.readFileSync(wasm)), endpoint, print: (...args) => fs.writeSync(1, args.join(' ') + '\\n') };
// Node's own fetch compiles some WebAssembly when it is first used.
await fetch(endpoint, { method: 'OPTIONS' });
const { instantiate, Module } = WebAssembly;
const forbidden = (name) => new WebAssembly.CompileError(\`WebAssembly.\${name}(): Wasm code generation disallowed by embedder\`);
WebAssembly.compile = async () => { throw forbidden('compile'); };
WebAssembly.compileStreaming = undefined;
WebAssembly.instantiateStreaming = undefined;
WebAssembly.instantiate = async (source, imports) => {
	if (!(source instanceof Module)) throw forbidden('instantiate');
	return instantiate(source, imports);
};
WebAssembly.Module = new Proxy(Module, { construct() { throw forbidden('Module'); } });
globalThis.self = globalThis;
for (const name of ['process', 'setImmediate', 'Worker', 'MessageChannel']) delete globalThis[name];
`;
const onEdge = (configure) => `
import * as library from 'amazon-cognito-identity-js';${program}
const { module, endpoint, print } = globalThis.edge;
async function main() {
	${ours ? configure : ''}
	return (await signIn(library, endpoint)).isValid();
}
main().then(print, (error) => print(error.code, error.message));`;

async function runOnEdge(t, configure) {
	const { endpoint, operations } = await service(t);
	const folder = application(t, { 'edge.mjs': edge, 'worker.mjs': onEdge(configure) });
	// As their tools bundle.
	const code = await bundle(folder, 'worker.mjs', {
		format: 'esm',
		conditions: ['workerd', 'worker', 'edge-light', 'browser'],
	});
	fs.writeFileSync(path.join(folder, 'bundle.mjs'), code);
	const wasm = ours
		? path.join(path.dirname(require.resolve('amazon-cognito-identity-js/package.json')), 'dist', 'cognitowasm.wasm')
		: '';
	fs.writeFileSync(path.join(folder, 'main.mjs'), "import './edge.mjs';\nawait import('./bundle.mjs');\n");
	return { printed: await node(folder, 'main.mjs', wasm, endpoint), operations };
}

for (const [name, configure] of [
	['a module', 'library.configure({ wasmModule: module });'],
	['a promise of a module', 'library.configure({ wasmModule: Promise.resolve(module) });'],
]) {
	test(`23: an edge runtime, with configure({ wasmModule }) of ${name}`, async (t) => {
		const { printed, operations } = await runOnEdge(t, configure);
		assert.equal(printed, 'true\n');
		assert.deepEqual(operations, srp);
	});
}

test('23: an edge runtime, with nothing configured, says what to configure', async (t) => {
	const { printed, operations } = await runOnEdge(t, '');
	if (ours) {
		assert.match(printed, /^WasmUnavailable .*wasmModule/);
		assert.deepEqual(operations, []);
	} else {
		assert.equal(printed, 'true\n');
	}
});
