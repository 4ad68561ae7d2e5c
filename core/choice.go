package core

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core/srp"
)

// FirstFactor is a way to begin a sign-in of [UserAuth], by Cognito's name.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
type FirstFactor string

// byChoice begins USER_AUTH. Without a preference, a password is proven by SRP.
func (s *signIn) byChoice(ctx context.Context, c Credentials) (Step, error) {
	s.loadDevice(ctx)
	factor := c.PreferredChallenge
	if factor == "" && c.Password != "" {
		factor = FactorPasswordSRP
	}
	proof, client, err := s.first(factor, c.Password)
	if err != nil {
		return nil, err
	}
	parameters := append(Object{
		{"USERNAME", s.username},
		{"PREFERRED_CHALLENGE", textOrNothing(string(factor))},
	}, append(append(proof, s.parameters...), Member{"DEVICE_KEY", textOrNothing(s.device.Key)})...)
	reply, err := s.initiate(ctx, UserAuth, parameters, textOrNothing(c.Session))
	if c.Session != "" && sessionRefused(err) { // it only spared a step
		reply, err = s.initiate(ctx, UserAuth, parameters, nil)
	}
	if err != nil {
		return nil, err
	}
	return s.afterFirst(ctx, "InitiateAuth", reply, client, c.Password)
}

// sessionRefused reports whether the service does not accept the session of a sign-up: it is
// too old, or has been used.
func sessionRefused(err error) bool {
	reason := ReasonOf(err)
	return reason == ChallengeExpired || reason == InvalidParameter
}

// first returns the parameters that prove the password, for the factors that have one, and
// the client of SRP. It notes whether the next challenge is a first factor.
func (s *signIn) first(factor FirstFactor, password string) (Object, *srp.Client, error) {
	s.firstFactor = factor != FactorPassword && factor != FactorPasswordSRP
	if s.firstFactor {
		return nil, nil, nil
	}
	if password == "" {
		return nil, nil, &Error{Reason: InvalidParameter, Message: string(factor) + " takes the user's password, which is missing."}
	}
	if factor == FactorPassword {
		return Object{{"PASSWORD", password}}, nil, nil
	}
	client, err := srp.NewClient(s.pool.config.Rand)
	if err != nil {
		return nil, nil, srpError(err)
	}
	return Object{{"SRP_A", client.A()}}, client, nil
}

// afterFirst continues once a first factor was chosen.
func (s *signIn) afterFirst(ctx context.Context, operation string, reply Object, client *srp.Client, password string) (Step, error) {
	if client != nil && wantsProof(reply) {
		return s.byProof(ctx, client, password, reply)
	}
	// The user's own name, under which a device is stored, if the sign-in began with an alias.
	if own := reply.Object("ChallengeParameters").Text("USERNAME"); own != "" && own != s.username {
		s.username = own
		s.loadDevice(ctx)
	}
	return s.next(ctx, operation, reply, "")
}

// SelectChallenge requires a choice of how to sign in. The service also requires it if the
// factor that [Credentials].PreferredChallenge asks for is not available to the user.
type SelectChallenge struct{ firstChallenge }

// Available returns the factors that the service offers. A password counts as two of them.
func (c *SelectChallenge) Available() []FirstFactor { return c.state.AvailableChallenges }

// SMSOTP requires the code that was sent to the user's phone, as the first factor.
type SMSOTP struct{ firstChallenge }

// Answer sends the code.
func (c *SMSOTP) Answer(ctx context.Context, code string, options ...Option) (Step, error) {
	return c.sendCode(ctx, Object{{"SMS_OTP_CODE", code}}, options)
}

// WebAuthn requires an assertion by one of the user's passkeys.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passkey
type WebAuthn struct{ firstChallenge }

// RequestOptions returns the options for the authenticator: the text of the JSON object
// PublicKeyCredentialRequestOptionsJSON of WebAuthn Level 3, section 5.4.
func (c *WebAuthn) RequestOptions() string {
	return c.state.Parameters.Text("CREDENTIAL_REQUEST_OPTIONS")
}

// Answer sends the assertion: the text of the JSON object AuthenticationResponseJSON of
// WebAuthn Level 3, section 5.1.
func (c *WebAuthn) Answer(ctx context.Context, credential string, options ...Option) (Step, error) {
	return c.sendCode(ctx, Object{{"CREDENTIAL", credential}}, options)
}

// firstChallenge is a challenge of the first factor: as long as it is open, the user may
// choose another way to sign in.
type firstChallenge struct{ *pendingChallenge }

// Select chooses how to sign in: by a code or a passkey. Where the service no longer accepts a choice within this
// sign-in, because it has expired or because another factor is in progress, the sign-in
// begins again with that factor as the preferred one.
func (c *firstChallenge) Select(ctx context.Context, factor FirstFactor, options ...Option) (Step, error) {
	return c.SelectPassword(ctx, factor, "", options...)
}

// SelectPassword chooses to sign in by the password: [FactorPasswordSRP] or [FactorPassword].
// The rest is as with Select.
func (c *firstChallenge) SelectPassword(ctx context.Context, factor FirstFactor, password string, options ...Option) (Step, error) {
	s, clientMetadata := c.signIn, metadataOf(options)
	proof, client, err := s.first(factor, password)
	if err != nil {
		return nil, err
	}
	responses := append(Object{{"USERNAME", s.username}, {"ANSWER", string(factor)}}, proof...)
	responses = append(responses, Member{"DEVICE_KEY", textOrNothing(s.device.Key)})
	reply, err := s.respond(ctx, "SELECT_CHALLENGE", textOrNothing(c.state.Session), responses, clientMetadata)
	var step Step
	switch reason := ReasonOf(err); {
	case reason == ChallengeExpired, reason == InvalidParameter && c.state.Name != "SELECT_CHALLENGE":
		s.clientMetadata = clientMetadata
		step, err = s.byChoice(ctx, Credentials{PreferredChallenge: factor, Password: password})
	case err == nil:
		step, err = s.afterFirst(ctx, "RespondToAuthChallenge", reply, client, password)
	}
	if err != nil {
		return nil, err
	}
	s.user.rename(s.username)
	return step, nil
}
