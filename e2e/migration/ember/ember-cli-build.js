'use strict';

const EmberApp = require('ember-cli/lib/broccoli/ember-app');

module.exports = (defaults) =>
	new EmberApp(defaults, {
		name: 'migration',
		autoImport: { publicAssetURL: 'assets/' },
		fingerprint: { enabled: false },
		tests: false,
	}).toTree();
