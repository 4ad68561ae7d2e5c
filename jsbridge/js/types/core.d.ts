/** How the core is found, and where it runs; see `configure`. */
export interface CoreOptions {
	/**
	 * Where `cognitowasm.wasm` is served: for pages where it is not found
	 * automatically, and for those that want it streamed. The ESM and CJS builds
	 * otherwise have the Wasm module inside a JavaScript module.
	 */
	wasmURL?: string | URL | undefined;
	/**
	 * `dist/cognitowasm.wasm`, compiled already, or a promise of it: for environments that
	 * cannot compile bytes, such as edge runtimes, and for those that cannot load anything
	 * later, such as a service worker or the background script of an extension.
	 */
	wasmModule?: WebAssembly.Module | PromiseLike<WebAssembly.Module> | undefined;
	/**
	 * The digest that the Wasm module must have, written as in an `integrity` attribute:
	 * `sha256-`, `sha384-` or `sha512-`, and base64. Defaults to the digest of this build's
	 * own module; a module that was built separately needs its own.
	 *
	 * https://www.w3.org/TR/SRI/#integrity-metadata-description
	 */
	wasmIntegrity?: string | undefined;
	/**
	 * Whether the core runs in a worker of its own, off the page's thread. The page's
	 * Content-Security-Policy must then allow `blob:` in its worker-src; or pass the
	 * URL of `dist/cognitowasm.worker.js` on the page's own origin. Where no worker is
	 * available, the core runs in the page.
	 */
	worker?: boolean | string | URL | undefined;
	/**
	 * With `'worker'`, the core runs in a worker and the page never sees a refresh
	 * token: its storage and its session objects have it sealed, with a key that only
	 * the workers of this origin use. SECURITY.md says what that protects
	 * against and what it does not. Where no worker is available, calls of the core fail
	 * with code `WasmUnavailable`.
	 */
	tokenIsolation?: "worker" | undefined;
}
/** Any JSON value. */
export type JSONValue = string | number | boolean | null | JSONValue[] | {
	[name: string]: JSONValue | undefined;
};
/** An object that keeps the session, as localStorage does; results may be promises. */
export interface PageStorage {
	getItem(key: string): unknown;
	setItem(key: string, value: string): unknown;
	removeItem(key: string): unknown;
}
/**
 * PoolRequest is the part common to all requests: which app client of which
 * user pool, and where its state is kept.
 */
export interface PoolRequest {
	/** UserPoolID is the user pool's id, for instance "eu-west-1_AbCdEf123". */
	userPoolId: string;
	/** ClientID is the app client's id. */
	clientId: string;
	/** Endpoint replaces the service's URL, which follows from the pool id. */
	endpoint?: string | undefined;
	/**
	 * Credentials is the fetch option of that name; left out, the browser's
	 * default holds.
	 */
	credentials?: string | undefined;
	/** UserAgent is the X-Amz-User-Agent header; left out, the peer's text. */
	userAgent?: string | undefined;
	/**
	 * Storage keeps the session: an object with getItem, setItem and
	 * removeItem, whose results may be promises. Omitted, it is localStorage,
	 * or memory where that is blocked; on a server there is no default, and what
	 * keeps a session needs one, each visitor's own.
	 */
	storage?: PageStorage | undefined;
	/** UserContextData goes into the requests that take it, as it is. */
	userContextData?: JSONValue | undefined;
	/**
	 * Refresh says by which operation refresh tokens are spent: "classic" is
	 * InitiateAuth, "rotating" is GetTokensFromRefreshToken, which app clients
	 * that rotate refresh tokens need, and "auto" (the default) begins with the
	 * first and learns from the service's refusal.
	 */
	refresh?: string | undefined;
	/**
	 * RequestTimeout is for how many milliseconds an answer of the service is waited
	 * for: 30,000 when omitted, without end when 0.
	 */
	requestTimeout?: number | undefined;
	/**
	 * VerifyTokens asks to verify tokens, with the keys that the pool publishes,
	 * as they enter: those of a sign-in and a refresh, and those read from storage.
	 */
	verifyTokens?: boolean | undefined;
	/**
	 * JWKSURL is where those keys are; left out, it is the issuer's
	 * /.well-known/jwks.json, or that of Endpoint.
	 */
	jwksURL?: string | undefined;
	/**
	 * Request sends requests in the place of fetch: the page's own client, or a stub of
	 * a test. Its callback gets an error, which the caller then gets as it is, or the reply.
	 */
	request?: ((operation: string, input: any, callback: (error: any, reply?: any) => void) => unknown) | undefined;
	/**
	 * Fetch is called in the place of the page's function fetch, with the same arguments,
	 * for all requests of the API; not for the pool's keys, nor at its domain.
	 */
	fetch?: ((url: string, init: any) => unknown) | undefined;
	/**
	 * OwnStorage says that Storage is this tab's alone, as sessionStorage is: then other
	 * tabs are not kept waiting.
	 */
	ownStorage?: boolean | undefined;
	/**
	 * Signal is an AbortSignal that ends the call. With a reason whose code is
	 * "SignedOut", a sign-out ends it: then nothing that is under way is stored.
	 */
	signal?: AbortSignal | undefined;
}
/** UserReply names a user. */
export interface UserReply {
	/** Username is the name under which the user's session is stored. */
	username: string;
}
/** GetSessionRequest asks for a user's session. */
export interface GetSessionRequest extends PoolRequest {
	username?: string | undefined;
	clientMetadata?: JSONValue | undefined;
}
/** SessionReply is a user's session. */
export interface SessionReply {
	username: string;
	idToken: string;
	accessToken: string;
	refreshToken: string;
	/**
	 * ClockDrift is local time minus the server's, in whole seconds; NaN when
	 * the tokens do not say when they were issued.
	 */
	clockDrift: number;
	/**
	 * Unsaved names the key that the storage refused, when it did: then the
	 * storage has what it had before, and this reply is all there is of the
	 * session.
	 */
	unsaved?: string | undefined;
}
/** RefreshSessionRequest asks for new tokens. */
export interface RefreshSessionRequest extends PoolRequest {
	username: string;
	refreshToken: string;
	/**
	 * Replaces is the access token that the caller wants to replace. Where
	 * storage by now holds a valid session with another one, somebody else has
	 * refreshed, and that session is the reply.
	 */
	replaces?: string | undefined;
	/**
	 * AccessToken is the one that came with the refresh token, when the caller
	 * knows it. Where storage has a later refresh token of the same sign-in,
	 * that one is spent.
	 */
	accessToken?: string | undefined;
	clientMetadata?: JSONValue | undefined;
}
/**
 * SignInUser is the part common to the steps of a sign-in: the user, and the
 * device that the caller holds in memory. One that storage has goes before it.
 */
