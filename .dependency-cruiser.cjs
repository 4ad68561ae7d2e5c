// Which way imports of jsbridge/js point, of values and of types; its README draws it.
const js = '^jsbridge/js/';
const layers = ['base', 'state', 'load', 'call', 'compat', 'classes'];

/** The folders of entries that pages import or do not. */
const own = ['auth', 'bff', 'oauth', 'passwordless', 'ssr', 'state'].map((entry) => `${js}${entry}/`);

/** A layer of the page imports from those before it, and from itself. */
const pageLayers = layers
	.map((layer, i) => ({
		name: 'page-' + layer,
		severity: 'error',
		from: { path: `${js}page/${layer}/` },
		to: { path: layers.slice(i + 1).map((later) => `${js}page/${later}/`) },
	}))
	.filter(({ to }) => to.path.length);

module.exports = {
	forbidden: [
		{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
		...pageLayers,
		{
			name: 'page-loads-the-runtime-later',
			comment: 'The runtime is a bundle of its own. The page names its calls, which costs nothing.',
			severity: 'error',
			from: { path: `${js}page/`, pathNot: `${js}page/load/loading\\.(inline|node)\\.ts$` },
			to: { path: [`${js}runtime/`, `${js}worker/`], dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'runtime-gets-the-classes-from-the-host',
			comment: "A second copy of a class, or of the page's state, would not be the same.",
			severity: 'error',
			from: { path: [`${js}runtime/`, `${js}worker/`] },
			to: {
				path: `${js}page/`,
				pathNot: [`${js}page/base/`, `${js}page/load/trusted\\.ts$`, `${js}page/state/storage\\.ts$`],
				dependencyTypesNot: ['type-only'],
			},
		},
		{
			name: 'entries-of-their-own-get-the-classes-from-the-entry',
			comment: 'They belong to the classes that the program has. Of the page they may contain what has no state.',
			severity: 'error',
			from: { path: own },
			to: {
				path: [`${js}page/`, `${js}runtime/`, `${js}worker/`],
				pathNot: [
					`${js}page/base/`,
					`${js}page/call/callbacks\\.ts$`,
					`${js}page/compat/sha256\\.ts$`,
					`${js}page/state/cookie-text\\.ts$`,
					`${js}runtime/step\\.ts$`,
				],
				dependencyTypesNot: ['type-only'],
			},
		},
		{
			name: 'entries-of-their-own-are-imported-by-entries',
			severity: 'error',
			from: { path: js, pathNot: [...own, `${js}entries/`] },
			to: { path: own },
		},
		{
			name: 'auth-gets-what-has-state-of-oauth-from-the-entry',
			comment: 'The bundle imports that of /oauth, which handles a code once.',
			severity: 'error',
			from: { path: `${js}auth/` },
			to: { path: `${js}oauth/`, pathNot: `${js}oauth/domain\\.ts$`, dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'the-others-stand-alone',
			severity: 'error',
			from: { path: own, pathNot: `${js}auth/` },
			to: { path: `${js}auth/` },
		},
		{
			name: 'nothing-imports-an-entry',
			comment: '/auth imports /oauth as the file of dist that it is.',
			severity: 'error',
			from: { pathNot: [`${js}test`, `${js}entries/auth\\.ts$`] },
			to: { path: `${js}entries/` },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: `${js}(test|test-d|types)/` },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
	},
};
