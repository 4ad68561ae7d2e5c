// util.promisify takes the last parameter of the last overload as the callback.
/// <reference types="node" />
import { promisify } from 'util';
import { CognitoUserAttribute, MFAOption, NodeCallback, UserData } from 'amazon-cognito-identity-js';
import { user } from './fixtures';

declare const loose: (callback: (error: any, value?: any) => void) => void;
export async function attributes(): Promise<CognitoUserAttribute[]> {
	const get = promisify(
		user.getUserAttributes.bind(user) as (cb: (error: any, list?: CognitoUserAttribute[]) => void) => void,
	);
	return (await get()) ?? [];
}
export async function others(): Promise<unknown[]> {
	const options: MFAOption[] | undefined = await promisify<MFAOption[] | undefined>((cb) =>
		user.getMFAOptions((error, result) => cb(error ?? null, result)),
	)();
	const data: UserData | undefined = await promisify<UserData | undefined>((cb) =>
		user.getUserData((error, result) => cb(error ?? null, result)),
	)();
	await promisify(loose)();
	return [options, data, await called(user.deleteUser.bind(user)), await called<string>((cb) => user.enableMFA(cb))];
}

// The helper that applications write for themselves.
function called<T>(method: (callback: NodeCallback<Error, T>) => void): Promise<T | undefined> {
	return new Promise((resolve, reject) => method((error, result) => (error ? reject(error) : resolve(result))));
}
type Last<A extends any[]> = A extends [...any[], infer L] ? L : never;
type Promisified<F> = F extends (...args: infer A) => void
	? Last<A> extends (error: any, value?: infer V) => void
		? () => Promise<V>
		: never
	: never;
declare function promisifyAll<T>(object: T): {
	[K in keyof T]: T[K] extends (...args: any[]) => void ? Promisified<T[K]> : never;
};
export const all: () => Promise<CognitoUserAttribute[] | undefined> = promisifyAll(user).getUserAttributes;
export const bound: (callback: NodeCallback<Error, CognitoUserAttribute[]>) => void = user.getUserAttributes.bind(user);
