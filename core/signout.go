package core

import (
	"context"
	"slices"
)

// SignOut removes the session from storage, but not the remembered device. The tokens stay
// good until they expire: [User.SignOutAndRevoke] revokes them too.
//
// It cancels sign-ins and refreshes of this user in this Pool, under any of the user's names.
// Their result, and that of a refresh by others that share the storage, is not stored.
func (u *User) SignOut(ctx context.Context) error {
	stored, _ := u.pool.loadSession(ctx, u.Username())
	return u.signOutHere(ctx, stored)
}

// SignOutAndRevoke does what [User.SignOut] does, and then revokes the refresh token at the
// service, and with it the access tokens that were issued for it: see [Pool.Revoke]. If that
// fails, the user is signed out here all the same.
func (u *User) SignOutAndRevoke(ctx context.Context) error {
	stored, readErr := u.pool.loadSession(ctx, u.Username())
	if err := u.signOutHere(ctx, stored); err != nil {
		return err
	}
	if readErr != nil {
		return readErr
	}
	return u.pool.Revoke(ctx, stored.AccessToken, stored.RefreshToken)
}

// signOutHere cancels this Pool's calls for the user that are in progress, and removes the
// session from storage. Stored is that session, or nil if it cannot be read.
func (u *User) signOutHere(ctx context.Context, stored *Session) error {
	p, username := u.pool, u.Username()
	var claims Object
	if stored != nil {
		claims = stored.idClaims
	}
	names := namesOf(username, claims)
	p.signOuts.add(names, p.config.Clock.Now())
	p.refreshes.end(func(key refreshKey) bool { return slices.Contains(names, key.username) }, SignedOut)
	// There is no current user any more, whoever it was, as in upstream: a sign-out by an
	// alias must not leave anybody signed in.
	if err := p.clearSession(ctx, username, true); err != nil {
		return err
	}
	// Others who look at storage from now on see the sign-out. Those who looked before may
	// still write, but have done so once the lock is free.
	defer p.lockBriefly(ctx, username)()
	if now, err := p.loadSession(ctx, username); err == nil && now.isAnotherSignIn(stored) {
		return nil
	}
	return p.clearAgain(ctx, username)
}

// clearAgain removes keys of a removed session that somebody has written again.
func (p *Pool) clearAgain(ctx context.Context, username string) error {
	keys, last := keysOf(p.config.ClientID, username), lastUserKey(p.config.ClientID)
	var back []string
	for _, key := range [...]string{keys.idToken, keys.accessToken, keys.refreshToken, keys.clockDrift, last} {
		if value, err := p.get(ctx, key); err == nil && value != "" && (key != last || value == username) {
			back = append(back, key)
		}
	}
	return p.remove(ctx, back...)
}

// isAnotherSignIn reports whether s is a complete session that certainly comes from another
// sign-in than before, which may be nil.
func (s *Session) isAnotherSignIn(before *Session) bool {
	if before == nil || s.IDToken == "" || s.AccessToken == "" || s.RefreshToken == "" {
		return false
	}
	origin := s.accessClaims.Text("origin_jti")
	return origin != "" && origin != before.accessClaims.Text("origin_jti")
}

// Revoke revokes a refresh token, if the access token shows that token revocation is enabled
// for the app client (claim origin_jti). Otherwise it does nothing.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
func (p *Pool) Revoke(ctx context.Context, accessToken, refreshToken string) error {
	claims := unverifiedClaims(accessToken, p.config.JSON)
	if refreshToken == "" || claims.Text("origin_jti") == "" {
		return nil
	}
	_, err := p.callWithRetry(ctx, "RevokeToken", Object{
		{"Token", refreshToken},
		{"ClientId", p.config.ClientID},
	})
	return err
}

// AdminGlobalSignOut ends all of the user's sessions at the service, with the credentials of the
// program, and then removes the stored one. The pool's IdentityProvider must have credentials,
// as awsidp.Admin has, with the permission cognito-idp:AdminUserGlobalSignOut.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
func (u *User) AdminGlobalSignOut(ctx context.Context) error {
	if _, err := u.pool.call(ctx, "AdminUserGlobalSignOut", Object{
		{"UserPoolId", u.pool.config.UserPoolID},
		{"Username", u.Username()},
	}); err != nil {
		return err
	}
	return u.SignOut(ctx)
}

// GlobalSignOut ends all sessions of the signed-in user at the service, and then removes the
// stored one.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
func (u *User) GlobalSignOut(ctx context.Context) error {
	if _, err := u.callSignedIn(ctx, "GlobalSignOut", nil); err != nil {
		return err
	}
	return u.SignOut(ctx)
}
