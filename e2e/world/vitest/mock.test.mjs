// Case 4: the library replaced by vi.mock, in whole and in part.
import { expect, test, vi } from 'vitest';
import { CognitoUserPool } from 'amazon-cognito-identity-js';
import { signInAs } from './application.js';

const authenticateUser = vi.hoisted(() =>
	vi.fn((details, { onSuccess }) => onSuccess('a session of ' + details.getUsername())),
);
vi.mock('amazon-cognito-identity-js', async (original) => ({
	...(await original()),
	CognitoUser: vi.fn(function () {
		return { authenticateUser };
	}),
}));

test('4: vi.mock replaces one class, and leaves the others', async () => {
	expect(await signInAs('ada', 'correct horse')).toBe('a session of ada');
	expect(authenticateUser).toHaveBeenCalledTimes(1);
	expect(new CognitoUserPool({ UserPoolId: 'eu-west-1_AbCdEf123', ClientId: 'client1' }).getUserPoolId()).toBe(
		'eu-west-1_AbCdEf123',
	);
});
