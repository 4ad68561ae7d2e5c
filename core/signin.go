package core

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
	"github.com/cognitowasm/cognitowasm/core/srp"
)

// Flow is the API's name of a way to sign in.
type Flow string

const (
	// UserSRPAuth proves the password without sending it.
	UserSRPAuth Flow = "USER_SRP_AUTH"
	// UserPasswordAuth sends the password to the service.
	UserPasswordAuth Flow = "USER_PASSWORD_AUTH"
	// CustomAuth proves the password by SRP before the pool's own challenges. For pools
	// without a password use [User.InitiateCustomAuth].
	CustomAuth Flow = "CUSTOM_AUTH"
	// UserAuth lets the user choose: by password, by a code or by a passkey. Without a
	// password, the sign-in begins with the user's name alone.
	UserAuth Flow = "USER_AUTH"
)

// Credentials are for SignIn.
type Credentials struct {
	Password string
	// Flow defaults to UserSRPAuth.
	Flow Flow
	// PreferredChallenge is the factor that the user would like to begin with, in
	// UserAuth. If it is not available to the user, the next step is a
	// [*SelectChallenge].
	PreferredChallenge FirstFactor
	// Session is what [User.ConfirmSignUp] has returned: with it, the first sign-in of
	// UserAuth may end without a challenge. If the service refuses it, the sign-in begins
	// without it.
	Session string
}

// Step is the state of a sign-in: [*SignedIn], or a [Challenge].
type Step interface{ step() }

// SignedIn is the end of a sign-in.
type SignedIn struct {
	Session *Session
	// ChallengeName is usually "", or the challenge that the reply named although it
	// had tokens. It needs no answer: the user is signed in.
	ChallengeName string
	// Device is the device that signed in, if the pool tracks devices.
	Device *Device
	// UserConfirmationNecessary says that the user must decide whether the device is
	// to be remembered.
	UserConfirmationNecessary bool
	// DeviceForgotten says that the stored device was removed, because the service no
	// longer knew it or refused its secret.
	DeviceForgotten bool
	// DeviceError says why a new device could not be confirmed, or, if Device is set,
	// why it could not be stored. The user is signed in all the same, but the service
	// may refuse to refresh later.
	DeviceError error
}

func (*SignedIn) step() {}

// SignIn begins to sign the user in, and stores the session if there is no challenge. An
// alias is replaced by the user's own name: see [User.Username]. Nothing is changed until
// the service has accepted the user.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
func (u *User) SignIn(ctx context.Context, credentials Credentials, options ...Option) (Step, error) {
	s := u.signIn(options)
	step, err := s.begin(ctx, credentials)
	if err != nil && s.deviceRefused {
		// The password was right: the service refused the device, which is forgotten now.
		step, err = s.begin(ctx, credentials)
	}
	if err == nil {
		u.rename(s.username)
	}
	return step, err
}

func (s *signIn) begin(ctx context.Context, credentials Credentials) (Step, error) {
	switch credentials.Flow {
	case UserSRPAuth, CustomAuth:
		return s.bySRP(ctx, credentials.Flow, credentials.Password)
	case "":
		return s.bySRP(ctx, UserSRPAuth, credentials.Password)
	case UserPasswordAuth:
		return s.byPassword(ctx, credentials.Password)
	case UserAuth:
		return s.byChoice(ctx, credentials)
	}
	return nil, &Error{Reason: InvalidParameter, Message: invalidFlow}
}

// InitiateCustomAuth begins to sign the user in without a password, by
// challenges that the pool's Lambda triggers define.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
func (u *User) InitiateCustomAuth(ctx context.Context, options ...Option) (Step, error) {
	s := u.signIn(options)
	parameters := make(Object, 0, len(s.parameters)+1)
	for _, p := range s.parameters {
		if p.Name != "USERNAME" {
			parameters = append(parameters, p)
		}
	}
	reply, err := s.initiate(ctx, CustomAuth, append(parameters, Member{"USERNAME", s.username}), nil)
	if err != nil {
		return nil, err
	}
	return s.proceed(ctx, "InitiateAuth", reply, "CUSTOM_CHALLENGE")
}

