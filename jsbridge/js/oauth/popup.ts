/**
 * A sign-in in a window of its own. That window hands over its address by a BroadcastChannel,
 * since a policy (Cross-Origin-Opener-Policy) may separate it from the page that opened it.
 *
 * @packageDocumentation
 */
import { defaultLifetime } from './records';

/** The address of a window that has come back. */
interface Returned {
	state: string;
	href: string;
}

const channel = () => new BroadcastChannel('cognitowasm.oauth');

/** Reports whether a window shows a page of another origin. */
function isElsewhere(popup: Window): boolean {
	try {
		return !popup.location.href; // it has one
	} catch {
		return true;
	}
}

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
		const began = Date.now();
		let gone = 0;
		let isHeld = false;
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
		// after a message that was sent before. A window that a policy has separated looks
		// closed too, and nothing but its message or the time tells what has become of it.
		const timer = setInterval(() => {
			if (!popup.closed) {
				gone = 0;
				isHeld ||= isElsewhere(popup);
			} else if (isHeld ? ++gone > 1 : Date.now() - began > defaultLifetime) {
				end();
				reject(closed());
			}
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
