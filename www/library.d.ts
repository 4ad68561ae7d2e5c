// What the page uses of the library, by the names and shapes of
// amazon-cognito-identity-js 6.3.21. Either library's script defines the global.

interface CognitoError extends Error {
	code?: string;
}

type NodeCallback<T> = (error: CognitoError | null | undefined, value: T) => void;

interface CognitoToken {
	readonly payload: Readonly<Record<string, unknown>>;
	getJwtToken(): string;
	getExpiration(): number;
	getIssuedAt(): number;
}

interface CognitoUserSession {
	getIdToken(): CognitoToken;
	getAccessToken(): CognitoToken;
	getRefreshToken(): { getToken(): string };
	getClockDrift(): number;
	isValid(): boolean;
}

interface CognitoUserAttribute {
	getName(): string;
	getValue(): string;
}

interface CognitoUser {
	getUsername(): string;
	getSession(callback: NodeCallback<CognitoUserSession | null>): void;
	authenticateUser(
		details: unknown,
		callbacks: {
			onSuccess(session: CognitoUserSession): void;
			onFailure(error: CognitoError): void;
		},
	): void;
	confirmRegistration(code: string, forceAlias: boolean, callback: NodeCallback<string>): void;
	resendConfirmationCode(callback: NodeCallback<unknown>): void;
	getUserAttributes(callback: NodeCallback<CognitoUserAttribute[] | undefined>): void;
	signOut(callback?: (error?: CognitoError) => void): void;
}

interface CognitoUserPool {
	getCurrentUser(): CognitoUser | null;
	signUp(
		username: string,
		password: string,
		attributes: CognitoUserAttribute[],
		validation: CognitoUserAttribute[],
		callback: NodeCallback<{ userConfirmed: boolean } | undefined>,
	): void;
}

declare const AmazonCognitoIdentity: {
	CognitoUserPool: new (data: { UserPoolId: string; ClientId: string; endpoint: string }) => CognitoUserPool;
	CognitoUser: new (data: { Username: string; Pool: CognitoUserPool }) => CognitoUser;
	CognitoUserAttribute: new (data: { Name: string; Value: string }) => CognitoUserAttribute;
	AuthenticationDetails: new (data: { Username: string; Password: string }) => unknown;
	// The original has none.
	configure?(options: { wasmURL: string; wasmIntegrity: string }): void;
};
