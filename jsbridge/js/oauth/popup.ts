/**
 * A sign-in in a window of its own. That window hands over its address by a BroadcastChannel,
 * since a policy (Cross-Origin-Opener-Policy) may separate it from the page that opened it.
 *
 * @packageDocumentation
 */

/** The address of a window that has come back. */
interface Returned {
	state: string;
	href: string;
}

const channel = () => new BroadcastChannel('cognitowasm.oauth');

/** Opens a window, in the click that it needs; null if the browser refuses. */
export function openWindow(features: string): Window | null {
	return open('', '_blank', features);
}

/**
 * Waits for a window to come back.
 *
 * @returns a promise of its address; rejected when the user closes the window
 */
export function waitFor(popup: Window, state: string, closed: () => Error): Promise<string> {
	return new Promise((resolve, reject) => {
		const from = channel();
		let gone = 0;
		const end = () => {
			clearInterval(timer);
			from.close();
		};
		from.onmessage = ({ data }: MessageEvent<Returned>) => {
			if (data.state !== state) return;
			end();
			resolve(data.href);
		};
		// No event tells that a window of another origin was closed. The second look comes
		// after a message that was sent before.
		const timer = setInterval(() => {
			gone = popup.closed ? gone + 1 : 0;
			if (gone < 2) return;
			end();
			reject(closed());
		}, 500);
	});
}

/** Hands over the address of this window, and closes it. */
export function handOver(state: string, href: string): void {
	const to = channel();
	to.postMessage({ state, href } satisfies Returned);
	to.close();
	close();
}
