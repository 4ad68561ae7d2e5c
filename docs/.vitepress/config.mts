// The site of the documents: `make site` builds it, and `npm run dev` in docs shows it while writing.
import { defineConfig } from 'vitepress';
import { fenceIndented } from './code.mts';
import { githubAnchor, linkRepository, repository } from './links.mts';
import { sidebars } from './sidebar.mts';

export default defineConfig({
	title: 'cognitowasm',
	description: 'A maintained drop-in for amazon-cognito-identity-js, with the session logic in WebAssembly',
	lang: 'en',
	head: [['link', { rel: 'icon', href: 'data:,' }]], // none, rather than one that is not found
	markdown: {
		anchor: { slugify: githubAnchor },
		config(md) {
			linkRepository(md);
			fenceIndented(md);
		},
	},
	vite: { build: { chunkSizeWarningLimit: 4000 } }, // the search's index, which is loaded when somebody searches
	themeConfig: {
		nav: [
			{ text: 'Documents', link: '/', activeMatch: '^/(?!reference/)' },
			{ text: 'TypeScript', link: '/reference/typescript/', activeMatch: '^/reference/typescript/' },
			{ text: 'Go', link: '/reference/go/', activeMatch: '^/reference/go/' },
		],
		sidebar: sidebars(),
		outline: [2, 3],
		search: { provider: 'local' },
		socialLinks: [{ icon: 'github', link: repository }],
	},
});
