// What `make lint` holds the TypeScript to, beside the compiler and the layers of
// .dependency-cruiser.cjs. Formatting is prettier's.
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['jsbridge/js/types/**', 'jsbridge/js/gen/**', 'jsbridge/js/test/**', 'jsbridge/js/test-d/**'] },
	{
		files: ['jsbridge/js/**/*.ts', 'www/*.ts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { projectService: true } },
	},
);
