// As classic.js, except where the classic script has asked for it because it may not fetch.
(function () {
	'use strict';
	function publish(e, parts) {
		const handover = Symbol.for('cognitowasm.runtime');
		if (handover in globalThis) globalThis[handover] = parts;
		else if (typeof module == 'object' && module.exports) module.exports = e;
		else if (typeof define == 'function' && define.amd) define([], () => e);
		else globalThis.AmazonCognitoIdentity = e;
	}
	BUNDLE;
})();
