import { reactRouter } from '@react-router/dev/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [reactRouter()],
	// Otherwise the development server finds it when the first page asks for it, and reloads.
	optimizeDeps: { include: ['amazon-cognito-identity-js', 'amazon-cognito-identity-js/ssr'] },
});
