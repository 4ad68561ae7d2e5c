// Makes the file define the global that upstream defines. Loaders of other module systems can
// load the same file, as they can load upstream's.
(function () {
	'use strict';
	function publish(e) {
		if (typeof module == 'object' && module.exports) module.exports = e;
		else if (typeof define == 'function' && define.amd) define([], () => e);
		else globalThis.AmazonCognitoIdentity = e;
	}
	BUNDLE;
})();
