package core

import "context"

// ForgotPassword has a code sent to the user that resets the password, and
// gives the service's reply, which says where to.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
func (u *User) ForgotPassword(ctx context.Context, clientMetadata Value) (Object, error) {
	return u.pool.call(ctx, "ForgotPassword", Object{
		{"ClientId", u.pool.config.ClientID},
		{"Username", u.Username()},
		{"ClientMetadata", clientMetadata},
		{"UserContextData", u.pool.config.UserContextData},
	})
}

// ConfirmForgotPassword sets a new password with the code of ForgotPassword.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
func (u *User) ConfirmForgotPassword(ctx context.Context, confirmationCode, password string, clientMetadata Value) error {
	_, err := u.pool.call(ctx, "ConfirmForgotPassword", Object{
		{"ClientId", u.pool.config.ClientID},
		{"Username", u.Username()},
		{"ConfirmationCode", confirmationCode},
		{"Password", password},
		{"ClientMetadata", clientMetadata},
		{"UserContextData", u.pool.config.UserContextData},
	})
	return err
}

// ChangePassword changes the password of the user whom the access token belongs
// to.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
func (p *Pool) ChangePassword(ctx context.Context, accessToken, previous, proposed string, clientMetadata Value) error {
	_, err := p.call(ctx, "ChangePassword", Object{
		{"PreviousPassword", previous},
		{"ProposedPassword", proposed},
		{"AccessToken", accessToken},
		{"ClientMetadata", clientMetadata},
	})
	return err
}
