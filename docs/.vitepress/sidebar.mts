// What the sidebars list. A page is called as its heading is.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

const documents = fileURLToPath(new URL('..', import.meta.url));

/** The documents by what somebody is looking for; reference/ is added to the fourth. */
const groups = {
	'Start': ['index', 'migrating', 'differences', 'loading', 'csp', 'browsers'],
	'In a page': [
		'passwordless',
		'redirect',
		'state',
		'identity-pools',
		'worker',
		'core',
		'awssdk',
		'auth',
		'auth-differences',
	],
	'On a server': ['servers', 'bff', 'ssr', 'go'],
	'Reference': ['options', 'errors'],
	'Evidence': ['properties', 'benchmark', 'scale'],
};

type Item = DefaultTheme.SidebarItem;

/** The link to a page, whose text is the page's first heading, as HTML. */
function page(name: string): Item {
	const heading = /^# (.+)$/m.exec(readFileSync(`${documents}${name}.md`, 'utf8'))?.[1];
	if (!heading) throw new Error(`docs/${name}.md has no heading`);
	const text = heading.replaceAll(/[`\\]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	return { text, link: '/' + name.replace(/(^|\/)index$/, '$1') };
}

function documentsSidebar(): Item[] {
	const listed = new Set(Object.values(groups).flat());
	for (const file of readdirSync(documents)) {
		if (file.endsWith('.md') && !listed.has(file.slice(0, -3))) {
			throw new Error(`docs/${file} is in no group of docs/.vitepress/sidebar.mts`);
		}
	}
	const items = Object.entries(groups).map(([text, names]) => ({ text, items: names.map(page) }));
	items
		.find(({ text }) => text === 'Reference')!
		.items.push(page('reference/typescript/index'), page('reference/go/index'));
	return items;
}

/** The entries of the package, and below each its symbols by kind. */
function typescriptSidebar(): Item[] {
	const top = 'reference/typescript/cognitowasm';
	const symbols = (folder: string): Item[] =>
		['classes', 'functions', 'variables', 'interfaces', 'type-aliases'].flatMap((kind) =>
			markdown(`${folder}/${kind}`).map((name) => page(`${folder}/${kind}/${name}`)),
		);
	const entry = (folder: string): Item => {
		const items = symbols(folder);
		return items.length > 0 ? { ...page(`${folder}/index`), collapsed: true, items } : page(`${folder}/index`);
	};
	const entries = readdirSync(documents + top, { withFileTypes: true })
		.filter((file) => file.isDirectory() && existsSync(`${documents}${top}/${file.name}/index.md`))
		.map(({ name }) => entry(`${top}/${name}`));
	return [{ ...page('reference/typescript/index'), items: [entry(top), ...entries] }];
}

function markdown(folder: string): string[] {
	if (!existsSync(documents + folder)) return [];
	return readdirSync(documents + folder)
		.filter((file) => file.endsWith('.md'))
		.map((file) => file.slice(0, -3))
		.sort();
}

function goSidebar(): Item[] {
	const top = 'reference/go';
	const below = readdirSync(`${documents}${top}/core`, { withFileTypes: true })
		.filter((file) => file.isDirectory())
		.map(({ name }) => page(`${top}/core/${name}/index`));
	return [{ ...page(`${top}/index`), items: [page(`${top}/core/index`), ...below] }];
}

/** The sidebars by the address below which they are shown. */
export const sidebars = (): DefaultTheme.SidebarMulti => ({
	'/': documentsSidebar(),
	'/reference/typescript/': typescriptSidebar(),
	'/reference/go/': goSidebar(),
});
