import type { MarkdownRenderer } from 'vitepress';

/** Has code that is only indented, as in comments of Go, look like the other code. */
export function fenceIndented(md: MarkdownRenderer): void {
	md.core.ruler.push('fence-indented', ({ tokens }) => {
		for (const token of tokens) {
			if (token.type !== 'code_block') continue;
			token.type = 'fence';
			token.info = 'go';
		}
	});
}
