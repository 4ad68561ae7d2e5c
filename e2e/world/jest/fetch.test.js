// Case 5: what fetch is called with. Nobody who compares it expects a signal there.
const library = require('amazon-cognito-identity-js');
const { ClientId, mockFetch, signIn } = require('./support.cjs');

test('5: fetch is called with exactly what upstream gives it', async () => {
	const fetch = mockFetch();
	await signIn(library, { flow: 'USER_PASSWORD_AUTH' }).session;
	expect(fetch).toHaveBeenCalledTimes(1);
	expect(fetch).toHaveBeenCalledWith('https://cognito-idp.eu-west-1.amazonaws.com/', {
		headers: {
			'Content-Type': 'application/x-amz-json-1.1',
			'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
			'X-Amz-User-Agent': expect.any(String),
			'Cache-Control': 'no-store',
		},
		method: 'POST',
		mode: 'cors',
		body: expect.stringContaining(`"ClientId":"${ClientId}"`),
	});
	expect(Object.keys(fetch.mock.calls[0][1]).sort()).toEqual(['body', 'headers', 'method', 'mode']);
	expect(fetch.mock.calls[0]).toHaveLength(2);
});
