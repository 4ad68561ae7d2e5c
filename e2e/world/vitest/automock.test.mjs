// Case 4: the library replaced by vi.mock without a factory.
import { expect, test, vi } from 'vitest';
import { CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { signInAs } from './application.js';

vi.mock('amazon-cognito-identity-js');

test('4: vi.mock without a factory makes mocks of the classes and their methods', async () => {
	vi.mocked(CognitoUser.prototype.authenticateUser).mockImplementation((details, { onSuccess }) =>
		onSuccess('a session'),
	);
	expect(await signInAs('ada', 'correct horse')).toBe('a session');
	expect(CognitoUser).toHaveBeenCalledTimes(1);
	expect(new CognitoUserPool({}).getCurrentUser()).toBeUndefined();
});
