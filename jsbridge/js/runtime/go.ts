/**
 * Runs the Wasm module on this thread: the page's, or a worker's.
 *
 * @packageDocumentation
 */
import makeGo from 'cognitowasm:wasm_exec';
import { bytesOf } from '../page/base/bytes';

/** Starts an operation; one of the two functions is called with what came of it. */
export type Start = (
	name: string,
	request: unknown,
	resolve: (reply: unknown) => void,
	reject: (error: unknown) => void,
) => void;

/** The Wasm module, running. */
export interface Core {
	start: Start;
	/** Sets whether a call is pending: while none is, the module's timers do not keep Node running. */
	waitedFor?(someone: boolean): void;
}

/** A browser's is a number; Node's may keep the process running. */
type Timer = undefined | { ref(): unknown; unref?(): unknown };

/**
 * Starts the Wasm module.
 *
 * @param module - the Wasm module, compiled
 * @param ended - called once, when it has stopped
 * @param crypto - where the global object has none
 * @returns undefined if it stopped immediately
 */
export async function runGo(module: WebAssembly.Module, ended: () => void, crypto?: Crypto): Promise<Core | undefined> {
	let start: Start | undefined;
	// What resolves the promises of the program that are not settled yet. The browser
	// holds a lock until such a promise settles, and the program may end before.
	const open = new Set<() => void>();
	// The program's global object: the page's own, except that what the program
	// and Go's support code set stays among themselves.
	const own: Record<PropertyKey, unknown> = {
		cognitowasmReady: (given: Start) => {
			start = given;
		},
		// net/http in the program with the AWS SDK calls it as a method of this object.
		fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
		setTimeout: (...args: unknown[]) => (atRest() ? undefined : referred(outside('setTimeout', args) as Timer)),
		clearTimeout: (...args: unknown[]) => outside('clearTimeout', args),
		cognitowasmOpen: open,
	};
	// Go leaves a timer running that it needs no more: it must keep neither Node nor a
	// test that counts timers.
	let waited = true;
	// With Web Locks the program has something to announce for a while.
	const atRest = () => !waited && !(Object(globalThis.navigator) as Partial<Navigator>).locks;
	const referred = (timer: Timer) => {
		if (timer && timer.unref) timer[waited ? 'ref' : 'unref']!();
		return timer;
	};
	const { TextEncoder, TextDecoder } = globalThis;
	if (!TextEncoder || !TextDecoder) Object.assign(own, textCoders);
	if (!globalThis.crypto) own.crypto = crypto;
	const scope = new Proxy(globalThis, {
		get: (page, name) => (name in own ? own[name] : (page as Record<PropertyKey, unknown>)[name]),
		set: (_, name, value: unknown) => {
			own[name] = value;
			return true;
		},
	});
	const go = new (makeGo(scope))();
	// The program has no names of its functions: with this, the stack of a panic has
	// program counters, which cognitowasm.functions.tsv of the same build explains.
	go.env = { GOTRACEBACK: 'system' };
	const instance = await WebAssembly.instantiate(module, go.importObject);
	let over = false;
	// Go's support code calls it where the program has exited.
	const end = (go.exit = () => {
		if (over) return;
		over = true;
		// Nobody takes a timer's event any more, and it would be offered for ever.
		go._scheduledTimeouts.clear();
		open.forEach((resolve) => resolve());
		ended();
	});
	// A trap ends the program too, but Go's support code does not notice: it
	// surfaces wherever the browser called into the program.
	const resume = go._resume.bind(go);
	go._resume = () => {
		// What the browser still has of it may call at any time.
		if (over) return;
		try {
			resume();
		} catch {
			// Where the program has called the page that called it, it would go on there:
			// without its instance the support code cannot return to it.
			go._inst = undefined;
			end();
		}
	};
	go.run(instance).then(end, end);
	if (over || !start) return undefined;
	return {
		start,
		waitedFor(someone) {
			waited = someone;
			go._scheduledTimeouts.forEach((timer, id) => {
				if (!atRest()) return referred(timer as Timer);
				outside('clearTimeout', [timer]);
				go._scheduledTimeouts.delete(id);
				return undefined;
			});
		},
	};
}

/**
 * A function of the page, called outside Angular's zone: what the program waits for is
 * no work of the application's, whose view and tests wait for theirs to end.
 */
function outside(name: 'setTimeout' | 'clearTimeout', args: unknown[]): unknown {
	const { Zone } = globalThis as { Zone?: { root?: { run(run: unknown, that: undefined, args: unknown[]): unknown } } };
	const run = globalThis[name] as (...args: unknown[]) => unknown;
	return Zone && Zone.root ? Zone.root.run(run, undefined, args) : run(...args);
}

/** UTF-8 for pages that have no coders, as jsdom's have not. */
const textCoders = {
	TextEncoder: class {
		encode(text: string): Uint8Array {
			// Half a surrogate pair has no UTF-8.
			const whole = Array.from(text, (character) => (/^[\uD800-\uDFFF]$/.test(character) ? '\uFFFD' : character)).join(
				'',
			);
			return bytesOf(unescape(encodeURIComponent(whole)));
		}
	},
	TextDecoder: class {
		decode(view: DataView): string {
			let text = '';
			for (let i = 0; i < view.byteLength; i++) text += String.fromCharCode(view.getUint8(i));
			try {
				return decodeURIComponent(escape(text));
			} catch {
				return text; // what is no UTF-8, which the program does not hand over
			}
		}
	},
};
