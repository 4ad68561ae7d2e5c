/** Names of the page's world that may be absent; looked up at each use. */
export const world = globalThis as {
	window?: { localStorage: Storage };
	document?: { cookie: string };
	WorkerGlobalScope?: unknown;
	location?: unknown;
	addEventListener?: typeof addEventListener;
	reportError?: (error: unknown) => void;
};

/**
 * Reports whether this is a page or a worker, rather than a server. Edge runtimes have
 * WorkerGlobalScope too, and serve many visitors; they have no address.
 */
export function inBrowser(): boolean {
	return !!(world.window || world.document || (world.WorkerGlobalScope && world.location));
}
