import { context } from 'esbuild';

const { USER_POOL_ID, CLIENT_ID, COGNITO_ENDPOINT = '' } = process.env;
const values = Object.entries({ USER_POOL_ID, CLIENT_ID, COGNITO_ENDPOINT });

const project = await context({
	entryPoints: ['src/main.js', 'src/index.html'],
	loader: { '.html': 'copy' },
	bundle: true,
	format: 'iife', // a classic script, which can have no chunks: the core is in it
	minify: true,
	outdir: 'dist',
	define: Object.fromEntries(values.map(([name, value]) => ['process.env.' + name, JSON.stringify(value)])),
});
if (process.argv.includes('--serve')) {
	const { port } = await project.serve({ servedir: 'dist', host: '127.0.0.1', port: Number(process.env.PORT) || 8000 });
	console.log('http://127.0.0.1:' + port);
} else {
	await project.rebuild();
	await project.dispose();
}