// ContinueSignIn continues from a reply of InitiateAuth or RespondToAuthChallenge that the
// caller has obtained elsewhere, for instance from its own server, or with AdminInitiateAuth
// ([awsidp.Members] converts the SDK's output). Tokens without NewDeviceMetadata make a
// session too. If the pool tracks devices, the service will refuse to refresh that session,
// since no device was confirmed: that error has the reason [DeviceKeyMissing].
//
// [awsidp.Members]: https://pkg.go.dev/github.com/cognitowasm/cognitowasm/core/awsidp#Members
func (u *User) ContinueSignIn(ctx context.Context, reply Object, options ...Option) (Step, error) {
	return u.signIn(options).proceed(ctx, "InitiateAuth", reply, beforeTokens)
}

// signIn is a sign-in in progress.
type signIn struct {
	user            *User
	pool            *Pool
	typed           string // the name that the sign-in began with
	username        string // as typed, then the user's own name
	device          Device
	clientMetadata  Value
	parameters      Object // more of them, for the first request
	deviceTried     bool   // the device's challenge has been answered
	firstFactor     bool   // the next challenge is the user's first factor, of their choice
	signOuts        int64  // the number of the pool's last sign-out when this sign-in began
	deviceForgotten bool   // by the service, and therefore here
	deviceRefused   bool   // by the service, after it had accepted the user
}

func (u *User) signIn(options []Option) *signIn {
	given := optionsOf(options)
	s := &signIn{
		user: u, pool: u.pool, typed: u.Username(), username: u.Username(), clientMetadata: given.ClientMetadata,
		signOuts: u.pool.signOuts.now(),
	}
	s.device, _ = given.Device.(Device)
	s.parameters, _ = given.Parameters.(Object)
	return s
}

func (s *signIn) initiate(ctx context.Context, flow Flow, parameters Object, session Value) (Object, error) {
	return s.withDevice(ctx, parameters, func(parameters Object) (Object, error) {
		return s.pool.call(ctx, "InitiateAuth", Object{
			{"AuthFlow", string(flow)},
			{"ClientId", s.pool.config.ClientID},
			{"AuthParameters", parameters},
			{"ClientMetadata", s.clientMetadata},
			{"UserContextData", s.pool.config.UserContextData},
			{"Session", session},
		})
	})
}

// withDevice sends parameters that may name the device. If the service no longer knows the
// device, it sends them again without it: otherwise nobody could sign in here any more.
func (s *signIn) withDevice(ctx context.Context, parameters Object, send func(Object) (Object, error)) (Object, error) {
	reply, err := send(parameters)
	if parameters.Text("DEVICE_KEY") == "" || !isDeviceNotFound(err) {
		return reply, err
	}
	s.forgetDevice(ctx)
	var without Object
	for _, p := range parameters {
		if p.Name != "DEVICE_KEY" {
			without = append(without, p)
		}
	}
	return send(without)
}

// forgetDevice forgets a device that the service has forgotten or refused. It ignores
// errors of the storage.
func (s *signIn) forgetDevice(ctx context.Context) {
	_ = s.pool.removeDevice(ctx, s.username)
	s.device, s.deviceForgotten = Device{}, true
}

func (s *signIn) byPassword(ctx context.Context, password string) (Step, error) {
	if password == "" {
		return nil, &Error{Reason: InvalidParameter, Message: "PASSWORD parameter is required"}
	}
	s.loadDevice(ctx)
	reply, err := s.initiate(ctx, UserPasswordAuth, Object{
		{"USERNAME", s.username},
		{"PASSWORD", password},
		{"DEVICE_KEY", textOrNothing(s.device.Key)},
	}, nil)
	if err != nil {
		return nil, err
	}
	return s.next(ctx, "InitiateAuth", reply, beforeTokens)
}

