// What the tests have in common. They are CommonJS, as applications write them, and
// each has the library from `require` of its own registry.
const UserPoolId = 'eu-west-1_AbCdEf123';
const ClientId = 'client1';

const keyOf = (username, name) => `CognitoIdentityServiceProvider.${ClientId}.${username}.${name}`;
const lastUserKey = `CognitoIdentityServiceProvider.${ClientId}.LastAuthUser`;

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (payload) => `${part({})}.${part(payload)}.c2ln`;
// Fake clocks do not change what the service puts into its tokens.
const RealDate = Date;
const seconds = () => Math.floor(RealDate.now() / 1000);

/** An AuthenticationResult whose tokens are valid for an hour from the given second on. */
function tokens({ from = seconds(), username = 'ada', name = '' } = {}) {
	const times = { iat: from, exp: from + 3600 };
	return {
		IdToken: jwt({ 'cognito:username': username, sub: 'sub-' + username, name, ...times }),
		// By origin_jti a token says that it can be revoked.
		AccessToken: jwt({ username, sub: 'sub-' + username, origin_jti: 'jti', jti: name, ...times }),
		RefreshToken: 'refresh-' + username,
		ExpiresIn: 3600,
		TokenType: 'Bearer',
	};
}

/** The parameters of a challenge as the service makes them, for a user of any password. */
const srpParameters = {
	USER_ID_FOR_SRP: 'ada',
	USERNAME: 'ada',
	SALT: '6d7c4aafd4f0b2b3a0c4a8f0c2f3d1e5',
	SRP_B: '1f'.repeat(380),
	SECRET_BLOCK: Buffer.from('secret block '.repeat(60)).toString('base64'),
};

/** Answers as the service does; the sign-in is that of ada. */
function reply(operation, input) {
	switch (operation) {
		case 'InitiateAuth':
			if (input.AuthFlow === 'USER_SRP_AUTH')
				return { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: srpParameters };
			return { ChallengeParameters: {}, AuthenticationResult: tokens() };
		case 'RespondToAuthChallenge':
		case 'GetTokensFromRefreshToken':
			return { ChallengeParameters: {}, AuthenticationResult: tokens() };
		case 'GetUser':
			return { Username: 'ada', UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] };
		case 'SignUp':
			return { UserConfirmed: false, UserSub: 'sub-bob', CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } };
		case 'RevokeToken':
			return {};
	}
	throw new Error('nobody answers ' + operation);
}

/** The operation that a request asks for. */
const operationOf = (init) => init.headers['X-Amz-Target'].split('.')[1];
const inputOf = (init) => JSON.parse(init.body);

/** Puts a mock in the place of fetch, with no more of a Response than tests have. */
function mockFetch(answer = reply) {
	global.fetch = jest.fn(async (url, init) => {
		const data = await answer(operationOf(init), inputOf(init));
		return { ok: true, status: 200, json: () => Promise.resolve(data) };
	});
	return global.fetch;
}

/** The operations that were asked for so far. */
const operations = () => global.fetch.mock.calls.map(([, init]) => operationOf(init));

/** A storage as tests write it. */
function mapStorage() {
	const items = new Map();
	return {
		items,
		setItem: (key, value) => void items.set(key, String(value)),
		getItem: (key) => items.get(key) ?? null,
		removeItem: (key) => void items.delete(key),
		clear: () => items.clear(),
	};
}

/** Stores a session of ada; it has expired where the tokens are from two hours ago. */
function store(storage, result = tokens(), drift = '0') {
	storage.setItem(keyOf('ada', 'idToken'), result.IdToken);
	storage.setItem(keyOf('ada', 'accessToken'), result.AccessToken);
	storage.setItem(keyOf('ada', 'refreshToken'), result.RefreshToken);
	storage.setItem(keyOf('ada', 'clockDrift'), drift);
	storage.setItem(lastUserKey, 'ada');
	return result;
}

/** Calls with a node-style callback, as a promise that rejects with its error. */
const called = (run) =>
	new Promise((resolve, reject) => run((error, result) => (error ? reject(error) : resolve(result))));

/**
 * Signs in, as a promise of the session.
 *
 * @param library - of the test's registry
 * @param flow - SRP where there is none
 */
function signIn(library, { flow, Storage = mapStorage(), endpoint } = {}) {
	const pool = new library.CognitoUserPool({ UserPoolId, ClientId, Storage, endpoint });
	const user = new library.CognitoUser({ Username: 'ada', Pool: pool, Storage });
	if (flow) user.setAuthenticationFlowType(flow);
	const details = new library.AuthenticationDetails({ Username: 'ada', Password: 'correct horse' });
	const session = new Promise((resolve, reject) =>
		user.authenticateUser(details, { onSuccess: resolve, onFailure: reject }),
	);
	return { pool, user, Storage, session };
}

module.exports = {
	UserPoolId,
	ClientId,
	keyOf,
	lastUserKey,
	jwt,
	seconds,
	tokens,
	srpParameters,
	reply,
	operationOf,
	inputOf,
	mockFetch,
	operations,
	mapStorage,
	store,
	called,
	signIn,
};
