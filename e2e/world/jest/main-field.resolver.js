// Resolves the library as tools do that know no "exports" in package.json: its main
// field, and files by their path.
const fs = require('node:fs');
const path = require('node:path');

const name = 'amazon-cognito-identity-js';

function fileOf(request) {
	for (const file of [request, request + '.js', path.join(request, 'index.js')]) {
		if (fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return fs.realpathSync(file);
	}
}

function mainOf(folder) {
	return path.join(folder, JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).main);
}

module.exports = (request, options) => {
	if (request !== name && !request.startsWith(name + '/')) return options.defaultResolver(request, options);
	for (let folder = options.basedir; folder !== path.dirname(folder); folder = path.dirname(folder)) {
		const library = path.join(folder, 'node_modules', name);
		if (!fs.existsSync(library)) continue;
		const found = fileOf(request === name ? mainOf(library) : path.join(folder, 'node_modules', request));
		if (found) return found;
	}
	throw Object.assign(new Error(`Cannot find module '${request}' from '${options.basedir}'`), {
		code: 'MODULE_NOT_FOUND',
	});
};