func (s *signIn) bySRP(ctx context.Context, flow Flow, password string) (Step, error) {
	client, err := srp.NewClient(s.pool.config.Rand)
	if err != nil {
		return nil, srpError(err)
	}
	parameters := Object{
		{"DEVICE_KEY", textOrNothing(s.device.Key)},
		{"USERNAME", s.username},
		{"SRP_A", client.A()},
	}
	if flow == CustomAuth {
		parameters = append(parameters, Member{"CHALLENGE_NAME", "SRP_A"})
	}
	reply, err := s.initiate(ctx, flow, parameters, nil)
	if err != nil {
		return nil, err
	}
	if !wantsProof(reply) {
		return s.next(ctx, "InitiateAuth", reply, beforeTokens)
	}
	return s.byProof(ctx, client, password, reply)
}

// byProof answers PASSWORD_VERIFIER.
func (s *signIn) byProof(ctx context.Context, client *srp.Client, password string, reply Object) (Step, error) {
	parameters := reply.Object("ChallengeParameters")
	s.username = cmp.Or(parameters.Text("USER_ID_FOR_SRP"), s.username)
	s.loadDevice(ctx)
	proof, err := s.prove(ctx, client, srp.Credentials{Pool: s.pool.name(), User: s.username, Password: password}, parameters)
	if err != nil {
		return nil, err
	}
	reply, err = s.respond(ctx, "PASSWORD_VERIFIER", reply.Get("Session"), append(Object{{"USERNAME", s.username}}, append(proof,
		Member{"DEVICE_KEY", textOrNothing(s.device.Key)})...), s.clientMetadata)
	if err != nil {
		return nil, err
	}
	return s.next(ctx, "RespondToAuthChallenge", reply, beforeTokens)
}

// wantsProof reports whether a reply to SRP_A is a challenge to prove the password.
// Upstream treats every reply as one, whatever challenge it names. A reply without the
// parameters of a proof is another challenge, if the pool's triggers skip SRP, or already
// has tokens.
func wantsProof(reply Object) bool {
	parameters := reply.Object("ChallengeParameters")
	return parameters.Text("SRP_B") != "" || parameters.Text("SECRET_BLOCK") != "" ||
		reply.Text("ChallengeName") == "PASSWORD_VERIFIER" && !hasTokens(reply)
}

// byDevice answers the challenge for the remembered device, which follows the user's own
// proof. That takes the device's secret; without it, the caller receives the challenge. A
// device that the service refuses is forgotten: it would be refused forever, with a message
// about the password.
func (s *signIn) byDevice(ctx context.Context, session, clientMetadata Value) (Step, error) {
	s.deviceTried = true
	reply, err := s.proveDevice(ctx, session, clientMetadata)
	if isDeviceNotFound(err) || ReasonOf(err) == BadCredentials {
		s.forgetDevice(ctx)
		s.deviceRefused = true
	}
	if err != nil {
		return nil, err
	}
	return s.next(ctx, "RespondToAuthChallenge", reply, "")
}

func (s *signIn) proveDevice(ctx context.Context, session, clientMetadata Value) (Object, error) {
	device := s.device
	client, err := srp.NewClient(s.pool.config.Rand)
	if err != nil {
		return nil, srpError(err)
	}
	reply, err := s.send(ctx, "DEVICE_SRP_AUTH", session, Object{
		{"USERNAME", s.username},
		{"DEVICE_KEY", device.Key},
		{"SRP_A", client.A()},
	}, clientMetadata)
	if err != nil {
		return nil, err
	}
	proof, err := s.prove(ctx, client, srp.Credentials{Pool: device.GroupKey, User: device.Key, Password: device.Password}, reply.Object("ChallengeParameters"))
	if err != nil {
		return nil, err
	}
	return s.send(ctx, "DEVICE_PASSWORD_VERIFIER", reply.Get("Session"), append(Object{{"USERNAME", s.username}}, append(proof,
		Member{"DEVICE_KEY", device.Key})...), nil)
}

