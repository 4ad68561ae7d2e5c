// Package fakecognito is an in-memory Amazon Cognito user pools server for
// tests and for the demo page.
//
// Start with [Server]: its zero value is an http.Handler with one user pool and one app
// client. Tests set its options before the first request, create users with
// [Server.CreateUser], read the codes that were "sent" with [Server.Mailbox], inspect
// requests with [Server.Requests] and refresh tokens with [Server.RefreshTokens], and
// cause failures and delays with [Server.Fail], [Server.Hold] and [Server.HoldReply].
//
// The server does the real work: SRP-6a with Cognito's hashes, RS256 tokens with a JWKS
// document, devices, passkeys, refresh and revocation. It shares no code with the client
// that it tests, so that a mistake in both is noticed. It is stricter than the service to
// find mistakes of clients: for instance, it refuses unknown request members. Where the
// service's message or order of checks is not documented, a comment says so.
//
// To add an operation, write its request type and handler, and add it to the table in
// operations.go; the table of sign-in flows is in signin.go, that of challenges in
// challenges.go, and that of the domain's pages and endpoints in domain.go.
package fakecognito

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The defaults of PoolID and ClientID.
const (
	DefaultPoolID   = "us-east-1_FakePool1"
	DefaultClientID = "1fakeclient2fakeclient3fake"
)

// maxBody is the largest request body in bytes. The service's limit is of the same order, and
// a fake need not buffer more.
const maxBody = 1 << 20

// DeviceTracking says whether a pool remembers its users' devices.
type DeviceTracking int

const (
	// DeviceTrackingOff: no device is ever offered, and device keys that
	// clients send are ignored.
	DeviceTrackingOff DeviceTracking = iota
	// DeviceTrackingOptional is the pool setting "user opt-in": ConfirmDevice
	// answers UserConfirmationNecessary true, and a device is remembered only
	// once UpdateDeviceStatus says so.
	DeviceTrackingOptional
	// DeviceTrackingAlways remembers a device as soon as it is confirmed.
	DeviceTrackingAlways
)

// SignInNames says with which names the users of a pool sign in.
type SignInNames int

const (
	// UsernameOrEmail is a pool with the alias attribute email: users choose a
	// username and may also sign in with their verified e-mail address. As in
	// the service, a username must then not look like an e-mail address.
	UsernameOrEmail SignInNames = iota
	// UsernameOnly is a pool without aliases.
	UsernameOnly
	// EmailAsUsername is a pool with the username attribute email: users sign
	// up and in with an e-mail address, and their username is their sub.
	EmailAsUsername
)

// Refusal is an error that the API answers with.
type Refusal struct {
	Code, Message string
}

// or returns the refusal as an error, with def's texts for its empty fields.
func (r Refusal) or(def *apiError) error {
	return &apiError{orDefault(r.Code, def.code), orDefault(r.Message, def.message)}
}

