/** Go's support code, wasm_exec.js of the GOROOT that compiled the Wasm module; the build makes this one. */
declare module 'cognitowasm:wasm_exec' {
	interface Go {
		importObject: WebAssembly.Imports;
		/** The environment variables. */
		env: Record<string, string>;
		exit: (code: number) => void;
		_inst: WebAssembly.Instance | undefined;
		/** Lets the program go on, after a call or a timer. */
		_resume(): void;
		/** The timers that the program waits for. */
		_scheduledTimeouts: Map<number, unknown>;
		/** Settles when the program has exited. */
		run(instance: WebAssembly.Instance): Promise<void>;
	}
	/** @param scope - what the program and the support code take for globalThis */
	export default function makeGo(scope: object): new () => Go;
}

/** The Wasm module as text; the build makes this one, as text.go describes. */
declare module 'cognitowasm:bytes' {
	/** The characters that the text is made of. */
	export const alphabet: string;
	/** The bytes that have a character of their own each, the first of the alphabet. */
	export const frequent: number[];
	/** How many bytes there are. */
	export const size: number;
	const text: string;
	export default text;
}
