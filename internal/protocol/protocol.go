// Package protocol is the one definition of what the JavaScript facade and the Go
// core both know: the operations, with the shape of each request and reply, the
// challenges, the storage keys, the reasons and codes of errors, and constants.
//
// internal/cmd/genprotocol writes from it what both sides need, and a test fails when a
// file of those is stale: in Go the files named *_gen.go in core, core/awsidp, jsbridge
// and jsbridge/browser, in TypeScript those in jsbridge/js/gen. CONTRIBUTING.md says
// what else an operation or a challenge takes.
//
// Field names cross as the `js` tag says; a tag ending in ",optional" marks a
// member that may be omitted, and one ending in ",checked" a member that is required,
// and that package core reports missing in upstream's words. The order of fields is
// that of members. Text is UTF-8, times are seconds unless stated.
package protocol

import "slices"

// JSON is any JSON value, passed on as it is: an absent member is nil, a JSON
// null is core.Null.
type JSON any

// PageObject is a JavaScript object of the page that Go holds by reference.
type PageObject any

// PageSignal is an AbortSignal of the page.
type PageSignal any

// PageRequest is a function of the page that sends a request.
type PageRequest any

// PageFetch is a function of the page with the signature of fetch.
type PageFetch any

// Operation is one call that JavaScript can make to Go.
type Operation struct {
	// Name is the method's name in JavaScript.
	Name string
	// Doc is the sentence shown in the generated TypeScript.
	Doc string
	// Request is a zero value of the argument.
	Request any
	// Reply is a zero value of the promised result; a pointer may be null.
	// A nil Reply promises undefined, or any JSON value where JSONReply is set.
	Reply     any
	JSONReply bool

	// Keeps says that it reads or writes the pool's storage.
	Keeps bool

	// Passes names the operation of the API that gets the members of the request as
	// they are, in their order, and whose reply is the reply. A Go function for each
	// would bring 12 kB; for Go programs package core has methods.
	Passes string
	// Does names the method of package core that gets the members of the request, in
	// their order, and whose result is the reply: of Pool, or of the type of a challenge,
	// which takes those of [ChallengeRequest]. An operation that has neither Passes nor Does is a function
	// of the same name in jsbridge.
	Does string
	// Plain says that the facade's call of the same name takes the members as its
	// arguments, in their order, except those that it knows (the access token, the
	// user's name, and what a step of a sign-in has), and has the reply as its result.
	// Any other has an entry in jsbridge/js/runtime/calls.ts.
	Plain bool
}

// ChallengeType is one of the challenges that have an answer.
type ChallengeType struct {
	// Name is Cognito's.
	Name string
	// Go is its type in package core.
	Go string
	// Callback is the member of the application's callbacks that is called with it.
	// Where there is neither this nor First, the library answers it itself.
	Callback string
	// First is that member where the challenge is about the first factor, in USER_AUTH.
	// EMAIL_OTP is the name of both a first and a second factor.
	First string
}

// Challenges lists them.
var Challenges = []ChallengeType{
	{"SMS_MFA", "SMSMFA", "mfaRequired", ""},
	{"EMAIL_OTP", "EmailOTP", "mfaRequired", "emailOtpRequired"},
	{"SOFTWARE_TOKEN_MFA", "SoftwareTokenMFA", "totpRequired", ""},
	{"SELECT_MFA_TYPE", "SelectMFAType", "selectMFAType", ""},
	{"MFA_SETUP", "MFASetup", "mfaSetup", ""},
	{"CUSTOM_CHALLENGE", "CustomChallenge", "customChallenge", ""},
	{"NEW_PASSWORD_REQUIRED", "NewPasswordRequired", "newPasswordRequired", ""},
	{"DEVICE_SRP_AUTH", "DeviceChallenge", "", ""},
	{"SELECT_CHALLENGE", "SelectChallenge", "", "selectChallenge"},
	{"SMS_OTP", "SMSOTP", "", "smsOtpRequired"},
	{"WEB_AUTHN", "WebAuthn", "", "webAuthnRequired"},
}

