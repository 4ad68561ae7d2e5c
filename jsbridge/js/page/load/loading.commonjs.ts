/**
 * Loading for CommonJS: modules as in loading.module.ts, for bundlers. Where import()
 * fails there is another way: the sandbox of a test runner, Jest's for instance, has no
 * import(), but Node's `require`.
 *
 * @packageDocumentation
 */
import type { Loading } from './loading';
import { loading as modules } from './loading.module';

declare const module: unknown;

// Not as `module.require`, by which a bundler would put the file into the page.
const member = (object: unknown, name: string) => (object as Record<string, unknown>)[name];

const instead =
	<How extends 'runtime' | 'program'>(how: How) =>
	(error: unknown) => {
		const load = member(module, 'require') as ((file: string) => { loading: Loading }) | undefined;
		if (!load) throw error;
		return load.call(module, './cognitowasm.node.js').loading[how]() as ReturnType<Loading[How]>;
	};

export const loading: Loading = {
	runtime: () => modules.runtime().catch(instead('runtime')),
	program: () => modules.program().catch(instead('program')),
};
