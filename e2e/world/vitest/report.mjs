// Writes each test's outcome as a line of JSON into the file WORLD_REPORT.
import fs from 'node:fs';
import path from 'node:path';

const write = (module, title, status, errors) =>
	fs.appendFileSync(
		process.env.WORLD_REPORT,
		JSON.stringify({
			project: module.project.name,
			file: path.basename(module.moduleId),
			title,
			status,
			failure: errors.map((error) => `${error.name}: ${error.message}\n${error.stack ?? ''}`).join('\n'),
		}) + '\n',
	);

export default class {
	onTestCaseResult(test) {
		const { state, errors } = test.result();
		write(test.module, test.name, state, errors ?? []);
	}

	onTestModuleEnd(module) {
		// The file itself has failed, whatever it tests.
		if (module.errors().length) write(module, '', 'failed', module.errors());
	}

	onTestRunEnd(modules, errors) {
		// What nobody caught, in no test.
		if (errors.length && modules.length) write(modules[0], '', 'failed', errors);
	}
}
