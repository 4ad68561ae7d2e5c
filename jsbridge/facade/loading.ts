import type { CognitoErrorCode } from './errors';
import type { Operations } from './protocol.gen';

/** What a build of the package says about loading; see the entry.*.ts files. */
export interface Loading {
	/** Loads the module that runs Go programs. */
	runtime(): Promise<Runtime>;
	/** Gets the program, when no URL was configured. */
	program(): Promise<Program>;
}

/** The program's bytes, or the response that brings them and the URL it was asked from. */
export type Program = { bytes: Uint8Array } | { response: Response; url: string };

/** What the facade tells the runtime. */
export interface Expectations {
	/** The version that the program must have. */
	version: string;
	/** The SHA-256 of the program, in hexadecimal. */
	sha256: string;
	/** Makes an error. */
	fail(code: CognitoErrorCode, message: string, cause?: unknown): Error;
	/** Is called when the program has ended. */
	ended(): void;
}

/** The module that runs Go programs. */
export interface Runtime {
	run(program: Promise<Program>, expect: Expectations): Promise<Operations>;
}
