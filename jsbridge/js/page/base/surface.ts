import { world } from './environment';

/**
 * Shows an error of the application's own callback to the page as uncaught,
 * as if no library stood in between.
 */
export function surface(error: unknown): void {
	if (world.reportError) world.reportError(error);
	else
		setTimeout(() => {
			throw error;
		});
}
