'use strict';

module.exports = (environment) => ({
	modulePrefix: 'migration',
	environment,
	rootURL: '/',
	locationType: 'none',
	EmberENV: {},
	APP: {},
	'ember-simple-auth': {},
});