export interface SignInUser extends PoolRequest {
	username: string;
	deviceKey?: string | undefined;
	deviceGroupKey?: string | undefined;
	randomPassword?: string | undefined;
	clientMetadata?: JSONValue | undefined;
}
/** SignInRequest asks to sign a user in. */
export interface SignInRequest extends SignInUser {
	/** Password may only be left out in USER_AUTH. */
	password?: string | undefined;
	/**
	 * Flow is USER_SRP_AUTH (the default), USER_PASSWORD_AUTH, CUSTOM_AUTH with SRP
	 * before the pool's own challenges, or USER_AUTH.
	 */
	flow?: string | undefined;
	/** PreferredChallenge is the factor to begin USER_AUTH with, for instance EMAIL_OTP. */
	preferredChallenge?: string | undefined;
	/**
	 * SignUpSession is the Session that confirmSignUp replied; it spares the first
	 * sign-in of USER_AUTH its challenge.
	 */
	signUpSession?: string | undefined;
	/** StepUp is sent along in USER_AUTH: see core.Credentials. */
	stepUp?: JSONValue | undefined;
}
/** Device is a device of the user, with the secret that signs it in. */
export interface Device {
	deviceKey: string;
	deviceGroupKey: string;
	randomPassword: string;
}
/** Challenge is what the service wants next. */
export interface Challenge {
	/** Name is Cognito's, for instance "SMS_MFA". */
	name: string;
	/** Parameters are the challenge's, as the service sent them. */
	parameters?: JSONValue | undefined;
	/** AvailableChallenges are the factors that SELECT_CHALLENGE offers. */
	availableChallenges?: JSONValue | undefined;
	/** FirstFactor says that EMAIL_OTP is the first factor of the sign-in. */
	firstFactor?: boolean | undefined;
	/**
	 * Session is the sign-in's state at the service, to be sent back with the
	 * answer.
	 */
	session?: JSONValue | undefined;
}
/** SignInReply is the state of a sign-in after the last reply of the service. */
export interface SignInReply {
	/**
	 * Username is the user's own name (USER_ID_FOR_SRP), which may differ from
	 * the one that was typed.
	 */
	username: string;
	/** Session is there when the user is signed in. */
	session?: SessionReply | undefined;
	/** ChallengeName is what the reply named beside the tokens, normally nothing. */
	challengeName?: string | undefined;
	/**
	 * Device is the device of this sign-in: from storage, or confirmed just now.
	 * It is left out where there is none.
	 */
	device?: Device | undefined;
	/**
	 * DeviceForgotten says that the service did not know the device any more,
	 * and that storage has none now.
	 */
	deviceForgotten?: boolean | undefined;
	/**
	 * DeviceError tells why a new device could not be confirmed. The user is
	 * signed in all the same.
	 */
	deviceError?: string | undefined;
	/**
	 * DeviceUnsaved names the key of the device that the storage refused, when
	 * it did: then Device is all there is of it.
	 */
	deviceUnsaved?: string | undefined;
	/**
	 * UserConfirmationNecessary says that the user should be asked whether to
	 * remember the device.
	 */
	userConfirmationNecessary: boolean;
	/**
	 * Challenge is there when the service wants more before it signs the user
	 * in.
	 */
	challenge?: Challenge | undefined;
}
/** InitiateAuthRequest asks to sign a user in by the pool's own challenges. */
export interface InitiateAuthRequest extends SignInUser {
	/** AuthParameters are sent along with the username. */
	authParameters?: JSONValue | undefined;
}
/** ContinueSignInRequest brings a reply of the service. */
export interface ContinueSignInRequest extends SignInUser {
	/** Reply is that of InitiateAuth or RespondToAuthChallenge. */
	reply: JSONValue;
}
/** RedirectLoginRequest is the part common to a redirect login's two halves. */
export interface RedirectLoginRequest extends PoolRequest {
	/** Domain is the pool's, or its URL. */
	domain: string;
	/** RedirectURI is where the browser comes back to. */
	redirectUri: string;
	/** Scopes are separated by spaces; all of the app client's when omitted. */
	scopes?: string | undefined;
}
/** AuthorizeRequest asks for the address to go to. */
export interface AuthorizeRequest extends RedirectLoginRequest {
	/**
	 * Parameters of the authorize endpoint that the application has chosen, by their
	 * names there: text.
	 */
	parameters?: JSONValue | undefined;
	/** AfterSignOut ends the session at the domain first. */
	afterSignOut?: boolean | undefined;
}
/** AuthorizeReply is a sign-in that waits for the browser to come back. */
export interface AuthorizeReply {
	url: string;
	state: string;
	codeVerifier: string;
	nonce: string;
}
/** ExchangeCodeRequest brings what the browser has come back with. */
export interface ExchangeCodeRequest extends RedirectLoginRequest {
	codeVerifier: string;
	nonce: string;
	code?: string | undefined;
	/** Error and ErrorDescription are there in place of a code. */
	error?: string | undefined;
	errorDescription?: string | undefined;
	/** Sub is whose sign-in alone is accepted. */
	sub?: string | undefined;
}
/** ChallengeRequest is the part common to the answers to challenges. */
export interface ChallengeRequest extends SignInUser {
	/** Session is the sign-in's state, from the challenge; it is sent as it is. */
	session?: JSONValue | undefined;
}
/** NewPasswordRequest brings the new password. */
export interface NewPasswordRequest extends ChallengeRequest {
	newPassword: string;
	/**
	 * UserAttributes are an object of attributes that the pool requires, their
	 * names without the prefix "userAttributes.".
	 */
	userAttributes?: JSONValue | undefined;
}
/** CustomChallengeAnswerRequest brings the answer to the pool's own challenge. */
export interface CustomChallengeAnswerRequest extends ChallengeRequest {
	answer: string;
}
/** SelectChallengeRequest brings the choice of a first factor. */
export interface SelectChallengeRequest extends ChallengeRequest {
	/**
	 * ChallengeName is the open challenge: SELECT_CHALLENGE (the default), EMAIL_OTP,
	 * SMS_OTP or WEB_AUTHN.
	 */
	challengeName?: string | undefined;
	/** Answer is PASSWORD, PASSWORD_SRP, EMAIL_OTP, SMS_OTP or WEB_AUTHN. */
	answer: string;
	/** Password is for the first two. */
	password?: string | undefined;
}
/** WebAuthnCredentialRequest brings the assertion by a passkey. */
export interface WebAuthnCredentialRequest extends ChallengeRequest {
	/** Credential is the text of an AuthenticationResponseJSON. */
	credential: string;
}
/** MFACodeRequest brings the code of a factor. */
export interface MFACodeRequest extends ChallengeRequest {
	code: string;
	/** MFAType is SMS_MFA, EMAIL_OTP, SMS_OTP or SOFTWARE_TOKEN_MFA. */
	mfaType: string;
}
/** MFASelectionRequest brings the choice of a second factor. */
export interface MFASelectionRequest extends ChallengeRequest {
	/** Answer is SMS_MFA, EMAIL_OTP or SOFTWARE_TOKEN_MFA. */
	answer: string;
}
/** AssociateSoftwareTokenRequest has an access token, or the state of a sign-in. */
export interface AssociateSoftwareTokenRequest extends PoolRequest {
	AccessToken?: JSONValue | undefined;
	Session?: JSONValue | undefined;
}
/** SignOutRequest asks to sign a user out. */
export interface SignOutRequest extends PoolRequest {
	username?: string | undefined;
	/**
	 * Revoke asks for RevokeToken as well. Storage is cleared whatever comes
	 * of it.
	 */
	revoke?: boolean | undefined;
}
/** RevokeTokenRequest asks to revoke a refresh token. */
export interface RevokeTokenRequest extends PoolRequest {
	accessToken: string;
	refreshToken: string;
}
/** VerifyRequest brings the two tokens of a session. */
export interface VerifyRequest extends PoolRequest {
	idToken: string;
	accessToken: string;
}
/** SignUpRequest asks to register a user. */
export interface SignUpRequest extends PoolRequest {
	username: string;
	/** Password may be left out where the pool signs in without one. */
	password?: string | undefined;
	userAttributes?: JSONValue | undefined;
	validationData?: JSONValue | undefined;
	clientMetadata?: JSONValue | undefined;
}
/** ConfirmSignUpRequest brings the code that a new user received. */
export interface ConfirmSignUpRequest extends PoolRequest {
	username: string;
	confirmationCode: string;
	forceAliasCreation?: JSONValue | undefined;
	clientMetadata?: JSONValue | undefined;
	/** Session is that of the reply to signUp. */
	session?: JSONValue | undefined;
}
/** ResendConfirmationCodeRequest asks for another confirmation code. */
export interface ResendConfirmationCodeRequest extends PoolRequest {
	username: string;
	clientMetadata?: JSONValue | undefined;
}
/** ForgotPasswordRequest asks for a code that resets the password. */
export interface ForgotPasswordRequest extends PoolRequest {
	username: string;
	clientMetadata?: JSONValue | undefined;
}
/** ConfirmForgotPasswordRequest brings that code and the new password. */
export interface ConfirmForgotPasswordRequest extends PoolRequest {
	username: string;
	confirmationCode: string;
	password: string;
	clientMetadata?: JSONValue | undefined;
}
/**
 * AccessTokenRequest is the part common to what a signed-in user asks. The
 * requests that contain it have the API's own members, by the API's own names,
 * and in upstream's order.
 */
