// Cases 9 to 12: sign-ins and refreshes against emulators and stubs, whose parameters and tokens
// are none of the service's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	called,
	details,
	keyOf,
	lastUserKey,
	library,
	make,
	mockFetch,
	signedIn,
	store,
	storeExpired,
	tokens,
	which,
} from './library.mjs';
import { hex, mocks, operations, signIn, uuid } from './stubs.mjs';

// Tokens beside a challenge's name.

for (const ChallengeName of ['PASSWORD_VERIFIER', 'SOMETHING_NEW', '', null]) {
	test(`9: tokens beside the challenge name ${JSON.stringify(ChallengeName)} are a sign-in`, async () => {
		const result = tokens();
		const {
			called: got,
			user,
			Storage,
		} = await signIn(() => ({ ChallengeName, ChallengeParameters: {}, AuthenticationResult: result }));
		assert.equal(got[0], 'onSuccess', String(got[1]));
		assert.equal(got[1].getIdToken().getJwtToken(), result.IdToken);
		assert.equal(got.length, 2);
		assert.equal(user.challengeName || null, ChallengeName || null);
		assert.equal(Storage.getItem(keyOf('ada', 'accessToken')), result.AccessToken);
	});
}

test('9: tokens beside a challenge name after a code, a new password and an answer', async () => {
	const reply = { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: {}, AuthenticationResult: tokens() };
	const { restore } = mockFetch(() => reply);
	try {
		for (const step of [
			(user, callbacks) => user.sendMFACode('123456', callbacks),
			(user, callbacks) => user.completeNewPasswordChallenge('New-horse-1', {}, callbacks),
			(user, callbacks) => user.sendCustomChallengeAnswer('answer', callbacks),
			(user, callbacks) => user.initiateAuth(details(), callbacks),
			(user, callbacks) =>
				user.authenticateUserInternal(reply, new library.AuthenticationHelper('AbCdEf123'), callbacks),
		]) {
			const { user } = make();
			user.Session = 'state-1';
			const [callback, session] = await signedIn((callbacks) => step(user, callbacks));
			assert.equal(callback, 'onSuccess', `${step}: ${session}`);
			assert.equal(session.isValid(), true);
		}
	} finally {
		restore();
	}
});

test('9: a refresh that is answered with a challenge name too', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	const fresh = tokens();
	const { restore } = mockFetch(() => ({
		ChallengeName: 'PASSWORD_VERIFIER',
		ChallengeParameters: {},
		AuthenticationResult: { ...fresh },
	}));
	try {
		const [error, session] = await called((callback) => user.getSession(callback));
		assert.ifError(error);
		assert.equal(session.getIdToken().getJwtToken(), fresh.IdToken);
	} finally {
		restore();
	}
});

// Sign-ins by SRP.

/** Signs ada in by SRP, against parameters of a stub. */
async function signInBySRP(ChallengeParameters, { flow = 'USER_SRP_AUTH', more = {}, made = make() } = {}) {
	const { user } = made;
	const { requests, restore } = mockFetch((operation) =>
		operation === 'InitiateAuth'
			? { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters, ...more }
			: { AuthenticationResult: tokens() },
	);
	try {
		user.setAuthenticationFlowType(flow);
		const got = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
		return { called: got, requests, ...made };
	} finally {
		restore();
	}
}

/** Looks at a sign-in by SRP that a stub has let in. */
function letIn({ called: [callback, session], requests, user, Storage }, block, username = 'ada') {
	assert.equal(callback, 'onSuccess', String(session));
	assert.equal(session.isValid(), true);
	assert.deepEqual(operations(requests), ['InitiateAuth', 'PASSWORD_VERIFIER']);
	assert.match(requests[0].input.AuthParameters.SRP_A, /^[0-9a-f]{700,}$/);
	const { PASSWORD_CLAIM_SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE, TIMESTAMP, USERNAME } =
		requests[1].input.ChallengeResponses;
	assert.equal(PASSWORD_CLAIM_SECRET_BLOCK, block);
	assert.equal(Buffer.from(PASSWORD_CLAIM_SIGNATURE, 'base64').length, 32);
	assert.match(TIMESTAMP, /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d UTC \d{4}$/);
	assert.equal(USERNAME, username);
	assert.equal(user.getUsername(), username);
	assert.equal(Storage.getItem(lastUserKey), username);
	assert.doesNotMatch(JSON.stringify(requests.map(({ input }) => input)), /Correct-horse/);
}

