// Case 4: an application's unit tests under Jest, with nothing configured.
const library = require('amazon-cognito-identity-js');
const {
	ClientId,
	UserPoolId,
	called,
	inputOf,
	keyOf,
	lastUserKey,
	mapStorage,
	mockFetch,
	operations,
	reply,
	seconds,
	signIn,
	store,
	tokens,
} = require('./support.cjs');

let fetch;
beforeEach(() => {
	fetch = mockFetch();
});

test('4: signs in with USER_PASSWORD_AUTH', async () => {
	const { user, Storage, session: pending } = signIn(library, { flow: 'USER_PASSWORD_AUTH' });
	const session = await pending;
	expect(session).toBeInstanceOf(library.CognitoUserSession);
	expect(session.isValid()).toBe(true);
	expect(session.getIdToken().payload['cognito:username']).toBe('ada');
	expect(Storage.getItem(keyOf('ada', 'accessToken'))).toBe(session.getAccessToken().getJwtToken());
	expect(Storage.getItem(lastUserKey)).toBe('ada');
	expect(operations()).toEqual(['InitiateAuth']);
	expect(inputOf(fetch.mock.calls[0][1])).toMatchObject({
		AuthFlow: 'USER_PASSWORD_AUTH',
		ClientId,
		AuthParameters: { USERNAME: 'ada', PASSWORD: 'correct horse' },
	});
	expect(await called((done) => user.getSession(done))).toEqual(session);
});

test('4: signs in with SRP', async () => {
	const session = await signIn(library).session;
	expect(session.isValid()).toBe(true);
	expect(operations()).toEqual(['InitiateAuth', 'RespondToAuthChallenge']);
	const [first, second] = fetch.mock.calls.map(([, init]) => inputOf(init));
	expect(first.AuthParameters.SRP_A).toMatch(/^[0-9a-f]{700,}$/);
	expect(second.ChallengeResponses.PASSWORD_CLAIM_SIGNATURE).toMatch(/^[\w+/]{43}=$/);
});

test('4: signs in with the storage that the environment has', async () => {
	// localStorage in jsdom, memory in Node: nothing is said of it.
	const pool = new library.CognitoUserPool({ UserPoolId, ClientId });
	const user = new library.CognitoUser({ Username: 'ada', Pool: pool });
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const details = new library.AuthenticationDetails({ Username: 'ada', Password: 'correct horse' });
	await new Promise((resolve, reject) => user.authenticateUser(details, { onSuccess: resolve, onFailure: reject }));
	expect(pool.getCurrentUser().getUsername()).toBe('ada');
	if (typeof window === 'object') expect(window.localStorage.getItem(lastUserKey)).toBe('ada');
	user.signOut();
	expect(pool.getCurrentUser()).toBeNull();
});

test('4: a wrong password calls onFailure with an Error', async () => {
	global.fetch = jest.fn(async () => ({
		ok: false,
		status: 400,
		json: () => Promise.resolve({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' }),
	}));
	const error = await signIn(library).session.then(
		() => 'signed in',
		(error) => error,
	);
	expect(error).toMatchObject({
		name: 'NotAuthorizedException',
		code: 'NotAuthorizedException',
		message: 'Incorrect username or password.',
	});
	// The Error of the test's own realm, of which toThrow and the like make use.
	expect(error).toBeInstanceOf(Error);
});

test('4: refreshes an expired session', async () => {
	const Storage = mapStorage();
	store(Storage, tokens({ from: seconds() - 7200 }));
	// Unless tokens rotate, the reply has no new one.
	const { RefreshToken, ...fresh } = tokens({ name: 'fresh' });
	fetch = mockFetch(() => ({ AuthenticationResult: fresh }));
	const user = new library.CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser();
	const session = await called((done) => user.getSession(done));
	expect(session.getIdToken().getJwtToken()).toBe(fresh.IdToken);
	expect(session.getRefreshToken().getToken()).toBe(RefreshToken);
	expect(Storage.getItem(keyOf('ada', 'accessToken'))).toBe(fresh.AccessToken);
	expect(fetch).toHaveBeenCalledTimes(1);
});

test('4: signs out with revocation', async () => {
	const { user, pool, Storage, session } = signIn(library, { flow: 'USER_PASSWORD_AUTH' });
	await session;
	await called((done) => user.signOut(done));
	expect(operations()).toEqual(['InitiateAuth', 'RevokeToken']);
	expect(inputOf(fetch.mock.calls[1][1])).toEqual({ ClientId, Token: 'refresh-ada' });
	expect(pool.getCurrentUser()).toBeNull();
	expect([...Storage.items.keys()]).toEqual([]);
});

test('4: getUserAttributes', async () => {
	const { user, session } = signIn(library, { flow: 'USER_PASSWORD_AUTH' });
	await session;
	const attributes = await called((done) => user.getUserAttributes(done));
	expect(attributes.map(({ Name, Value }) => [Name, Value])).toEqual([['email', 'ada@example.com']]);
	expect(attributes[0]).toBeInstanceOf(library.CognitoUserAttribute);
});

test('4: signUp', async () => {
	const pool = new library.CognitoUserPool({ UserPoolId, ClientId, Storage: mapStorage() });
	const email = new library.CognitoUserAttribute({ Name: 'email', Value: 'bob@example.com' });
	const result = await called((done) => pool.signUp('bob', 'correct horse', [email], null, done));
	expect(result).toMatchObject({ userConfirmed: false, userSub: 'sub-bob' });
	expect(result.user).toBeInstanceOf(library.CognitoUser);
	expect(inputOf(fetch.mock.calls[0][1])).toMatchObject({
		Username: 'bob',
		UserAttributes: [{ Name: 'email', Value: 'bob@example.com' }],
	});
});

// jsdom has no Response, so no test there can answer with one.
if (typeof Response !== 'undefined') {
	test('4: a mock that answers with a Response', async () => {
		global.fetch = jest.fn(async (url, init) => new Response(JSON.stringify(reply('InitiateAuth', inputOf(init)))));
		expect((await signIn(library, { flow: 'USER_PASSWORD_AUTH' }).session).isValid()).toBe(true);
	});
}
