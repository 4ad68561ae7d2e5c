// What `make lint` holds the TypeScript to, beside the compiler and the layers of
// .dependency-cruiser.cjs. Formatting is prettier's.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{
		ignores: [
			'jsbridge/js/types/**', // generated
			'jsbridge/js/gen/**', // generated
			'jsbridge/js/test-d/**', // wrong code on purpose; tsc checks it
			'jsbridge/js/entries/*.d.ts', // published as they are; the projects in test-d check them
		],
	},
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	{
		files: ['jsbridge/js/**/*.ts', 'www/*.ts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['jsbridge/js/test/facade.ts'] } } },
		rules: {
			'@typescript-eslint/switch-exhaustiveness-check': 'error',

			// noUncheckedIndexedAccess has an undefined for each index, and the classes declare
			// members optional that they always have: what is made by hand fits upstream's types.
			'@typescript-eslint/no-non-null-assertion': 'off',
			// `() => f()` and `return f()` are shorter than a block, and each byte counts.
			'@typescript-eslint/no-confusing-void-expression': 'off',
			// `'' + x` and `String(x)` convert what an application passes, whatever its type promises.
			'@typescript-eslint/restrict-plus-operands': 'off',
			'@typescript-eslint/no-base-to-string': 'off',
			'@typescript-eslint/no-unnecessary-type-conversion': 'off',
			// An application may pass a proxy, or an object made by hand, wherever a class is named.
			'@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
			// `async` also turns what is thrown into a rejection, and a value into a promise.
			'@typescript-eslint/require-await': 'off',

			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// An error is passed on as it came, also one that is none.
			'@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
			// A member is left out of a copy by naming it beside the rest.
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			// They convert between UTF-8 and Latin-1 where there are no text coders.
			'@typescript-eslint/no-deprecated': ['error', { allow: [{ from: 'lib', name: ['escape', 'unescape'] }] }],
		},
	},
	{
		// The application's objects may lack what their types have, and so may a browser's globals.
		files: ['jsbridge/js/page/classes/**', 'jsbridge/js/runtime/**'],
		rules: { '@typescript-eslint/no-unnecessary-condition': 'off' },
	},
	{
		// Public declarations, which are upstream's: its `any`, overloads, namespace and void.
		files: [
			'jsbridge/js/page/classes/declarations.ts',
			'jsbridge/js/page/classes/sign-in-callbacks.ts',
			'jsbridge/js/page/base/types.ts',
		],
		rules: {
			'@typescript-eslint/no-explicit-any': 'off',
			'@typescript-eslint/no-namespace': 'off',
			'@typescript-eslint/no-invalid-void-type': 'off',
			'@typescript-eslint/no-unnecessary-type-arguments': 'off',
		},
	},
	{
		// Classes as upstream declares them: its overloads beside ours, its return types.
		files: ['jsbridge/js/page/classes/**', 'jsbridge/js/page/compat/word-array.ts'],
		rules: {
			'@typescript-eslint/unified-signatures': 'off',
			'@typescript-eslint/prefer-return-this-type': 'off',
			'@typescript-eslint/no-wrapper-object-types': 'off',
			'@typescript-eslint/no-extraneous-class': 'off',
		},
	},
	{
		files: ['jsbridge/js/test/*.mjs'],
		extends: [eslint.configs.recommended],
		rules: { 'no-undef': 'off' }, // Node's globals and a page's, as each test sets them
	},
);
