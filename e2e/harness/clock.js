// The clock of a page: tests turn it, stop it and shorten what it waits for.
'use strict';

/** By how many milliseconds it is wrong; it goes on with the real one. */
window.shift = 0;

/** Where it stands still, if it does; timers go on. */
window.stopped = undefined;

/** What waits from a tenth of a second to a few seconds are divided by, as there are between tries. */
window.hurried = 1;

globalThis.Date = /** @type {any} */ (
	class extends Date {
		/** @param {any[]} args */
		constructor(...args) {
			super(.../** @type {[any]} */ (args.length ? args : [Date.now()]));
		}
		static now() {
			return window.stopped ?? super.now() + window.shift;
		}
	}
);

{
	const real = setTimeout,
		now = performance.now.bind(performance);
	// What has not been waited for has passed all the same: Go looks at the time when its
	// timer fires, and would wait on, timer after timer.
	let passed = 0;
	performance.now = () => now() + passed;
	/** @type {any} */ (globalThis).setTimeout = (run, wait, ...args) => {
		if (!(window.hurried > 1 && wait >= 100 && wait <= 5100)) return real(run, wait, ...args);
		const until = performance.now() + wait;
		return real(() => {
			passed += Math.max(0, until - performance.now());
			run(...args);
		}, wait / window.hurried);
	};
}