// Server is a fake of Cognito's user pools API for one user pool with one app
// client. Its zero value is ready to use; it is an http.Handler. The pool's domain, with the
// pages of managed login, is another one: see Domain.
//
// The exported fields are options: set them before the first request, and do not change
// them afterwards. All methods are safe for concurrent use.
type Server struct {
	// PoolID is the user pool's id; empty means DefaultPoolID. The text before
	// the underscore is the region, the text after it goes into SRP's hashes.
	PoolID string

	// ClientID is the app client's id; empty means DefaultClientID.
	ClientID string

	// ClientSecret, when set, is the app client's secret: requests then need
	// a SECRET_HASH. Browsers use clients without one.
	ClientSecret string

	// AccessKeyID and SecretAccessKey are the credentials of the pool's AWS account, for the
	// operations for administrators; empty means the defaults.
	AccessKeyID, SecretAccessKey string

	// Issuer is the iss claim of tokens. Empty means the service's own form,
	// https://cognito-idp.<region>.amazonaws.com/<PoolID>; a verifier that
	// derives the JWKS address from iss needs the fake's real address here.
	Issuer string

	// IDTokenLifetime and AccessTokenLifetime are how long tokens are valid;
	// zero means an hour, the service's default. Negative values make tokens
	// that are born expired.
	IDTokenLifetime     time.Duration
	AccessTokenLifetime time.Duration

	// RefreshTokenLifetime is how long a sign-in can be refreshed; zero means
	// 30 days, the service's default.
	RefreshTokenLifetime time.Duration

	// RefreshTokenRotation makes the app client rotate refresh tokens:
	// GetTokensFromRefreshToken answers with a new one each time and ends the
	// old one, and REFRESH_TOKEN_AUTH is refused. Use of an old one revokes all
	// tokens of its sign-in.
	RefreshTokenRotation bool

	// RotationGrace is how long a refresh token is still accepted after its
	// first use with rotation, giving another new one at each use; 0 to 60 s in
	// the service. Zero ends it at once.
	RotationGrace time.Duration

	// RotationRefusal is the answer to REFRESH_TOKEN_AUTH with rotation. The
	// service's own is not known. Empty fields stand for what it answers for
	// other flows that are off: InvalidParameterException, "REFRESH_TOKEN_AUTH
	// flow not enabled for this client".
	RotationRefusal Refusal

	// NoTokenRotationAPI makes GetTokensFromRefreshToken an unknown operation, as in older
	// emulators.
	NoTokenRotationAPI bool

	// AuthSessionLifetime is how long a challenge may stay unanswered; zero
	// means 3 minutes, the service's default.
	AuthSessionLifetime time.Duration

	// CodeLifetime is how long a code that was sent is accepted; zero means 24
	// hours, the service's default. A one-time password of USER_AUTH is accepted no longer
	// than its challenge.
	CodeLifetime time.Duration

	// MaxTimestampSkew is how far the TIMESTAMP of a password claim may be from
	// the server's clock, either way; zero means 5 minutes.
	MaxTimestampSkew time.Duration

	// Now is the server's clock: it decides every expiry, stamps tokens and is
	// the Date header of replies. Nil means time.Now. It is called from many
	// goroutines.
	Now func() time.Time

	// Latency delays every API request before it is processed, in real time.
	Latency time.Duration

	// DeviceTracking says whether the pool remembers devices.
	DeviceTracking DeviceTracking

	// MFARequired makes users without a second factor set one up at sign-in.
	MFARequired bool

	// DeviceAfterMFA requires a second factor of users with a remembered device too,
	// which the service does not.
	DeviceAfterMFA bool

	// FirstFactors are the pool's AllowedFirstAuthFactors: PasswordFactor, EmailOTP,
	// SMSOTPFactor and WebAuthnFactor. Without any, USER_AUTH is off for the app client.
	FirstFactors []string

	// RefuseOtherFactor makes the first choice of USER_AUTH final: while a code or a passkey
	// is awaited, an answer to SELECT_CHALLENGE is refused. Whether the service admits one is
	// not documented.
	RefuseOtherFactor bool

	// PasskeysPerPage is how many passkeys ListWebAuthnCredentials lists at once unless the
	// request says otherwise, 20 by default.
	PasskeysPerPage int

	// PasskeyMFA is the setting MULTI_FACTOR_WITH_USER_VERIFICATION: for users who turn it
	// on, a passkey is both factors.
	PasskeyMFA bool

	// StepUp makes USER_AUTH accept TARGET_ACR_VALUES, MAX_AGE and ACCESS_TOKEN, and tokens
	// have the claims acr and amr. Off is a pool of the Lite plan.
	StepUp bool

	// CustomChallenges are the challenges of CUSTOM_AUTH, in this order; without any,
	// that flow is off.
	CustomChallenges []CustomChallenge

	// RelyingPartyID is the domain that the users' passkeys belong to. Without one, passkeys
	// cannot be registered.
	RelyingPartyID string

	// RelyingPartyOrigins are the origins whose pages may use the passkeys. Empty means
	// those that a browser allows: https on RelyingPartyID and its subdomains, on any port,
	// and http too if it is localhost.
	RelyingPartyOrigins []string

	// PasskeyUserVerification is "preferred" or "required"; empty means "preferred", the
	// service's default. Required, authenticators must have verified the user, by
	// PIN or fingerprint for instance.
	PasskeyUserVerification string

	// OddChallenge, if set, is the ChallengeName that follows every right password: one
	// that clients do not know.
	OddChallenge string

	// RequiredAttributes are the attributes that users must sign up with. Users whom
	// CreateUser has created without one must add it in the answer to
	// NEW_PASSWORD_REQUIRED.
	RequiredAttributes []string

	// SignInNames says with which names users sign in.
	SignInNames SignInNames

	// CaseSensitive makes usernames and e-mail addresses case-sensitive; pools
	// are case-insensitive by default.
	CaseSensitive bool

	// AnyPassword turns the default password policy off (at least 8 characters
	// with upper case, lower case, digit and symbol).
	AnyPassword bool

	// PreventUserExistenceErrors makes the app client answer for unknown users
	// as it does for wrong passwords and codes. Off is the setting of old app
	// clients, which answer UserNotFoundException.
	PreventUserExistenceErrors bool

	// DisableTokenRevocation makes tokens without the origin_jti claim and
	// RevokeToken refuse to work, as for app clients from before 2021. With
	// RefreshTokenRotation the claim is there all the same.
	DisableTokenRevocation bool

	// DisableUserPasswordAuth takes USER_PASSWORD_AUTH off the app client's
	// list of flows.
	DisableUserPasswordAuth bool

	// PasswordVerifierSession puts a Session beside the PASSWORD_VERIFIER
	// challenge that then has to come back with the answer. Off, the challenge
	// is found by its SECRET_BLOCK alone, which is how USER_SRP_AUTH has always
	// worked. In USER_AUTH there is always one.
	PasswordVerifierSession bool

	// AllowedOrigins are the origins that CORS admits; empty means all (the
	// service's own answer is *).
	AllowedOrigins []string

	// AllowedHeaders are request headers, in lower case, that CORS admits besides the
	// service's own, for instance x-aws-waf-token.
	AllowedHeaders []string

	// DomainURL is the origin that serves Domain, without a slash at the end. Discovery
	// names the domain's endpoints if it is set.
	DomainURL string

	// RedirectURIs and LogoutURIs are the addresses to which the domain may send the
	// browser after a sign-in and a sign-out. They are compared exactly.
	RedirectURIs, LogoutURIs []string

	// Scopes are what the app client may ask for at the domain. Empty means openid, email,
	// phone, profile and aws.cognito.signin.user.admin.
	Scopes []string

	// Providers are the names of federated identity providers, for instance Google. They
	// are made up: whoever names an account on their page has it.
	Providers []string

	// ProviderIdentifiers are the values of idp_identifier with the names of their
	// providers, for instance e-mail domains.
	ProviderIdentifiers map[string]string

	// OnToken, if set, is called with the claims of every ID and access token before it is
	// signed, and may change them, even as no trigger of the service may: clients must
	// refuse what a test has put there. It must not call the server.
	OnToken func(claims map[string]any)

	// OnRequest, if set, is called with every finished API request just before its reply
	// is written, in the request's goroutine: it may be called concurrently and must not
	// block. To show a request, use [Request.Masked].
	OnRequest func(Request)

	hooks      hooks
	transcript transcript

	// mu guards all state below. Handlers run under it one at a time, so each
	// operation is atomic.
	mu   sync.Mutex
	once sync.Once
	pool pool
}

