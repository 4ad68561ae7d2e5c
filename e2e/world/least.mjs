// Replies with the least in them, for both libraries.
import { keyOf, make, mockFetch } from './library.mjs';

/** Calls a method against replies, by the name of the operation, or one reply for all. */
export async function reply(run, answer = {}) {
	const { requests, restore } = mockFetch(typeof answer === 'function' ? answer : () => structuredClone(answer));
	try {
		return { got: await run(), requests };
	} finally {
		restore();
	}
}

/** A user whose device is remembered. */
export function withDevice() {
	const made = make();
	for (const [name, value] of Object.entries({
		deviceKey: 'eu-west-1_device',
		randomPasswordKey: 'random',
		deviceGroupKey: 'group',
	})) {
		made.Storage.setItem(keyOf('ada', name), value);
	}
	return made;
}
