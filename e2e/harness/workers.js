// See NoteWorkers in worker.go.
'use strict';
{
	window.workers = [];
	window.heard = [];
	const Real = window.Worker;
	window.Worker = class extends Real {
		/** @param {[string | URL, WorkerOptions?]} args */
		constructor(...args) {
			super(...args);
			workers.push(this);
			this.addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)));
		}
	};
}
