/** Go's support code, wasm_exec.js of the GOROOT that compiled the program; the build makes the module. */
declare module 'cognitowasm:wasm_exec' {
	interface Go {
		importObject: WebAssembly.Imports;
		exit: (code: number) => void;
		_inst: WebAssembly.Instance | undefined;
		/** Lets the program go on, after a call or a timer. */
		_resume(): void;
		/** The timers that the program waits for. */
		_scheduledTimeouts: Map<number, unknown>;
		/** Settles when the program has ended. */
		run(instance: WebAssembly.Instance): Promise<void>;
	}
	/** @param scope - what the program and the support code take for globalThis */
	export default function makeGo(scope: object): new () => Go;
}

/** The program, gzipped, in base64; the build makes the module. */
declare module 'cognitowasm:bytes' {
	const base64: string;
	export default base64;
}
