// What ember-cognito's README shows for the tests of applications.
import * as library from 'amazon-cognito-identity-js';
import { MockAuth, mockAuth, mockCognitoUser, newUser, unmockCognitoUser } from 'ember-cognito/test-support/index';
import { setupTest } from 'ember-qunit';
import { module, test } from 'qunit';

window.ours = 'configure' in library;
const { CognitoUser, CognitoUserAttribute, CognitoUserSession } = library;

module('ember-cognito', function (hooks) {
	setupTest(hooks);

	test('a mocked user has attributes', async function (assert) {
		mockCognitoUser({ username: 'ada', userAttributes: [{ name: 'email', value: 'ada@example.com' }] });
		const { user } = this.owner.lookup('service:cognito');
		const [email] = await user.getUserAttributes();
		assert.true(email instanceof CognitoUserAttribute, 'there is one copy of the classes');
		assert.deepEqual(email.toJSON(), { Name: 'email', Value: 'ada@example.com' });
		await user.updateAttributes([new CognitoUserAttribute({ Name: 'email', Value: 'ada@example.org' })]);
		assert.deepEqual(await user.getUserAttributesHash(), { email: 'ada@example.org' });
		unmockCognitoUser();
		assert.strictEqual(this.owner.lookup('service:cognito').user, undefined);
	});

	test('a mocked session is valid', async function (assert) {
		mockCognitoUser({ username: 'ada' });
		const session = await this.owner.lookup('service:cognito').user.getSession();
		assert.true(session instanceof CognitoUserSession);
		assert.true(session.isValid());
		const token = session.getIdToken();
		assert.strictEqual(token.getExpiration() - token.getIssuedAt(), 1000);
		assert.ok(session.getClockDrift() >= 123, 'the token was issued in the past');
	});

	test('the authenticator signs a mocked user in', async function (assert) {
		const user = newUser('ada');
		assert.true(user instanceof CognitoUser);
		assert.strictEqual(user.getUsername(), 'ada');
		mockAuth(MockAuth.create({ _authenticatedUser: user }));
		const session = this.owner.lookup('service:session');
		await session.authenticate('authenticator:cognito', { username: 'ada', password: 'Secret-1843' });
		assert.true(session.isAuthenticated);
		const { poolId, clientId, access_token } = session.data.authenticated;
		assert.strictEqual(poolId, 'us-east-1_Mocked');
		assert.strictEqual(clientId, 'mockedclient');
		assert.strictEqual(access_token.split('.')[0], 'header');
		assert.strictEqual(this.owner.lookup('service:cognito').user.username, 'ada');
	});

	test('without mocks nobody can sign in: Amplify 6 has not what ember-cognito calls', async function (assert) {
		const authenticator = this.owner.lookup('authenticator:cognito');
		await assert.rejects(
			authenticator.authenticate({ username: 'ada', password: 'Secret-1843' }),
			/configure is not a function/,
		);
	});
});
