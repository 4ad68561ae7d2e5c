package core

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core/srp"
)

// Flow is a way to sign in, by the API's name.
type Flow string

const (
	// UserSRPAuth proves the password without sending it.
	UserSRPAuth Flow = "USER_SRP_AUTH"
	// UserPasswordAuth sends the password to the service.
	UserPasswordAuth Flow = "USER_PASSWORD_AUTH"
	// CustomAuth proves the password by SRP before the pool's own challenges;
	// [User.InitiateCustomAuth] is for pools whose challenges come first.
	CustomAuth Flow = "CUSTOM_AUTH"
)

// Credentials are for SignIn.
type Credentials struct {
	Password string
	// Flow is UserSRPAuth when left out.
	Flow Flow
	// Device is the remembered device, where the caller knows it: its Key then
	// goes along from the first request on. One that storage has goes before it,
	// as soon as the user's own name is known.
	Device Device
	// ClientMetadata is handed to the pool's Lambda triggers.
	ClientMetadata Value
}

// Step is where a sign-in has come to: [*SignedIn], or a [Challenge].
type Step interface{ step() }

// SignedIn is the end of a sign-in.
type SignedIn struct {
	Session *Session
	// Device is the device that signed in, when the pool tracks devices.
	Device *Device
	// UserConfirmationNecessary asks to let the user say whether the device is
	// to be remembered.
	UserConfirmationNecessary bool
	// DeviceForgotten says that the service did not know the stored device any
	// more, so that it was removed.
	DeviceForgotten bool
	// DeviceError tells why a new device could not be confirmed, or, beside a
	// Device, stored. The user is signed in all the same, but the service may
	// refuse to refresh later.
	DeviceError error
}

func (*SignedIn) step() {}

// SignIn begins to sign the user in, and stores the session when that is all
// there is to it. An alias is replaced by the user's own name: see
// [User.Username]. Until the service has accepted the user, nothing is changed.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
func (u *User) SignIn(ctx context.Context, credentials Credentials) (Step, error) {
	s := u.signIn(credentials.Device, credentials.ClientMetadata)
	var step Step
	var err error
	switch credentials.Flow {
	case UserSRPAuth, CustomAuth:
		step, err = s.bySRP(ctx, credentials.Flow, credentials.Password)
	case "":
		step, err = s.bySRP(ctx, UserSRPAuth, credentials.Password)
	case UserPasswordAuth:
		step, err = s.byPassword(ctx, credentials.Password)
	default:
		err = &Error{Code: InvalidParameter, Message: "Authentication flow type is invalid."}
	}
	if err == nil {
		u.rename(s.username)
	}
	return step, err
}

// CustomAuthInput is for InitiateCustomAuth.
type CustomAuthInput struct {
	// Parameters go along with the user's name, as AuthParameters.
	Parameters Object
	// Device is as in Credentials.
	Device Device
	// ClientMetadata is handed to the pool's Lambda triggers.
	ClientMetadata Value
}

// InitiateCustomAuth begins to sign the user in without a password, by
// challenges that the pool's Lambda triggers define.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
func (u *User) InitiateCustomAuth(ctx context.Context, input CustomAuthInput) (Step, error) {
	s := u.signIn(input.Device, input.ClientMetadata)
	parameters := make(Object, 0, len(input.Parameters)+1)
	for _, p := range input.Parameters {
		if p.Name != "USERNAME" {
			parameters = append(parameters, p)
		}
	}
	reply, err := s.initiate(ctx, CustomAuth, append(parameters, Member{"USERNAME", s.username}))
	if err != nil {
		return nil, err
	}
	return s.proceed(ctx, "InitiateAuth", reply)
}

// ContinueSignIn goes on from a reply of InitiateAuth or RespondToAuthChallenge
// that the caller has got by itself, from a server of its own for instance, or
// with AdminInitiateAuth ([awsidp.Members] makes the reply of the SDK's output).
// Tokens that come without NewDeviceMetadata make a session too. Where the pool
// tracks devices the service will refuse to refresh it, for want of a confirmed
// device: that error has the reason [DeviceKeyMissing].
//
// [awsidp.Members]: https://pkg.go.dev/github.com/cognitowasm/cognitowasm/core/awsidp#Members
func (u *User) ContinueSignIn(ctx context.Context, reply Object, device Device) (Step, error) {
	return u.signIn(device, nil).proceed(ctx, "InitiateAuth", reply)
}

