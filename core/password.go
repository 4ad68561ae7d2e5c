package core

import "context"

// ForgotPassword makes the service send the user a code that resets the password, and
// returns its reply, which says where the code was sent.
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

// ConfirmForgotPassword sets a new password with the code of [User.ForgotPassword].
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

// ChangePassword changes the password of the access token's user.
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
