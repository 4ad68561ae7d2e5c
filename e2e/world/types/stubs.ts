// Objects made by hand in place of users, pools, sessions and storages.
import {
	CognitoAccessToken,
	CognitoIdToken,
	CognitoRefreshToken,
	CognitoUser,
	CognitoUserPool,
	CognitoUserSession,
	ICognitoStorage,
	ICognitoUserPoolData,
} from 'amazon-cognito-identity-js';
import { session } from './fixtures';

export const partial: Partial<CognitoUser> = {
	getSession: (cb: any) => {
		cb(null, session);
	},
	authenticateUser: (_details, callbacks) => {
		callbacks.onSuccess(session);
	},
	getUserAttributes: (cb) => cb(undefined, []),
	signOut: (cb?: () => void): void => cb && cb(),
	changePassword: (_from, _to, cb): void => {
		cb(undefined, 'SUCCESS');
	},
	globalSignOut(callbacks): void {
		callbacks.onSuccess('SUCCESS');
	},
	completeNewPasswordChallenge(password, attributes, callbacks) {
		callbacks.onFailure([password, attributes]);
	},
	associateSoftwareToken: ({ associateSecretCode }) => associateSecretCode('secret'),
	getUsername: () => 'ada',
};
export const cast = { getSession: (cb: any): void => cb(null, session), getUsername: () => 'ada' } as CognitoUser;
export const castTwice = { getSession: (cb: Function): void => cb(null, session) } as unknown as CognitoUser;
export const stubbedPool: Partial<CognitoUserPool> = {
	getCurrentUser: () => partial as CognitoUser,
	signUp: (_name, _password, _attributes, _validation, cb): void => cb(new Error('UsernameExistsException')),
};
const wholePool: CognitoUserPool = {
	getUserPoolId: () => 'eu-west-1_a',
	getUserPoolName: () => 'a',
	getClientId: () => 'c',
	signUp: () => {},
	getCurrentUser: () => null,
};
export const poolOfNobody = new CognitoUser({ Username: 'ada', Pool: wholePool });

const idToken: CognitoIdToken = {
	payload: { sub: '1' },
	getJwtToken: () => 'i',
	getExpiration: () => 1,
	getIssuedAt: () => 0,
	decodePayload: () => ({ sub: '1' }),
};
const accessToken: CognitoAccessToken = idToken;
const refreshToken: CognitoRefreshToken = { getToken: () => 'r' };
export const madeSession: CognitoUserSession = {
	getIdToken: () => idToken,
	getAccessToken: () => accessToken,
	getRefreshToken: () => refreshToken,
	isValid: () => true,
};
export const again = new CognitoUserSession({ IdToken: idToken, AccessToken: accessToken, RefreshToken: refreshToken });

const values = new Map<string, string>();
export const storage: ICognitoStorage = {
	setItem: (key, value) => void values.set(key, value),
	getItem: (key) => values.get(key) ?? null,
	removeItem: (key) => void values.delete(key),
	clear: () => values.clear(),
};
const config: ICognitoUserPoolData = { UserPoolId: 'eu-west-1_a', ClientId: 'c', Storage: storage };
export const configured = new CognitoUserPool({
	...config,
	Storage: typeof window === 'undefined' ? storage : window.localStorage,
});
export const theStorage: ICognitoStorage | undefined = config.Storage;
