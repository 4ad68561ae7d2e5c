// Package protocol is the one definition of what crosses the bridge between
// the JavaScript facade and the Go core: the operations, and the shape of each
// request and reply.
//
// Package jsbridge binds every operation to a call of package core, and a test
// fails when one is left unbound; internal/cmd/gents writes the TypeScript side
// (jsbridge/facade/protocol.gen.ts) from the same types, and a test fails when
// that file is stale. To add an operation, add it to [Operations] and its types
// here, bind it in jsbridge/operations.go, and run make gen.
//
// Field names cross as the `js` tag says; a tag ending in ",optional" marks a
// member that may be left out. Text is UTF-8, times are seconds unless stated.
package protocol

// JSON is any JSON value, passed on as it is: an absent member is nil, a JSON
// null is core.Null.
type JSON any

// PageObject is a JavaScript object of the page that Go holds by reference.
type PageObject any

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
}

// Operations lists every operation, in the order of the documentation.
var Operations = []Operation{
	{Name: "getCurrentUser", Doc: "Tells who signed in last with this app client, or null.", Request: PoolRequest{}, Reply: (*UserReply)(nil)},
	{Name: "getSession", Doc: "Gives the user's session: the stored one while it is valid, else a refreshed one. Without a username it is the current user's.", Request: GetSessionRequest{}, Reply: SessionReply{}},
	{Name: "refreshSession", Doc: "Exchanges the refresh token for a new session, once per user however many ask.", Request: RefreshSessionRequest{}, Reply: SessionReply{}},
	{Name: "signIn", Doc: "Signs a user in and stores the session. The reply has either a session or a challenge.", Request: SignInRequest{}, Reply: SignInReply{}},
	{Name: "signOut", Doc: "Removes the session from storage and, when asked, revokes the refresh token. Without a username it is the current user's.", Request: SignOutRequest{}},
	{Name: "revokeToken", Doc: "Revokes a session's refresh token, where the access token says that it can be revoked (claim origin_jti).", Request: RevokeTokenRequest{}},
	{Name: "signUp", Doc: "Registers a user (SignUp) and gives the service's reply.", Request: SignUpRequest{}, JSONReply: true},
	{Name: "confirmSignUp", Doc: "Confirms a registration with the code that the user received (ConfirmSignUp).", Request: ConfirmSignUpRequest{}},
	{Name: "resendConfirmationCode", Doc: "Sends the confirmation code again and gives the service's reply (ResendConfirmationCode).", Request: ResendConfirmationCodeRequest{}, JSONReply: true},
	{Name: "getUser", Doc: "Gives the service's description of the user that the access token belongs to (GetUser).", Request: GetUserRequest{}, JSONReply: true},
}

// PoolRequest is the part common to all requests: which app client of which
// user pool, and where its state is kept.
type PoolRequest struct {
	// UserPoolID is the user pool's id, for instance "eu-west-1_AbCdEf123".
	UserPoolID string `js:"userPoolId"`
	// ClientID is the app client's id.
	ClientID string `js:"clientId"`
	// Endpoint replaces the service's URL, which follows from the pool id.
	Endpoint string `js:"endpoint,optional"`
	// Credentials is the fetch option of that name; left out, the browser's
	// default holds.
	Credentials string `js:"credentials,optional"`
	// UserAgent is the X-Amz-User-Agent header; left out, the peer's text.
	UserAgent string `js:"userAgent,optional"`
	// Storage keeps the session: an object with getItem, setItem and
	// removeItem, whose results may be promises. Left out, it is localStorage,
	// or memory where that is blocked.
	Storage PageObject `js:"storage,optional"`
	// UserContextData goes into the requests that take it, as it is.
	UserContextData JSON `js:"userContextData,optional"`
}

// Pool gives the common part of any request.
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
	Replaces       string `js:"replaces,optional"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
}

// SignInRequest asks to sign a user in.
type SignInRequest struct {
	PoolRequest
	Username string `js:"username"`
	Password string `js:"password"`
	// Flow is USER_SRP_AUTH (the default) or USER_PASSWORD_AUTH.
	Flow string `js:"flow,optional"`
	// DeviceKey names the remembered device from the first request on; left
	// out, it is read from storage once the user's own name is known.
	DeviceKey      string `js:"deviceKey,optional"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
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
}

// ResendConfirmationCodeRequest asks for another confirmation code.
type ResendConfirmationCodeRequest struct {
	PoolRequest
	Username       string `js:"username"`
	ClientMetadata JSON   `js:"clientMetadata,optional"`
}

// GetUserRequest asks who an access token belongs to.
type GetUserRequest struct {
	PoolRequest
	AccessToken string `js:"accessToken"`
}

// UserReply names a user.
type UserReply struct {
	// Username is the name under which the user's session is stored.
	Username string `js:"username"`
}

// SessionReply is a user's session.
type SessionReply struct {
	Username     string `js:"username"`
	IDToken      string `js:"idToken"`
	AccessToken  string `js:"accessToken"`
	RefreshToken string `js:"refreshToken"`
	// ClockDrift is local time minus the server's, in whole seconds; NaN when
	// the tokens do not say when they were issued.
	ClockDrift float64 `js:"clockDrift"`
}

// SignInReply is the state of a sign-in after the last reply of the service.
type SignInReply struct {
	// Username is the user's own name (USER_ID_FOR_SRP), which may differ from
	// the one that was typed.
	Username string `js:"username"`
	// Session is there when the user is signed in.
	Session *SessionReply `js:"session,optional"`
	// Device is the device that this sign-in confirmed, or used.
	Device *Device `js:"device,optional"`
	// UserConfirmationNecessary says that the user should be asked whether to
	// remember the device.
	UserConfirmationNecessary bool `js:"userConfirmationNecessary"`
	// Challenge is there when the service wants more before it signs the user
	// in.
	Challenge *Challenge `js:"challenge,optional"`
}

// Device is a device of the user, with the secret that signs it in.
type Device struct {
	DeviceKey      string `js:"deviceKey"`
	DeviceGroupKey string `js:"deviceGroupKey"`
	RandomPassword string `js:"randomPassword"`
}

// Challenge is what the service wants next.
type Challenge struct {
	// Name is Cognito's, for instance "SMS_MFA".
	Name string `js:"name"`
	// Parameters are the challenge's, as the service sent them.
	Parameters JSON `js:"parameters,optional"`
	// Session is the sign-in's state at the service, to be sent back with the
	// answer.
	Session string `js:"session,optional"`
}
