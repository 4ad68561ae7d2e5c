// Files of dist that others of dist import; they exist once the build has run.
declare module '*/cognitowasm.runtime.mjs' {
	export const run: import('../page/load/loading').Runtime['run'];
}
declare module '*/cognitowasm.facade.mjs' {
	const hidden: typeof import('../page/classes/internals') &
		Pick<typeof import('../page/load/start'), 'setLoading'> &
		Pick<typeof import('../page/base/user-agent'), 'userAgent'>;
	export default hidden;
	type Exports = typeof import('../page/classes/exports');
	export const AuthenticationHelper: Exports['AuthenticationHelper'];
	export const CognitoAccessToken: Exports['CognitoAccessToken'];
	export const CognitoIdToken: Exports['CognitoIdToken'];
	export const CognitoRefreshToken: Exports['CognitoRefreshToken'];
	export const CognitoUser: Exports['CognitoUser'];
	export const CognitoUserPool: Exports['CognitoUserPool'];
	export const CognitoUserSession: Exports['CognitoUserSession'];
	export const CookieStorage: Exports['CookieStorage'];
	export const DateHelper: Exports['DateHelper'];
	export const appendToCognitoUserAgent: Exports['appendToCognitoUserAgent'];
}
declare module '*/oauth.mjs' {
	export const makeOAuth: typeof import('../oauth/oauth').makeOAuth;
}
declare module '*/cognitowasm.node.js' {
	export const loading: import('../page/load/loading').Loading;
}
declare module '*/cognitowasm.program.mjs' {
	/** The bytes of the Wasm module. */
	export function program(): Promise<Uint8Array>;
}
declare module '*/cognitowasm.worker.mjs' {
	/** The text of cognitowasm.worker.js. */
	export const source: string;
}

// What is used of Node, without depending on all of its types.
declare module 'node:crypto' {
	export const webcrypto: unknown;
}
declare module 'node:fs/promises' {
	export function readFile(file: URL): Promise<Uint8Array>;
}
