import { setApplication } from '@ember/test-helpers';
import { start } from 'ember-qunit';
import * as QUnit from 'qunit';
import Application from 'migration/app';
import config from 'migration/config/environment';
import './unit/mocks-test';

setApplication(Application.create(config.APP));
window.failures = [];
QUnit.on('testEnd', ({ fullName, errors }) => {
	for (const { message } of errors) {
		window.failures.push(`${fullName.join(': ')}: ${message}`);
	}
});
QUnit.on('runEnd', ({ testCounts }) => (window.passed = testCounts.passed));
start();
