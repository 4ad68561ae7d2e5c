package core

import (
	"context"
	"errors"
	"strings"

	"github.com/cognitowasm/cognitowasm/core/srp"
)

// Flow is a way to sign in, by the API's name.
type Flow string

const (
	// UserSRPAuth proves the password without sending it.
	UserSRPAuth Flow = "USER_SRP_AUTH"
	// UserPasswordAuth sends the password to the service.
	UserPasswordAuth Flow = "USER_PASSWORD_AUTH"
)

// Credentials are for SignIn.
type Credentials struct {
	Password string
	// Flow is UserSRPAuth when left out.
	Flow Flow
	// DeviceKey names the remembered device from the first request on. Left
	// out, it is read from storage as soon as the user's own name is known.
	DeviceKey string
	// ClientMetadata is handed to the pool's Lambda triggers.
	ClientMetadata Value
}

// Step is where a sign-in has come to: [*SignedIn] or [*Challenge].
type Step interface{ step() }

// SignedIn is the end of a sign-in.
type SignedIn struct {
	Session *Session
	// Device is the device that signed in, when the pool tracks devices.
	Device *Device
	// UserConfirmationNecessary asks to let the user say whether the device is
	// to be remembered.
	UserConfirmationNecessary bool
	// DeviceError tells why a new device could not be confirmed. The user is
	// signed in all the same, but the service may refuse to refresh later.
	DeviceError error
}

// Challenge is what the service wants to know before it signs the user in.
type Challenge struct {
	Name       string // Cognito's name, "SMS_MFA"
	Parameters Object // as the service sent them
	Session    string // the sign-in's state at the service
}

func (*SignedIn) step()  {}
func (*Challenge) step() {}

// SignIn begins to sign the user in, and stores the session when that is all
// there is to it. An alias is replaced by the user's own name: see
// [User.Username]. Until the service has accepted the user, nothing is changed.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
func (u *User) SignIn(ctx context.Context, credentials Credentials) (Step, error) {
	s := &signIn{
		pool:           u.pool,
		username:       u.Username(),
		deviceKey:      credentials.DeviceKey,
		clientMetadata: credentials.ClientMetadata,
	}
	var step Step
	var err error
	switch credentials.Flow {
	case UserSRPAuth, "":
		step, err = s.bySRP(ctx, credentials.Password)
	case UserPasswordAuth:
		step, err = s.byPassword(ctx, credentials.Password)
	default:
		err = &Error{Code: InvalidParameter, Message: "Authentication flow type is invalid."}
	}
	if err != nil {
		return nil, err
	}
	u.rename(s.username)
	return step, nil
}

// signIn is one sign-in under way.
type signIn struct {
	pool           *Pool
	username       string // as typed, then the user's own name
	deviceKey      string
	clientMetadata Value
	deviceTried    bool // the device has had its turn
}

func (s *signIn) byPassword(ctx context.Context, password string) (Step, error) {
	if password == "" {
		return nil, &Error{Code: InvalidParameter, Message: "PASSWORD parameter is required"}
	}
	if err := s.loadDeviceKey(ctx); err != nil {
		return nil, err
	}
	reply, err := s.pool.call(ctx, "InitiateAuth", Object{
		{"AuthFlow", string(UserPasswordAuth)},
		{"ClientId", s.pool.config.ClientID},
		{"AuthParameters", Object{
			{"USERNAME", s.username},
			{"PASSWORD", password},
			{"DEVICE_KEY", textOrNothing(s.deviceKey)},
		}},
		{"ClientMetadata", s.clientMetadata},
		{"UserContextData", s.pool.config.UserContextData},
	})
	if err != nil {
		return nil, err
	}
	return s.next(ctx, "InitiateAuth", reply)
}