// signIn is one sign-in under way.
type signIn struct {
	user            *User
	pool            *Pool
	username        string // as typed, then the user's own name
	device          Device
	clientMetadata  Value
	deviceTried     bool  // the device has had its turn
	signOuts        int64 // of the pool, when this began
	deviceForgotten bool
}

func (u *User) signIn(device Device, clientMetadata Value) *signIn {
	return &signIn{
		user: u, pool: u.pool, username: u.Username(), device: device, clientMetadata: clientMetadata,
		signOuts: u.pool.signOuts.Load(),
	}
}

func (s *signIn) initiate(ctx context.Context, flow Flow, parameters Object) (Object, error) {
	return s.pool.call(ctx, "InitiateAuth", Object{
		{"AuthFlow", string(flow)},
		{"ClientId", s.pool.config.ClientID},
		{"AuthParameters", parameters},
		{"ClientMetadata", s.clientMetadata},
		{"UserContextData", s.pool.config.UserContextData},
	})
}

func (s *signIn) byPassword(ctx context.Context, password string) (Step, error) {
	if password == "" {
		return nil, &Error{Code: InvalidParameter, Message: "PASSWORD parameter is required"}
	}
	s.loadDevice(ctx)
	reply, err := s.initiate(ctx, UserPasswordAuth, Object{
		{"USERNAME", s.username},
		{"PASSWORD", password},
		{"DEVICE_KEY", textOrNothing(s.device.Key)},
	})
	if err != nil {
		return nil, err
	}
	return s.next(ctx, "InitiateAuth", reply)
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
	reply, err := s.initiate(ctx, flow, parameters)
	if err != nil {
		return nil, err
	}
	if reply.Text("ChallengeName") != "PASSWORD_VERIFIER" {
		return s.next(ctx, "InitiateAuth", reply)
	}
	parameters = reply.Object("ChallengeParameters")
	if s.username, err = required(parameters, "USER_ID_FOR_SRP"); err != nil {
		return nil, err
	}
	s.loadDevice(ctx)
	proof, err := s.prove(ctx, client, srp.Credentials{Pool: s.pool.name(), User: s.username, Password: password}, parameters)
	if err != nil {
		return nil, err
	}
	session := reply.Get("Session")
	answer := func() (Object, error) {
		return s.respond(ctx, "PASSWORD_VERIFIER", session, append(Object{{"USERNAME", s.username}}, append(proof,
			Member{"DEVICE_KEY", textOrNothing(s.device.Key)})...), s.clientMetadata)
	}
	reply, err = answer()
	if s.device.Key != "" && isDeviceNotFound(err) {
		// The service forgot the device; so do we, if the storage lets us, and go
		// on without.
		_ = s.pool.removeDevice(ctx, s.username)
		s.device, s.deviceForgotten = Device{}, true
		reply, err = answer()
	}
	if err != nil {
		return nil, err
	}
	return s.next(ctx, "RespondToAuthChallenge", reply)
}

