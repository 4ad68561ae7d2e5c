import type { CognitoErrorCode } from '../base/errors';
import type { ICognitoClient } from '../base/types';
import type { Operations } from '../../gen/protocol';
import type { CallName } from '../../runtime/calls';
import type { Caller, CallRequest, Host } from '../state/call';
import type { CoreOptions } from './core-options';

/** How a build of the package loads its parts; each file in the folder entries passes its own. */
export interface Loading {
	/** Loads the module that runs Go programs; from beside the URL where it is not beside the script. */
	runtime(wasmURL?: CoreOptions['wasmURL']): Promise<Runtime>;
	/** Gets the Wasm module, when no URL was configured. */
	program(): Promise<Program>;
	/** Gets the Wasm module by a script, where it cannot be fetched. */
	script?: () => Promise<{ program(): Promise<Uint8Array> }>;
	/** Makes a script's address one that Trusted Types accept; omitted, the runtime does it. */
	trusted?: (url: string) => string;
	/** Secure randomness, where the global object may have none. */
	crypto?: Crypto;
}

/** The Wasm module: compiled, or its bytes, or the response to the request for them, with its URL. */
export type Program =
	| { module: WebAssembly.Module | PromiseLike<WebAssembly.Module> }
	| { bytes: Uint8Array }
	| { response?: Response; url: string; error?: unknown };

/** What the facade hands to the runtime. */
export interface Expectations {
	/** The version that the Wasm module must have. */
	version: string;
	/** The digest that the Wasm module must have: its algorithm, a hyphen, base64. */
	integrity: string;
	/** The page's options, and what requests are sent with. */
	options: CoreOptions & { client?: ICognitoClient };
	/** How this build loads. */
	loading: Loading;
	/** The facade's class, by which it knows its errors. */
	CognitoError: new (code: CognitoErrorCode, message: string, cause?: unknown) => Error;
	/** What of the facade takes the replies; none where there is no facade. */
	host: Host | undefined;
	/** Called when the core has stopped. */
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
