package core

import "context"

// Challenge is what the service requires before it signs the user in.
// There is a type for each of Cognito's names, with a method that answers it:
//
//   - [*SelectChallenge] requires a choice of how to sign in,
//   - [*SMSOTP] and [*EmailOTP] require a code as the first factor,
//   - [*WebAuthn] requires a passkey,
//   - [*SMSMFA], [*EmailOTP] and [*SoftwareTokenMFA] require a code as the second factor,
//   - [*SelectMFAType] requires a choice between those,
//   - [*MFASetup] requires the set-up of an authenticator app,
//   - [*NewPasswordRequired] requires a new password,
//   - [*CustomChallenge] is the pool's own,
//   - [*DeviceChallenge] requires a device whose secret is not in storage,
//   - [*UnknownChallenge] has no answer in this version.
//
// If the service refuses an answer, the challenge stays as it was: the user may try
// again, as often as the service allows.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
type Challenge interface {
	Step
	// State returns the challenge as plain data.
	State() ChallengeState
}

// ChallengeState is a challenge as plain data. [User.Resume] turns it into a challenge
// again, in another process or after a page was reloaded. Package encoding/json encodes and
// decodes it.
type ChallengeState struct {
	// Name is Cognito's name, for instance "SMS_MFA".
	Name string
	// Parameters are as the service sent them: texts, whose names depend on the challenge and,
	// for CUSTOM_CHALLENGE, on the pool. [Object.Text] reads one. They keep their order and
	// whatever an emulator sends, since programs pass them on to pages.
	Parameters Object
	// AvailableChallenges are the factors that SELECT_CHALLENGE offers.
	AvailableChallenges []FirstFactor
	// FirstFactor says that the challenge is the first factor of [UserAuth]: EMAIL_OTP
	// is the name of both a first and a second factor.
	FirstFactor bool
	// Session is the sign-in's state at the service, or "" if there is none. Whoever has it
	// can go on with the sign-in.
	Session string
	// Device is the device that signs in, as far as it is known.
	Device Device
	// DeviceForgotten is as in [SignedIn].
	DeviceForgotten bool
}

// pendingChallenge is a challenge and the sign-in that waits for its answer.
type pendingChallenge struct {
	signIn signIn
	state  ChallengeState
}

func (*pendingChallenge) step() {}

// State implements Challenge.
func (c *pendingChallenge) State() ChallengeState { return c.state }

// sendAnswer sends an answer and returns the next step. It works on a copy of the sign-in,
// so that a refusal leaves the challenge as it was.
func (c *pendingChallenge) sendAnswer(ctx context.Context, responses Object, clientMetadata Value, first string) (Step, error) {
	s := c.signIn
	s.firstFactor = false
	reply, err := s.respond(ctx, c.state.Name, textOrNothing(c.state.Session), responses, clientMetadata)
	if err != nil {
		return nil, err
	}
	return s.proceed(ctx, "RespondToAuthChallenge", reply, first)
}

// SMSMFA requires the code that was sent to the user's phone.
type SMSMFA struct{ *pendingChallenge }

// Answer sends the code.
func (c *SMSMFA) Answer(ctx context.Context, code string, options ...Option) (Step, error) {
	return c.sendCode(ctx, Object{{"SMS_MFA_CODE", code}}, options)
}

// EmailOTP requires the code that was sent to the user's e-mail address, as the second
// factor or, if State says FirstFactor, as the first.
type EmailOTP struct{ firstChallenge }

// Answer sends the code.
func (c *EmailOTP) Answer(ctx context.Context, code string, options ...Option) (Step, error) {
	return c.sendCode(ctx, Object{{"EMAIL_OTP_CODE", code}}, options)
}

// SoftwareTokenMFA requires the code that the user's authenticator app shows.
type SoftwareTokenMFA struct{ *pendingChallenge }

// Answer sends the code.
func (c *SoftwareTokenMFA) Answer(ctx context.Context, code string, options ...Option) (Step, error) {
	// SMS_MFA_CODE is sent too, as upstream does; the service does not read it.
	return c.sendCode(ctx, Object{{"SMS_MFA_CODE", code}, {"SOFTWARE_TOKEN_MFA_CODE", code}}, options)
}

// sendCode sends the code of a second factor, with the user and their device.
func (c *pendingChallenge) sendCode(ctx context.Context, code Object, options []Option) (Step, error) {
	responses := append(Object{{"USERNAME", c.signIn.username}}, code...)
	return c.sendAnswer(ctx, append(responses, Member{"DEVICE_KEY", textOrNothing(c.signIn.device.Key)}), metadataOf(options), "DEVICE_SRP_AUTH")
}

// SelectMFAType requires a choice of a second factor; the parameter
// MFAS_CAN_CHOOSE lists them.
type SelectMFAType struct{ *pendingChallenge }

