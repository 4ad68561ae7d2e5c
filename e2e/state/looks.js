// Counts in window.looks the looks at a storage that are planned: they are the timers of the
// entry's delay. Before the library.
window.looks = 0;
{
	const { setTimeout, clearTimeout } = window;
	const planned = new Set();
	const over = (id) => {
		if (planned.delete(id)) window.looks--;
	};
	/** @type {any} */ (window).setTimeout = (run, delay, ...args) => {
		if (delay !== 300) return setTimeout(run, delay, ...args);
		window.looks++;
		const id = setTimeout(() => {
			try {
				run(...args);
			} finally {
				over(id);
			}
		}, delay);
		planned.add(id);
		return id;
	};
	window.clearTimeout = (id) => {
		over(id);
		clearTimeout(id);
	};
}
