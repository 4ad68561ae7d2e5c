// What the facade's tests share: a build of exports.ts, and of calls.ts as the
// runtime has it, with a recording fake in place of the core; upstream, a storage
// that keeps a log, and tokens.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

// The fake core is there synchronously, and its replies come when a test says so:
// core.calls has the requests. With fake.loading it is there when that promise settles.
const fakeCore = `
const calls = [];
const fake = { calls, preloads: 0, loading: undefined };
const operations = new Proxy({}, {
	get: (_, name) => (request) => new Promise((resolve, reject) => {
		calls.push({ name, request, resolve, reject });
	}),
});
module.exports = { fake, operations };
`;
// One for each facade, since each hands over its own host.
const fakeStart = `
const { perform } = require('../calls');
const { fake, operations } = require('../core');
let host;
const running = { operations, perform: (...call) => perform(operations, host, ...call) };
const start = () => fake.loading ? fake.loading.then(() => running) : { then: (run) => run(running) };
module.exports = { start, fake, options: {}, preload() { fake.preloads++; }, configure() {}, setLoading(_, given) { host = given; } };
`;
const index = `
const { host, ...facade } = require('./facade');
require('./start').setLoading({}, host);
module.exports = facade;
`;

const dir = mkdtempSync(join(tmpdir(), 'cognitowasm-facade-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

/** The path of the built facade, and of its code, a CommonJS module of ES2018. */
export const bundle = join(dir, 'load', 'index.js');
export const code = join(dir, 'load', 'facade.js');
for (const [entry, out] of [
	['test/facade.ts', code],
	['runtime/calls.ts', join(dir, 'calls.js')],
]) {
	execFileSync(
		'go',
		[
			'tool',
			'esbuild',
			'jsbridge/js/' + entry,
			'--bundle',
			'--format=cjs',
			'--platform=neutral',
			'--target=es2018',
			'--external:./start',
			'--external:../load/start',
			'--log-level=warning',
			'--outfile=' + out,
		],
		{ cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
	);
}
writeFileSync(join(dir, 'core.js'), fakeCore);
writeFileSync(join(dir, 'load', 'start.js'), fakeStart);
writeFileSync(bundle, index);

const globalsBefore = Object.getOwnPropertyNames(globalThis);
export const ours = require(bundle);
/** The names that importing the facade added to the global object. */
export const addedGlobals = Object.getOwnPropertyNames(globalThis).filter((name) => !globalsBefore.includes(name));
export const upstream = require('amazon-cognito-identity-js');
const { fake } = require(join(dir, 'core.js'));

/** Forgets the calls that earlier tests made of the fake core, and returns it. */
export function freshCore() {
	fake.calls.length = 0;
	fake.preloads = 0;
	fake.loading = undefined;
	return fake;
}

/** A copy of the facade that nobody has used, on the same fake core: as another tab has it. */
export function anotherTab() {
	const paths = [bundle, code, join(dir, 'load', 'start.js')].map((path) => require.resolve(path));
	const kept = paths.map((path) => require.cache[path]);
	for (const path of paths) delete require.cache[path];
	try {
		return require(bundle);
	} finally {
		paths.forEach((path, i) => (require.cache[path] = kept[i]));
	}
}

/** Lets promise reactions run. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A storage as localStorage is one, with a log of all calls. */
export class LoggedStorage {
	constructor(items = {}) {
		Object.defineProperty(this, 'items', { value: new Map(Object.entries(items)) });
		Object.defineProperty(this, 'log', { value: [] });
	}
	getItem(key) {
		this.log.push(['get', key]);
		return this.items.has(key) ? this.items.get(key) : null;
	}
	setItem(key, value) {
		this.log.push(['set', key, value]);
		this.items.set(key, String(value));
	}
	removeItem(key) {
		this.log.push(['remove', key]);
		this.items.delete(key);
	}
	/** What is kept, as a plain object. */
	get content() {
		return Object.fromEntries(this.items);
	}
}

/** A JWT with a payload, without a signature. */
export function jwt(payload) {
	return ['{}', JSON.stringify(payload), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

/** Reproducible random numbers (mulberry32). */
export function random(seed) {
	const next = () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	return {
		below: (n) => Math.floor(next() * n),
		pick: (list) => list[Math.floor(next() * list.length)],
	};
}

/** Runs with a clock that stands still, in seconds since 1970. */
export function atTime(seconds, run) {
	const Real = globalThis.Date;
	globalThis.Date = class extends Real {
		constructor(...args) {
			super(...(args.length ? args : [seconds * 1000]));
		}
		static now() {
			return seconds * 1000;
		}
	};
	try {
		return run();
	} finally {
		globalThis.Date = Real;
	}
}

/** Runs with global names set, as in a page. */
export function withGlobals(values, run) {
	const before = Object.keys(values).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
	for (const [name, value] of Object.entries(values)) {
		Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
	}
	try {
		return run();
	} finally {
		for (const [name, descriptor] of before) {
			if (descriptor) Object.defineProperty(globalThis, name, descriptor);
			else delete globalThis[name];
		}
	}
}

export const poolData = { UserPoolId: 'eu-west-1_AbCdEf123', ClientId: 'client' };
export const P = 'CognitoIdentityServiceProvider.client';

/** A pool and a user of one of the two libraries, on one storage. */
export function userOf(library, storage, username = 'bob', pool = {}, wrap) {
	const Pool = new library.CognitoUserPool({ ...poolData, Storage: storage, ...pool }, wrap);
	return new library.CognitoUser({ Username: username, Pool, Storage: storage });
}

/** A session of one of the two libraries. */
export function sessionOf(library, { id = {}, access = {}, refresh = 'refresh', drift } = {}) {
	return new library.CognitoUserSession({
		IdToken: new library.CognitoIdToken({ IdToken: jwt(id) }),
		AccessToken: new library.CognitoAccessToken({ AccessToken: jwt(access) }),
		RefreshToken: new library.CognitoRefreshToken({ RefreshToken: refresh }),
		ClockDrift: drift,
	});
}

/** Records what `events` of a facade tells, for the length of a test. */
export function recordEvents(t, library = ours) {
	const seen = [];
	for (const type of ['storagewarning', 'signedout']) {
		const listener = (event) => seen.push([event.type, event.detail]);
		library.events.addEventListener(type, listener);
		t.after(() => library.events.removeEventListener(type, listener));
	}
	return seen;
}

/** The entries of a stored session. */
export function stored(id, access, { refresh = 'refresh', drift = '0', username = 'bob' } = {}) {
	return {
		[`${P}.LastAuthUser`]: username,
		[`${P}.${username}.idToken`]: jwt(id),
		[`${P}.${username}.accessToken`]: jwt(access),
		[`${P}.${username}.refreshToken`]: refresh,
		[`${P}.${username}.clockDrift`]: drift,
	};
}

/** What calling something comes to: a value, or an error without its stack. */
export function outcome(run) {
	try {
		return { value: run() };
	} catch (error) {
		return { thrown: describe(error) };
	}
}

/** An error as an application sees it. The engine's own texts of TypeErrors name variables, and are omitted. */
export function describe(error) {
	if (!(error instanceof Error)) return error;
	const own = { ...error };
	return error instanceof TypeError ? 'TypeError' : { name: error.name, message: error.message, own };
}
