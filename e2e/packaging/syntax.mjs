// Parses the files that it is asked about, one a line: as of ES2018 with import(), and for
// names that bundlers replace, or fail on.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'acorn';

const banned = ['Buffer', 'process', 'global', 'require'];

function walk(node, parent, key, visit) {
	if (Array.isArray(node)) node.forEach((child) => walk(child, parent, key, visit));
	else if (node && typeof node.type === 'string') {
		visit(node, parent, key);
		for (const name of Object.keys(node)) walk(node[name], node, name, visit);
	}
}

function check(file, sourceType) {
	let text = readFileSync(file, 'utf8');
	const found = new Set();
	walk(parse(text, { ecmaVersion: 'latest', sourceType }), null, '', (node, parent, key) => {
		// import() is not of 2018: it becomes a call of a name as long.
		if (node.type === 'ImportExpression') text = text.slice(0, node.start) + 'imp0rt' + text.slice(node.start + 6);
		if (node.type !== 'Identifier' || !banned.includes(node.name)) return;
		// A file beside it may be required; bundlers know that form.
		if (
			node.name === 'require' &&
			parent.type === 'CallExpression' &&
			key === 'callee' &&
			/^\.\.?\//.test(parent.arguments[0].value)
		)
			return;
		const isName =
			((parent.type === 'MemberExpression' && key === 'property') ||
				(parent.type === 'Property' && key === 'key') ||
				(parent.type === 'MethodDefinition' && key === 'key')) &&
			!parent.computed;
		if (!isName) found.add(node.name);
	});
	let syntax = '';
	try {
		parse(text, { ecmaVersion: 2018, sourceType });
	} catch (error) {
		syntax = error.message;
	}
	return { syntax, names: [...found] };
}

for await (const line of createInterface({ input: process.stdin })) {
	const { file, sourceType } = JSON.parse(line);
	console.log(JSON.stringify(check(file, sourceType)));
}
