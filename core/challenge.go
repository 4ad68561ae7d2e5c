package core

import "context"

// Challenge is what the service wants to know before it signs the user in.
// There is a type for each of Cognito's names, with a method that answers it:
//
//   - [*SMSMFA], [*EmailOTP] and [*SoftwareTokenMFA] want a code,
//   - [*SelectMFAType] wants a choice between those,
//   - [*MFASetup] wants an authenticator app to be set up,
//   - [*NewPasswordRequired] wants a new password,
//   - [*CustomChallenge] is the pool's own,
//   - [*DeviceChallenge] wants a device whose secret storage does not have,
//   - [*UnknownChallenge] has no answer in this version.
//
// An answer that the service refuses leaves the challenge as it was: the user
// may try again, as often as the service allows.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
type Challenge interface {
	Step
	// State gives what the challenge is made of, as plain data.
	State() ChallengeState
}

// ChallengeState is a challenge as plain data: [User.Resume] makes a challenge
// of it again, in another process or after a page's reload.
type ChallengeState struct {
	// Name is Cognito's, for instance "SMS_MFA".
	Name string
	// Parameters are as the service sent them.
	Parameters Object
	// Session is the sign-in's state at the service: a string, or nil or Null
	// where there is none.
	Session Value
	// Device is the device that signs in, as far as it is known.
	Device Device
	// DeviceForgotten is as in [SignedIn].
	DeviceForgotten bool
}

// AnswerOptions go along with the answer to a challenge.
type AnswerOptions struct {
	// ClientMetadata is handed to the pool's Lambda triggers.
	ClientMetadata Value
}

// pending is a challenge and the sign-in that waits for its answer.
type pending struct {
	signIn signIn
	state  ChallengeState
}

func (*pending) step() {}

// State implements Challenge.
func (c *pending) State() ChallengeState { return c.state }

// answer sends an answer and gives what follows. The sign-in is copied, so that
// a refusal leaves it as it was.
func (c *pending) answer(ctx context.Context, responses Object, clientMetadata Value, first string) (Step, error) {
	s := c.signIn
	reply, err := s.respond(ctx, c.state.Name, c.state.Session, responses, clientMetadata)
	if err != nil {
		return nil, err
	}
	return s.proceed(ctx, "RespondToAuthChallenge", reply, first)
}

// SMSMFA wants the code that was sent to the user's phone; the parameter
// CODE_DELIVERY_DESTINATION says to which.
type SMSMFA struct{ *pending }

// Answer sends the code.
func (c *SMSMFA) Answer(ctx context.Context, code string, options AnswerOptions) (Step, error) {
	return c.sendCode(ctx, Object{{"SMS_MFA_CODE", code}}, options)
}

// EmailOTP wants the code that was sent to the user's e-mail address.
type EmailOTP struct{ *pending }

// Answer sends the code.
func (c *EmailOTP) Answer(ctx context.Context, code string, options AnswerOptions) (Step, error) {
	return c.sendCode(ctx, Object{{"EMAIL_OTP_CODE", code}}, options)
}

// SoftwareTokenMFA wants the code that the user's authenticator app shows.
type SoftwareTokenMFA struct{ *pending }

// Answer sends the code.
func (c *SoftwareTokenMFA) Answer(ctx context.Context, code string, options AnswerOptions) (Step, error) {
	// SMS_MFA_CODE goes along as with the peer; the service does not read it.
	return c.sendCode(ctx, Object{{"SMS_MFA_CODE", code}, {"SOFTWARE_TOKEN_MFA_CODE", code}}, options)
}

// sendCode sends the code of a second factor, with the user and their device.
func (c *pending) sendCode(ctx context.Context, code Object, options AnswerOptions) (Step, error) {
	responses := append(Object{{"USERNAME", c.signIn.username}}, code...)
	return c.answer(ctx, append(responses, Member{"DEVICE_KEY", textOrNothing(c.signIn.device.Key)}), options.ClientMetadata, "DEVICE_SRP_AUTH")
}

// SelectMFAType wants a choice of a second factor; the parameter
// MFAS_CAN_CHOOSE lists them.
type SelectMFAType struct{ *pending }