func (s *signIn) bySRP(ctx context.Context, password string) (Step, error) {
	client, err := srp.NewClient(s.pool.config.Rand)
	if err != nil {
		return nil, srpError(err)
	}
	reply, err := s.pool.call(ctx, "InitiateAuth", Object{
		{"AuthFlow", string(UserSRPAuth)},
		{"ClientId", s.pool.config.ClientID},
		{"AuthParameters", Object{
			{"DEVICE_KEY", textOrNothing(s.deviceKey)},
			{"USERNAME", s.username},
			{"SRP_A", client.A()},
		}},
		{"ClientMetadata", s.clientMetadata},
		{"UserContextData", s.pool.config.UserContextData},
	})
	if err != nil {
		return nil, err
	}
	if reply.Text("ChallengeName") != "PASSWORD_VERIFIER" {
		return s.next(ctx, "InitiateAuth", reply)
	}
	parameters := reply.Object("ChallengeParameters")
	if s.username, err = required(parameters, "USER_ID_FOR_SRP"); err != nil {
		return nil, err
	}
	if err := s.loadDeviceKey(ctx); err != nil {
		return nil, err
	}
	proof, err := s.prove(client, srp.Credentials{Pool: s.pool.name(), User: s.username, Password: password}, parameters)
	if err != nil {
		return nil, err
	}
	session := reply.Get("Session")
	answer := func() (Object, error) {
		return s.respond(ctx, "PASSWORD_VERIFIER", session, append(Object{{"USERNAME", s.username}}, append(proof,
			Member{"DEVICE_KEY", textOrNothing(s.deviceKey)})...), s.clientMetadata)
	}
	reply, err = answer()
	if s.deviceKey != "" && isDeviceNotFound(err) {
		// The service forgot the device; so do we, and go on without.
		if err := s.pool.removeDevice(ctx, s.username); err != nil {
			return nil, err
		}
		s.deviceKey = ""
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
func (s *signIn) byDevice(ctx context.Context, device Device, session Value) (Step, error) {
	client, err := srp.NewClient(s.pool.config.Rand)
	if err != nil {
		return nil, srpError(err)
	}
	reply, err := s.respond(ctx, "DEVICE_SRP_AUTH", session, Object{
		{"USERNAME", s.username},
		{"DEVICE_KEY", device.Key},
		{"SRP_A", client.A()},
	}, nil)
	if err != nil {
		return nil, err
	}
	proof, err := s.prove(client, srp.Credentials{Pool: device.GroupKey, User: device.Key, Password: device.Password}, reply.Object("ChallengeParameters"))
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

// prove computes the claim that answers a verifier challenge.
func (s *signIn) prove(client *srp.Client, who srp.Credentials, parameters Object) (Object, error) {
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
	timestamp := srp.Timestamp(s.pool.config.Clock.Now())
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

// next is the one place that turns a reply into the sign-in's next step.
func (s *signIn) next(ctx context.Context, operation string, reply Object) (Step, error) {
	if name := reply.Text("ChallengeName"); name != "" {
		if name == "DEVICE_SRP_AUTH" && !s.deviceTried {
			s.deviceTried = true
			device, err := s.pool.loadDevice(ctx, s.username)
			if err != nil {
				return nil, err
			}
			if device.Key != "" && device.GroupKey != "" && device.Password != "" {
				return s.byDevice(ctx, device, reply.Get("Session"))
			}
		}
		return &Challenge{Name: name, Parameters: reply.Object("ChallengeParameters"), Session: reply.Text("Session")}, nil
	}
	session, err := s.pool.receiveSession(operation, reply, "")
	if err != nil {
		return nil, err
	}
	if err := s.pool.saveSession(ctx, s.username, session, true); err != nil {
		return nil, err
	}
	done := &SignedIn{Session: session}
	if metadata := reply.Object("AuthenticationResult").Object("NewDeviceMetadata"); metadata != nil {
		done.Device, done.UserConfirmationNecessary, done.DeviceError = s.pool.confirmDevice(ctx, s.username, session.AccessToken, metadata)
	} else if s.deviceKey != "" {
		device, err := s.pool.loadDevice(ctx, s.username)
		if err == nil && device.Key == s.deviceKey {
			done.Device = &device
		}
	}
	return done, nil
}

func (s *signIn) loadDeviceKey(ctx context.Context) error {
	device, err := s.pool.loadDevice(ctx, s.username)
	if err == nil && device.Key != "" {
		s.deviceKey = device.Key
	}
	return err
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
