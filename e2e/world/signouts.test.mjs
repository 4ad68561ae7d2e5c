// Case 26: the sign-out of one user, while another one signs in or refreshes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	called,
	details,
	lastUserKey,
	library,
	make,
	makeSignedIn,
	mapStorage,
	signedIn,
	store,
	storeExpired,
	tokens,
	withoutPauses,
} from './library.mjs';
import { refusal, within } from './spies.mjs';

const { CognitoUser } = library;

test("26: the old user's sign-out leaves the new user's sign-in alone", async () => {
	const Storage = mapStorage();
	storeExpired(Storage, 'ada');
	const { pool } = make({ Storage });
	const putBack = withoutPauses();
	let refuse;
	const refused = new Promise((resolve) => (refuse = resolve));
	let signIn;
	const answered = new Promise((resolve) => (signIn = resolve));
	try {
		await within(
			(_operation, { AuthFlow }) => (AuthFlow === 'REFRESH_TOKEN_AUTH' ? refused : answered),
			async (requests) => {
				// At the page's load.
				const current = pool.getCurrentUser();
				const ended = new Promise((resolve) =>
					current.getSession((error) => {
						if (error) current.signOut();
						resolve(error);
					}),
				);
				// The form, meanwhile.
				const bob = new CognitoUser({ Username: 'bob', Pool: pool, Storage });
				bob.setAuthenticationFlowType('USER_PASSWORD_AUTH');
				const asked = new Promise((resolve) => {
					const observe = () =>
						requests.some(({ input }) => input.AuthFlow === 'USER_PASSWORD_AUTH') ? resolve() : setImmediate(observe);
					observe();
				});
				const entered = signedIn((callbacks) => bob.authenticateUser(details({ Username: 'bob' }), callbacks));
				await asked;
				refuse(refusal());
				assert.equal((await ended).code, 'NotAuthorizedException');
				signIn({ AuthenticationResult: tokens('bob') });
				const [callback, session] = await entered;
				assert.equal(callback, 'onSuccess', String(session));
				assert.equal(session.getIdToken().payload['cognito:username'], 'bob');
				assert.equal(pool.getCurrentUser().getUsername(), 'bob');
				let got;
				pool.getCurrentUser().getSession((error, stored) => (got = [error, stored.isValid()]));
				assert.deepEqual(got, [null, true]);
			},
		);
	} finally {
		putBack();
	}
});

test("26: a sign-out of one user while another one's challenge is open", async () => {
	const Storage = mapStorage();
	store(Storage, 'ada');
	const { pool, user: ada } = make({ Storage });
	ada.getSession(() => {});
	const bob = new CognitoUser({ Username: 'bob', Pool: pool, Storage });
	bob.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	await within(
		(operation) =>
			operation === 'InitiateAuth'
				? { ChallengeName: 'SMS_MFA', ChallengeParameters: {}, Session: 'state-1' }
				: { AuthenticationResult: tokens('bob') },
		async () => {
			assert.equal(
				(await signedIn((callbacks) => bob.authenticateUser(details({ Username: 'bob' }), callbacks)))[0],
				'mfaRequired',
			);
			const entered = signedIn((callbacks) => bob.sendMFACode('123456', callbacks));
			ada.signOut();
			const [callback, session] = await entered;
			assert.equal(callback, 'onSuccess', String(session));
			assert.equal(pool.getCurrentUser().getUsername(), 'bob');
		},
	);
});

test('26: a sign-out of one user while another one refreshes', async () => {
	const Storage = mapStorage();
	storeExpired(Storage, 'bob');
	store(Storage, 'ada');
	const { user: ada } = make({ Storage });
	ada.getSession(() => {});
	const { user: bob } = make({ Storage, username: 'bob' });
	Storage.removeItem(lastUserKey);
	await within(
		() => ({ AuthenticationResult: tokens('bob') }),
		async () => {
			const refreshed = called((callback) => bob.getSession(callback));
			ada.signOut();
			const [error, session] = await refreshed;
			assert.ifError(error);
			assert.equal(session.getIdToken().payload['cognito:username'], 'bob');
		},
	);
});

test('26: signing out before a sign-in, as forms do', async () => {
	const { user, pool } = makeSignedIn();
	await within(
		() => ({ AuthenticationResult: tokens() }),
		async () => {
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			user.signOut();
			const [callback, session] = await signedIn((callbacks) => user.authenticateUser(details(), callbacks));
			assert.equal(callback, 'onSuccess', String(session));
			assert.equal(pool.getCurrentUser().getUsername(), 'ada');
		},
	);
});
