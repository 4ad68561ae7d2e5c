// Each type that upstream declares is the same type here: no more members, no fewer,
// and none that is optional, or that takes or returns something else.
import type * as Upstream from 'amazon-cognito-identity-js';
import type * as Ours from 'cognitowasm';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const same: [
	Equal<Ours.AuthenticationDetails, Upstream.AuthenticationDetails>,
	Equal<Ours.ChallengeName, Upstream.ChallengeName>,
	Equal<Ours.ClientMetadata, Upstream.ClientMetadata>,
	Equal<Ours.CodeDeliveryDetails, Upstream.CodeDeliveryDetails>,
	Equal<Ours.CognitoAccessToken, Upstream.CognitoAccessToken>,
	Equal<Ours.CognitoIdToken, Upstream.CognitoIdToken>,
	Equal<Ours.CognitoRefreshToken, Upstream.CognitoRefreshToken>,
	Equal<Ours.CognitoUser, Upstream.CognitoUser>,
	Equal<Ours.CognitoUserAttribute, Upstream.CognitoUserAttribute>,
	Equal<Ours.CognitoUserPool, Upstream.CognitoUserPool>,
	Equal<Ours.CognitoUserSession, Upstream.CognitoUserSession>,
	Equal<Ours.CookieStorage, Upstream.CookieStorage>,
	Equal<Ours.GetSessionOptions, Upstream.GetSessionOptions>,
	Equal<Ours.IAuthenticationCallback, Upstream.IAuthenticationCallback>,
	Equal<Ours.IAuthenticationDetailsData, Upstream.IAuthenticationDetailsData>,
	Equal<Ours.ICognitoStorage, Upstream.ICognitoStorage>,
	Equal<Ours.ICognitoUserAttributeData, Upstream.ICognitoUserAttributeData>,
	Equal<Ours.ICognitoUserData, Upstream.ICognitoUserData>,
	Equal<Ours.ICognitoUserSessionData, Upstream.ICognitoUserSessionData>,
	Equal<Ours.ICookieStorageData, Upstream.ICookieStorageData>,
	Equal<Ours.IMfaSettings, Upstream.IMfaSettings>,
	Equal<Ours.ISignUpResult, Upstream.ISignUpResult>,
	Equal<Ours.MFAOption, Upstream.MFAOption>,
	Equal<Ours.NodeCallback<1, 2>, Upstream.NodeCallback<1, 2>>,
	Equal<Ours.NodeCallback.Any, Upstream.NodeCallback.Any>,
	Equal<Ours.UpdateAttributesNodeCallback<1, 2, 3>, Upstream.UpdateAttributesNodeCallback<1, 2, 3>>,
	Equal<Ours.UserAgent, Upstream.UserAgent>,
	Equal<Ours.UserData, Upstream.UserData>,
	Equal<Ours.WordArray, Upstream.WordArray>,
	Equal<typeof Ours.appendToCognitoUserAgent, typeof Upstream.appendToCognitoUserAgent>,
	// The options that upstream does not have are optional.
	Equal<Pick<Ours.ICognitoUserPoolData, keyof Upstream.ICognitoUserPoolData>, Upstream.ICognitoUserPoolData>,
] = [
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
	true,
];

/** The names that a module exports as values. */
type Values<M> = keyof M;
type Missing = Exclude<Values<typeof Upstream>, Values<typeof Ours>>;
export const missing: Missing[] = [] satisfies never[];
export const none: Equal<Missing, never> = true;

/** What constructors infer: the arguments that upstream declares. */
type Arguments<M> = {
	[K in keyof M & keyof typeof Upstream]: M[K] extends abstract new (...args: infer A) => any ? A : never;
};
type WithoutPool<T> = Omit<T, 'CognitoUserPool'>;
export const constructors: Equal<WithoutPool<Arguments<typeof Ours>>, WithoutPool<Arguments<typeof Upstream>>> = true;
export const theirs: typeof Upstream = {} as typeof Ours;
export const ours: Pick<typeof Ours, keyof typeof Upstream> = {} as typeof Upstream;
