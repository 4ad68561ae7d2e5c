// The documents link to each other and to files of the repository, as GitHub has them. On the site
// there are only the documents: what is beside them is linked at GitHub.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';

export const repository = 'https://github.com/cognitowasm/cognitowasm';

const documents = fileURLToPath(new URL('..', import.meta.url));
const root = path.dirname(path.resolve(documents));

/**
 * The address at GitHub of what a document links to; undefined for pages of the site and for addresses
 * that are complete. Fails where the file does not exist.
 */
function outside(page: string, href: string): string | undefined {
	if (/^([a-z]+:|#|\/)/.test(href)) return undefined;
	const [file = '', fragment] = decodeURI(href).split('#');
	const target = path.resolve(documents, path.dirname(page), file);
	const name = path.relative(root, target).split(path.sep).join('/');
	if (name.startsWith('docs/') && name.endsWith('.md')) return undefined; // VitePress checks these
	if (name.startsWith('..') || !existsSync(target))
		throw new Error(`docs/${page} links to ${href}, which does not exist`);
	const kind = statSync(target).isDirectory() ? 'tree' : 'blob';
	return `${repository}/${kind}/main/${name}${fragment ? '#' + fragment : ''}`;
}

/** Has links that lead out of the documents lead to GitHub. */
export function linkRepository(md: MarkdownRenderer): void {
	md.core.ruler.push('link-repository', ({ tokens, env }) => {
		for (const { children } of tokens) {
			for (const token of children ?? []) {
				if (token.type !== 'link_open') continue;
				const address = outside(env.relativePath, token.attrGet('href') ?? '');
				if (address) token.attrSet('href', address);
			}
		}
	});
}

/** Makes the anchor of a heading as GitHub does, because the documents' links have those. */
export function githubAnchor(heading: string): string {
	return heading
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\-_ ]/gu, '')
		.replaceAll(' ', '-');
}
