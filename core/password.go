package core

import "context"

// ForgotPassword makes the service send the user a code that resets the password, and
// returns where it was sent.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
func (u *User) ForgotPassword(ctx context.Context, options ...Option) (CodeDelivery, error) {
	reply, err := u.pool.call(ctx, "ForgotPassword", Object{
		{"ClientId", u.pool.config.ClientID},
		{"Username", u.Username()},
		{"ClientMetadata", metadataOf(options)},
		{"UserContextData", u.pool.config.UserContextData},
	})
	return codeDeliveryOf(reply.Object("CodeDeliveryDetails")), err
}

// ConfirmForgotPassword sets a new password with the code of [User.ForgotPassword].
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
func (u *User) ConfirmForgotPassword(ctx context.Context, code, password string, options ...Option) error {
	_, err := u.pool.call(ctx, "ConfirmForgotPassword", Object{
		{"ClientId", u.pool.config.ClientID},
		{"Username", u.Username()},
		{"ConfirmationCode", code},
		{"Password", password},
		{"ClientMetadata", metadataOf(options)},
		{"UserContextData", u.pool.config.UserContextData},
	})
	return err
}