// pool is the mutable state of the user pool.
type pool struct {
	users          map[string]*user          // by folded username
	mailboxes      map[string][]Message      // by folded username
	challenges     map[string]*challenge     // by Session
	claims         map[string]*challenge     // by SECRET_BLOCK
	signUps        map[string]*signUpSession // by Session
	refreshTokens  map[string]*refreshToken
	issued         []*refreshToken               // the same, in the order of issue
	accessTokens   map[string]*tokenGroup        // by jti
	cookies        map[string]*cookieSession     // of the domain, by id
	codes          map[string]*authorizationCode // of the domain
	deviceGroupKey string
	// reuseRevocations counts the sign-ins that a reused refresh token ended.
	reuseRevocations int
	// saltSeed determines what users who do not exist look like.
	saltSeed []byte
}

// lock takes the mutex, and initialises the state on first use.
func (s *Server) lock() {
	s.once.Do(func() {
		s.pool = pool{
			users:          map[string]*user{},
			mailboxes:      map[string][]Message{},
			challenges:     map[string]*challenge{},
			claims:         map[string]*challenge{},
			signUps:        map[string]*signUpSession{},
			refreshTokens:  map[string]*refreshToken{},
			accessTokens:   map[string]*tokenGroup{},
			cookies:        map[string]*cookieSession{},
			codes:          map[string]*authorizationCode{},
			deviceGroupKey: "-" + randomText(8),
			saltSeed:       randomBytes(32),
		}
	})
	s.mu.Lock()
}

