import assert from 'node:assert/strict';
import { LoggedStorage, anotherTab, recordEvents, userOf } from './setup.mjs';

/** Tabs of one browser: each a copy of the facade, with listeners and channels that work. */
export function browser(t, { channels = true } = {}) {
	const names = ['window', 'BroadcastChannel', 'addEventListener'];
	const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
	t.after(() => {
		for (const [name, descriptor] of before) {
			if (descriptor) Object.defineProperty(globalThis, name, descriptor);
			else delete globalThis[name];
		}
	});
	const open = new Set();
	const posted = [];
	class Channel {
		constructor(name) {
			assert.equal(name, 'cognitowasm');
			open.add(this);
		}
		postMessage(data) {
			posted.push(data);
			for (const channel of open)
				if (channel !== this && channel.onmessage) channel.onmessage({ data: structuredClone(data) });
		}
		close() {
			open.delete(this);
		}
	}
	let listeners;
	Object.assign(globalThis, { window: {}, addEventListener: (type, listener) => (listeners[type] = listener) });
	Object.defineProperty(globalThis, 'BroadcastChannel', {
		value: channels ? Channel : undefined,
		configurable: true,
		writable: true,
	});
	const shared = new LoggedStorage();
	window.localStorage = shared;
	return {
		open,
		posted,
		shared,
		/** A tab: its library, its listeners, its events. */
		tab() {
			const library = anotherTab();
			const own = {};
			const events = recordEvents(t, library);
			return {
				library,
				events,
				listeners: own,
				run(work) {
					listeners = own;
					return work(library);
				},
				user(name = 'bob', storage = shared) {
					return userOf(library, storage, name);
				},
			};
		},
	};
}
