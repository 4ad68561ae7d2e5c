/**
 * dist/cognitowasm.deep.mjs and .js: what upstream's files have besides the classes
 * of its index, for the files of lib, es and src. Nothing else loads it, so its size
 * matters little; the facade is that of all other files.
 *
 * @packageDocumentation
 */
import type { ICognitoStorage } from '../page/base/types';
import type { Client as facadeClient } from '../page/call/client';
import { callable } from '../page/classes/callable';
import type { CognitoJwtToken as facadeJwtToken } from '../page/classes/tokens';
import type { BigInteger as facadeBigInteger } from '../page/compat/big-integer';
import hidden, * as facade from './cognitowasm.facade.mjs';
import { complete } from '../page/compat/deep/big-integer';
import { platform } from '../page/compat/deep/platform';
import { storageHelper } from '../page/compat/deep/storage-helper';
import { userAgentOf } from '../page/compat/deep/user-agent';
import { randomBytes } from '../page/compat/word-array';

export { AUTH_CATEGORY, detectFramework, FRAMEWORK } from '../page/compat/deep/platform';

const makePool = (Storage?: ICognitoStorage) =>
	new facade.CognitoUserPool({ UserPoolId: 'none_0', ClientId: 'none', Storage });

// The facade hands over functions only. Handing over classes would keep them in the
// bundle of each application that imports internals.
const Numbers = facade.AuthenticationHelper.prototype.calculateU.call(
	{ padHex: String, hexHash: () => '0' } as never,
	0 as never,
	0 as never,
);
export const BigInteger = complete(Numbers.constructor as typeof facadeBigInteger);
export const AuthenticationHelper = facade.AuthenticationHelper;
export const Client = callable(makePool({} as ICognitoStorage).client!.constructor as typeof facadeClient);
export const CognitoJwtToken = callable(Object.getPrototypeOf(facade.CognitoIdToken) as typeof facadeJwtToken);

export const { MemoryStorage, StorageHelper } = storageHelper(() => makePool().storage!);

export const {
	addAuthCategoryToCognitoUserAgent,
	addFrameworkToCognitoUserAgent,
	userAgent: getAmplifyUserAgent,
} = hidden;
export const appendToCognitoUserAgent = facade.appendToCognitoUserAgent;
export const UserAgent = userAgentOf({ ...hidden, appendToCognitoUserAgent });
export const { Platform, getUserAgent, version } = platform(hidden.userAgent());

/** A random number of 32 bits. */
export function cryptoSecureRandomInt(): number {
	return new DataView(randomBytes(4).buffer).getUint32(0);
}