export interface AccessTokenRequest extends PoolRequest {
	AccessToken: string;
}
/** ChangePasswordRequest brings the old password and the new one. */
export interface ChangePasswordRequest extends AccessTokenRequest {
	PreviousPassword?: JSONValue | undefined;
	ProposedPassword?: JSONValue | undefined;
	ClientMetadata?: JSONValue | undefined;
}
/** SetUserSettingsRequest brings a list of objects {DeliveryMedium, AttributeName}. */
export interface SetUserSettingsRequest extends AccessTokenRequest {
	MFAOptions: JSONValue;
}
/** SetUserMFAPreferenceRequest brings objects {Enabled, PreferredMfa}. */
export interface SetUserMFAPreferenceRequest extends AccessTokenRequest {
	SMSMfaSettings?: JSONValue | undefined;
	SoftwareTokenMfaSettings?: JSONValue | undefined;
	EmailMfaSettings?: JSONValue | undefined;
	/** WebAuthnMfaSettings is an object {Enabled}. */
	WebAuthnMfaSettings?: JSONValue | undefined;
}
/** UpdateUserAttributesRequest brings a list of objects {Name, Value}. */
export interface UpdateUserAttributesRequest extends AccessTokenRequest {
	UserAttributes?: JSONValue | undefined;
	ClientMetadata?: JSONValue | undefined;
}
/** DeleteUserAttributesRequest brings a list of names. */
export interface DeleteUserAttributesRequest extends AccessTokenRequest {
	UserAttributeNames?: JSONValue | undefined;
}
/** AttributeVerificationCodeRequest names an attribute. */
export interface AttributeVerificationCodeRequest extends AccessTokenRequest {
	AttributeName?: JSONValue | undefined;
	ClientMetadata?: JSONValue | undefined;
}
/** VerifyUserAttributeRequest brings the code that was sent. */
export interface VerifyUserAttributeRequest extends AccessTokenRequest {
	AttributeName?: JSONValue | undefined;
	Code?: JSONValue | undefined;
}
/**
 * VerifySoftwareTokenRequest brings the first code of an authenticator app. It has
 * an access token, or the state of a sign-in.
 */
