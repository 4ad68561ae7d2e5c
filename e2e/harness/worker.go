package harness

// NoteWorkers keeps the workers that a page makes, and what it hears from them.
const NoteWorkers = `{
	window.workers = [];
	window.heard = [];
	const Real = window.Worker;
	window.Worker = class extends Real {
		constructor(...args) {
			super(...args);
			workers.push(this);
			this.addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)));
		}
	};
}`

// Workers counts those that the page has made.
func (tb *Tab) Workers() (n int) {
	tb.T.Helper()
	tb.Eval("workers.length", &n)
	return n
}