// ServeHTTP answers API requests, CORS preflights, and GET for the pool's JWKS
// and OpenID configuration. Everything else is 404.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	w.Header().Set("X-Amzn-Requestid", newUUID())
	switch target := r.Header.Get("X-Amz-Target"); {
	case r.Method == http.MethodOptions:
		s.servePreflight(w, r)
	case r.Method == http.MethodPost && (target != "" || r.URL.Path == "/"):
		s.serveAPI(w, r)
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/"+s.poolID()+"/.well-known/"):
		s.serveWellKnown(w, r)
	default:
		http.NotFound(w, r)
	}
}

// serveAPI answers one API request.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	op := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	s.serve(w, r, op, func(body []byte) reply { return s.process(r, op, body) })
}

// serve answers one request of an application, from reading it to recording it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, op string, process func(body []byte) reply) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "", http.StatusRequestEntityTooLarge)
		return
	}
	req := Request{
		Op:     op,
		Origin: r.Header.Get("Origin"),
		Header: r.Header.Clone(),
		Body:   body,
		Time:   s.now(),
	}
	var rep reply
	if !delay(r.Context(), s.Latency) || !s.hooks.wait(r.Context(), op, false) {
		// The client has disconnected.
		s.record(req)
		return
	}
	fault, failing := s.hooks.fault(op)
	if !failing || fault.AfterProcessing {
		rep = process(body)
	}
	if failing {
		rep = fault.reply(op)
	}
	if !s.hooks.wait(r.Context(), op, true) {
		s.record(req)
		return
	}
	req.Status, req.ErrorCode = rep.status, rep.errorCode
	s.record(req)
	if rep.closeConnection {
		panic(http.ErrAbortHandler)
	}
	if !rep.noCORS {
		s.allowOrigin(w, r)
	}
	rep.write(w)
}

// process checks the envelope of a request and runs its operation.
func (s *Server) process(r *http.Request, op string, body []byte) reply {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Target"), targetPrefix) {
		return errorReply(&apiError{code: "UnknownOperationException"})
	}
	// The service requires this content type: with any other it finds no operation.
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != contentType {
		return errorReply(&apiError{code: "UnknownOperationException", message: "Content-Type is not " + contentType})
	}
	operation, ok := operations[op]
	if !ok || s.NoTokenRotationAPI && op == "GetTokensFromRefreshToken" {
		return errorReply(&apiError{code: "UnknownOperationException"})
	}
	if err := s.checkSignature(op, r, body); err != nil {
		return errorReply(err)
	}
	s.lock()
	defer s.mu.Unlock()
	out, err := operation(s, body)
	if err != nil {
		return errorReply(err)
	}
	return jsonReply(out)
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Server) poolID() string   { return orDefault(s.PoolID, DefaultPoolID) }
func (s *Server) clientID() string { return orDefault(s.ClientID, DefaultClientID) }

// region returns the part of the pool id before the underscore.
func (s *Server) region() string {
	region, _, _ := strings.Cut(s.poolID(), "_")
	return region
}

// poolName returns the part of the pool id after the underscore, which SRP hashes.
func (s *Server) poolName() string {
	_, name, _ := strings.Cut(s.poolID(), "_")
	return name
}

// IssuerURL returns the claim iss of the server's tokens: the option Issuer, or the service's
// own form.
func (s *Server) IssuerURL() string {
	return orDefault(s.Issuer, "https://cognito-idp."+s.region()+".amazonaws.com/"+s.poolID())
}

// orDefault returns v, or def if v is the zero value.
func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// seconds returns a time as the API and the tokens write it: seconds since 1970.
func seconds(t time.Time) int64 { return t.Unix() }

// lifetimeText returns a duration in whole seconds, for headers.
func lifetimeText(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }
