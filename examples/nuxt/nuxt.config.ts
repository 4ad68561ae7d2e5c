export default defineNuxtConfig({
	compatibilityDate: '2026-01-01',
	// Values come from NUXT_PUBLIC_USER_POOL_ID and so on when the server starts.
	runtimeConfig: { public: { userPoolId: '', clientId: '', cognitoEndpoint: '' } },
});
