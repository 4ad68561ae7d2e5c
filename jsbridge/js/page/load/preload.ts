import { inBrowser } from '../base/environment';
import { preload } from './start';

/**
 * Starts loading the core in a browser, because it will be needed soon. On a
 * server nothing happens: there the core is loaded when a call needs it.
 */
export function preloadInBrowser(): void {
	// With a server that keeps the session, which says so, the core is not needed to sign in.
	if (!('cognitowasm.bff' in globalThis) && inBrowser()) preload();
}
