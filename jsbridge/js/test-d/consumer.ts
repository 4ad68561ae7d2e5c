// Code as applications have it: it compiles against upstream's declarations,
// and must compile against ours.
import {
	AuthenticationDetails,
	CognitoAccessToken,
	CognitoIdToken,
	CognitoRefreshToken,
	CognitoUser,
	CognitoUserAttribute,
	CognitoUserPool,
	CognitoUserSession,
	CookieStorage,
	appendToCognitoUserAgent,
} from 'cognitowasm';
import type {
	ChallengeName,
	ClientMetadata,
	CodeDeliveryDetails,
	GetSessionOptions,
	IAuthenticationCallback,
	IAuthenticationDetailsData,
	ICognitoStorage,
	ICognitoUserAttributeData,
	ICognitoUserData,
	ICognitoUserPoolData,
	ICognitoUserSessionData,
	IMfaSettings,
	ISignUpResult,
	MFAOption,
	NodeCallback,
	UpdateAttributesNodeCallback,
	UserData,
} from 'cognitowasm';

class PageMemory implements ICognitoStorage {
	private items: Record<string, string> = {};
	setItem(key: string, value: string): void {
		this.items[key] = value;
	}
	getItem(key: string): string | null {
		return this.items[key] ?? null;
	}
	removeItem(key: string): void {
		delete this.items[key];
	}
	clear(): void {
		this.items = {};
	}
}

const poolData: ICognitoUserPoolData = {
	UserPoolId: 'eu-west-1_AbCdEf123',
	ClientId: 'client',
	endpoint: 'http://localhost:9229',
	Storage: new PageMemory(),
	AdvancedSecurityDataCollectionFlag: false,
};
const pool = new CognitoUserPool(poolData, (target: NodeCallback.Any): NodeCallback.Any => (error, data) => {
	target(error, data);
});
const userData: ICognitoUserData = { Username: 'bob', Pool: pool, Storage: window.localStorage };
export const user = new CognitoUser(userData);
export const plainUser = new CognitoUser({ Username: 'bob', Pool: pool });
const detailsData: IAuthenticationDetailsData = {
	Username: 'bob',
	Password: 'x',
	ValidationData: { a: 1 },
	ClientMetadata: { b: '2' },
};
export const details = new AuthenticationDetails(detailsData);
export const validation: any[] = details.getValidationData();
export const named: [string, string] = [details.getUsername(), details.getPassword()];

export function signIn(): Promise<CognitoUserSession> {
	return new Promise((resolve, reject) => {
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		const flow: string = user.getAuthenticationFlowType();
		const callbacks: IAuthenticationCallback = {
			onSuccess: (session, userConfirmationNecessary) => (userConfirmationNecessary ? reject(flow) : resolve(session)),
			onFailure: reject,
			newPasswordRequired: (userAttributes, requiredAttributes) => reject([userAttributes, requiredAttributes]),
			mfaRequired(challengeName, challengeParameters) {
				const name: ChallengeName = challengeName;
				reject([name, challengeParameters]);
			},
		};
		user.authenticateUser(details, callbacks);
		user.authenticateUser(details, { onSuccess: resolve, onFailure: (error: Error) => reject(error.message) });
	});
}

export function currentSession(): Promise<CognitoUserSession | null> {
	const current: CognitoUser | null = pool.getCurrentUser();
	return new Promise((resolve, reject) => {
		if (!current) return resolve(null);
		const options: GetSessionOptions = { clientMetadata: { a: '1' } };
		current.getSession(
			(error: Error | null, session: CognitoUserSession | null) => (error ? reject(error) : resolve(session)),
			options,
		);
		current.getSession((error: Error | null, session: null | CognitoUserSession) => {
			if (error || !session || !session.isValid()) return reject(error);
			resolve(session);
		});
		current.getSession((error: null, session: CognitoUserSession) => resolve(error ?? session));
		current.getSession((error: any, session: any) => (error ? reject(error) : resolve(session)));
		current.refreshSession(
			new CognitoRefreshToken({ RefreshToken: 'r' }),
			(error, session) => (error ? reject(error) : resolve(session)),
			{ a: '1' },
		);
	});
}

export function registration(metadata: ClientMetadata): void {
	const attribute: ICognitoUserAttributeData = { Name: 'email', Value: 'a@b' };
	const attributes: CognitoUserAttribute[] = [new CognitoUserAttribute(attribute)];
	pool.signUp(
		'bob',
		'x',
		attributes,
		[],
		(error?: Error, result?: ISignUpResult) => {
			if (error || !result) return;
			const delivery: CodeDeliveryDetails = result.codeDeliveryDetails;
			const [who, confirmed, sub]: [CognitoUser, boolean, string] = [result.user, result.userConfirmed, result.userSub];
			void [delivery.Destination, who.getUsername(), confirmed, sub];
		},
		metadata,
	);
	user.confirmRegistration('123', true, (error, result) => void [error, result], metadata);
	user.resendConfirmationCode((error, result) => void [error?.message, result]);
	user.getUserAttributes((error?: Error, list?: CognitoUserAttribute[]) => {
		for (const each of list ?? [])
			void [each.getName(), each.getValue(), each.Name, each.setValue('x').toString(), each.toJSON(), error];
	});
	user.signOut();
	user.signOut(() => {});
	user.getCachedDeviceKeyAndPassword();
	appendToCognitoUserAgent('mine/1');
}

export function tokens(data: ICognitoUserSessionData): (string | number)[] {
	const session = new CognitoUserSession({
		IdToken: new CognitoIdToken({ IdToken: 'i' }),
		AccessToken: new CognitoAccessToken({ AccessToken: 'a' }),
	});
	user.setSignInUserSession(new CognitoUserSession(data));
	const kept: CognitoUserSession | null = user.getSignInUserSession();
	const groups: string[] | undefined = session.getIdToken().payload['cognito:groups'];
	const claims: { [id: string]: any } = session.getAccessToken().decodePayload();
	return [
		session.getIdToken().getJwtToken(),
		session.getAccessToken().getExpiration(),
		session.getIdToken().getIssuedAt(),
		kept?.getRefreshToken().getToken() ?? '',
		groups?.[0] ?? claims.sub,
	];
}

// Objects made by hand, as tests make them.
export const madeToken: CognitoIdToken = {
	payload: {},
	getJwtToken: () => '',
	getExpiration: () => 1,
	getIssuedAt: () => 1,
	decodePayload: () => ({}),
};
export const madeSession: CognitoUserSession = {
	getIdToken: () => madeToken,
	getAccessToken: () => madeToken,
	getRefreshToken: () => ({ getToken: () => '' }),
	isValid: () => true,
};
export const madePool: CognitoUserPool = {
	getUserPoolId: () => '',
	getUserPoolName: () => '',
	getClientId: () => '',
	signUp: (): any => {},
	getCurrentUser: () => null,
};
class Extended extends CognitoUser {
	override getSession(callback: any): void {
		return super.getSession(callback);
	}
	override signOut(callback?: () => void): void {
		super.signOut(callback);
	}
}
export const challenge: ChallengeName | undefined = new Extended(userData).challengeName;
export const others: [IMfaSettings, MFAOption, UserData | undefined, UpdateAttributesNodeCallback<Error, string, any>] =
	[
		{ PreferredMfa: true, Enabled: true },
		{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' },
		undefined,
		(error, result, more) => void [error, result, more],
	];

export const fromACookie: string = new CookieStorage().getItem('name');