export interface VerifySoftwareTokenRequest extends PoolRequest {
	AccessToken?: JSONValue | undefined;
	Session?: JSONValue | undefined;
	UserCode?: JSONValue | undefined;
	FriendlyDeviceName?: JSONValue | undefined;
}
/** DeviceRequest names a device. */
export interface DeviceRequest extends AccessTokenRequest {
	DeviceKey?: JSONValue | undefined;
}
/** DeviceStatusRequest says "remembered" or "not_remembered". */
export interface DeviceStatusRequest extends AccessTokenRequest {
	DeviceKey?: JSONValue | undefined;
	DeviceRememberedStatus: JSONValue;
}
/** ListDevicesRequest asks for one page of the list. */
export interface ListDevicesRequest extends AccessTokenRequest {
	Limit?: JSONValue | undefined;
	PaginationToken?: JSONValue | undefined;
}
/** WebAuthnRegistrationRequest brings a new passkey, an object RegistrationResponseJSON. */
export interface WebAuthnRegistrationRequest extends AccessTokenRequest {
	Credential: JSONValue;
}
/** ListWebAuthnCredentialsRequest asks for one page of the list. */
export interface ListWebAuthnCredentialsRequest extends AccessTokenRequest {
	MaxResults?: JSONValue | undefined;
	NextToken?: JSONValue | undefined;
}
/** DeleteWebAuthnCredentialRequest names a passkey. */
export interface DeleteWebAuthnCredentialRequest extends AccessTokenRequest {
	CredentialId: JSONValue;
}
/** GlobalSignOutRequest names the user whose stored session ends too. */
export interface GlobalSignOutRequest extends AccessTokenRequest {
	username: string;
}
/** DeleteUserRequest names the user whose stored session ends too. */
export interface DeleteUserRequest extends AccessTokenRequest {
	username: string;
	ClientMetadata?: JSONValue | undefined;
}
/** AnyRequest is an operation of the API by its name. */
export interface AnyRequest extends PoolRequest {
	operation: string;
	input?: JSONValue | undefined;
	/** Retry repeats it after passing failures, as a refresh is repeated. */
	retry?: boolean | undefined;
}
/** What the Go core does for JavaScript. Every method answers through a promise. */
export interface Operations {
	/** Tells who signed in last with this app client, or null. */
	getCurrentUser(request: PoolRequest): Promise<UserReply | null>;
	/** Gives the user's session: the stored one while it is valid, else a refreshed one. Without a username it is the current user's. */
	getSession(request: GetSessionRequest): Promise<SessionReply>;
	/** Exchanges the refresh token for a new session, once per user however many ask. */
	refreshSession(request: RefreshSessionRequest): Promise<SessionReply>;
	/** Begins to sign a user in with a password, and stores the session when that is all there is to it. The reply has either a session or a challenge. */
	signIn(request: SignInRequest): Promise<SignInReply>;
	/** Begins to sign a user in without a password: CUSTOM_AUTH, whose challenges the pool's triggers define. */
	initiateAuth(request: InitiateAuthRequest): Promise<SignInReply>;
	/** Goes on from a reply of the service that the caller has got by itself. */
	continueSignIn(request: ContinueSignInRequest): Promise<SignInReply>;
	/** Prepares a sign-in at the pool's domain, and gives the address to go to. */
	authorize(request: AuthorizeRequest): Promise<AuthorizeReply>;
	/** Finishes a sign-in with what the browser has come back with from the pool's domain, and stores the session. It verifies the tokens. */
	exchangeCode(request: ExchangeCodeRequest): Promise<SessionReply>;
	/** Answers NEW_PASSWORD_REQUIRED. */
	completeNewPasswordChallenge(request: NewPasswordRequest): Promise<SignInReply>;
	/** Answers CUSTOM_CHALLENGE. */
	sendCustomChallengeAnswer(request: CustomChallengeAnswerRequest): Promise<SignInReply>;
	/** Answers SELECT_CHALLENGE, or chooses another way to sign in while EMAIL_OTP, SMS_OTP or WEB_AUTHN is open. */
	selectChallenge(request: SelectChallengeRequest): Promise<SignInReply>;
	/** Answers WEB_AUTHN. */
	sendWebAuthnCredential(request: WebAuthnCredentialRequest): Promise<SignInReply>;
	/** Answers SMS_MFA, EMAIL_OTP, SMS_OTP or SOFTWARE_TOKEN_MFA. */
	sendMFACode(request: MFACodeRequest): Promise<SignInReply>;
	/** Answers SELECT_MFA_TYPE. */
	sendMFASelectionAnswer(request: MFASelectionRequest): Promise<SignInReply>;
	/** Answers MFA_SETUP, once verifySoftwareToken has accepted a code, with the state that it gave. */
	completeMFASetup(request: ChallengeRequest): Promise<SignInReply>;
	/** Answers DEVICE_SRP_AUTH with the remembered device. */
	signInDevice(request: ChallengeRequest): Promise<SignInReply>;
	/** Gives the secret of a new authenticator app and, within a sign-in, the sign-in's next state (AssociateSoftwareToken). */
	associateSoftwareToken(request: AssociateSoftwareTokenRequest): Promise<JSONValue>;
	/** Removes the session from storage and, when asked, revokes the refresh token. Without a username it is the current user's. */
	signOut(request: SignOutRequest): Promise<void>;
	/** Revokes a session's refresh token, where the access token says that it can be revoked (claim origin_jti). */
	revokeToken(request: RevokeTokenRequest): Promise<void>;
	/** Verifies a session's tokens, whether they have been before or not. It needs verifyTokens. */
	verify(request: VerifyRequest): Promise<void>;
	/** Registers a user (SignUp) and gives the service's reply. */
	signUp(request: SignUpRequest): Promise<JSONValue>;
	/** Confirms a registration with the code that the user received, and gives the service's reply (ConfirmSignUp). */
	confirmSignUp(request: ConfirmSignUpRequest): Promise<JSONValue>;
	/** Sends the confirmation code again and gives the service's reply (ResendConfirmationCode). */
	resendConfirmationCode(request: ResendConfirmationCodeRequest): Promise<JSONValue>;
	/** Sends a code that resets the password and gives the service's reply (ForgotPassword). */
	forgotPassword(request: ForgotPasswordRequest): Promise<JSONValue>;
	/** Sets a new password with such a code (ConfirmForgotPassword). */
	confirmForgotPassword(request: ConfirmForgotPasswordRequest): Promise<void>;
	/** Gives the service's description of the user that the access token belongs to (GetUser). */
	getUser(request: AccessTokenRequest): Promise<JSONValue>;
	/** Changes the password (ChangePassword). */
	changePassword(request: ChangePasswordRequest): Promise<JSONValue>;
	/** Sets how SMS codes are delivered (SetUserSettings). */
	setUserSettings(request: SetUserSettingsRequest): Promise<JSONValue>;
	/** Sets which second factors are on and which is preferred (SetUserMFAPreference). */
	setUserMFAPreference(request: SetUserMFAPreferenceRequest): Promise<JSONValue>;
	/** Changes attributes and gives the service's reply (UpdateUserAttributes). */
	updateUserAttributes(request: UpdateUserAttributesRequest): Promise<JSONValue>;
	/** Deletes attributes (DeleteUserAttributes). */
	deleteUserAttributes(request: DeleteUserAttributesRequest): Promise<JSONValue>;
	/** Sends a code that verifies an attribute and gives the service's reply (GetUserAttributeVerificationCode). */
	getUserAttributeVerificationCode(request: AttributeVerificationCodeRequest): Promise<JSONValue>;
	/** Verifies an attribute with such a code (VerifyUserAttribute). */
	verifyUserAttribute(request: VerifyUserAttributeRequest): Promise<JSONValue>;
	/** Confirms an authenticator app with its first code and gives the service's reply and, within a sign-in, the sign-in's next state (VerifySoftwareToken). */
	verifySoftwareToken(request: VerifySoftwareTokenRequest): Promise<JSONValue>;
	/** Gives the service's description of a device (GetDevice). */
	getDevice(request: DeviceRequest): Promise<JSONValue>;
	/** Makes the service forget a device (ForgetDevice). Storage keeps its keys. */
	forgetDevice(request: DeviceRequest): Promise<JSONValue>;
	/** Says whether a device is to be remembered (UpdateDeviceStatus). */
	updateDeviceStatus(request: DeviceStatusRequest): Promise<JSONValue>;
	/** Lists the user's devices (ListDevices). */
	listDevices(request: ListDevicesRequest): Promise<JSONValue>;
	/** Says how the user can sign in (GetUserAuthFactors). */
	getUserAuthFactors(request: AccessTokenRequest): Promise<JSONValue>;
	/** Begins to register a passkey, and gives the options for the authenticator (StartWebAuthnRegistration). */
	startWebAuthnRegistration(request: AccessTokenRequest): Promise<JSONValue>;
	/** Registers the passkey that the authenticator has made (CompleteWebAuthnRegistration). */
	completeWebAuthnRegistration(request: WebAuthnRegistrationRequest): Promise<JSONValue>;
	/** Lists a page of the user's passkeys (ListWebAuthnCredentials). */
	listWebAuthnCredentials(request: ListWebAuthnCredentialsRequest): Promise<JSONValue>;
	/** Deletes a passkey at the service (DeleteWebAuthnCredential). */
	deleteWebAuthnCredential(request: DeleteWebAuthnCredentialRequest): Promise<JSONValue>;
	/** Ends all sessions of the user at the service, then the stored one (GlobalSignOut). */
	globalSignOut(request: GlobalSignOutRequest): Promise<void>;
	/** Deletes the user at the service, then the stored session (DeleteUser). */
	deleteUser(request: DeleteUserRequest): Promise<void>;
	/** Sends any operation of the API as it is and gives the service's reply. */
	request(request: AnyRequest): Promise<JSONValue>;
}
/**
 * Why a call failed, as `err.reason` says; docs/errors.md has a table.
 *
 * - `BAD_CREDENTIALS`: The user name or the password is wrong, or the pool hides which users exist.
 * - `USER_NOT_FOUND`: There is no such user, or no longer.
 * - `USER_DISABLED`: An administrator has disabled the user.
 * - `USER_NOT_CONFIRMED`: The user has not confirmed the registration.
 * - `PASSWORD_RESET_REQUIRED`: The password must be reset first.
 * - `PASSWORD_REJECTED`: The new password violates the pool's policy, or was used before.
 * - `USERNAME_TAKEN`: The user name, or an alias such as the e-mail address, belongs to another user.
 * - `CODE_MISMATCH`: The code is wrong.
 * - `CODE_EXPIRED`: The code has expired.
 * - `CHALLENGE_EXPIRED`: The sign-in took too long, or there were too many wrong answers: the service has forgotten it.
 * - `UNHANDLED_CHALLENGE`: The service asks for a challenge that this library does not know, or for which there is no callback.
 * - `FLOW_NOT_ENABLED`: The app client does not allow this way to sign in.
 * - `SECRET_HASH_REQUIRED`: The app client has a secret, which a page cannot keep.
 * - `PASSKEY_CANCELLED`: The user cancelled the passkey dialog, let it time out, or has no passkey here. Browsers do not say which.
 * - `PASSKEY_UNSUPPORTED`: This browser or device has no passkeys.
 * - `PASSKEY_NOT_ALLOWED`: Passkeys of the pool's relying party are not allowed on this page: its origin does not belong to the relying party, or a permissions policy forbids them.
 * - `PASSKEY_REGISTERED`: The authenticator already has a passkey of this user.
 * - `PASSKEY_REJECTED`: The service does not accept the passkey.
 * - `PASSKEYS_DISABLED`: The user pool does not allow passkeys.
 * - `RELYING_PARTY_MISSING`: The user pool has no relying party ID for passkeys, nor a domain.
 * - `LOGIN_REQUIRED`: With `prompt: 'none'`: the browser has no session at the pool's domain, or not one that will do.
 * - `CONSENT_REFUSED`: The user cancelled the sign-in at the identity provider, or did not consent.
 * - `INVALID_STATE`: The browser came back with a sign-in that was not begun here, has expired, or has been handled already.
 * - `USER_MISMATCH`: Another user has signed in than the one who was asked to; nothing was changed.
 * - `TRIGGER_REFUSED`: A Lambda trigger of the pool refused or failed.
 * - `NO_SESSION`: Nobody is signed in here, or the session has expired and cannot be refreshed.
 * - `REFRESH_REVOKED`: The refresh token has been revoked: by a sign-out, an administrator, or because it was used twice.
 * - `REFRESH_EXPIRED`: The refresh token has expired.
 * - `REFRESH_INVALID`: The service does not know the refresh token.
 * - `DEVICE_KEY_MISSING`: The service says "Invalid Refresh Token", and no device is stored for this user. A pool that tracks devices also says so of a good token whose device key was not sent, or whose device was never confirmed.
 * - `DEVICE_KEY_MISMATCH`: The refresh token was issued to a different device from the stored one.
 * - `ROTATION_REQUIRED`: The app client rotates refresh tokens, and `refresh: 'classic'` forbids the operation that this needs.
 * - `TOKEN_REJECTED`: The service does not accept the access token, or no longer does.
 * - `SCOPE_MISSING`: The access token lacks a scope, as tokens from managed login (the hosted UI) may.
 * - `TOKEN_UNVERIFIED`: A token did not pass verification, so it was not used: nothing was stored, and nothing removed.
 * - `TOKEN_UNAVAILABLE`: The tokens are on the server, where scripts cannot reach them (`cognitowasm/bff`), and the call needs one here.
 * - `CROSS_ORIGIN`: The server that keeps the session (`cognitowasm/bff`) refused a request that comes from a page of another origin, or that seems to.
 * - `TOKEN_SEALED`: The refresh token is sealed by `tokenIsolation`, and this page has no key for it: it does not set `tokenIsolation`, is on another origin, or the browser has removed the key. The token was not sent, and nothing was changed.
 * - `SIGNED_OUT`: The user signed out while the call was under way; nothing was stored.
 * - `OFFLINE`: The browser is offline; nothing was changed.
 * - `NETWORK_ERROR`: There was no response: the network, DNS or CORS; nothing was changed.
 * - `TIMEOUT`: There was no response in time; nothing was changed here.
 * - `THROTTLED`: Too many requests.
 * - `SERVICE_FAILURE`: The service failed.
 * - `INVALID_RESPONSE`: The response is not from Cognito, but from a proxy, a captive portal or a wrong endpoint. Nothing was changed.
 * - `ABORTED`: The application's AbortSignal ended the call.
 * - `STORAGE_BLOCKED`: The storage refused to read, write or remove a key: it is full or blocked.
 * - `ASYNC_STORAGE`: A synchronous call was made with an async `Storage`.
 * - `COOKIE_TOO_LONG`: A value does not fit into a cookie; nothing was written.
 * - `INVALID_PARAMETER`: An argument is missing or invalid.
 * - `WASM_UNAVAILABLE`: WebAssembly is unavailable, or a policy forbids it.
 * - `WASM_LOAD_FAILED`: The Wasm module could not be fetched or compiled.
 * - `WASM_MISMATCH`: The Wasm module belongs to another version of this script.
 * - `CORE_CRASHED`: The Wasm module crashed during the call, whose outcome is unknown.
 * - `INTERNAL_ERROR`: A bug in this library.
 * - `LIMIT_REACHED`: A service limit for this user was reached, for instance after many wrong codes.
 * - `WAF_BLOCKED`: AWS WAF, in front of the pool, refused the request.
 * - `CAPTCHA_REQUIRED`: AWS WAF, in front of the pool, requires a CAPTCHA (HTTP status 405, which a wrong endpoint may answer too).
 * - `REGION_STANDBY`: The operation is off in this region, for instance on the standby replica of a user pool in several regions.
 * - `UNKNOWN`: The service refused for a reason that is not in this list.
 */
