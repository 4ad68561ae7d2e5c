import type { CognitoUserAttribute } from './attribute';
import { Client } from '../call/client';
import { call } from '../call/call';
import { peerError } from '../base/errors';
import { invalidPoolId, longestPoolID, missingPoolIds, poolID } from '../../gen/constants';
import { hide } from '../base/hidden';
import { check, poolOptions, rules } from '../base/options';
import type { PoolOptions } from '../base/options';
import { readLastUser } from './reader';
import { poolRequest } from '../call/request';
import { defaultStorage } from '../state/storage';
import type {
	AttributeLike,
	ClientMetadata,
	ICognitoStorage,
	ICognitoUserPoolData,
	ISignUpResult,
	NodeCallback,
	WithAnyStorage,
} from '../base/types';
import { CognitoUser } from './user';

/** Data of Amazon's advanced security script, a global of the page that loads it. */
declare const AmazonCognitoAdvancedSecurityData:
	| { getData(username: string, userPoolId: string, clientId: string): string | null | undefined }
	| undefined;

/** What the constructor also takes. */
type PoolData = WithAnyStorage<ICognitoUserPoolData> & {
	/** Options of each request; `credentials` is the one that is used. */
	fetchOptions?: { credentials?: string | undefined; [option: string]: any } | undefined;
};

/** A user pool, seen from one of its app clients. */
export class CognitoUserPool {
	/** The user pool's id. @internal */
	userPoolId?: string;
	/** The app client's id. @internal */
	clientId?: string;
	/** What requests are sent with. @internal */
	client?: Client;
	/** Whether requests carry the data of the advanced security script. @internal */
	advancedSecurityDataCollectionFlag?: boolean;
	/** Where the session is kept. @internal */
	storage?: ICognitoStorage;
	/** Wraps the callback of each refresh. @internal */
	wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any;

	/**
	 * @param data - which pool and app client, and options
	 * @param wrapRefreshSessionCallback - called at the start of each refresh
	 * with the callback; what it returns is called in its place
	 * @throws Error when an id is missing, or the pool's id cannot be one;
	 * CognitoError `InvalidParameter` for an option that cannot be
	 */
	constructor(data: PoolData, wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any);
	constructor(data: ICognitoUserPoolData, wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any);
	constructor(
		data: PoolData,
		wrapRefreshSessionCallback?: (target: NodeCallback.Any) => NodeCallback.Any,
	) {
		const { UserPoolId, ClientId, endpoint, fetchOptions, AdvancedSecurityDataCollectionFlag, Storage } =
			data || {};
		if (!UserPoolId || !ClientId) throw peerError(missingPoolIds);
		if (UserPoolId.length > longestPoolID || !poolID().test(UserPoolId)) {
			throw peerError(invalidPoolId);
		}
		this.userPoolId = UserPoolId;
		this.clientId = ClientId;
		this.client = new Client(UserPoolId, endpoint, fetchOptions);
		hide(this.client, poolOptions, check<PoolOptions>(rules, data));
		this.advancedSecurityDataCollectionFlag = AdvancedSecurityDataCollectionFlag !== false;
		this.storage = (Storage as ICognitoStorage) || defaultStorage(this);
		if (wrapRefreshSessionCallback) this.wrapRefreshSessionCallback = wrapRefreshSessionCallback;
	}

	/** The user pool's id. */
	getUserPoolId(): string {
		return this.userPoolId!;
	}

	/** The part of the pool's id after the region. */
	getUserPoolName(): string {
		return this.getUserPoolId().split('_')[1]!;
	}

	/** The app client's id. */
	getClientId(): string {
		return this.clientId!;
	}

	/**
	 * Registers a user.
	 *
	 * @param username - the new user's name
	 * @param password - the new user's password
	 * @param userAttributes - for instance the e-mail address
	 * @param validationData - handed to the pool's pre sign-up trigger
	 * @param callback - gets the service's error, or the new user and where a
	 * code was sent
	 * @param clientMetadata - handed to the pool's triggers
	 */
	signUp(
		username: string,
		password: string,
		userAttributes: CognitoUserAttribute[],
		validationData: CognitoUserAttribute[],
		callback: NodeCallback<Error, ISignUpResult>,
		clientMetadata?: ClientMetadata,
	): void;
	signUp(
		username: string,
		password: string,
		userAttributes?: AttributeLike[],
		validationData?: AttributeLike[],
		callback?: NodeCallback<Error, ISignUpResult> | AbortSignal,
		clientMetadata?: ClientMetadata,
	): any {
		const userContextData = this.getUserContextData!(username);
		const said = { ...poolRequest(this, this.client!, this.storage!), userContextData };
		const args = [username, password, userAttributes, validationData, clientMetadata];
		return call('signUp', said, args, callback, { pool: this });
	}

	/**
	 * The user who signed in last with this app client, at once: call
	 * `getSession` on it to learn whether the session still holds.
	 *
	 * @throws CognitoError with code `AsyncStorage`
	 */
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