// FirstFactor is a way to begin a sign-in of the flow USER_AUTH.
type FirstFactor struct {
	// Name is Cognito's.
	Name string
	// Go is its constant in package core.
	Go string
	// Doc says what it is.
	Doc string
}

// FirstFactors lists them.
var FirstFactors = []FirstFactor{
	{"PASSWORD", "FactorPassword", "sends the password to the service."},
	{"PASSWORD_SRP", "FactorPasswordSRP", "proves the password without sending it."},
	{"EMAIL_OTP", "FactorEmailOTP", "is a code that is sent by e-mail."},
	{"SMS_OTP", "FactorSMSOTP", "is a code that is sent to the user's phone."},
	{"WEB_AUTHN", "FactorWebAuthn", "is a passkey."},
}

// Operations lists every operation, in the order of the documentation.
var Operations = []Operation{
	{Name: "getCurrentUser", Doc: "Tells who signed in last with this app client, or null.", Request: PoolRequest{}, Reply: (*UserReply)(nil), Keeps: true},
	{Name: "getSession", Doc: "Gives the user's session: the stored one while it is valid, else a refreshed one. Without a username it is the current user's.", Request: GetSessionRequest{}, Reply: SessionReply{}, Keeps: true},
	{Name: "refreshSession", Doc: "Exchanges the refresh token for a new session, once per user however many ask.", Request: RefreshSessionRequest{}, Reply: SessionReply{}, Keeps: true},
	{Name: "signIn", Doc: "Begins to sign a user in with a password, and stores the session when that is all there is to it. The reply has either a session or a challenge.", Request: SignInRequest{}, Reply: SignInReply{}, Keeps: true},
	{Name: "initiateAuth", Doc: "Begins to sign a user in without a password: CUSTOM_AUTH, whose challenges the pool's triggers define.", Request: InitiateAuthRequest{}, Reply: SignInReply{}, Keeps: true},
	{Name: "continueSignIn", Doc: "Goes on from a reply of the service that the caller has got by itself.", Request: ContinueSignInRequest{}, Reply: SignInReply{}, Keeps: true},
	{Name: "authorize", Doc: "Prepares a sign-in at the pool's domain, and gives the address to go to.", Request: AuthorizeRequest{}, Reply: AuthorizeReply{}},
	{Name: "exchangeCode", Doc: "Finishes a sign-in with what the browser has come back with from the pool's domain, and stores the session. It verifies the tokens.", Request: ExchangeCodeRequest{}, Reply: SessionReply{}, Keeps: true},
	{Name: "completeNewPasswordChallenge", Doc: "Answers NEW_PASSWORD_REQUIRED.", Request: NewPasswordRequest{}, Reply: SignInReply{}, Keeps: true, Plain: true},
	{Name: "sendCustomChallengeAnswer", Doc: "Answers CUSTOM_CHALLENGE.", Request: CustomChallengeAnswerRequest{}, Reply: SignInReply{}, Keeps: true, Does: "CustomChallenge.Answer", Plain: true},
	{Name: "selectChallenge", Doc: "Answers SELECT_CHALLENGE, or chooses another way to sign in while EMAIL_OTP, SMS_OTP or WEB_AUTHN is open.", Request: SelectChallengeRequest{}, Reply: SignInReply{}, Keeps: true},
	{Name: "sendWebAuthnCredential", Doc: "Answers WEB_AUTHN.", Request: WebAuthnCredentialRequest{}, Reply: SignInReply{}, Keeps: true, Does: "WebAuthn.Answer", Plain: true},
	{Name: "sendMFACode", Doc: "Answers SMS_MFA, EMAIL_OTP, SMS_OTP or SOFTWARE_TOKEN_MFA.", Request: MFACodeRequest{}, Reply: SignInReply{}, Keeps: true},
	{Name: "sendMFASelectionAnswer", Doc: "Answers SELECT_MFA_TYPE.", Request: MFASelectionRequest{}, Reply: SignInReply{}, Keeps: true, Plain: true},
	{Name: "completeMFASetup", Doc: "Answers MFA_SETUP, once verifySoftwareToken has accepted a code, with the state that it gave.", Request: ChallengeRequest{}, Reply: SignInReply{}, Keeps: true},
	{Name: "signInDevice", Doc: "Answers DEVICE_SRP_AUTH with the remembered device.", Request: ChallengeRequest{}, Reply: SignInReply{}, Keeps: true, Does: "DeviceChallenge.SignIn"},
	{Name: "associateSoftwareToken", Doc: "Gives the secret of a new authenticator app and, within a sign-in, the sign-in's next state (AssociateSoftwareToken).", Request: AssociateSoftwareTokenRequest{}, JSONReply: true, Passes: "AssociateSoftwareToken"},
	{Name: "signOut", Doc: "Removes the session from storage and, when asked, revokes the refresh token. Without a username it is the current user's.", Request: SignOutRequest{}, Keeps: true},
	{Name: "revokeToken", Doc: "Revokes a session's refresh token, where the access token says that it can be revoked (claim origin_jti).", Request: RevokeTokenRequest{}, Does: "Pool.Revoke"},
	{Name: "verify", Doc: "Verifies a session's tokens, whether they have been before or not. It needs verifyTokens.", Request: VerifyRequest{}, Does: "Pool.VerifyTokens"},
	{Name: "signUp", Doc: "Registers a user (SignUp) and gives the service's reply.", Request: SignUpRequest{}, JSONReply: true},
	{Name: "confirmSignUp", Doc: "Confirms a registration with the code that the user received, and gives the service's reply (ConfirmSignUp).", Request: ConfirmSignUpRequest{}, JSONReply: true},
	{Name: "resendConfirmationCode", Doc: "Sends the confirmation code again and gives the service's reply (ResendConfirmationCode).", Request: ResendConfirmationCodeRequest{}, JSONReply: true, Plain: true},
	{Name: "forgotPassword", Doc: "Sends a code that resets the password and gives the service's reply (ForgotPassword).", Request: ForgotPasswordRequest{}, JSONReply: true},
	{Name: "confirmForgotPassword", Doc: "Sets a new password with such a code (ConfirmForgotPassword).", Request: ConfirmForgotPasswordRequest{}},
	{Name: "getUser", Doc: "Gives the service's description of the user that the access token belongs to (GetUser).", Request: AccessTokenRequest{}, JSONReply: true, Passes: "GetUser"},
	{Name: "changePassword", Doc: "Changes the password (ChangePassword).", Request: ChangePasswordRequest{}, JSONReply: true, Passes: "ChangePassword"},
	{Name: "setUserSettings", Doc: "Sets how SMS codes are delivered (SetUserSettings).", Request: SetUserSettingsRequest{}, JSONReply: true, Passes: "SetUserSettings"},
	{Name: "setUserMFAPreference", Doc: "Sets which second factors are on and which is preferred (SetUserMFAPreference).", Request: SetUserMFAPreferenceRequest{}, JSONReply: true, Passes: "SetUserMFAPreference"},
	{Name: "updateUserAttributes", Doc: "Changes attributes and gives the service's reply (UpdateUserAttributes).", Request: UpdateUserAttributesRequest{}, JSONReply: true, Passes: "UpdateUserAttributes"},
	{Name: "deleteUserAttributes", Doc: "Deletes attributes (DeleteUserAttributes).", Request: DeleteUserAttributesRequest{}, JSONReply: true, Passes: "DeleteUserAttributes"},
	{Name: "getUserAttributeVerificationCode", Doc: "Sends a code that verifies an attribute and gives the service's reply (GetUserAttributeVerificationCode).", Request: AttributeVerificationCodeRequest{}, JSONReply: true, Passes: "GetUserAttributeVerificationCode"},
	{Name: "verifyUserAttribute", Doc: "Verifies an attribute with such a code (VerifyUserAttribute).", Request: VerifyUserAttributeRequest{}, JSONReply: true, Passes: "VerifyUserAttribute"},
	{Name: "verifySoftwareToken", Doc: "Confirms an authenticator app with its first code and gives the service's reply and, within a sign-in, the sign-in's next state (VerifySoftwareToken).", Request: VerifySoftwareTokenRequest{}, JSONReply: true, Passes: "VerifySoftwareToken"},
	{Name: "getDevice", Doc: "Gives the service's description of a device (GetDevice).", Request: DeviceRequest{}, JSONReply: true, Passes: "GetDevice"},
	{Name: "forgetDevice", Doc: "Makes the service forget a device (ForgetDevice). Storage keeps its keys.", Request: DeviceRequest{}, JSONReply: true, Passes: "ForgetDevice"},
	{Name: "updateDeviceStatus", Doc: "Says whether a device is to be remembered (UpdateDeviceStatus).", Request: DeviceStatusRequest{}, JSONReply: true, Passes: "UpdateDeviceStatus"},
	{Name: "listDevices", Doc: "Lists the user's devices (ListDevices).", Request: ListDevicesRequest{}, JSONReply: true, Passes: "ListDevices"},
	{Name: "getUserAuthFactors", Doc: "Says how the user can sign in (GetUserAuthFactors).", Request: AccessTokenRequest{}, JSONReply: true, Passes: "GetUserAuthFactors", Plain: true},
	{Name: "startWebAuthnRegistration", Doc: "Begins to register a passkey, and gives the options for the authenticator (StartWebAuthnRegistration).", Request: AccessTokenRequest{}, JSONReply: true, Passes: "StartWebAuthnRegistration", Plain: true},
	{Name: "completeWebAuthnRegistration", Doc: "Registers the passkey that the authenticator has made (CompleteWebAuthnRegistration).", Request: WebAuthnRegistrationRequest{}, JSONReply: true, Passes: "CompleteWebAuthnRegistration", Plain: true},
	{Name: "listWebAuthnCredentials", Doc: "Lists a page of the user's passkeys (ListWebAuthnCredentials).", Request: ListWebAuthnCredentialsRequest{}, JSONReply: true, Passes: "ListWebAuthnCredentials", Plain: true},
	{Name: "deleteWebAuthnCredential", Doc: "Deletes a passkey at the service (DeleteWebAuthnCredential).", Request: DeleteWebAuthnCredentialRequest{}, JSONReply: true, Passes: "DeleteWebAuthnCredential", Plain: true},
	{Name: "globalSignOut", Doc: "Ends all sessions of the user at the service, then the stored one (GlobalSignOut).", Request: GlobalSignOutRequest{}, Keeps: true},
	{Name: "deleteUser", Doc: "Deletes the user at the service, then the stored session (DeleteUser).", Request: DeleteUserRequest{}, Keeps: true},
	{Name: "request", Doc: "Sends any operation of the API as it is and gives the service's reply.", Request: AnyRequest{}, JSONReply: true},
}

