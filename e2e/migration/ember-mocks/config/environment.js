'use strict';

module.exports = (environment) => ({
	modulePrefix: 'migration',
	environment,
	rootURL: '/',
	locationType: 'none',
	EmberENV: {},
	APP: { autoboot: environment !== 'test', rootElement: '#ember-testing' },
	cognito: { poolId: 'us-east-1_Mocked', clientId: 'mockedclient' },
	'ember-simple-auth': {},
});
