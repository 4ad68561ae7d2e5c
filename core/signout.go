package core

import "context"

// SignOutOptions are for SignOut.
type SignOutOptions struct {
	// Revoke asks the service to revoke the refresh token too, and with it the
	// access tokens that came of it.
	Revoke bool
}

// SignOut removes the session from storage; the remembered device stays. With
// Revoke it then revokes the refresh token; whatever comes of that, the user is
// signed out here. It wins over a sign-in or refresh of this user in this Pool that is
// under way, by whatever name of the user: what that brings is not stored.
func (u *User) SignOut(ctx context.Context, options SignOutOptions) error {
	// Whoever is the current user is so no more, as with the peer: a sign-out by
	// an alias must not leave somebody signed in.
	p, username := u.pool, u.Username()
	stored, readErr := p.loadSession(ctx, username)
	var claims Object
	if readErr == nil {
		claims = stored.idClaims
	}
	p.signOuts.add(namesOf(username, claims), p.config.Clock.Now())
	if err := p.clearSession(ctx, username, true); err != nil {
		return err
	}
	if !options.Revoke {
		return nil
	}
	if readErr != nil {
		return readErr
	}
	return p.Revoke(ctx, stored.AccessToken, stored.RefreshToken)
}

// Revoke revokes a refresh token, where the access token says that the app
// client has revocation turned on (claim origin_jti); otherwise it does nothing.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
func (p *Pool) Revoke(ctx context.Context, accessToken, refreshToken string) error {
	claims := unverifiedClaims(accessToken, p.config.JSON)
	if refreshToken == "" || claims.Text("origin_jti") == "" {
		return nil
	}
	_, err := p.callPatiently(ctx, "RevokeToken", Object{
		{"Token", refreshToken},
		{"ClientId", p.config.ClientID},
	})
	return err
}

// GlobalSignOut ends all sessions of the user at the service, by an access token
// of one of them, and then removes the stored one.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
func (u *User) GlobalSignOut(ctx context.Context, accessToken string) error {
	if _, err := u.pool.call(ctx, "GlobalSignOut", Object{{"AccessToken", accessToken}}); err != nil {
		return err
	}
	return u.pool.clearSession(ctx, u.Username(), true)
}
