// What the page uses of the library, by the names and shapes of
// amazon-cognito-identity-js 6.3.21. Either library's script defines the global. What
// upstream does not have is added by cognitowasm.passwordless.js, .oauth.js and .state.js, and
// not there without them.

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

type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** What a step of a sign-in comes to. */
type SignInResult =
	| { challengeName?: undefined; session: CognitoUserSession }
	| { challengeName: string; availableChallenges?: FirstFactor[] };

interface ChallengeData {
	challengeName: string;
	challengeParameters?: Record<string, string>;
	availableChallenges?: FirstFactor[];
}

interface Passkey {
	CredentialId: string;
	FriendlyCredentialName: string;
	AuthenticatorAttachment?: string;
	CreatedAt: number;
}

/** Without callbacks, each of its methods returns a promise. */
type PasswordlessUser = CognitoUser & {
	setAuthenticationFlowType(flow: string): void;
	authenticateUser(details: unknown): Promise<SignInResult>;
	selectChallenge(factor: FirstFactor, signal?: AbortSignal, options?: { password?: string }): Promise<SignInResult>;
	sendMFACode(code: string): Promise<SignInResult>;
	signInWithPasskey(): Promise<SignInResult>;
	exportChallenge(): ChallengeData | null;
	registerPasskey(): Promise<{ credentialId: string }>;
	listPasskeys(): Promise<Passkey[]>;
	deletePasskey(credentialId: string): Promise<string>;
	getUserAuthFactors(): Promise<{ ConfiguredUserAuthFactors?: FirstFactor[] }>;
};

interface PasswordlessPool extends CognitoUserPool {
	resumeChallenge(): PasswordlessUser | null;
	getPasskeyUser(): Promise<PasswordlessUser | null>;
}

interface RedirectResult {
	user: CognitoUser;
	session: CognitoUserSession;
	state: unknown;
}

interface OAuth {
	authorize(options: { provider?: string; state?: unknown }): Promise<never>;
	handleRedirect(): Promise<RedirectResult | null>;
	logout(): Promise<never>;
}

/** What pool.onStateChange reports. */
interface AuthState {
	username: string | null;
	users: readonly string[];
	change: 'initial' | 'signedIn' | 'refreshed' | 'signedOut' | 'expired' | 'userChanged';
	changedUser: string | null;
}

interface StatePool extends CognitoUserPool {
	onStateChange(listener: (state: AuthState) => void): () => void;
	getSignedInUsers(): CognitoUser[];
	setCurrentUser(user: CognitoUser | null): void;
}

declare const AmazonCognitoIdentity: {
	OAuth?: new (pool: CognitoUserPool, options: { domain: string; redirectUri: string; logoutUri: string }) => OAuth;
	CognitoUserPool: new (data: {
		UserPoolId: string;
		ClientId: string;
		endpoint: string;
		keepChallenges: 'session'; // without meaning to upstream
	}) => CognitoUserPool;
	CognitoUser: new (data: { Username: string; Pool: CognitoUserPool }) => CognitoUser;
	CognitoUserAttribute: new (data: { Name: string; Value: string }) => CognitoUserAttribute;
	AuthenticationDetails: new (data: { Username: string; Password?: string }) => unknown;
	// The original has none.
	configure?(options: { wasmURL: string; wasmIntegrity: string }): void;
};
