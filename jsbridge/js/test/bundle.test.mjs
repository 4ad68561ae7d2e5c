// The built facade as such: its syntax, the names it uses, and its types.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { parse } from 'acorn';
import ts from 'typescript';
import { code, root } from './setup.mjs';

const sources = join(root, 'jsbridge/js');

/** All identifiers that name a variable: members and keys are not among them. */
function variables(node, found = new Set()) {
	if (Array.isArray(node)) for (const each of node) variables(each, found);
	else if (node && typeof node.type === 'string') {
		if (node.type === 'Identifier') found.add(node.name);
		for (const [key, child] of Object.entries(node)) {
			const isName = (key === 'property' || key === 'key') && !node.computed;
			if (child && typeof child === 'object' && !(isName && child.type === 'Identifier')) variables(child, found);
		}
	}
	return found;
}

test('the syntax is ES2018, and no name is used that bundlers replace or servers lack', () => {
	const tree = parse(readFileSync(code, 'utf8'), { ecmaVersion: 2018, sourceType: 'script' });
	const found = variables(tree);
	assert.ok(found.has('globalThis') && found.has('CognitoUser'));
	for (const name of [
		'Buffer',
		'process',
		'global',
		'window',
		'self',
		'document',
		'navigator',
		'TextDecoder',
		'localStorage',
	]) {
		assert.ok(!found.has(name), name);
	}
	// The CommonJS build of this test loads the core with require, and nothing else.
	const required = readFileSync(code, 'utf8').match(/\brequire\([^)]*\)/g);
	assert.deepEqual([...new Set(required)].sort(), ['require("../load/start")', 'require("./start")']);
});

test('nothing runs when the module is imported', () => {
	const tree = parse(readFileSync(code, 'utf8'), { ecmaVersion: 2018, sourceType: 'script' });
	const calls = [];
	for (const { type, expression } of tree.body)
		if (type === 'ExpressionStatement' && expression.type === 'CallExpression') calls.push(expression.callee.name);
	// esbuild's own helper lists the exports.
	assert.deepEqual(calls, ['__export']);
});

/** The text of a documentation comment, without its frame. */
const prose = (comment) =>
	comment
		.replace(/\/\*\*|\*\/|^\s*\*/gm, '')
		.replace(/\s+/g, ' ')
		.trim();

/** Names what is public in a file of declarations and has no comment, and counts what has one. */
function documentation(path, text) {
	const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
	const missing = [];
	let documented = 0;
	const explained = new Set(); // an overload is explained with the first
	const visit = (node, name) => {
		const member = node.name?.getText?.() ?? '';
		const here = [name, member].filter(Boolean).join('.');
		const isDeclaration =
			ts.isClassDeclaration(node) ||
			ts.isInterfaceDeclaration(node) ||
			ts.isTypeAliasDeclaration(node) ||
			ts.isFunctionDeclaration(node) ||
			ts.isModuleDeclaration(node);
		const isMember =
			ts.isMethodDeclaration(node) ||
			ts.isMethodSignature(node) ||
			ts.isPropertyDeclaration(node) ||
			ts.isPropertySignature(node) ||
			ts.isConstructorDeclaration(node);
		const exported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
		if ((isDeclaration && exported) || isMember) {
			if (node.jsDoc?.length) {
				documented++;
				explained.add(here);
			} else if (explained.has(here)) return;
			// The generated interface is documented as a whole.
			else if (name !== 'PageStorage') missing.push(here);
		}
		if (isDeclaration || ts.isModuleBlock(node)) ts.forEachChild(node, (child) => visit(child, here));
	};
	ts.forEachChild(file, (node) => visit(node, ''));
	return { missing, documented };
}

test('every public declaration, parameter and member is documented, and index.d.ts keeps it', () => {
	const text = readFileSync(join(sources, 'types/index.d.ts'), 'utf8');
	const { missing, documented } = documentation('index.d.ts', text);
	assert.deepEqual(missing, []);
	assert.ok(documented > 150, String(documented));
	// Each comment of the sources of public types is there word for word.
	const whole = new Set((text.match(/\/\*\*[^]*?\*\//g) ?? []).map(prose));
	for (const name of [
		'base/types',
		...['attribute', 'declarations', 'details', 'session', 'sign-in-callbacks', 'tokens'].map(
			(file) => 'classes/' + file,
		),
	]) {
		const source = ts.createSourceFile(
			name,
			readFileSync(join(sources, 'page', name + '.ts'), 'utf8'),
			ts.ScriptTarget.Latest,
			true,
		);
		for (const statement of source.statements) {
			if (
				!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ||
				ts.isFunctionDeclaration(statement)
			)
				continue;
			// The parent of the token classes is not exported.
			for (const node of [
				statement.name.text === 'CognitoJwtToken' ? undefined : statement,
				...(statement.members ?? []),
			]) {
				for (const doc of node?.jsDoc ?? [])
					assert.equal(
						whole.has(prose(doc.getText())),
						!/@internal\b/.test(doc.getText()),
						`${name}: ${doc.getText()}`,
					);
			}
		}
	}
});

test('every promise form is documented', () => {
	const text = readFileSync(join(sources, 'entries/promises.d.ts'), 'utf8')
		.replace("declare module 'cognitowasm' {", '')
		.replaceAll('interface ', 'export interface ');
	const { missing, documented } = documentation('promises.d.ts', text);
	assert.deepEqual(
		missing.filter((name) => name.includes('.')),
		[],
	);
	assert.ok(documented > 30, String(documented));
});

for (const name of ['index', 'core']) {
	test(`${name}.d.ts is what npm run types writes`, () => {
		const dir = mkdtempSync(join(tmpdir(), 'cognitowasm-types-'));
		try {
			const out = join(dir, `${name}.d.ts`);
			const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
			const [tool, ...args] = scripts[`types:${name}`].replace(/(--out-file) \S+/, `$1 ${out}`).split(' ');
			execFileSync(join(root, 'node_modules/.bin', tool), args, { cwd: root, stdio: 'ignore' });
			assert.equal(readFileSync(join(sources, `types/${name}.d.ts`), 'utf8'), readFileSync(out, 'utf8'));
		} finally {
			rmSync(dir, { recursive: true });
		}
	});
}
