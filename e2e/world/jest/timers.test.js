// Case 6: fake timers. Upstream's sign-in needs no timer.
const library = require('amazon-cognito-identity-js');
const {
	UserPoolId,
	ClientId,
	called,
	mapStorage,
	mockFetch,
	operations,
	reply,
	seconds,
	signIn,
	store,
	tokens,
} = require('./support.cjs');

const macrotask = (
	(setTimeout) => () =>
		new Promise((resolve) => setTimeout(resolve))
)(setTimeout);

let over;
afterEach(() => {
	over = true; // the loop below ends where the test has not
	jest.useRealTimers();
});

describe.each([
	['modern', undefined],
	['legacy', { legacyFakeTimers: true }],
])('%s fake timers', (_, config) => {
	beforeEach(() => {
		mockFetch();
		jest.useFakeTimers(config);
	});

	test('6: SRP reaches onSuccess though no timer ever fires', async () => {
		expect((await signIn(library).session).isValid()).toBe(true);
		expect(operations()).toEqual(['InitiateAuth', 'RespondToAuthChallenge']);
	});

	test('6: a refresh, a call and a sign-out end though no timer ever fires', async () => {
		const Storage = mapStorage();
		store(Storage, tokens({ from: seconds() - 7200 }));
		const user = new library.CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser();
		expect((await called((done) => user.getSession(done))).isValid()).toBe(true);
		expect(await called((done) => user.getUserAttributes(done))).toHaveLength(1);
		await called((done) => user.signOut(done));
		expect(operations()).toHaveLength(3);
	});

	test('6: SRP reaches onSuccess once while the test advances the timers', async () => {
		// A mock with latency, by the timers of the test.
		mockFetch((operation, input) => new Promise((resolve) => setTimeout(() => resolve(reply(operation, input)), 1000)));
		const onSuccess = jest.fn();
		const onFailure = jest.fn();
		over = false;
		signIn(library)
			.session.then(onSuccess, onFailure)
			.finally(() => (over = true));
		while (!over) {
			jest.advanceTimersByTime(250);
			await macrotask();
		}
		expect(onFailure).not.toHaveBeenCalled();
		expect(onSuccess).toHaveBeenCalledTimes(1);
	});

	test('6: nothing is left among the timers of the test after a sign-in', async () => {
		await signIn(library, { flow: 'USER_PASSWORD_AUTH' }).session;
		if (!config) expect(jest.getTimerCount()).toBe(0);
		jest.runOnlyPendingTimers();
		expect(operations()).toEqual(['InitiateAuth']);
	});
});

test('6: timers are frozen between the two requests of SRP', async () => {
	mockFetch((operation, input) => {
		if (operation === 'InitiateAuth') jest.useFakeTimers();
		return reply(operation, input);
	});
	expect((await signIn(library).session).isValid()).toBe(true);
});