// byDevice signs the remembered device in, which the service wants after the
// user's own proof. Its secret is needed, so a device that storage does not have
// leaves the challenge to the caller.
func (s *signIn) byDevice(ctx context.Context, session, clientMetadata Value) (Step, error) {
	s.deviceTried = true
	device := s.device
	client, err := srp.NewClient(s.pool.config.Rand)
	if err != nil {
		return nil, srpError(err)
	}
	reply, err := s.respond(ctx, "DEVICE_SRP_AUTH", session, Object{
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
	reply, err = s.respond(ctx, "DEVICE_PASSWORD_VERIFIER", reply.Get("Session"), append(Object{{"USERNAME", s.username}}, append(proof,
		Member{"DEVICE_KEY", device.Key})...), nil)
	if err != nil {
		return nil, err
	}
	return s.next(ctx, "RespondToAuthChallenge", reply)
}

// turn is how long a page gets to do something else than to compute. Less would not
// let go of its thread.
const turn = time.Millisecond

// prove computes the claim that answers a verifier challenge.
func (s *signIn) prove(ctx context.Context, client *srp.Client, who srp.Credentials, parameters Object) (Object, error) {
	var challenge srp.Challenge
	var err error
	for _, p := range []struct {
		name string
		to   *string
	}{{"SALT", &challenge.Salt}, {"SRP_B", &challenge.B}, {"SECRET_BLOCK", &challenge.SecretBlock}} {
		if *p.to, err = required(parameters, p.name); err != nil {
			return nil, err
		}
	}
	if !native {
		client.Pause = func() { _ = s.pool.config.Clock.Sleep(ctx, turn) }
	}
	timestamp := srp.Timestamp(s.pool.serviceTime())
	signature, err := client.Proof(who, challenge, timestamp)
	if err != nil {
		return nil, srpError(err)
	}
	return Object{
		{"PASSWORD_CLAIM_SECRET_BLOCK", challenge.SecretBlock},
		{"TIMESTAMP", timestamp},
		{"PASSWORD_CLAIM_SIGNATURE", signature},
	}, nil
}

func (s *signIn) respond(ctx context.Context, challenge string, session Value, responses Object, clientMetadata Value) (Object, error) {
	return s.pool.call(ctx, "RespondToAuthChallenge", Object{
		{"ChallengeName", challenge},
		{"ClientId", s.pool.config.ClientID},
		{"ChallengeResponses", responses},
		{"Session", session},
		{"ClientMetadata", clientMetadata},
		{"UserContextData", s.pool.config.UserContextData},
	})
}

// proceed is next, after which the user has the name that the service uses.
func (s *signIn) proceed(ctx context.Context, operation string, reply Object) (Step, error) {
	step, err := s.next(ctx, operation, reply)
	if err == nil {
		s.user.rename(s.username)
	}
	return step, err
}

// next is the one place that turns a reply into the sign-in's next step.
func (s *signIn) next(ctx context.Context, operation string, reply Object) (Step, error) {
	if name := reply.Text("ChallengeName"); name != "" {
		if native {
			s.ownName(reply.Object("ChallengeParameters"))
		}
		if name == "DEVICE_SRP_AUTH" && !s.deviceTried {
			s.loadDevice(ctx)
			if s.device.complete() {
				return s.byDevice(ctx, reply.Get("Session"), nil)
			}
		}
		return newChallenge(*s, ChallengeState{
			Name:            name,
			Parameters:      reply.Object("ChallengeParameters"),
			Session:         reply.Get("Session"),
			Device:          s.device,
			DeviceForgotten: s.deviceForgotten,
		}), nil
	}
	session, err := s.pool.receiveSession(ctx, operation, reply, "")
	if err != nil {
		return nil, err
	}
	if err := s.save(ctx, session); err != nil {
		return nil, err
	}
	done := &SignedIn{Session: session, DeviceForgotten: s.deviceForgotten}
	if metadata := reply.Object("AuthenticationResult").Object("NewDeviceMetadata"); metadata != nil {
		done.Device, done.UserConfirmationNecessary, done.DeviceError = s.pool.confirmDevice(ctx, s.username, session.AccessToken, metadata)
	} else if s.device.Key != "" {
		device := s.device
		done.Device = &device
	}
	if s.isSignedOut(ctx) {
		return nil, s.pool.takeBack(ctx, s.username, session)
	}
	return done, nil
}

// save stores the session, unless the user has signed out since this began.
func (s *signIn) save(ctx context.Context, session *Session) error {
	if s.isSignedOut(ctx) {
		return signedOut()
	}
	s.pool.saveSession(ctx, s.username, session, true)
	if session.Unsaved != nil && ctx.Err() != nil {
		return aborted(ctx) // the caller has left, and nothing was stored
	}
	if s.isSignedOut(ctx) { // while a storage that takes its time was writing
		return s.pool.takeBack(ctx, s.username, session)
	}
	return nil
}

func (s *signIn) isSignedOut(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), SignedOut) || s.pool.signOuts.Load() != s.signOuts
}

// loadDevice takes the stored device, where there is one that can be read: a
// blocked storage must not stop a sign-in.
func (s *signIn) loadDevice(ctx context.Context) {
	if device, err := s.pool.loadDevice(ctx, s.username); err == nil && device.Key != "" {
		s.device = device
	}
}

// required gives a challenge parameter that the protocol cannot do without.
func required(parameters Object, name string) (string, error) {
	text := parameters.Text(name)
	if text == "" {
		return "", invalidResponse("the sign-in", "has no "+name)
	}
	return text, nil
}

func isDeviceNotFound(err error) bool {
	service, ok := errors.AsType[*ServiceError](err)
	return ok && service.Code == ResourceNotFoundException &&
		(strings.Contains(service.Message, "device") || strings.Contains(service.Message, "Device"))
}

// srpError keeps the words of package srp, which are the peer's where it has
// some: what the service sent cannot be proved against.
func srpError(err error) error {
	if _, ok := errors.AsType[*srp.ParameterError](err); !ok && err != srp.ErrZeroB && err != srp.ErrZeroU && err != srp.ErrZeroA {
		return &Error{Code: InternalError, Message: "There are no secure random numbers here.", Err: err}
	}
	return &Error{Code: InvalidResponse, Message: err.Error(), Err: err}
}
