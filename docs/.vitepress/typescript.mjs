// The reference of the TypeScript entries, from the declarations that are published.
import { Application, Converter } from 'typedoc';

/** @import { TypeDocOptions } from 'typedoc' */

// The declarations by the name to import, without their ending. `cognitowasm/inline` has those of `cognitowasm`.
const entries = {
	'cognitowasm': 'types/index',
	'cognitowasm/promises': 'entries/promises',
	'cognitowasm/passwordless': 'entries/passwordless',
	'cognitowasm/oauth': 'entries/oauth',
	'cognitowasm/state': 'entries/state',
	'cognitowasm/identity-pool': 'entries/identity-pool',
	'cognitowasm/bff': 'entries/bff',
	'cognitowasm/ssr': 'entries/ssr',
	'cognitowasm/auth': 'entries/auth',
	'cognitowasm/core': 'types/core',
	'cognitowasm/internals': 'types/internals',
};

/**
 * Writes the pages of all entries into a folder, each symbol's on its own.
 *
 * @param {string} root - the repository's folder
 * @param {string} folder - where the pages go
 */
export async function writeTypeScript(root, folder) {
	const options = {
		name: 'TypeScript reference',
		entryPoints: Object.values(entries).map((file) => `${root}jsbridge/js/${file}.d.ts`),
		tsconfig: `${root}docs/.vitepress/tsconfig.reference.json`,
		plugin: ['typedoc-plugin-markdown', 'typedoc-plugin-missing-exports'],
		excludeExternals: true,
		readme: 'none',
		disableSources: true,
		sortEntryPoints: false,
		logLevel: 'Warn',
		outputs: [{ name: 'markdown', path: folder }],
		// These are the plugins' options, which typedoc's types do not have.
		placeInternalsInOwningModule: true, // of types that an entry uses and does not export
		outputFileStrategy: 'members',
		entryFileName: 'index',
		hidePageHeader: true,
		hideBreadcrumbs: true,
		pageTitleTemplates: { index: '{projectName}', module: '{name}', member: '{name}' },
		useCodeBlocks: true,
		parametersFormat: 'table',
		typeDeclarationFormat: 'table',
		indexFormat: 'table',
		tableColumnSettings: { hideInherited: true, hideOverrides: true, hideModifiers: true, hideSources: true },
	};
	const app = await Application.bootstrapWithPlugins(/** @type {Partial<TypeDocOptions>} */ (options));
	// Modules are named by what a program imports, not by the file.
	const names = new Map(Object.entries(entries).map(([name, file]) => [file.replace('/index', ''), name]));
	app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
		for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name;
	});
	const project = await app.convert();
	if (!project || app.logger.hasErrors()) throw new Error('typedoc has found errors');
	await app.generateOutputs(project);
}
