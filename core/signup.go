package core

import "context"

// SignUpInput describes a new user.
type SignUpInput struct {
	Username, Password string
	// UserAttributes is a list of objects {Name, Value}.
	UserAttributes Value
	// ValidationData is a list of such objects for the pre sign-up trigger.
	ValidationData Value
	// ClientMetadata is passed to the pool's Lambda triggers.
	ClientMetadata Value
}

// SignUp registers a user, and returns the service's reply: UserConfirmed, UserSub,
// CodeDeliveryDetails and perhaps Session, which [User.ConfirmSignUp] takes.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
func (p *Pool) SignUp(ctx context.Context, input SignUpInput) (Object, error) {
	return p.call(ctx, "SignUp", Object{
		{"ClientId", p.config.ClientID},
		{"Username", input.Username},
		{"Password", textOrNothing(input.Password)}, // some pools use no passwords
		{"UserAttributes", input.UserAttributes},
		{"ValidationData", input.ValidationData},
		{"ClientMetadata", input.ClientMetadata},
		{"UserContextData", p.config.UserContextData},
	})
}

// ConfirmSignUpInput is for ConfirmSignUp.
type ConfirmSignUpInput struct {
	// ConfirmationCode is the code that the user received.
	ConfirmationCode string
	// ForceAliasCreation, if true, takes the alias from the user who has it.
	ForceAliasCreation Value
	// ClientMetadata is passed to the pool's Lambda triggers.
	ClientMetadata Value
	// Session is the member Session of the reply to [Pool.SignUp]. If the service refuses
	// it, the registration is confirmed without it.
	Session Value
}

// ConfirmSignUp confirms the user's registration, and returns the service's reply. If it has
// a Session, [Credentials] take it, and the user's first sign-in by [UserAuth] may need
// nothing else.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
func (u *User) ConfirmSignUp(ctx context.Context, input ConfirmSignUpInput) (Object, error) {
	reply, err := u.confirmSignUp(ctx, input)
	if input.Session != nil && ReasonOf(err) == ChallengeExpired {
		input.Session = nil // the code is good all the same
		reply, err = u.confirmSignUp(ctx, input)
	}
	return reply, err
}

func (u *User) confirmSignUp(ctx context.Context, input ConfirmSignUpInput) (Object, error) {
	return u.pool.call(ctx, "ConfirmSignUp", Object{
		{"ClientId", u.pool.config.ClientID},
		{"ConfirmationCode", input.ConfirmationCode},
		{"Username", u.Username()},
		{"ForceAliasCreation", input.ForceAliasCreation},
		{"ClientMetadata", input.ClientMetadata},
		{"UserContextData", u.pool.config.UserContextData},
		{"Session", input.Session},
	})
}

// ResendConfirmationCode sends the confirmation code again, and returns the service's
// reply, which says where it was sent.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html
func (u *User) ResendConfirmationCode(ctx context.Context, clientMetadata Value) (Object, error) {
	return u.pool.call(ctx, "ResendConfirmationCode", Object{
		{"ClientId", u.pool.config.ClientID},
		{"Username", u.Username()},
		{"ClientMetadata", clientMetadata},
	})
}
