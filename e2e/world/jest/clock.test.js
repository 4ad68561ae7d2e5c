// Case 8: the test has set the clock, or its tokens are a fixture of another year.
const library = require('amazon-cognito-identity-js');
const {
	ClientId,
	UserPoolId,
	called,
	jwt,
	mapStorage,
	mockFetch,
	operations,
	reply,
	seconds,
	signIn,
	store,
	tokens,
} = require('./support.cjs');

const current = (Storage) => new library.CognitoUserPool({ UserPoolId, ClientId, Storage }).getCurrentUser();
const year = 365 * 24 * 3600;

beforeEach(() => {
	mockFetch();
});
afterEach(() => {
	jest.useRealTimers();
	jest.restoreAllMocks();
});

test('8: jest.setSystemTime in the past: a stored session is answered from storage', async () => {
	const Storage = mapStorage();
	const { IdToken } = store(Storage);
	jest.useFakeTimers();
	jest.setSystemTime(new Date('2020-01-01T00:00:00Z'));
	const session = await called((done) => current(Storage).getSession(done));
	expect(session.isValid()).toBe(true);
	expect(session.getIdToken().getJwtToken()).toBe(IdToken);
	expect(operations()).toEqual([]);
});

test('8: a fixture whose iat is years ahead is answered from storage', async () => {
	const Storage = mapStorage();
	const { IdToken } = store(Storage, tokens({ from: seconds() + 50 * year }));
	const session = await called((done) => current(Storage).getSession(done));
	expect(session.isValid()).toBe(true);
	expect(session.getIdToken().getJwtToken()).toBe(IdToken);
	expect(operations()).toEqual([]);
});

test('8: a fixture without iat is answered from storage', async () => {
	const Storage = mapStorage();
	const token = jwt({ exp: seconds() + 50 * year });
	store(Storage, { IdToken: token, AccessToken: token, RefreshToken: 'refresh' });
	expect((await called((done) => current(Storage).getSession(done))).isValid()).toBe(true);
	expect(operations()).toEqual([]);
});

test.each([0, 1466424490000, 4102444800000])('8: Date.now alone is mocked: %d', async (now) => {
	// Upstream asks new Date(), which such a mock does not change.
	const Storage = mapStorage();
	const { IdToken } = store(Storage);
	jest.spyOn(Date, 'now').mockReturnValue(now);
	const session = await called((done) => current(Storage).getSession(done));
	expect(session.getIdToken().getJwtToken()).toBe(IdToken);
	expect(operations()).toEqual([]);
});

test('8: jest.setSystemTime in the future: an expired session is refreshed', async () => {
	const Storage = mapStorage();
	store(Storage);
	jest.useFakeTimers();
	jest.setSystemTime(new Date(Date.now() + 24 * 3600 * 1000));
	const session = await called((done) => current(Storage).getSession(done));
	expect(operations()).toHaveLength(1);
	// The reply's tokens are of before the clock of the test, and valid by its drift.
	expect(session.isValid()).toBe(true);
});

test.each([
	['in the past', '2020-01-01T00:00:00Z'],
	['in the future', '2040-01-01T00:00:00Z'],
])('8: jest.setSystemTime %s: a sign-in, and its session read again', async (_, time) => {
	jest.useFakeTimers();
	jest.setSystemTime(new Date(time));
	const { Storage, session } = signIn(library, { flow: 'USER_PASSWORD_AUTH' });
	expect((await session).isValid()).toBe(true);
	expect((await called((done) => current(Storage).getSession(done))).isValid()).toBe(true);
	expect(operations()).toEqual(['InitiateAuth']);
});

test('8: a sign-in answered with a fixture of years ago', async () => {
	const old = tokens({ from: seconds() - 10 * year });
	mockFetch((operation, input) => ({ ...reply(operation, input), AuthenticationResult: old }));
	const { Storage, session } = signIn(library, { flow: 'USER_PASSWORD_AUTH' });
	expect((await session).isValid()).toBe(true);
	const again = await called((done) => current(Storage).getSession(done));
	expect(again.getIdToken().getJwtToken()).toBe(old.IdToken);
	expect(operations()).toEqual(['InitiateAuth']);
});