// PoolRequest is the part common to all requests: which app client of which
// user pool, and where its state is kept.
type PoolRequest struct {
	// UserPoolID is the user pool's id, for instance "eu-west-1_AbCdEf123".
	UserPoolID string `js:"userPoolId,checked"`
	// ClientID is the app client's id.
	ClientID string `js:"clientId,checked"`
	// Endpoint replaces the service's URL, which follows from the pool id.
	Endpoint string `js:"endpoint,optional"`
	// Credentials is the fetch option of that name; left out, the browser's
	// default holds.
	Credentials string `js:"credentials,optional"`
	// UserAgent is the X-Amz-User-Agent header; left out, the peer's text.
	UserAgent string `js:"userAgent,optional"`
	// Storage keeps the session: an object with getItem, setItem and
	// removeItem, whose results may be promises. Omitted, it is localStorage,
	// or memory where that is blocked; on a server there is no default, and what
	// keeps a session needs one, each visitor's own.
	Storage PageObject `js:"storage,optional"`
	// UserContextData goes into the requests that take it, as it is.
	UserContextData JSON `js:"userContextData,optional"`
	// Refresh says by which operation refresh tokens are spent: "classic" is
	// InitiateAuth, "rotating" is GetTokensFromRefreshToken, which app clients
	// that rotate refresh tokens need, and "auto" (the default) begins with the
	// first and learns from the service's refusal.
	Refresh string `js:"refresh,optional"`
	// RequestTimeout is for how many milliseconds an answer of the service is waited
	// for: 30,000 when omitted, without end when 0.
	RequestTimeout float64 `js:"requestTimeout,optional"`
	// VerifyTokens asks to verify tokens, with the keys that the pool publishes,
	// as they enter: those of a sign-in and a refresh, and those read from storage.
	VerifyTokens bool `js:"verifyTokens,optional"`
	// JWKSURL is where those keys are; left out, it is the issuer's
	// /.well-known/jwks.json, or that of Endpoint.
	JWKSURL string `js:"jwksURL,optional"`
	// Request sends requests in the place of fetch: the page's own client, or a stub of
	// a test. Its callback gets an error, which the caller then gets as it is, or the reply.
	Request PageRequest `js:"request,optional"`
	// Fetch is called in the place of the page's function fetch, with the same arguments,
	// for all requests of the API; not for the pool's keys, nor at its domain.
	Fetch PageFetch `js:"fetch,optional"`
	// OwnStorage says that Storage is this tab's alone, as sessionStorage is: then other
	// tabs are not kept waiting.
	OwnStorage bool `js:"ownStorage,optional"`
	// Signal is an AbortSignal that ends the call. With a reason whose code is
	// "SignedOut", a sign-out ends it: then nothing that is under way is stored.
	Signal PageSignal `js:"signal,optional"`
}

