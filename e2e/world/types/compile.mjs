// Compiles the files of folders with a TypeScript that has a JavaScript API, once for
// each way to compile, and prints the errors. What a folder's program has in common with
// another's is parsed once: that is what takes the time.
//
//   node compile.mjs <folder of TypeScript> <folder>=<ways, with commas>...
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

const [typescript, ...jobs] = process.argv.slice(2);
const ts = createRequire(import.meta.url)(typescript);
const parsed = new Map();

/** Compiles as tsc does by the configuration that the Go test writes for it. */
function compile(folder, way) {
	const [resolution, loose] = way.split('-');
	const { options, errors } = ts.convertCompilerOptionsFromJson(
		{
			noEmit: true,
			strict: !loose,
			target: 'ES2022',
			lib: ['ES2022', 'DOM', 'DOM.Iterable'],
			module: { node10: 'CommonJS', bundler: 'ESNext' }[resolution] ?? resolution,
			moduleResolution: resolution === 'node10' ? 'node' : resolution,
			esModuleInterop: true,
			skipLibCheck: true,
			types: [],
		},
		folder,
	);
	if (errors.length) throw new Error(errors[0].messageText);
	const ending = { node10: /\.c?ts$/, bundler: /\.m?ts$/ }[resolution] ?? /\.[cm]?ts$/;
	const files = readdirSync(folder).filter((name) => ending.test(name));
	const host = ts.createCompilerHost(options);
	const { getSourceFile } = host;
	host.getSourceFile = (name, language, ...rest) => {
		if (!/\.d\.[cm]?ts$/.test(name)) return getSourceFile(name, language, ...rest);
		// A library file imports nothing; others may keep what their imports lead to.
		const key = name + (/\blib\.[^/]*d\.ts$/.test(name) ? '' : resolution + language.impliedNodeFormat);
		if (!parsed.has(key)) parsed.set(key, getSourceFile(name, language, ...rest));
		return parsed.get(key);
	};
	const program = ts.createProgram(
		files.map((name) => join(folder, name)),
		options,
		host,
	);
	return ts.getPreEmitDiagnostics(program).map(({ file, start, code, messageText }) => {
		const at = file
			? `${relative(folder, file.fileName)}(${file.getLineAndCharacterOfPosition(start).line + 1}): `
			: '';
		return `${at}error TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0]}`;
	});
}

const found = [];
for (const job of jobs) {
	const [folder, ways] = job.split('=');
	for (const way of ways.split(',')) found.push({ folder, way, errors: compile(folder, way) });
}
console.log(JSON.stringify(found));
