import { nodeResolve } from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import copy from 'rollup-plugin-copy';

const { USER_POOL_ID, CLIENT_ID, COGNITO_ENDPOINT = '' } = process.env;
const values = Object.entries({ USER_POOL_ID, CLIENT_ID, COGNITO_ENDPOINT });

export default {
	input: 'src/main.js',
	output: { dir: 'dist', format: 'es' }, // the core is in a file of its own, which is loaded when it is needed
	plugins: [
		nodeResolve({ browser: true }),
		replace({
			preventAssignment: true,
			values: Object.fromEntries(values.map(([name, value]) => ['process.env.' + name, JSON.stringify(value)])),
		}),
		copy({ targets: [{ src: 'src/index.html', dest: 'dist' }] }),
	],
};
