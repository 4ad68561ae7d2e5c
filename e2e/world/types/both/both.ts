// A program that has both packages: objects of one go where those of the other are
// expected, and so do the classes.
import * as Upstream from 'amazon-cognito-identity-js';
import * as Ours from 'cognitowasm';

type Both<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const both: [
	Both<Ours.AuthenticationDetails, Upstream.AuthenticationDetails>,
	Both<Ours.ChallengeName, Upstream.ChallengeName>,
	Both<Ours.ClientMetadata, Upstream.ClientMetadata>,
	Both<Ours.CodeDeliveryDetails, Upstream.CodeDeliveryDetails>,
	Both<Ours.CognitoAccessToken, Upstream.CognitoAccessToken>,
	Both<Ours.CognitoIdToken, Upstream.CognitoIdToken>,
	Both<Ours.CognitoRefreshToken, Upstream.CognitoRefreshToken>,
	Both<Ours.CognitoUser, Upstream.CognitoUser>,
	Both<Ours.CognitoUserAttribute, Upstream.CognitoUserAttribute>,
	Both<Ours.CognitoUserPool, Upstream.CognitoUserPool>,
	Both<Ours.CognitoUserSession, Upstream.CognitoUserSession>,
	Both<Ours.CookieStorage, Upstream.CookieStorage>,
	Both<Ours.GetSessionOptions, Upstream.GetSessionOptions>,
	Both<Ours.IAuthenticationCallback, Upstream.IAuthenticationCallback>,
	Both<Ours.IAuthenticationDetailsData, Upstream.IAuthenticationDetailsData>,
	Both<Ours.ICognitoStorage, Upstream.ICognitoStorage>,
	Both<Ours.ICognitoUserAttributeData, Upstream.ICognitoUserAttributeData>,
	Both<Ours.ICognitoUserData, Upstream.ICognitoUserData>,
	Both<Ours.ICognitoUserPoolData, Upstream.ICognitoUserPoolData>,
	Both<Ours.ICognitoUserSessionData, Upstream.ICognitoUserSessionData>,
	Both<Ours.ICookieStorageData, Upstream.ICookieStorageData>,
	Both<Ours.IMfaSettings, Upstream.IMfaSettings>,
	Both<Ours.ISignUpResult, Upstream.ISignUpResult>,
	Both<Ours.MFAOption, Upstream.MFAOption>,
	Both<Ours.NodeCallback<Error, string>, Upstream.NodeCallback<Error, string>>,
	Both<Ours.NodeCallback.Any, Upstream.NodeCallback.Any>,
	Both<
		Ours.UpdateAttributesNodeCallback<Error, string, any>,
		Upstream.UpdateAttributesNodeCallback<Error, string, any>
	>,
	Both<Ours.UserAgent, Upstream.UserAgent>,
	Both<Ours.UserData, Upstream.UserData>,
	Both<Ours.WordArray, Upstream.WordArray>,
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
];

export const asUpstream: typeof Upstream = Ours;
export const asOurs: Pick<typeof Ours, Exclude<keyof typeof Upstream, 'default'>> = Upstream;
const pool = new Upstream.CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
export const user: Upstream.CognitoUser = new Ours.CognitoUser({
	Username: 'ada',
	Pool: pool,
	Storage: new Ours.CookieStorage(),
});
user.getSession((error: Error | null, session: Ours.CognitoUserSession | null) => void [error, session]);
