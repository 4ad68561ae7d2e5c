import { options } from '../load/start';
import { Client } from '../call/client';
import { call } from '../call/call';
import { invalidPoolId, longestPoolID, missingPoolIds, poolID } from '../../gen/constants';
import { upstreamError } from '../base/errors';
import { hide } from '../base/hidden';
import { lastUserKey } from '../base/keys';
import { check, poolOptions, rules } from '../base/options';
import type { PoolOptions } from '../base/options';
import { findSession, preloadBeforeExpiry } from './get-session';
import { readLastUser } from './reader';
import { timeLeft } from './session';
import { poolRequest } from '../call/pool-request';
import { read } from '../state/guard';
import { defaultStorage } from '../state/storage';
import type { UserState } from '../state/user';
import type { ClientMetadata, ICognitoStorage, NodeCallback } from '../base/types';
import type { AttributeLike } from './attribute';
import type * as declared from './declarations';
import { CognitoUser } from './user';

/** Data of Amazon's advanced security script, a global of the page that loads it. */
declare const AmazonCognitoAdvancedSecurityData:
	{ getData(username: string, userPoolId: string, clientId: string): string | null | undefined } | undefined;

/** See declarations.ts, which documents what is public. */
export class CognitoUserPool implements declared.CognitoUserPool {
	/** The user pool's id. */
	userPoolId?: string;
	/** The app client's id. */
	clientId?: string;
	/** What requests are sent with. */
	client?: Client;
	/** Whether requests carry the data of the advanced security script. */
	advancedSecurityDataCollectionFlag?: boolean;
	/** Where the session is kept. */
	storage?: ICognitoStorage;
	/** Wraps the callback of each refresh. */
	wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any;

	constructor(data: declared.PoolData, wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any) {
		const { UserPoolId, ClientId, endpoint, fetchOptions, AdvancedSecurityDataCollectionFlag, Storage } = data || {};
		if (!UserPoolId || !ClientId) throw upstreamError(missingPoolIds);
		if (UserPoolId.length > longestPoolID || !poolID().test(UserPoolId)) {
			throw upstreamError(invalidPoolId);
		}
		this.userPoolId = UserPoolId;
		this.clientId = ClientId;
		this.client = new Client(UserPoolId, endpoint, fetchOptions);
		options.client = this.client;
		hide(this.client, poolOptions, check<PoolOptions>(rules, data));
		this.advancedSecurityDataCollectionFlag = AdvancedSecurityDataCollectionFlag !== false;
		this.storage = (Storage as ICognitoStorage) || defaultStorage(this);
		if (wrapRefreshSessionCallback) this.wrapRefreshSessionCallback = wrapRefreshSessionCallback;
		// An application's own storage is read when the application asks, as with upstream.
		if (!Storage) preloadForLastUser(this);
	}

	getUserPoolId(): string {
		return this.userPoolId!;
	}

	getUserPoolName(): string {
		return this.getUserPoolId().split('_')[1]!;
	}

	getClientId(): string {
		return this.clientId!;
	}

	signUp(
		username: string,
		password: string,
		userAttributes?: AttributeLike[],
		validationData?: AttributeLike[],
		callback?: NodeCallback<Error, declared.ISignUpResult> | AbortSignal,
		clientMetadata?: ClientMetadata,
	): unknown {
		const userContextData = this.getUserContextData!(username);
		const request = { ...poolRequest(this, this.client!, this.storage!), userContextData };
		const args = [username, password, userAttributes, validationData, clientMetadata];
		return call('signUp', request, args, callback, { pool: this });
	}

	getCurrentUser(): CognitoUser | null {
		const username = readLastUser(this.storage!, this.clientId!);
		return username ? new CognitoUser({ Username: username, Pool: this, Storage: this.storage }) : null;
	}

	/**
	 * The data of Amazon's advanced security script for a user, as requests
	 * carry it: undefined without the script, an empty object when it is turned
	 * off or has nothing to say.
	 *
	 * @param username - the user's name
	 * @internal
	 */
	getUserContextData?(username: string): { EncodedData?: string } | undefined {
		if (typeof AmazonCognitoAdvancedSecurityData === 'undefined') return undefined;
		const data =
			this.advancedSecurityDataCollectionFlag &&
			AmazonCognitoAdvancedSecurityData.getData(username, this.userPoolId!, this.clientId!);
		return data ? { EncodedData: data } : {};
	}
}

/** Starts loading the core if the last user's session will have to be refreshed: once the page's script has run. */
function preloadForLastUser(pool: CognitoUserPool): void {
	// Nothing here fails, whatever a test has put in the place of localStorage.
	const username = read(pool.storage!, lastUserKey(pool.clientId!));
	const user = { pool, storage: pool.storage, username } as Partial<UserState> as UserState;
	void Promise.resolve().then(() => preloadBeforeExpiry(timeLeft(findSession(user).session!)));
}
