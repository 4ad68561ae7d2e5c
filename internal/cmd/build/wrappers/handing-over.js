// Makes a script that the classic script loads, and that passes its exports under a symbol. It
// keeps import(), which works in scripts too; esbuild would add a require for it.
(function () {
	'use strict';
	function publish(e) {
		globalThis[Symbol.for('cognitowasm.runtime')] = e;
	}
	BUNDLE;
})();
