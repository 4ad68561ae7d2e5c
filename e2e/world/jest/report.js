// Writes each test's outcome as a line of JSON into the file WORLD_REPORT.
const fs = require('node:fs');
const path = require('node:path');

module.exports = class {
	onTestResult({ context, path: file }, { testResults, testExecError, failureMessage }) {
		const project = context.config.displayName.name;
		const results = testResults.map(({ title, status, failureMessages }) => ({
			title,
			status,
			failure: failureMessages.join('\n'),
		}));
		// The file itself has failed, whatever it tests.
		if (testExecError) results.push({ title: '', status: 'failed', failure: failureMessage });
		const lines = results.map((result) => JSON.stringify({ project, file: path.basename(file), ...result }) + '\n');
		fs.appendFileSync(process.env.WORLD_REPORT, lines.join(''));
	}
};
