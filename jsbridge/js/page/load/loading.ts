import type { CognitoErrorCode } from '../base/errors';
import type { Operations } from '../../gen/protocol';
import type { CallName } from '../../runtime/calls';
import type { Caller, CallRequest, Host } from '../state/call';
import type { CoreOptions } from './core-options';

/** What a build of the package says about loading; see the folder entries. */
export interface Loading {
	/** Loads the module that runs Go programs; from beside the URL where it is not beside the script. */
	runtime(wasmURL?: CoreOptions['wasmURL']): Promise<Runtime>;
	/** Gets the program, when no URL was configured. */
	program(): Promise<Program>;
	/** Gets the program by a script, where it cannot be fetched. */
	script?: () => Promise<{ program(): Promise<Uint8Array> }>;
	/** Makes a script's address one that Trusted Types accept; omitted, the runtime does it. */
	trusted?: (url: string) => string;
	/** Secure randomness, where the global object may have none. */
	crypto?: Crypto;
}

/** The program: compiled, or its bytes, or what came of asking for them, and from where. */
export type Program = { module: WebAssembly.Module | PromiseLike<WebAssembly.Module> } | { bytes: Uint8Array } | { response?: Response; url: string; error?: unknown };

/** What the facade tells the runtime. */
export interface Expectations {
	/** The version that the program must have. */
	version: string;
	/** The digest that the program must have: its algorithm, a hyphen, base 64. */
	integrity: string;
	/** What else the page has asked for. */
	options: CoreOptions;
	/** How this build loads. */
	loading: Loading;
	/** The facade's class, by which it knows its errors. */
	CognitoError: new (code: CognitoErrorCode, message: string, cause?: unknown) => Error;
	/** What of the facade takes the replies; none where there is no facade. */
	host: Host | undefined;
	/** Is called when the program has ended. */
	ended(): void;
}

/** A core that runs. */
export interface Running {
	operations: Operations;
	/** Makes a call of one of the facade's methods. */
	perform: (name: CallName, request: CallRequest, caller: Caller) => Promise<unknown>;
}

/** The module that runs Go programs, and takes their replies. */
export interface Runtime {
	run: (program: Promise<Program> | undefined, expect: Expectations) => Promise<Running>;
}
