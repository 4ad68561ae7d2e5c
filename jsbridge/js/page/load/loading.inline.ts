/**
 * Loading where everything is in one file.
 *
 * @packageDocumentation
 */
import type { Loading } from './loading';
import { program } from '../../runtime/program';
import { run } from '../../runtime/runtime';
import { trusted } from './trusted';

export const inline: Loading = {
	runtime: async () => ({ run }),
	program: async () => ({ bytes: await program() }),
	trusted,
};
