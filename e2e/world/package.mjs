// The package under test, as its own files are imported.
//
// WORLD_PROJECT is a folder whose node_modules/amazon-cognito-identity-js is the
// library under test, and WORLD_LIBRARY says which it is, "upstream" or "ours". Where
// the two differ by decision, the test says so by that name.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const project = process.env.WORLD_PROJECT;
export const ours = process.env.WORLD_LIBRARY === 'ours';
export const name = 'amazon-cognito-identity-js';
export const require = createRequire(path.join(project, 'x.js'));

/** Runs an ES module in the project, since what `import` finds depends on the importer's folder. */
export function run(script, ...options) {
	return execFileSync(process.execPath, [...options, '--input-type=module', '-e', script], {
		cwd: project,
		encoding: 'utf8',
	});
}

export const BigInteger = require(name + '/lib/BigInteger').default;
export const AuthenticationHelper = require(name + '/lib/AuthenticationHelper').default;
