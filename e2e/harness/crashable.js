// See Crashable in module.go.
'use strict';
(() => {
	/** @type {(...args: any[]) => Promise<any>} */
	const instantiate = WebAssembly.instantiate;
	window.modules = window.ranOn = 0;
	WebAssembly.instantiate = async (module, imports) => {
		const instance = await instantiate(module, imports);
		modules++;
		let over = false;
		const exports = Object.assign({}, instance.exports, {
			resume() {
				if (over) ranOn++;
				const how = window.crash;
				window.crash = undefined;
				over = over || !!how;
				if (how === 'trap') throw new WebAssembly.RuntimeError('unreachable');
				// As when main returns: Go's support code is told, and nobody resumes.
				if (how === 'exit') return imports.gojs['runtime.wasmExit'](instance.exports.getsp());
				return instance.exports.resume();
			},
		});
		return Object.create(WebAssembly.Instance.prototype, { exports: { value: exports } });
	};
})();
