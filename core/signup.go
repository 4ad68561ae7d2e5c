package core

import "context"

// SignUpInput describes a new user.
type SignUpInput struct {
	Username string
	// Password may be "" where the pool allows to sign in without one.
	Password   string
	Attributes Attributes
	// ValidationData is for the pre sign-up trigger alone.
	ValidationData Attributes
}

// SignUpResult is the state of a registration.
type SignUpResult struct {
	// Confirmed says that the user needs no code.
	Confirmed bool
	// Sub is the user's id, the claim sub of all their tokens.
	Sub string
	// CodeDelivery says where the code was sent that [User.ConfirmSignUp] takes.
	CodeDelivery CodeDelivery
	// Session, which may be "", spares the first sign-in a step: [ConfirmSignUpInput]
	// takes it.
	Session string
}

// SignUp registers a user.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
func (p *Pool) SignUp(ctx context.Context, input SignUpInput, options ...Option) (*SignUpResult, error) {
	reply, err := p.call(ctx, "SignUp", Object{
		{"ClientId", p.config.ClientID},
		{"Username", input.Username},
		{"Password", textOrNothing(input.Password)},
		{"UserAttributes", input.Attributes.list()},
		{"ValidationData", input.ValidationData.list()},
		{"ClientMetadata", metadataOf(options)},
		{"UserContextData", p.config.UserContextData},
	})
	if err != nil {
		return nil, err
	}
	confirmed, _ := reply.Get("UserConfirmed").(bool)
	return &SignUpResult{
		Confirmed:    confirmed,
		Sub:          reply.Text("UserSub"),
		CodeDelivery: codeDeliveryOf(reply.Object("CodeDeliveryDetails")),
		Session:      reply.Text("Session"),
	}, nil
}

// ConfirmSignUpInput is for ConfirmSignUp.
type ConfirmSignUpInput struct {
	// ConfirmationCode is the code that the user received.
	ConfirmationCode string
	// ForceAliasCreation takes the alias from the user who has it.
	ForceAliasCreation bool
	// Session is that of the [SignUpResult]. If the service refuses it, the registration is
	// confirmed without it.
	Session string
}

// ConfirmSignUp confirms the user's registration. If the session that it returns is not "",
// [Credentials] take it, and the user's first sign-in by [UserAuth] may need nothing else.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
func (u *User) ConfirmSignUp(ctx context.Context, input ConfirmSignUpInput, options ...Option) (session string, err error) {
	reply, err := u.confirmSignUp(ctx, input, options)
	if input.Session != "" && ReasonOf(err) == ChallengeExpired {
		input.Session = "" // the code is good all the same
		reply, err = u.confirmSignUp(ctx, input, options)
	}
	return reply.Text("Session"), err
}

func (u *User) confirmSignUp(ctx context.Context, input ConfirmSignUpInput, options []Option) (Object, error) {
	var force Value
	if input.ForceAliasCreation {
		force = true
	}
	return u.pool.call(ctx, "ConfirmSignUp", Object{
		{"ClientId", u.pool.config.ClientID},
		{"ConfirmationCode", input.ConfirmationCode},
		{"Username", u.Username()},
		{"ForceAliasCreation", force},
		{"ClientMetadata", metadataOf(options)},
		{"UserContextData", u.pool.config.UserContextData},
		{"Session", textOrNothing(input.Session)},
	})
}

// ResendConfirmationCode sends the confirmation code again, and returns where it was sent.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html
func (u *User) ResendConfirmationCode(ctx context.Context, options ...Option) (CodeDelivery, error) {
	reply, err := u.pool.call(ctx, "ResendConfirmationCode", Object{
		{"ClientId", u.pool.config.ClientID},
		{"Username", u.Username()},
		{"ClientMetadata", metadataOf(options)},
	})
	return codeDeliveryOf(reply.Object("CodeDeliveryDetails")), err
}