// prove computes the claim that answers a verifier challenge.
//
// Stubs in tests often send a challenge with missing or made-up members, and accept any
// claim. So such a challenge is answered too, with random bytes in place of a proof. They do
// not depend on the password, so nobody can check guesses of the password against them, as a
// proof for an invalid SRP_B would allow. Cognito never sends such a challenge, and would
// refuse the answer. An SRP_B that is 0 modulo N, which only an attacker would send, ends
// the sign-in.
func (s *signIn) prove(ctx context.Context, client *srp.Client, who srp.Credentials, parameters Object) (Object, error) {
	if yield := s.pool.config.Yield; !native && yield != nil {
		client.Pause = func() { yield(ctx) }
	}
	block := parameters.Text("SECRET_BLOCK")
	timestamp := srp.Timestamp(s.pool.serviceTime())
	signature, err := client.Proof(who, srp.Challenge{
		Salt: parameters.Text("SALT"), B: parameters.Text("SRP_B"), SecretBlock: block,
	}, timestamp)
	if _, ok := errors.AsType[*srp.ParameterError](err); ok {
		random := make([]byte, sha256.Size)
		_, err = io.ReadFull(s.pool.config.Rand, random)
		signature = base64.StdEncoding.EncodeToString(random)
	}
	if err != nil {
		return nil, srpError(err)
	}
	return Object{
		{"PASSWORD_CLAIM_SECRET_BLOCK", parameters.Get("SECRET_BLOCK")},
		{"TIMESTAMP", timestamp},
		{"PASSWORD_CLAIM_SIGNATURE", signature},
	}, nil
}

// respond answers a challenge of the user.
func (s *signIn) respond(ctx context.Context, challenge string, session Value, responses Object, clientMetadata Value) (Object, error) {
	return s.withDevice(ctx, responses, func(responses Object) (Object, error) {
		return s.send(ctx, challenge, session, responses, clientMetadata)
	})
}

// send answers a challenge.
func (s *signIn) send(ctx context.Context, challenge string, session Value, responses Object, clientMetadata Value) (Object, error) {
	reply, err := s.pool.call(ctx, "RespondToAuthChallenge", Object{
		{"ChallengeName", challenge},
		{"ClientId", s.pool.config.ClientID},
		{"ChallengeResponses", responses},
		{"Session", session},
		{"ClientMetadata", clientMetadata},
		{"UserContextData", s.pool.config.UserContextData},
	})
	if err == nil && reply == nil {
		err = invalidResponse("RespondToAuthChallenge", "is empty")
	}
	return reply, err
}

// proceed calls next, and then gives the user the name that the service uses.
func (s *signIn) proceed(ctx context.Context, operation string, reply Object, first string) (Step, error) {
	step, err := s.next(ctx, operation, reply, first)
	if err == nil {
		s.user.rename(s.username)
	}
	return step, err
}

// beforeTokens are the challenges that upstream looks for before it looks for tokens,
// in most of the replies of a sign-in.
const beforeTokens = "SMS_MFA SELECT_MFA_TYPE MFA_SETUP SOFTWARE_TOKEN_MFA CUSTOM_CHALLENGE NEW_PASSWORD_REQUIRED DEVICE_SRP_AUTH"

// hasTokens reports whether a reply signs the user in.
func hasTokens(reply Object) bool {
	result := reply.Object("AuthenticationResult")
	return result.Text("IdToken") != "" || result.Text("AccessToken") != ""
}