// Pool returns the common part of any request.
func (r PoolRequest) Pool() PoolRequest { return r }

// GetSessionRequest asks for a user's session.
type GetSessionRequest struct {
	PoolRequest
	Username       string `js:"username,optional"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
}

// RefreshSessionRequest asks for new tokens.
type RefreshSessionRequest struct {
	PoolRequest
	Username     string `js:"username"`
	RefreshToken string `js:"refreshToken"`
	// Replaces is the access token that the caller wants to replace. Where
	// storage by now holds a valid session with another one, somebody else has
	// refreshed, and that session is the reply.
	Replaces string `js:"replaces,optional"`
	// AccessToken is the one that came with the refresh token, when the caller
	// knows it. Where storage has a later refresh token of the same sign-in,
	// that one is spent.
	AccessToken    string `js:"accessToken,optional"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
}

// SignInUser is the part common to the steps of a sign-in: the user, and the
// device that the caller holds in memory. One that storage has goes before it.
type SignInUser struct {
	PoolRequest
	Username       string `js:"username"`
	DeviceKey      string `js:"deviceKey,optional"`
	DeviceGroupKey string `js:"deviceGroupKey,optional"`
	RandomPassword string `js:"randomPassword,optional"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
}

// SignInRequest asks to sign a user in.
type SignInRequest struct {
	SignInUser
	// Password may only be left out in USER_AUTH.
	Password string `js:"password,optional"`
	// Flow is USER_SRP_AUTH (the default), USER_PASSWORD_AUTH, CUSTOM_AUTH with SRP
	// before the pool's own challenges, or USER_AUTH.
	Flow string `js:"flow,optional"`
	// PreferredChallenge is the factor to begin USER_AUTH with, for instance EMAIL_OTP.
	PreferredChallenge string `js:"preferredChallenge,optional"`
	// SignUpSession is the Session that confirmSignUp replied; it spares the first
	// sign-in of USER_AUTH its challenge.
	SignUpSession string `js:"signUpSession,optional"`
	// StepUp is sent along in USER_AUTH: see core.Credentials.
	StepUp JSON `js:"stepUp,optional"`
}

// InitiateAuthRequest asks to sign a user in by the pool's own challenges.
type InitiateAuthRequest struct {
	SignInUser
	// AuthParameters are sent along with the username.
	AuthParameters JSON `js:"authParameters,optional"`
}

// ContinueSignInRequest brings a reply of the service.
type ContinueSignInRequest struct {
	SignInUser
	// Reply is that of InitiateAuth or RespondToAuthChallenge.
	Reply JSON `js:"reply"`
}

// ChallengeRequest is the part common to the answers to challenges.
type ChallengeRequest struct {
	SignInUser
	// Session is the sign-in's state, from the challenge; it is sent as it is.
	Session JSON `js:"session,optional"`
}

// NewPasswordRequest brings the new password.
type NewPasswordRequest struct {
	ChallengeRequest
	NewPassword string `js:"newPassword"`
	// UserAttributes are an object of attributes that the pool requires, their
	// names without the prefix "userAttributes.".
	UserAttributes JSON `js:"userAttributes,optional"`
}

// CustomChallengeAnswerRequest brings the answer to the pool's own challenge.
type CustomChallengeAnswerRequest struct {
	ChallengeRequest
	Answer string `js:"answer"`
}

// MFACodeRequest brings the code of a factor.
type MFACodeRequest struct {
	ChallengeRequest
	Code string `js:"code"`
	// MFAType is SMS_MFA, EMAIL_OTP, SMS_OTP or SOFTWARE_TOKEN_MFA.
	MFAType string `js:"mfaType"`
}

// MFASelectionRequest brings the choice of a second factor.
type MFASelectionRequest struct {
	ChallengeRequest
	// Answer is SMS_MFA, EMAIL_OTP or SOFTWARE_TOKEN_MFA.
	Answer string `js:"answer"`
}

// SignOutRequest asks to sign a user out.
type SignOutRequest struct {
	PoolRequest
	Username string `js:"username,optional"`
	// Revoke asks for RevokeToken as well. Storage is cleared whatever comes
	// of it.
	Revoke bool `js:"revoke,optional"`
}

// RevokeTokenRequest asks to revoke a refresh token.
type RevokeTokenRequest struct {
	PoolRequest
	AccessToken  string `js:"accessToken"`
	RefreshToken string `js:"refreshToken"`
}

// VerifyRequest brings the two tokens of a session.
type VerifyRequest struct {
	PoolRequest
	IDToken     string `js:"idToken"`
	AccessToken string `js:"accessToken"`
}

// SignUpRequest asks to register a user.
type SignUpRequest struct {
	PoolRequest
	Username string `js:"username"`
	// Password may be left out where the pool signs in without one.
	Password       string `js:"password,optional"`
	UserAttributes JSON   `js:"userAttributes,optional"`
	ValidationData JSON   `js:"validationData,optional"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
}

// ConfirmSignUpRequest brings the code that a new user received.
type ConfirmSignUpRequest struct {
	PoolRequest
	Username           string `js:"username"`
	ConfirmationCode   string `js:"confirmationCode"`
	ForceAliasCreation JSON   `js:"forceAliasCreation,optional"`
	ClientMetadata     JSON   `js:"clientMetadata,optional"`
	// Session is that of the reply to signUp.
	Session JSON `js:"session,optional"`
}

// ResendConfirmationCodeRequest asks for another confirmation code.
type ResendConfirmationCodeRequest struct {
	PoolRequest
	Username       string `js:"username"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
}

// ForgotPasswordRequest asks for a code that resets the password.
type ForgotPasswordRequest struct {
	PoolRequest
	Username       string `js:"username"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
}

// ConfirmForgotPasswordRequest brings that code and the new password.
type ConfirmForgotPasswordRequest struct {
	PoolRequest
	Username         string `js:"username"`
	ConfirmationCode string `js:"confirmationCode"`
	Password         string `js:"password"`
	ClientMetadata   JSON   `js:"clientMetadata,optional"`
}

// AnyRequest is an operation of the API by its name.
type AnyRequest struct {
	PoolRequest
	Operation string `js:"operation"`
	Input     JSON   `js:"input,optional"`
	// Retry repeats it after passing failures, as a refresh is repeated.
	Retry bool `js:"retry,optional"`
}

// CoreOperations are the operations of the API that package core calls for its own
// ends, beside those that an [Operation] passes on.
var CoreOperations = []string{
	"AdminInitiateAuth", "AdminRespondToAuthChallenge", "AdminUserGlobalSignOut", "ConfirmDevice", "ConfirmForgotPassword", "ConfirmSignUp", "DeleteUser", "ForgotPassword",
	"GetTokensFromRefreshToken", "GlobalSignOut", "InitiateAuth", "ResendConfirmationCode",
	"RespondToAuthChallenge", "RevokeToken", "SignUp",
}

// APIOperations returns all operations of the API that package core calls, sorted.
func APIOperations() []string {
	all := slices.Clone(CoreOperations)
	for _, operation := range Operations {
		if operation.Passes != "" {
			all = append(all, operation.Passes)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