test('10: moto: parameters of 32 digits and a UUID as the block', async () => {
	const parameters = { SALT: hex, SRP_B: hex, USERNAME: 'ada', USER_ID_FOR_SRP: 'ada', SECRET_BLOCK: uuid };
	letIn(await signInBySRP(parameters, { more: { Session: uuid } }), uuid);
});

test('10: moto: the user is known by an id', async () => {
	const parameters = { SALT: hex, SRP_B: hex, USERNAME: 'sub-ada', USER_ID_FOR_SRP: 'sub-ada', SECRET_BLOCK: uuid };
	letIn(await signInBySRP(parameters), uuid, 'sub-ada');
});

test('10: moto: CUSTOM_AUTH that begins with SRP', async () => {
	const parameters = { SALT: hex, SRP_B: hex, USERNAME: 'ada', USER_ID_FOR_SRP: 'ada', SECRET_BLOCK: uuid };
	const got = await signInBySRP(parameters, { flow: 'CUSTOM_AUTH' });
	letIn(got, uuid);
	assert.equal(got.requests[0].input.AuthParameters.CHALLENGE_NAME, 'SRP_A');
});

test('10: short parameters: upper case, few digits, an odd number of digits', async () => {
	for (const [SALT, SRP_B] of [
		['A', 'B'],
		['ABC', 'DEF'],
		['1234567890', '0123456789abcdef'],
	]) {
		letIn(await signInBySRP({ SALT, SRP_B, USER_ID_FOR_SRP: 'ada', SECRET_BLOCK: 'c2VjcmV0' }), 'c2VjcmV0');
	}
});

test('11: a Cypress stub that has neither SALT nor SRP_B', async () => {
	letIn(await signInBySRP({ SECRET_BLOCK: 'XXXXX', USER_ID_FOR_SRP: 'XXXXX' }), 'XXXXX', 'XXXXX');
});

test('11: stubs whose parameters are words or empty', async () => {
	for (const parameters of [
		{ SALT: 'salt', SRP_B: 'srp-b' },
		{ SALT: 'mock-salt', SRP_B: 'mock-srp-b' },
		{ SALT: 'xxxx', SRP_B: 'a1b2' },
		{ SALT: 'a1b2', SRP_B: 'xxxx' },
		{ SALT: '', SRP_B: 'ab' },
		{ SRP_B: 'ab' },
	]) {
		letIn(await signInBySRP({ ...parameters, SECRET_BLOCK: 'secret', USER_ID_FOR_SRP: 'ada' }), 'secret');
	}
});

test('11: a block that is no base 64', async () => {
	for (const SECRET_BLOCK of ['!!', '', 'a', 'mock-secret-block', '____----']) {
		letIn(await signInBySRP({ SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK, USER_ID_FOR_SRP: 'ada' }), SECRET_BLOCK);
	}
});

test('11: an SRP_B of 0 never brings the password, nor a proof of it', async () => {
	const { called: got, requests } = await signInBySRP({
		SALT: 'ab',
		SRP_B: '0',
		SECRET_BLOCK: 'c2VjcmV0',
		USER_ID_FOR_SRP: 'ada',
	});
	// Upstream stops. A proof that is not made of the password serves a stub, too.
	if (which === 'upstream' || got[0] === 'onFailure') {
		assert.equal(got[0], 'onFailure');
		assert.deepEqual(operations(requests), ['InitiateAuth']);
	}
	assert.doesNotMatch(JSON.stringify(requests.map(({ input }) => input)), /Correct-horse/);
});

test('11: a stub that answers InitiateAuth without a challenge name', async () => {
	letIn(
		await signInBySRP(
			{ SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK: 'c2VjcmV0', USER_ID_FOR_SRP: 'ada' },
			{ more: { ChallengeName: undefined } },
		),
		'c2VjcmV0',
	);
	letIn(
		await signInBySRP(
			{ SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK: 'c2VjcmV0', USER_ID_FOR_SRP: 'ada' },
			{ more: { ChallengeName: 'ANYTHING' } },
		),
		'c2VjcmV0',
	);
});

// Tokens that are no JWTs.

const forms = {
	words: mocks,
	'words and dots': { IdToken: 'header.payload.signature', AccessToken: 'a.b.c', RefreshToken: 'r' },
	'JSON that is no object': { IdToken: 'a.MQ.c', AccessToken: 'a.InRleHQi.c', RefreshToken: 'r' },
	'no refresh token': { IdToken: 'mock-id-token', AccessToken: 'mock-access-token' },
	'an ID token only': { IdToken: 'mock-id-token' },
	'an access token only': { AccessToken: 'mock-access-token' },
	nothing: {},
};

