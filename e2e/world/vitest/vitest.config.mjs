// The configurations of applications: each environment with each kind of process, and
// the library as Node loads it or through Vite. This folder and the one of Jest are
// copied into a project that has the library under test; see world_runners_test.go.
import { defineConfig } from 'vitest/config';

// Each pair of environment, kind of process and way of loading is there once.
const projects = [
	['node', 'forks', false],
	['node', 'vmThreads', true],
	['jsdom', 'forks', true],
	['jsdom', 'vmThreads', false],
	['happy-dom', 'forks', false],
	['happy-dom', 'vmThreads', true],
].map(([environment, pool, inline]) => ({
	test: {
		name: [environment, pool, ...(inline ? ['inline'] : [])].join(' '),
		environment,
		pool,
		testTimeout: 20_000,
		server: { deps: { inline: inline ? ['amazon-cognito-identity-js'] : [] } },
	},
}));

export default defineConfig({
	test: { projects, maxWorkers: 2, minWorkers: 1, reporters: ['default', './report.mjs'] },
});