// Choose sends the choice, by Cognito's name: "SMS_MFA", "EMAIL_OTP" or
// "SOFTWARE_TOKEN_MFA".
func (c *SelectMFAType) Choose(ctx context.Context, mfaType string) (Step, error) {
	responses := Object{{"USERNAME", c.signIn.username}, {"ANSWER", mfaType}}
	if mfaType != "SMS_MFA" && mfaType != "SOFTWARE_TOKEN_MFA" {
		return c.sendAnswer(ctx, responses, nil, beforeTokens)
	}
	// As upstream, which reads nothing but this reply's session.
	s := c.signIn
	reply, err := s.respond(ctx, c.state.Name, textOrNothing(c.state.Session), responses, nil)
	if err != nil {
		return nil, err
	}
	challenge := s.challenge(mfaType, reply)
	s.user.rename(s.username)
	return challenge, nil
}

// MFASetup requires the user to set up an authenticator app: [MFASetup.Associate] returns
// the secret to show, [MFASetup.Verify] completes the set-up with the app's first code.
type MFASetup struct{ *pendingChallenge }

// Associate returns the secret of the new app, in base 32.
func (c *MFASetup) Associate(ctx context.Context) (secretCode string, err error) {
	reply, err := c.signIn.pool.call(ctx, "AssociateSoftwareToken", Object{{"Session", textOrNothing(c.state.Session)}})
	if err != nil {
		return "", err
	}
	c.state.Session = reply.Text("Session")
	return reply.Text("SecretCode"), nil
}

// Verify sends the app's first code. friendlyDeviceName is the user's name for the app, and
// may be empty.
func (c *MFASetup) Verify(ctx context.Context, code, friendlyDeviceName string) (Step, error) {
	reply, err := c.signIn.pool.call(ctx, "VerifySoftwareToken", Object{
		{"Session", textOrNothing(c.state.Session)},
		{"UserCode", code},
		{"FriendlyDeviceName", textOrNothing(friendlyDeviceName)},
	})
	if err != nil {
		return nil, err
	}
	c.state.Session = reply.Text("Session")
	return c.Complete(ctx)
}

// Complete signs the user in once Verify has accepted a code. Verify does so
// automatically; after a transient error, Complete tries again.
func (c *MFASetup) Complete(ctx context.Context) (Step, error) {
	return c.sendAnswer(ctx, Object{{"USERNAME", c.signIn.username}}, nil, "")
}

// NewPasswordRequired requires a new password, because an administrator set the
// old one. The parameters userAttributes and requiredAttributes are JSON texts:
// the attributes that the user has, and the names of those that are missing.
type NewPasswordRequired struct{ *pendingChallenge }

// SetPassword sends the new password and the required [Attributes], if there are any. Their
// names have no prefix "userAttributes.".
func (c *NewPasswordRequired) SetPassword(ctx context.Context, password string, options ...Option) (Step, error) {
	if password == "" {
		return nil, &Error{Reason: InvalidParameter, Message: missingPassword}
	}
	given := optionsOf(options)
	all, _ := given.Parameters.(Object)
	responses := make(Object, 0, len(all)+2)
	for _, a := range all {
		responses = append(responses, Member{"userAttributes." + a.Name, a.Value})
	}
	return c.sendAnswer(ctx, append(responses, Member{"NEW_PASSWORD", password}, Member{"USERNAME", c.signIn.username}), metadataOf(options), beforeTokens)
}

// CustomChallenge is defined by the pool's Lambda triggers, and so are its
// parameters.
type CustomChallenge struct{ *pendingChallenge }

// Answer sends the answer.
func (c *CustomChallenge) Answer(ctx context.Context, answer string, options ...Option) (Step, error) {
	c.signIn.loadDevice(ctx)
	return c.sendAnswer(ctx, Object{
		{"USERNAME", c.signIn.username},
		{"ANSWER", answer},
		{"DEVICE_KEY", textOrNothing(c.signIn.device.Key)},
	}, metadataOf(options), beforeTokens)
}

// DeviceChallenge requires a proof by the remembered device. A sign-in answers it
// automatically, unless the device's secret is not in storage.
type DeviceChallenge struct{ *pendingChallenge }

// SignIn answers with the device in State, or with the one that storage has by now.
func (c *DeviceChallenge) SignIn(ctx context.Context, options ...Option) (Step, error) {
	s := c.signIn
	s.loadDevice(ctx)
	if !s.device.complete() {
		return nil, &Error{Reason: InvalidParameter, Message: "No remembered device is stored here that can answer DEVICE_SRP_AUTH."}
	}
	step, err := s.byDevice(ctx, textOrNothing(c.state.Session), metadataOf(options))
	if err == nil {
		s.user.rename(s.username)
	}
	return step, err
}

// UnknownChallenge has no answer in this version; State has its name.
type UnknownChallenge struct{ *pendingChallenge }

// Resume turns plain data into a challenge again. The user must have the name that the
// sign-in was begun with.
func (u *User) Resume(state ChallengeState) Challenge {
	s := u.signIn(nil)
	s.device = state.Device
	if native {
		s.ownName(state.Parameters) // the sign-in may have begun with an alias
	}
	return newChallenge(*s, state)
}