for (const [name, AuthenticationResult] of Object.entries(forms)) {
	test(`12: tokens of ${name}: a sign-in`, async () => {
		const { called: got, user, Storage } = await signIn(() => ({ AuthenticationResult, ChallengeParameters: {} }));
		assert.equal(got[0], 'onSuccess', String(got[1]));
		const [, session] = got;
		assert.equal(session.getIdToken().getJwtToken(), AuthenticationResult.IdToken ?? '');
		assert.equal(session.getAccessToken().getJwtToken(), AuthenticationResult.AccessToken ?? '');
		assert.equal(session.getRefreshToken().getToken(), AuthenticationResult.RefreshToken ?? '');
		if (name !== 'JSON that is no object') assert.deepEqual(session.getIdToken().payload, {});
		assert.equal(session.isValid(), false);
		assert.equal(user.getSignInUserSession(), session);
		assert.deepEqual(Object.fromEntries(Storage.items), {
			[keyOf('ada', 'idToken')]: AuthenticationResult.IdToken ?? '',
			[keyOf('ada', 'accessToken')]: AuthenticationResult.AccessToken ?? '',
			[keyOf('ada', 'refreshToken')]: AuthenticationResult.RefreshToken ?? '',
			[keyOf('ada', 'clockDrift')]: 'NaN',
			[lastUserKey]: 'ada',
		});
	});
}

test('12: tokens that are no JWTs: a sign-in by SRP, after a code, by initiateAuth', async () => {
	const { restore } = mockFetch((operation, { AuthFlow }) =>
		AuthFlow === 'USER_SRP_AUTH'
			? { ChallengeParameters: { SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK: 'c2VjcmV0', USER_ID_FOR_SRP: 'ada' } }
			: { AuthenticationResult: mocks },
	);
	try {
		for (const step of [
			(user, callbacks) => user.authenticateUser(details(), callbacks),
			(user, callbacks) => user.sendMFACode('123456', callbacks),
			(user, callbacks) => user.initiateAuth(details(), callbacks),
			(user, callbacks) => user.completeNewPasswordChallenge('New-horse-1', {}, callbacks),
		]) {
			const { user } = make();
			const [callback, session] = await signedIn((callbacks) => step(user, callbacks));
			assert.equal(callback, 'onSuccess', `${step}: ${session}`);
			assert.equal(session.getAccessToken().getJwtToken(), 'mock-access-token');
		}
	} finally {
		restore();
	}
});

for (const stored of ['words', 'JWTs']) {
	test(`12: tokens that are no JWTs: a refresh of stored ${stored}`, async () => {
		const { user, pool, Storage } = make();
		if (stored === 'JWTs') storeExpired(Storage);
		else store(Storage, 'ada', mocks);
		const { requests, restore } = mockFetch(() => ({
			AuthenticationResult: { IdToken: 'mock-id-token-2', AccessToken: 'mock-access-token-2' },
		}));
		try {
			const [error, session] = await called((callback) => user.getSession(callback));
			assert.ifError(error);
			assert.equal(session.getIdToken().getJwtToken(), 'mock-id-token-2');
			assert.equal(session.isValid(), false);
			const { REFRESH_TOKEN } = requests[0].input.AuthParameters;
			assert.equal(session.getRefreshToken().getToken(), REFRESH_TOKEN);
			assert.equal(REFRESH_TOKEN, stored === 'JWTs' ? 'refresh-ada' : 'mock-refresh-token');
			assert.equal(Storage.getItem(keyOf('ada', 'accessToken')), 'mock-access-token-2');
			assert.equal(Storage.getItem(keyOf('ada', 'clockDrift')), 'NaN');
			assert.equal(pool.getCurrentUser().getUsername(), 'ada');
		} finally {
			restore();
		}
	});
}

test('12: tokens that are no JWTs: signed out again', async () => {
	const { user, pool, Storage } = await signIn(() => ({ AuthenticationResult: mocks })).then(({ user, Storage }) => ({
		user,
		Storage,
		pool: user.pool,
	}));
	user.signOut();
	assert.equal(Storage.items.size, 0);
	assert.equal(user.getSignInUserSession(), null);
	assert.equal(pool.getCurrentUser(), null);
});

test('12: tokens that are no JWTs, in a session that the application has made', () => {
	const { user, Storage } = make();
	user.setSignInUserSession(user.getCognitoUserSession(mocks));
	assert.equal(Storage.getItem(keyOf('ada', 'idToken')), 'mock-id-token');
	assert.equal(Storage.getItem(keyOf('ada', 'clockDrift')), 'NaN');
});
