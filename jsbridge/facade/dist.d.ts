// Files of dist that others of dist import; they exist once the build has run.
declare module '*/cognitowasm.runtime.mjs' {
	export const run: import('./loading').Runtime['run'];
	export const perform: import('./loading').Runtime['perform'];
}
declare module '*/cognitowasm.facade.mjs' {
	const hidden: typeof import('./internals') &
		Pick<typeof import('./start'), 'setLoading'> &
		Pick<typeof import('./user-agent'), 'userAgent'>;
	export default hidden;
	type Exports = typeof import('./exports');
	export const AuthenticationHelper: Exports['AuthenticationHelper'];
	export const CognitoIdToken: Exports['CognitoIdToken'];
	export const CognitoUserPool: Exports['CognitoUserPool'];
	export const appendToCognitoUserAgent: Exports['appendToCognitoUserAgent'];
}
declare module '*/cognitowasm.program.mjs' {
	/** The program's bytes. */
	export function program(): Promise<Uint8Array>;
}
declare module '*/cognitowasm.worker.mjs' {
	/** The text of cognitowasm.worker.js. */
	export const source: string;
}

// What is used of Node, without depending on all of its types.
declare module 'node:fs/promises' {
	export function readFile(file: URL): Promise<Uint8Array>;
}
