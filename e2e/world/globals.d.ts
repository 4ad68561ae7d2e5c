// What the scripts of the cases' pages and workers find there.

/** A storage over a Map. */
type MapStorage = import('amazon-cognito-identity-js').ICognitoStorage & { items: Map<string, string> };
type Library = typeof import('amazon-cognito-identity-js');
type Start = (done: (value?: unknown) => void, failed: (error: Error & { code?: string }) => void) => void;

/** life.js */
declare var life: {
	(library: Library, options: object): Promise<string[]>;
	signIn(library: Library, options: object): Promise<unknown>;
	session(
		library: Library,
		options: object,
		what: string,
	): Promise<import('amazon-cognito-identity-js').CognitoUserSession>;
	expire(storage: MapStorage, username: string): void;
	mapStorage(items?: Map<string, string>): MapStorage;
	// What a call brings is its own affair: any.
	within(what: string, start: Start): Promise<any>;
};
/** in workers */
declare function importScripts(...urls: string[]): void;
/** in extensions */
declare var chrome: {
	storage: { local: { get(keys: null): Promise<Record<string, string>>; set(items: object): Promise<void> } };
	runtime: {
		onMessage: {
			addListener(
				listener: (
					message: { what: string; options: object },
					sender: object,
					respond: (reply: unknown) => void,
				) => unknown,
			): void;
		};
	};
};
/** what a worker waits for before it answers */
declare var ready: Promise<unknown>;
