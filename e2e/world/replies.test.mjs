// Case 32: replies which have less in them than the service's own, or more, or something else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply, withDevice } from './least.mjs';
import {
	called,
	details,
	keyOf,
	lastUserKey,
	make,
	makeSignedIn,
	mockFetch,
	signedIn,
	storeExpired,
	tokens,
	which,
} from './library.mjs';
import { ask, hex, operations, signIn, uuid } from './stubs.mjs';

const toCallback = (run) => (user) => called((callback) => run(user, callback));

const toCallbacks = (run, without) => (user) => signedIn((callbacks) => run(user, callbacks), without);

/** Methods, and what they bring when all replies are empty objects. */
const empty = {
	signUp: [
		toCallback((user, callback) => user.pool.signUp('bob', 'Correct-horse-2', [], [], callback)),
		(error, { user, ...more }) => [error, user.getUsername(), more],
		[null, 'bob', { userConfirmed: undefined, userSub: undefined, codeDeliveryDetails: undefined }],
	],
	confirmRegistration: [
		toCallback((user, callback) => user.confirmRegistration('123456', true, callback)),
		null,
		[null, 'SUCCESS'],
	],
	resendConfirmationCode: [toCallback((user, callback) => user.resendConfirmationCode(callback)), null, [null, {}]],
	forgotPassword: [
		toCallbacks((user, callbacks) => user.forgotPassword(callbacks)),
		null,
		['inputVerificationCode', {}],
	],
	'forgotPassword without inputVerificationCode': [
		toCallbacks((user, callbacks) => user.forgotPassword(callbacks), ['inputVerificationCode']),
		null,
		['onSuccess', {}],
	],
	confirmPassword: [
		toCallbacks((user, callbacks) => user.confirmPassword('123456', 'New-horse-1', callbacks)),
		null,
		['onSuccess', 'SUCCESS'],
	],
	changePassword: [
		toCallback((user, callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback)),
		null,
		[null, 'SUCCESS'],
	],
	enableMFA: [toCallback((user, callback) => user.enableMFA(callback)), null, [null, 'SUCCESS']],
	disableMFA: [toCallback((user, callback) => user.disableMFA(callback)), null, [null, 'SUCCESS']],
	getMFAOptions: [toCallback((user, callback) => user.getMFAOptions(callback)), null, [null, undefined]],
	setUserMfaPreference: [
		toCallback((user, callback) => user.setUserMfaPreference(null, { Enabled: true, PreferredMfa: true }, callback)),
		null,
		[null, 'SUCCESS'],
	],
	getUserAttributes: [
		toCallback((user, callback) => user.getUserAttributes(callback)),
		(error) => [error instanceof Error],
		[true],
	],
	updateAttributes: [
		toCallback((user, callback) => user.updateAttributes([{ Name: 'email', Value: 'ada@example.com' }], callback)),
		null,
		[null, 'SUCCESS', {}],
	],
	deleteAttributes: [
		toCallback((user, callback) => user.deleteAttributes(['email'], callback)),
		null,
		[null, 'SUCCESS'],
	],
	getUserData: [toCallback((user, callback) => user.getUserData(callback)), null, [null, {}]],
	getAttributeVerificationCode: [
		toCallbacks((user, callbacks) => user.getAttributeVerificationCode('email', callbacks)),
		null,
		['inputVerificationCode', {}],
	],
	'getAttributeVerificationCode without inputVerificationCode': [
		toCallbacks((user, callbacks) => user.getAttributeVerificationCode('email', callbacks), ['inputVerificationCode']),
		null,
		['onSuccess', 'SUCCESS'],
	],
	verifyAttribute: [
		toCallbacks((user, callbacks) => user.verifyAttribute('email', '123456', callbacks)),
		null,
		['onSuccess', 'SUCCESS'],
	],
	getDevice: [toCallbacks((user, callbacks) => user.getDevice(callbacks)), null, ['onSuccess', {}]],
	listDevices: [toCallbacks((user, callbacks) => user.listDevices(10, null, callbacks)), null, ['onSuccess', {}]],
	forgetDevice: [toCallbacks((user, callbacks) => user.forgetDevice(callbacks)), null, ['onSuccess', 'SUCCESS']],
	forgetSpecificDevice: [
		toCallbacks((user, callbacks) => user.forgetSpecificDevice('device-1', callbacks)),
		null,
		['onSuccess', 'SUCCESS'],
	],
	setDeviceStatusRemembered: [
		toCallbacks((user, callbacks) => user.setDeviceStatusRemembered(callbacks)),
		null,
		['onSuccess', 'SUCCESS'],
	],
	setDeviceStatusNotRemembered: [
		toCallbacks((user, callbacks) => user.setDeviceStatusNotRemembered(callbacks)),
		null,
		['onSuccess', 'SUCCESS'],
	],
	globalSignOut: [toCallbacks((user, callbacks) => user.globalSignOut(callbacks)), null, ['onSuccess', 'SUCCESS']],
	deleteUser: [toCallback((user, callback) => user.deleteUser(callback)), null, [null, 'SUCCESS']],
	associateSoftwareToken: [
		toCallbacks((user, callbacks) => user.associateSoftwareToken(callbacks)),
		null,
		['associateSecretCode', undefined],
	],
	verifySoftwareToken: [
		toCallbacks((user, callbacks) => user.verifySoftwareToken('123456', 'phone', callbacks)),
		null,
		['onSuccess', {}],
	],
	'client.request': [
		toCallback((user, callback) => user.client.request('DescribeSomething', {}, callback)),
		null,
		[null, {}],
	],
	'client.promisifyRequest': [
		(user) => user.client.promisifyRequest('DescribeSomething', {}).then((value) => [value]),
		null,
		[{}],
	],
	'client.requestWithRetry': [
		toCallback((user, callback) => user.client.requestWithRetry('DescribeSomething', {}, callback)),
		null,
		[null, {}],
	],
};

for (const [name, [run, see, want]] of Object.entries(empty)) {
	test(`32: an empty object as the reply: ${name}`, async () => {
		const { user } = makeSignedIn();
		const { got, requests } = await reply(() => run(user));
		assert.deepEqual(see ? see(...got) : got, want);
		assert.ok(requests.length);
	});
}

test('32: an empty body with ok is an empty object', async () => {
	const { user } = makeSignedIn();
	const responses = [
		async () => new Response(''),
		async () => new Response('', { headers: { 'content-type': 'application/json' } }),
		async () => new Response('', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
		async () => ({ ok: true, json: () => Promise.reject(new SyntaxError('Unexpected end of JSON input')) }),
		async () => new Response(null, { status: 204 }),
	];
	for (const response of responses) {
		assert.deepEqual(
			await ask(() => called((callback) => user.confirmRegistration('123456', true, callback)), response),
			[null, 'SUCCESS'],
		);
		assert.deepEqual(await ask(() => called((callback) => user.resendConfirmationCode(callback)), response), [
			null,
			{},
		]);
		assert.deepEqual(
			await ask(() => called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback)), response),
			[null, 'SUCCESS'],
		);
	}
});

test('32: an empty object as the reply of a sign-in with a password is a failure', async () => {
	const { called: got } = await signIn(() => ({}));
	assert.equal(got[0], 'onFailure');
	assert.ok(got[1] instanceof Error);
});

test('32: an empty object as the reply of a sign-in by SRP is a failure', async () => {
	const { user } = make();
	const { got } = await reply(() => signedIn((callbacks) => user.authenticateUser(details(), callbacks)));
	assert.equal(got[0], 'onFailure');
	assert.ok(got[1] instanceof Error);
});

test('32: an empty object as the reply of a refresh is a failure, and the session stays', async () => {
	const { user, Storage } = make();
	storeExpired(Storage);
	const { got } = await reply(() => called((callback) => user.getSession(callback)));
	assert.ok(got[0] instanceof Error);
	assert.equal(Storage.getItem(keyOf('ada', 'refreshToken')), 'refresh-ada');
	assert.equal(Storage.getItem(lastUserKey), 'ada');
});

test('32: attributes without values, and members that nobody knows', async () => {
	const { user } = makeSignedIn();
	const answer = {
		Username: 'ada',
		UserAttributes: [{ Name: 'sub' }, { Name: 'email', Value: 'ada@example.com', Extra: 1 }, {}],
		Something: { New: [1] },
	};
	const { got } = await reply(() => called((callback) => user.getUserAttributes(callback)), answer);
	assert.ifError(got[0]);
	assert.deepEqual(
		got[1].map((attribute) => [attribute.getName(), attribute.getValue()]),
		[
			['sub', ''],
			['email', 'ada@example.com'],
			['', ''],
		],
	);
	const { got: data } = await reply(() => called((callback) => user.getUserData(callback)), answer);
	assert.deepEqual(data, [null, answer]);
});

test('32: replies are handed on as they are', async () => {
	const { user } = makeSignedIn();
	const answer = {
		CodeDeliveryDetails: 'somewhere',
		Devices: null,
		Number: 1.5,
		Deep: { List: [null, true, { a: 'ä' }] },
	};
	const { got: devices } = await reply(() => signedIn((callbacks) => user.listDevices(10, 'token', callbacks)), answer);
	assert.deepEqual(devices, ['onSuccess', answer]);
	const { got: resent } = await reply(() => called((callback) => user.resendConfirmationCode(callback)), answer);
	assert.deepEqual(resent, [null, answer]);
	const { got: forgotten } = await reply(() => signedIn((callbacks) => user.forgotPassword(callbacks)), answer);
	assert.deepEqual(forgotten, ['inputVerificationCode', answer]);
	const { got: registered } = await reply(
		() => called((callback) => user.pool.signUp('bob', 'Correct-horse-2', null, null, callback)),
		answer,
	);
	assert.equal(registered[1].codeDeliveryDetails, 'somewhere');
});

test('32: a body of null, or none of a json() that gives nothing', async () => {
	const { user } = makeSignedIn();
	for (const answer of [null, undefined]) {
		const fetch = async () => ({ ok: true, json: async () => answer });
		assert.deepEqual(await ask(() => called((callback) => user.confirmRegistration('123456', true, callback)), fetch), [
			null,
			'SUCCESS',
		]);
		assert.deepEqual(
			await ask(() => called((callback) => user.changePassword('Correct-horse-1', 'New-horse-1', callback)), fetch),
			[null, 'SUCCESS'],
		);
		assert.deepEqual(
			await ask(() => signedIn((callbacks) => user.confirmPassword('123456', 'New-horse-1', callbacks)), fetch),
			['onSuccess', 'SUCCESS'],
		);
	}
});

// Challenges with less in them.

for (const answer of ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']) {
	for (const [name, members] of Object.entries({
		'no challenge': {},
		'its parameters': { ChallengeParameters: { CODE_DELIVERY_DESTINATION: '+********99' } },
		'another challenge': { ChallengeName: 'SOMETHING_NEW', ChallengeParameters: {} },
		'its challenge': { ChallengeName: answer, ChallengeParameters: {} },
	})) {
		test(`32: sendMFASelectionAnswer of ${answer} is answered with ${name}`, async () => {
			const { user } = make();
			user.Session = 'state-1';
			const { got, requests } = await reply(
				() => signedIn((callbacks) => user.sendMFASelectionAnswer(answer, callbacks)),
				{ ...members, Session: 'state-2' },
			);
			// Ours names what was chosen, also where the reply names something else or nothing.
			assert.deepEqual(got, [
				answer === 'SMS_MFA' ? 'mfaRequired' : 'totpRequired',
				which === 'ours' ? answer : members.ChallengeName,
				members.ChallengeParameters,
			]);
			assert.equal(user.Session, 'state-2');
			assert.deepEqual(requests[0].input.ChallengeResponses, { USERNAME: 'ada', ANSWER: answer });
		});
	}
}

const challenges = {
	SMS_MFA: 'mfaRequired',
	SOFTWARE_TOKEN_MFA: 'totpRequired',
	SELECT_MFA_TYPE: 'selectMFAType',
	MFA_SETUP: 'mfaSetup',
};

for (const [ChallengeName, name] of Object.entries(challenges)) {
	test(`32: ${ChallengeName} without parameters`, async () => {
		const { called: got, user } = await signIn(() => ({ ChallengeName, Session: 'state-1' }));
		assert.deepEqual(got, [name, ChallengeName, undefined]);
		assert.equal(user.Session, 'state-1');
	});

	test(`32: ${ChallengeName} without a session`, async () => {
		const { called: got, user } = await signIn(() => ({ ChallengeName, ChallengeParameters: { any: 'thing' } }));
		assert.deepEqual(got, [name, ChallengeName, { any: 'thing' }]);
		assert.equal(user.Session, undefined);
	});
}

for (const [name, parameters] of Object.entries({
	'none of its own, and a block only': [undefined, { SECRET_BLOCK: 'c2VjcmV0' }],
	'empty ones, and no salt': [{}, { SECRET_BLOCK: 'c2VjcmV0', SRP_B: 'ab' }],
	'words': [
		{ USERNAME: 'ada', DEVICE_KEY: 'eu-west-1_device' },
		{ SECRET_BLOCK: 'XXXXX', SRP_B: 'xx', SALT: 'xx' },
	],
	'short ones': [{}, { SECRET_BLOCK: uuid, SRP_B: hex, SALT: hex }],
})) {
	test(`32: a remembered device signs in with parameters: ${name}`, async () => {
		const result = tokens();
		const made = withDevice();
		const {
			called: got,
			requests,
			Storage,
		} = await signIn((operation, { ChallengeName }) => {
			if (operation === 'InitiateAuth')
				return { ChallengeName: 'DEVICE_SRP_AUTH', ChallengeParameters: parameters[0], Session: 'state-1' };
			if (ChallengeName === 'DEVICE_SRP_AUTH')
				return { ChallengeName: 'DEVICE_PASSWORD_VERIFIER', ChallengeParameters: parameters[1] };
			return { AuthenticationResult: result };
		}, made);
		assert.equal(got[0], 'onSuccess', String(got[1]));
		assert.equal(got[1].getIdToken().getJwtToken(), result.IdToken);
		assert.deepEqual(operations(requests), ['InitiateAuth', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']);
		assert.equal(requests[0].input.AuthParameters.DEVICE_KEY, 'eu-west-1_device');
		assert.equal(requests[1].input.Session, 'state-1');
		const { DEVICE_KEY, USERNAME, PASSWORD_CLAIM_SECRET_BLOCK } = requests[2].input.ChallengeResponses;
		assert.deepEqual(
			[DEVICE_KEY, USERNAME, PASSWORD_CLAIM_SECRET_BLOCK],
			['eu-west-1_device', 'ada', parameters[1].SECRET_BLOCK],
		);
		assert.equal(Storage.getItem(lastUserKey), 'ada');
	});
}

for (const [name, reply] of Object.entries({
	'a challenge name that nobody knows': { ChallengeName: 'SOMETHING_NEW' },
	'no challenge name': {},
	'PASSWORD_VERIFIER': { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: {} },
})) {
	test(`32: a new device beside ${name} is confirmed`, async () => {
		const NewDeviceMetadata = { DeviceKey: 'eu-west-1_new', DeviceGroupKey: 'group' };
		const {
			called: got,
			requests,
			user,
			Storage,
		} = await signIn((operation) =>
			operation === 'InitiateAuth' ? { ...reply, AuthenticationResult: { ...tokens(), NewDeviceMetadata } } : {},
		);
		assert.equal(got[0], 'onSuccess', String(got[1]));
		assert.equal(got.length, 2);
		assert.deepEqual(operations(requests), ['InitiateAuth', 'ConfirmDevice']);
		assert.equal(requests[1].input.DeviceKey, 'eu-west-1_new');
		assert.deepEqual(Object.keys(requests[1].input.DeviceSecretVerifierConfig).sort(), ['PasswordVerifier', 'Salt']);
		assert.equal(user.deviceKey, 'eu-west-1_new');
		assert.equal(Storage.getItem(keyOf('ada', 'deviceKey')), 'eu-west-1_new');
		assert.equal(Storage.getItem(keyOf('ada', 'deviceGroupKey')), 'group');
		assert.ok(Storage.getItem(keyOf('ada', 'randomPasswordKey')));
	});
}

test('32: signOut with a callback against an empty reply', async () => {
	const { user, Storage } = makeSignedIn({ result: tokens('ada', { origin_jti: 'origin' }) });
	const { got, requests } = await reply(() => called((callback) => user.signOut(callback)));
	assert.deepEqual(got, [undefined]);
	assert.deepEqual(operations(requests), ['RevokeToken']);
	assert.equal(requests[0].input.Token, 'refresh-ada');
	assert.equal(Storage.items.size, 0);
});

test('32: a refresh that is answered with the least, and with a new refresh token', async () => {
	for (const [more, want] of [
		[{}, 'refresh-ada'],
		[{ RefreshToken: 'refresh-2' }, 'refresh-2'],
	]) {
		const { user, Storage } = make();
		storeExpired(Storage);
		const { IdToken, AccessToken } = tokens();
		const { got } = await reply(() => called((callback) => user.getSession(callback)), {
			AuthenticationResult: { IdToken, AccessToken, ...more },
		});
		assert.ifError(got[0]);
		assert.equal(got[1].getRefreshToken().getToken(), want);
		assert.equal(Storage.getItem(keyOf('ada', 'refreshToken')), want);
	}
});

test('32: initiateAuth that is answered with an empty object', async () => {
	const { user } = make();
	const { got } = await reply(() => signedIn((callbacks) => user.initiateAuth(details(), callbacks)));
	// Upstream takes it for a session of empty tokens: ours says that it is none.
	if (which === 'upstream') assert.deepEqual([got[0], got[1].isValid()], ['onSuccess', false]);
	else assert.equal(got[0], 'onFailure');
});

test('32: a member of the callbacks that is missing is no failure of the sign-in', async () => {
	// onSuccess is there; nobody asks for the ones that this sign-in does not need.
	const { user } = make();
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	const { restore } = mockFetch(() => ({ AuthenticationResult: tokens() }));
	try {
		const session = await new Promise((resolve, reject) =>
			user.authenticateUser(details(), { onSuccess: resolve, onFailure: reject }),
		);
		assert.equal(session.isValid(), true);
	} finally {
		restore();
	}
});
