// Vitest, whose spies take a method's parameters and result apart. Its own
// declarations need an ES module and TypeScript 5, so the ones that count are here.
import { CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { session, user } from './fixtures';

type Procedure = (...args: any[]) => any;
interface MockInstance<T extends Procedure> {
	mock: { calls: Parameters<T>[]; lastCall: Parameters<T> | undefined };
	mockImplementation(fn: (...args: Parameters<T>) => ReturnType<T>): this;
	mockReturnValue(value: ReturnType<T>): this;
}
type Methods<T> = { [K in keyof T]: T[K] extends Procedure ? K : never }[keyof T];
declare const vi: {
	spyOn<T, M extends Methods<Required<T>>>(
		object: T,
		method: M,
	): Required<T>[M] extends Procedure ? MockInstance<Required<T>[M]> : never;
	mocked<T>(item: T): { [K in keyof T]: T[K] extends Procedure ? MockInstance<T[K]> & T[K] : T[K] };
};

vi.spyOn(CognitoUser.prototype, 'getSession').mockImplementation((cb: any) => {
	cb(null, session);
});
vi.spyOn(user, 'authenticateUser').mockImplementation((_details, callbacks) => callbacks.onSuccess(session, false));
vi.spyOn(user, 'listDevices').mockImplementation((limit, token, { onSuccess }) =>
	onSuccess({ Devices: [], limit, token }),
);
vi.spyOn(CognitoUserPool.prototype, 'getCurrentUser').mockReturnValue(null);
vi.mocked(user).confirmRegistration.mockImplementation((_code, _force, cb) => cb(null, 'SUCCESS'));
const spy = vi.spyOn(user, 'sendMFACode');
const [code, callbacks] = spy.mock.calls[0]!;
callbacks.onSuccess(session);
export const first: string = code.toUpperCase();
