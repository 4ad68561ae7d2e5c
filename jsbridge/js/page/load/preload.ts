import { inBrowser } from '../base/environment';
import { preload } from './start';

/**
 * Starts loading the core in a browser, because it will be needed soon. On a
 * server nothing happens: there the core is loaded when a call needs it.
 */
export function preloadInBrowser(): void {
	if (inBrowser()) preload();
}
