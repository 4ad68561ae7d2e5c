// Run in a folder in which the package is installed under upstream's name: says what does not hold.
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
const require = createRequire(process.cwd() + '/x.js');
const name = 'amazon-cognito-identity-js';
const check = (holds, what) => holds || console.log('not so:', what);
const named = await import(name),
	required = require(name);
// What Node adds to the exports of a CommonJS module.
const namesOf = (module) =>
	Object.keys(module)
		.filter((of) => !['__esModule', 'default', 'module.exports'].includes(of))
		.sort()
		.join();
for (const of of Object.keys(named)) {
	if (!/^[A-Z]/.test(of)) continue;
	const deep = (of === 'WordArray' ? 'utils/' : '') + of;
	for (const end of ['', '.js']) {
		check(require(name + '/lib/' + deep + end).default === required[of], 'lib/' + deep + end);
		check((await import(name + '/lib/' + deep + end)).default.default === required[of], 'import lib/' + deep + end);
		for (const folder of ['/es/', '/src/'])
			check((await import(name + folder + deep + end)).default === named[of], folder + deep + end);
	}
}
for (const index of ['', '/index', '/index.js']) {
	const [lib, es] = [require(name + '/lib' + index), await import(name + '/es' + index)];
	for (const of of namesOf(named).split(','))
		check(lib[of] === required[of] && es[of] === named[of], 'lib and es' + index + ' ' + of);
	check(namesOf(es) === namesOf(named), 'es' + index);
	check(lib === required, 'lib' + index);
}
check(namesOf(required) === namesOf(named) && required.__esModule, 'the same names by import and require');
check(named.default === required, 'the default import');
// Applications' tests replace classes.
required.CognitoUser = 5;
check(required.CognitoUser === 5, 'CommonJS exports can be replaced');
const internals = [
	await import(name + '/internals'),
	await import(name + '/es/internals'),
	await import(name + '/es/internals/index.js'),
];
const internalsRequired = [
	require(name + '/internals'),
	require(name + '/lib/internals'),
	require(name + '/lib/internals/index.js'),
];
for (const of of ['addAuthCategoryToCognitoUserAgent', 'addFrameworkToCognitoUserAgent']) {
	for (const one of [...internals, ...internalsRequired])
		check(typeof one[of] === 'function' && one[of] === internals[0][of], 'internals ' + of);
}
for (const file of ['package.json', 'dist/amazon-cognito-identity.js', 'dist/amazon-cognito-identity.min.js'])
	check(existsSync(require.resolve(name + '/' + file)), file);

// As without exports: a folder's package.json, its main and module, else the path itself.
const within = path.join(process.cwd(), 'node_modules', name);
for (const folder of ['', 'internals']) {
	const manifest = JSON.parse(readFileSync(path.join(within, folder, 'package.json'), 'utf8'));
	for (const field of ['main', 'module', 'types'])
		check(existsSync(path.join(within, folder, manifest[field])), folder + ' ' + field);
	const { sideEffects } = manifest;
	// The entries /passwordless, /state and /bff add to the classes of the package, and scripts to the page.
	check(
		sideEffects === false || sideEffects.every((file) => /passwordless|state|bff|cognitowasm\.\w+\.js/.test(file)),
		folder + ' sideEffects',
	);
}
check(JSON.parse(readFileSync(path.join(within, 'es/package.json'), 'utf8')).sideEffects === false, 'es sideEffects');
// The classic scripts are modules for other loaders as well.
for (const file of ['dist/amazon-cognito-identity.js', 'dist/amazon-cognito-identity.min.js'])
	check(typeof require(name + '/' + file).CognitoUser === 'function', 'require ' + file);
check(
	Object.keys(JSON.parse(readFileSync(path.join(within, 'package.json'), 'utf8')).dependencies || {}).length === 0,
	'no dependencies',
);
console.log('done');