// next is the only place that turns a reply into the sign-in's next step. Emulators send
// tokens together with a challenge: then the tokens count, unless the challenge is one of
// first.
func (s *signIn) next(ctx context.Context, operation string, reply Object, first string) (Step, error) {
	name := reply.Text("ChallengeName")
	if name != "" && (!hasTokens(reply) || strings.Contains(" "+first+" ", " "+name+" ")) {
		if name == "DEVICE_SRP_AUTH" && !s.deviceTried {
			if native {
				s.ownName(reply.Object("ChallengeParameters"))
			}
			s.loadDevice(ctx)
			if s.device.complete() {
				return s.byDevice(ctx, reply.Get("Session"), nil)
			}
		}
		return s.challenge(name, reply), nil
	}
	session, err := s.pool.receiveSession(ctx, operation, reply, Session{})
	if err != nil {
		return nil, err
	}
	if err := s.save(ctx, session); err != nil {
		return nil, err
	}
	done := &SignedIn{Session: session, ChallengeName: name, DeviceForgotten: s.deviceForgotten}
	if metadata := reply.Object("AuthenticationResult").Object("NewDeviceMetadata"); metadata != nil {
		done.Device, done.UserConfirmationNecessary, done.DeviceError = s.pool.confirmDevice(ctx, s.username, session.AccessToken, metadata)
	} else if s.device.Key != "" {
		device := s.device
		done.Device = &device
	}
	if s.isSignedOut(ctx) {
		defer s.pool.lockBriefly(ctx, s.username)()
		return nil, s.pool.takeBack(ctx, s.username, session)
	}
	return done, nil
}

// challenge returns the challenge of a reply.
func (s *signIn) challenge(name string, reply Object) Challenge {
	parameters := reply.Object("ChallengeParameters")
	if native {
		s.ownName(parameters)
	}
	return newChallenge(*s, ChallengeState{
		Name:                name,
		Parameters:          parameters,
		AvailableChallenges: textsOf[FirstFactor](reply.Get("AvailableChallenges")),
		FirstFactor:         s.firstFactor,
		Session:             reply.Text("Session"),
		Device:              s.device,
		DeviceForgotten:     s.deviceForgotten,
	})
}

// save stores the session, unless the user has signed out since the sign-in began. It holds
// the lock, so that a refresh that is refused at the same time does not remove the session.
func (s *signIn) save(ctx context.Context, session *Session) error {
	defer s.pool.lockBriefly(ctx, s.username)()
	if s.isSignedOut(ctx) {
		return signedOut()
	}
	s.pool.saveSession(ctx, s.username, session, "", true)
	if session.Unsaved != nil && ctx.Err() != nil {
		if native {
			s.pool.unsaved.drop(s.username)
		}
		return aborted(ctx) // the caller has cancelled, and nothing was stored
	}
	if s.isSignedOut(ctx) { // while a slow storage was writing
		return s.pool.takeBack(ctx, s.username, session)
	}
	return nil
}

func (s *signIn) isSignedOut(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), SignedOut) || s.pool.signOuts.since(s.signOuts, s.typed, s.username)
}

// loadDevice takes the stored device, if there is one. It ignores errors, since a blocked
// storage must not prevent a sign-in.
func (s *signIn) loadDevice(ctx context.Context) {
	if s.deviceForgotten {
		return // storage may still have it
	}
	if device, err := s.pool.loadDevice(ctx, s.username); err == nil && device.Key != "" {
		s.device = device
	}
}

func isDeviceNotFound(err error) bool {
	service, ok := errors.AsType[*ServiceError](err)
	return ok && service.Code == ResourceNotFoundException &&
		(strings.Contains(service.Message, "device") || strings.Contains(service.Message, "Device"))
}

// srpError converts an error of package srp and keeps its message, which is upstream's
// where upstream has one.
func srpError(err error) error {
	if err != srp.ErrZeroB && err != srp.ErrZeroU && err != srp.ErrZeroA {
		return &Error{Reason: InternalError, Message: "No secure random numbers are available.", Err: err}
	}
	return &Error{Reason: InvalidResponse, Message: err.Error(), Err: err}
}
