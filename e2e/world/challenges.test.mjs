// 32: challenges and devices of stubs whose replies have the least in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply, withDevice } from './least.mjs';
import { called, details, make, signedIn } from './library.mjs';
import { mocks, operations, signIn } from './stubs.mjs';

test('32: CUSTOM_CHALLENGE without parameters', async () => {
	const { called: got } = await signIn(() => ({ ChallengeName: 'CUSTOM_CHALLENGE' }));
	assert.deepEqual(got, ['customChallenge', undefined]);
	const { user } = make();
	const { got: initiated } = await reply(() => signedIn((callbacks) => user.initiateAuth(details(), callbacks)), {
		ChallengeName: 'CUSTOM_CHALLENGE',
		Session: 'state-1',
	});
	assert.deepEqual(initiated, ['customChallenge', undefined]);
	assert.equal(user.Session, 'state-1');
});

test('32: NEW_PASSWORD_REQUIRED without parameters, and with some', async () => {
	const { called: got } = await signIn(() => ({ ChallengeName: 'NEW_PASSWORD_REQUIRED' }));
	assert.deepEqual(got, ['newPasswordRequired', null, []]);
	for (const [ChallengeParameters, want] of [
		[{ userAttributes: '{}', requiredAttributes: '[]' }, [{}, []]],
		[{ userAttributes: 'null', requiredAttributes: 'null' }, [null, []]],
		[
			{ userAttributes: '{"email":"ada@example.com"}', requiredAttributes: '["userAttributes.name"]' },
			[{ email: 'ada@example.com' }, ['name']],
		],
	]) {
		const { called: given } = await signIn(() => ({ ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeParameters }));
		assert.deepEqual(given, ['newPasswordRequired', ...want]);
	}
});

test('32: a remembered device signs in after a code, against a reply without a challenge name', async () => {
	const { user } = withDevice();
	user.getCachedDeviceKeyAndPassword();
	user.Session = 'state-1';
	const { got, requests } = await reply(
		() => signedIn((callbacks) => user.sendMFACode('123456', callbacks)),
		(operation, { ChallengeName }) => {
			if (ChallengeName === 'SMS_MFA') return { ChallengeName: 'DEVICE_SRP_AUTH' };
			if (ChallengeName === 'DEVICE_SRP_AUTH')
				return { ChallengeParameters: { SECRET_BLOCK: 'c2VjcmV0', SRP_B: 'ab', SALT: 'cd' } };
			return { AuthenticationResult: mocks };
		},
	);
	assert.equal(got[0], 'onSuccess', String(got[1]));
	assert.deepEqual(operations(requests), ['SMS_MFA', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']);
});

test('32: a new device of a stub: tokens that are no JWTs, and a confirmation that is asked for', async () => {
	const { called: got, requests } = await signIn((operation) =>
		operation === 'InitiateAuth'
			? {
					AuthenticationResult: {
						...mocks,
						NewDeviceMetadata: { DeviceKey: 'mock-device', DeviceGroupKey: 'mock-group' },
					},
				}
			: { UserConfirmationNecessary: true },
	);
	assert.deepEqual([got[0], got[2]], ['onSuccess', true], String(got[1]));
	assert.equal(requests[1].input.AccessToken, 'mock-access-token');
});

test('32: an authenticator application is set up in a sign-in, against replies with the least', async () => {
	const { user } = make();
	user.Session = 'state-1';
	const { got: secret, requests } = await reply(() => signedIn((callbacks) => user.associateSoftwareToken(callbacks)), {
		SecretCode: 'SECRET',
	});
	assert.deepEqual(secret, ['associateSecretCode', 'SECRET']);
	assert.equal(requests[0].input.Session, 'state-1');
	assert.equal(user.Session, undefined);
	const { got, requests: verified } = await reply(
		() => signedIn((callbacks) => user.verifySoftwareToken('123456', 'phone', callbacks)),
		(operation) => (operation === 'VerifySoftwareToken' ? {} : { AuthenticationResult: mocks }),
	);
	assert.equal(got[0], 'onSuccess', String(got[1]));
	assert.deepEqual(operations(verified), ['VerifySoftwareToken', 'MFA_SETUP']);
});