// Choose sends the choice, by Cognito's name: "SMS_MFA", "EMAIL_OTP" or
// "SOFTWARE_TOKEN_MFA".
func (c *SelectMFAType) Choose(ctx context.Context, mfaType string) (Step, error) {
	responses := Object{{"USERNAME", c.signIn.username}, {"ANSWER", mfaType}}
	if mfaType != "SMS_MFA" && mfaType != "SOFTWARE_TOKEN_MFA" {
		return c.answer(ctx, responses, nil, beforeTokens)
	}
	// As upstream, which reads nothing but the session of this reply.
	s := c.signIn
	reply, err := s.respond(ctx, c.state.Name, c.state.Session, responses, nil)
	if err != nil {
		return nil, err
	}
	challenge := s.challenge(mfaType, reply)
	s.user.rename(s.username)
	return challenge, nil
}

// MFASetup wants the user to set up an authenticator app: [MFASetup.Associate]
// gives the secret to show, [MFASetup.Verify] ends it with the app's first code.
type MFASetup struct{ *pending }

// Associate gives the secret of the new app, in base 32.
func (c *MFASetup) Associate(ctx context.Context) (secretCode string, err error) {
	reply, err := c.signIn.pool.AssociateSoftwareToken(ctx, "", c.state.Session)
	if err != nil {
		return "", err
	}
	c.state.Session = reply.Get("Session")
	return reply.Text("SecretCode"), nil
}

// Verify sends the app's first code. The name is what the user calls the app;
// it may be empty.
func (c *MFASetup) Verify(ctx context.Context, code, friendlyDeviceName string) (Step, error) {
	reply, err := c.signIn.pool.call(ctx, "VerifySoftwareToken", Object{
		{"Session", c.state.Session},
		{"UserCode", code},
		{"FriendlyDeviceName", textOrNothing(friendlyDeviceName)},
	})
	if err != nil {
		return nil, err
	}
	c.state.Session = reply.Get("Session")
	return c.Complete(ctx)
}

// Complete signs the user in once Verify has accepted a code. Verify does so by
// itself; where that fails for a passing reason, this tries again.
func (c *MFASetup) Complete(ctx context.Context) (Step, error) {
	return c.answer(ctx, Object{{"USERNAME", c.signIn.username}}, nil, "")
}

// NewPasswordRequired wants a new password, because an administrator set the
// old one. The parameters userAttributes and requiredAttributes are JSON texts:
// the attributes that the user has, and the names of those that are missing.
type NewPasswordRequired struct{ *pending }

// SetPassword sends the new password, and the attributes that are required,
// their names without the prefix "userAttributes.".
func (c *NewPasswordRequired) SetPassword(ctx context.Context, password string, attributes Object, options AnswerOptions) (Step, error) {
	if password == "" {
		return nil, &Error{Code: InvalidParameter, Message: missingPassword}
	}
	responses := make(Object, 0, len(attributes)+2)
	for _, a := range attributes {
		responses = append(responses, Member{"userAttributes." + a.Name, a.Value})
	}
	return c.answer(ctx, append(responses, Member{"NEW_PASSWORD", password}, Member{"USERNAME", c.signIn.username}), options.ClientMetadata, beforeTokens)
}

// CustomChallenge is defined by the pool's Lambda triggers, and so are its
// parameters.
type CustomChallenge struct{ *pending }

// Answer sends the answer.
func (c *CustomChallenge) Answer(ctx context.Context, answer string, options AnswerOptions) (Step, error) {
	c.signIn.loadDevice(ctx)
	return c.answer(ctx, Object{
		{"USERNAME", c.signIn.username},
		{"ANSWER", answer},
		{"DEVICE_KEY", textOrNothing(c.signIn.device.Key)},
	}, options.ClientMetadata, beforeTokens)
}

// DeviceChallenge wants the remembered device to prove itself. A sign-in does
// that by itself; this comes where storage lacks the device's secret.
type DeviceChallenge struct{ *pending }

// SignIn proves the device that State names, or storage has by now.
func (c *DeviceChallenge) SignIn(ctx context.Context, options AnswerOptions) (Step, error) {
	s := c.signIn
	s.loadDevice(ctx)
	if !s.device.complete() {
		return nil, &Error{Code: InvalidParameter, Message: "There is no remembered device here that could answer DEVICE_SRP_AUTH."}
	}
	step, err := s.byDevice(ctx, c.state.Session, options.ClientMetadata)
	if err == nil {
		s.user.rename(s.username)
	}
	return step, err
}

// UnknownChallenge has no answer in this version; State tells its name.
type UnknownChallenge struct{ *pending }

// Resume makes a challenge of its plain data, for a user who is named as the
// challenge's sign-in named it.
func (u *User) Resume(state ChallengeState) Challenge {
	s := u.signIn(state.Device, nil)
	if native {
		s.ownName(state.Parameters) // by an alias, perhaps
	}
	return newChallenge(*s, state)
}
