import { isSignal, until } from '../base/abort';
import type { ClientMetadata, UserData } from '../base/types';
import type { Callback } from '../call/callbacks';
import { answer, callbacksOf, deliver, refuse } from '../call/callbacks';
import { heldSession, notAuthenticated } from '../call/send';
import type { UserState } from '../state/user';

/** The second argument of `getUserData`. */
export interface UserDataParams {
	bypassCache?: boolean;
	clientMetadata?: ClientMetadata;
}

/** The steps of `getUserData`, each a method of CognitoUser that an application may replace. */
interface DescribedUser extends UserState {
	clearCachedUserData(): void;
	getUserDataFromCache(): string | null | undefined;
	isFetchUserDataAndTokenRequired(params?: UserDataParams): boolean;
	fetchUserData(signal?: AbortSignal): Promise<UserData>;
	refreshSessionIfPossible(params?: UserDataParams): Promise<unknown>;
}

/** See CognitoUser.getUserData. */
export function getUserData(user: DescribedUser, callback: unknown, params?: UserDataParams): unknown {
	if (!heldSession(user)) {
		user.clearCachedUserData();
		return refuse(notAuthenticated(), callback);
	}
	const callbacks = callbacksOf(callback);
	const text: unknown = user.getUserDataFromCache();
	const cached = typeof text === 'string' && text;
	if (cached && !user.isFetchUserDataAndTokenRequired(params)) {
		let data: UserData;
		try {
			data = JSON.parse(cached) as UserData;
		} catch (error) {
			user.clearCachedUserData();
			return refuse(error, callback);
		}
		return answer(data, callback);
	}
	const signal = isSignal(callback) ? callback : undefined;
	const fetched = user.fetchUserData(signal);
	const done = cached ? fetched.then((data) => user.refreshSessionIfPossible(params).then(() => data)) : fetched;
	if (!callbacks) return until(signal, done);
	deliver(done, (data) => (callbacks as Callback)(null, data), callbacks as (error: unknown) => void);
	return undefined;
}
