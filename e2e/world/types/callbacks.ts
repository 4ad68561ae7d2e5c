// Callbacks, annotated as loosely and as strictly as upstream allows.
import {
	AuthenticationDetails,
	ChallengeName,
	CognitoUserAttribute,
	CognitoUserSession,
	IAuthenticationCallback,
	ICognitoUserAttributeData,
	MFAOption,
	UserData,
} from 'amazon-cognito-identity-js';
import { pool, user } from './fixtures';

user.getSession((error: any, session: any) => void [error.message, session.getIdToken().payload.sub]);
user.getSession((error: Error | null, session: CognitoUserSession | null) => void [error, session]);
user.getSession((error: Error, session: null) => void [error.message, session]);
user.getSession((error: null, session: CognitoUserSession) => void [error, session.isValid()]);
user.getSession((error: Error | null) => void error);
user.getSession(() => {});
user.getSession(function (this: unknown, ...args: any[]) {
	void args;
});
user.getSession((error: Error | null, session?: CognitoUserSession | null) => error ?? session?.isValid(), {
	clientMetadata: { a: '1' },
});
user.getSession(async (error: Error | null, session: CognitoUserSession | null) => void [error, session]);
user.refreshSession(
	user.getSignInUserSession()!.getRefreshToken(),
	(error, session: CognitoUserSession) => void [error.code, session.isValid()],
);
user.getUserAttributes((error, list) => {
	if (error) return alert(error.message || JSON.stringify(error));
	for (const each of list ?? []) void [each.getName(), each.getValue()];
});
user.getUserAttributes((error?: Error, list?: CognitoUserAttribute[]) => void [error, list]);
user.getUserAttributes((error: Error | undefined, list: CognitoUserAttribute[] | undefined) => error ?? list);
user.getUserAttributes((error: any, list: any) => list.map((each: CognitoUserAttribute) => each.Name));
user.getMFAOptions((error, options?: MFAOption[]) => void [error, options?.[0]?.DeliveryMedium === 'EMAIL']);
user.getUserData((error, data?: UserData) => void [error, data?.UserMFASettingList], { bypassCache: true });
user.changePassword('a', 'b', (error, result) => void [error?.name, result === 'SUCCESS']);
user.updateAttributes(
	[{ Name: 'email', Value: 'a@b' }, new CognitoUserAttribute({ Name: 'name', Value: 'Ada' })],
	(error, result, details) => void [error, result?.length, details.CodeDeliveryDetailsList],
);
const changes: ICognitoUserAttributeData[] = [];
user.updateAttributes(changes, (error) => void error, { a: '1' });
user.deleteAttributes(['email'], (error, result) => void [error, result?.toLowerCase()]);
user.setUserMfaPreference(null, { PreferredMfa: true, Enabled: true }, (error, result) => void [error, result?.length]);
user.enableMFA((error, result) => void [error, result?.length]);
user.deleteUser((error, result) => void [error, result?.length]);
user.resendConfirmationCode((error, result) => void [error, result.CodeDeliveryDetails.Destination], { a: '1' });
user.getAttributeVerificationCode('email', {
	onSuccess: (text) => void text.length,
	onFailure: (error) => void error.message,
	inputVerificationCode: (data) => void data.length,
});
user.getAttributeVerificationCode('email', {
	onSuccess() {},
	onFailure: (error: Error) => console.error(error),
	inputVerificationCode: () => null,
});
user.getDevice({ onSuccess: (device) => void device.length, onFailure: (error) => void error.message });
user.setDeviceStatusRemembered({ onSuccess: console.log, onFailure: (error) => void error.code });
user.globalSignOut({ onSuccess: (message: string) => void message, onFailure: (error: Error) => void error });
user.signOut(() => {});
user.sendMFACode(
	'123',
	{ onSuccess: (session, necessary) => void [session.isValid(), necessary], onFailure: (error) => void error.code },
	'SOFTWARE_TOKEN_MFA',
	{ a: '1' },
);
user.sendMFASelectionAnswer('SMS_MFA', {
	onSuccess: (session) => void session.getAccessToken(),
	onFailure: (error) => void error.code,
	mfaRequired: (name, parameters) => void [name, parameters.CODE_DELIVERY_DESTINATION],
});

class SignIn implements IAuthenticationCallback {
	onSuccess = (session: CognitoUserSession, necessary?: boolean) => void [session, necessary];
	onFailure = (error: { code: string; message: string }) => void error.code;
	newPasswordRequired(attributes: { email?: string }, required: string[]) {
		delete attributes.email;
		user.completeNewPasswordChallenge('new', { ...attributes, name: required[0] }, this);
	}
	mfaRequired(name: ChallengeName, parameters: any) {
		user.sendMFACode(prompt(name + parameters.x) || '', this);
	}
	customChallenge(parameters: { question: string }) {
		user.sendCustomChallengeAnswer(parameters.question, this);
	}
	mfaSetup() {
		user.associateSoftwareToken({
			associateSecretCode: (code) =>
				user.verifySoftwareToken(code, '', {
					onSuccess: this.onSuccess,
					onFailure: (error) => this.onFailure({ code: error.name, ...error }),
				}),
			onFailure: this.onFailure,
		});
	}
}
user.authenticateUser(new AuthenticationDetails({ Username: 'ada', Password: 'x' }), new SignIn());
user.initiateAuth(
	new AuthenticationDetails({ Username: 'ada', ValidationData: { a: 1 }, ClientMetadata: { b: '2' } }),
	new SignIn(),
);
pool.signUp(
	'ada',
	'x',
	[],
	null as any,
	(error, result) => void [error, result!.user.getUsername(), result!.codeDeliveryDetails.Destination],
	{ a: '1' },
);
pool.signUp('ada', 'x', [], [], (error: any, result: any) => void [error.code, result.userSub]);