export type Reason = "BAD_CREDENTIALS" | "USER_NOT_FOUND" | "USER_DISABLED" | "USER_NOT_CONFIRMED" | "PASSWORD_RESET_REQUIRED" | "PASSWORD_REJECTED" | "USERNAME_TAKEN" | "CODE_MISMATCH" | "CODE_EXPIRED" | "CHALLENGE_EXPIRED" | "UNHANDLED_CHALLENGE" | "FLOW_NOT_ENABLED" | "SECRET_HASH_REQUIRED" | "PASSKEY_CANCELLED" | "PASSKEY_UNSUPPORTED" | "PASSKEY_NOT_ALLOWED" | "PASSKEY_REGISTERED" | "PASSKEY_REJECTED" | "PASSKEYS_DISABLED" | "RELYING_PARTY_MISSING" | "LOGIN_REQUIRED" | "CONSENT_REFUSED" | "INVALID_STATE" | "USER_MISMATCH" | "TRIGGER_REFUSED" | "NO_SESSION" | "REFRESH_REVOKED" | "REFRESH_EXPIRED" | "REFRESH_INVALID" | "DEVICE_KEY_MISSING" | "DEVICE_KEY_MISMATCH" | "ROTATION_REQUIRED" | "TOKEN_REJECTED" | "SCOPE_MISSING" | "TOKEN_UNVERIFIED" | "TOKEN_UNAVAILABLE" | "CROSS_ORIGIN" | "TOKEN_SEALED" | "SIGNED_OUT" | "OFFLINE" | "NETWORK_ERROR" | "TIMEOUT" | "THROTTLED" | "SERVICE_FAILURE" | "INVALID_RESPONSE" | "ABORTED" | "STORAGE_BLOCKED" | "ASYNC_STORAGE" | "COOKIE_TOO_LONG" | "INVALID_PARAMETER" | "WASM_UNAVAILABLE" | "WASM_LOAD_FAILED" | "WASM_MISMATCH" | "CORE_CRASHED" | "INTERNAL_ERROR" | "LIMIT_REACHED" | "WAF_BLOCKED" | "CAPTCHA_REQUIRED" | "REGION_STANDBY" | "UNKNOWN";
/**
 * The codes of the errors that the facade itself makes. Upstream's own local errors
 * keep their exact message and have no code; errors of the service carry the
 * service's code, for instance `NotAuthorizedException`.
 *
 * - `Aborted`: the caller ended the call: by an AbortSignal in JavaScript, by its context in Go.
 * - `AsyncStorage`: a synchronous call was made with an async `Storage`.
 * - `CookieTooLong`: a value does not fit into a cookie; nothing was written.
 * - `CoreCrashed`: the Wasm module crashed during the call, whose outcome is unknown; the next call starts a new instance.
 * - `CrossOrigin`: the server that keeps the session refused a request of another origin.
 * - `InvalidParameter`: an argument is missing or invalid.
 * - `InvalidResponse`: a response is not Cognito's, for instance a proxy's error page, or cannot be read; nothing was changed.
 * - `InvalidState`: the browser came back with a sign-in that was not begun here, has expired, or has been handled already; nothing was changed.
 * - `NetworkError`: there was no response; nothing was changed, try again later.
 * - `PasskeyCancelled`: the user cancelled the passkey dialog, let it time out, or has no passkey here.
 * - `PasskeyNotAllowed`: passkeys of the pool's relying party are not allowed on this page.
 * - `PasskeyRegistered`: the authenticator already has a passkey of this user.
 * - `PasskeyUnsupported`: this browser or device has no passkeys.
 * - `SignedOut`: the user signed out while the call was under way; nothing was stored.
 * - `StorageError`: the storage refused to read, write or remove a key, which the message names.
 * - `TokenUnavailable`: the tokens are on the server, where scripts cannot reach them: send the request through it.
 * - `UnhandledChallenge`: the service asks for a challenge that has no answer here, or for which the application has no callback; nothing was stored.
 * - `UserMismatch`: another user has signed in than the one who was asked to; nothing was changed.
 * - `WasmLoadFailed`: the Wasm module could not be fetched or compiled; the message names the URL and the response.
 * - `WasmMismatch`: the Wasm module belongs to another version of this script.
 * - `WasmUnavailable`: WebAssembly is unavailable, or a policy forbids it.
 */
export type CognitoErrorCode = "Aborted" | "AsyncStorage" | "CookieTooLong" | "CoreCrashed" | "CrossOrigin" | "InvalidParameter" | "InvalidResponse" | "InvalidState" | "NetworkError" | "PasskeyCancelled" | "PasskeyNotAllowed" | "PasskeyRegistered" | "PasskeyUnsupported" | "SignedOut" | "StorageError" | "TokenUnavailable" | "UnhandledChallenge" | "UserMismatch" | "WasmLoadFailed" | "WasmMismatch" | "WasmUnavailable";
/**
 * Loads the core.
 *
 * @param options - where to find it, if it is not found automatically
 * @returns the operations, once the core is running. Each takes one object,
 * which names the pool and the client, and rejects with an Error that has
 * `code` and `name`. When the core stops (`CoreCrashed`), load it again.
 * @throws CognitoError `WasmUnavailable`, `WasmLoadFailed`, `WasmMismatch` or
 * `CoreCrashed`
 */
export declare function load(options?: CoreOptions): Promise<Operations>;

export {};
