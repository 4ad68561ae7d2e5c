// Case 7: mocks of a file of upstream's, and automatic ones. These pass with upstream
// and with this package, under Jest 29 and 30, in the environments node and jsdom.
const name = 'amazon-cognito-identity-js';

// A factory outlives resetModules, so that no two tests mock one file.
beforeEach(() => jest.resetModules());
afterEach(() => {
	for (const file of ['', '/lib/CognitoUserPool', '/lib/CognitoUser.js', '/lib/CognitoUserSession', '/lib/UserAgent'])
		jest.dontMock(name + file);
});

test('7: a mock of lib/CognitoUserPool is what the main entry exports', () => {
	class Mock {
		getCurrentUser() {
			return 'mocked';
		}
	}
	jest.doMock('amazon-cognito-identity-js/lib/CognitoUserPool', () => ({ __esModule: true, default: Mock }));
	const { CognitoUser, CognitoUserPool } = require('amazon-cognito-identity-js');
	expect(CognitoUserPool).toBe(Mock);
	expect(new CognitoUserPool({}).getCurrentUser()).toBe('mocked');
	expect(require('amazon-cognito-identity-js/lib').CognitoUserPool).toBe(Mock);
	// The rest is as it was.
	expect(typeof CognitoUser.prototype.getSession).toBe('function');
	expect(CognitoUser).toBe(require('amazon-cognito-identity-js/lib/CognitoUser').default);
});

test('7: so it is by the name with its ending', () => {
	const signIn = jest.fn();
	jest.doMock('amazon-cognito-identity-js/lib/CognitoUser.js', () => ({
		__esModule: true,
		default: jest.fn(() => ({ authenticateUser: signIn })),
	}));
	const { CognitoUser, CognitoUserPool } = require('amazon-cognito-identity-js');
	const Pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_AbCdEf123', ClientId: 'client1' });
	new CognitoUser({ Username: 'ada', Pool }).authenticateUser('details', 'callbacks');
	expect(signIn).toHaveBeenCalledWith('details', 'callbacks');
	expect(CognitoUser).toHaveBeenCalledTimes(1);
});

test('7: a function of a mocked file', () => {
	const append = jest.fn();
	jest.doMock('amazon-cognito-identity-js/lib/UserAgent', () => ({
		...jest.requireActual('amazon-cognito-identity-js/lib/UserAgent'),
		appendToCognitoUserAgent: append,
	}));
	require('amazon-cognito-identity-js').appendToCognitoUserAgent('mine/1');
	expect(append).toHaveBeenCalledWith('mine/1');
});

test('7: an automatic mock has classes whose methods are mocks', () => {
	jest.doMock('amazon-cognito-identity-js');
	const library = require('amazon-cognito-identity-js');
	expect(jest.isMockFunction(library.CognitoUser)).toBe(true);
	expect(jest.isMockFunction(library.CognitoUser.prototype.authenticateUser)).toBe(true);
	const pool = new library.CognitoUserPool({});
	expect(pool).toBeInstanceOf(library.CognitoUserPool);
	expect(pool.getCurrentUser()).toBeUndefined();
	pool.getCurrentUser.mockReturnValue('ada');
	expect(pool.getCurrentUser()).toBe('ada');
	const user = new library.CognitoUser({});
	user.getSession.mockImplementation((callback) => callback(null, 'session'));
	const callback = jest.fn();
	user.getSession(callback);
	expect(callback).toHaveBeenCalledWith(null, 'session');
	expect(library.CognitoUserPool.mock.instances[0]).toBe(pool);
	const token = new library.CognitoIdToken({ IdToken: 'x' });
	expect(jest.isMockFunction(token.getJwtToken)).toBe(true);
	// A method of the class that it extends.
	expect(jest.isMockFunction(token.getExpiration)).toBe(true);
	expect(jest.isMockFunction(library.appendToCognitoUserAgent)).toBe(true);
});

test('7: an automatic mock of one file', () => {
	jest.doMock('amazon-cognito-identity-js/lib/CognitoUserSession');
	const { CognitoUserPool, CognitoUserSession } = require('amazon-cognito-identity-js');
	expect(jest.isMockFunction(CognitoUserSession)).toBe(true);
	expect(jest.isMockFunction(CognitoUserSession.prototype.isValid)).toBe(true);
	expect(jest.isMockFunction(CognitoUserPool)).toBe(false);
});

test('7: a part of the actual library beside mocks', () => {
	const getSession = jest.fn();
	jest.doMock('amazon-cognito-identity-js', () => ({
		...jest.requireActual('amazon-cognito-identity-js'),
		CognitoUser: jest.fn(() => ({ getSession })),
	}));
	const { CognitoUser, CognitoUserAttribute } = require('amazon-cognito-identity-js');
	new CognitoUser().getSession();
	expect(getSession).toHaveBeenCalledTimes(1);
	expect(new CognitoUserAttribute({ Name: 'email', Value: 'a' }).getValue()).toBe('a');
});
