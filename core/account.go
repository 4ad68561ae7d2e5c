package core

import "context"

// GetUser returns the service's description of the access token's user: Username,
// UserAttributes and the MFA settings.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
func (p *Pool) GetUser(ctx context.Context, accessToken string) (Object, error) {
	return p.call(ctx, "GetUser", Object{{"AccessToken", accessToken}})
}

// DeleteUser deletes the access token's user at the service, and then the stored session.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html
func (u *User) DeleteUser(ctx context.Context, accessToken string, clientMetadata Value) error {
	if _, err := u.pool.call(ctx, "DeleteUser", Object{
		{"AccessToken", accessToken},
		{"ClientMetadata", clientMetadata},
	}); err != nil {
		return err
	}
	stored, _ := u.pool.loadSession(ctx, u.Username())
	return u.signOutHere(ctx, stored)
}
