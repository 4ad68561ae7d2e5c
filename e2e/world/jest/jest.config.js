// The configuration of an application: nothing but the environment. This folder is
// copied into a project that has the library under test; see world_runners_test.go,
// which says where the environments of this version of Jest are.
const { WORLD_JSDOM, WORLD_LIBRARY } = process.env;

const project = (displayName, testEnvironment, more) => ({ displayName, rootDir: __dirname, testEnvironment, ...more });
// What stands for Jest 27 and create-react-app, which know no "exports".
const mainField = { resolver: './main-field.resolver.js' };

module.exports = {
	testTimeout: 20_000,
	reporters: ['default', './report.js'],
	projects: [
		project('node', 'node'),
		project('jsdom', WORLD_JSDOM),
		// Upstream has no "exports".
		...(WORLD_LIBRARY === 'ours'
			? [project('node, main field', 'node', mainField), project('jsdom, main field', WORLD_JSDOM, mainField)]
			: []),
	],
};
