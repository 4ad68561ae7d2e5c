// Case 4: each test file has a registry of its own, and may empty it; so there are many
// instances of the library in one process.
const { mockFetch, signIn } = require('./support.cjs');

const flow = 'USER_PASSWORD_AUTH';

beforeEach(() => {
	mockFetch();
	jest.resetModules();
});

test('4: signs in after jest.resetModules, in an instance of its own', async () => {
	const first = require('amazon-cognito-identity-js');
	await signIn(first, { flow }).session;
	jest.resetModules();
	const second = require('amazon-cognito-identity-js');
	expect(second).not.toBe(first);
	expect(await signIn(second, { flow }).session).toBeInstanceOf(second.CognitoUserSession);
	expect(await signIn(first, { flow }).session).toBeInstanceOf(first.CognitoUserSession);
});

test('4: signs in with an instance of jest.isolateModules', async () => {
	let library;
	jest.isolateModules(() => {
		library = require('amazon-cognito-identity-js');
	});
	expect(library).not.toBe(require('amazon-cognito-identity-js'));
	expect((await signIn(library, { flow }).session).isValid()).toBe(true);
});

test('4: jest.resetModules while a sign-in is under way', async () => {
	const { session } = signIn(require('amazon-cognito-identity-js'));
	jest.resetModules();
	expect((await session).isValid()).toBe(true);
});

test('4: ten instances one after another do not fill the memory', async () => {
	await signIn(require('amazon-cognito-identity-js'), { flow }).session;
	const before = process.memoryUsage().rss;
	for (let n = 0; n < 10; n++) {
		jest.resetModules();
		await signIn(require('amazon-cognito-identity-js'), { flow }).session;
	}
	expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
}, 20_000);
