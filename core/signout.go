package core

import (
	"context"
	"slices"
)

// SignOutOptions are for SignOut.
type SignOutOptions struct {
	// Revoke asks the service to revoke the refresh token too, and with it the
	// access tokens that came of it.
	Revoke bool
}

// SignOut removes the session from storage; the remembered device stays. With
// Revoke it then revokes the refresh token; whatever comes of that, the user is
// signed out here. It wins over a sign-in or refresh of this user in this Pool that is
// under way, by whatever name of the user, and over refreshes of other holders of the
// storage: what these bring is not stored.
func (u *User) SignOut(ctx context.Context, options SignOutOptions) error {
	stored, readErr := u.pool.loadSession(ctx, u.Username())
	if err := u.signOutHere(ctx, stored); err != nil {
		return err
	}
	if !options.Revoke {
		return nil
	}
	if readErr != nil {
		return readErr
	}
	return u.pool.Revoke(ctx, stored.AccessToken, stored.RefreshToken)
}

// signOutHere ends what this Pool has under way for the user and removes the session
// from storage: stored, which is nil where it cannot be read.
func (u *User) signOutHere(ctx context.Context, stored *Session) error {
	p, username := u.pool, u.Username()
	var claims Object
	if stored != nil {
		claims = stored.idClaims
	}
	names := namesOf(username, claims)
	p.signOuts.add(names, p.config.Clock.Now())
	p.refreshes.end(func(key refreshKey) bool { return slices.Contains(names, key.username) }, SignedOut)
	// There is no current user any more, whoever it was, as with upstream: a sign-out
	// by an alias must not leave somebody signed in.
	if err := p.clearSession(ctx, username, true); err != nil {
		return err
	}
	// Whoever looks at storage from now on sees that. Who has looked before may write
	// yet, and has written once the lock is free.
	defer p.lockBriefly(ctx, username)()
	if now, err := p.loadSession(ctx, username); err == nil && now.isAnotherSignIn(stored) {
		return nil
	}
	return p.clearAgain(ctx, username)
}

// clearAgain removes what has come back of a session that was removed.
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

// isAnotherSignIn reports whether this is a whole session, and surely of another
// sign-in than before, which may be nil.
func (s *Session) isAnotherSignIn(before *Session) bool {
	if before == nil || s.IDToken == "" || s.AccessToken == "" || s.RefreshToken == "" {
		return false
	}
	origin := s.accessClaims.Text("origin_jti")
	return origin != "" && origin != before.accessClaims.Text("origin_jti")
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
	_, err := p.callWithRetry(ctx, "RevokeToken", Object{
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
	stored, _ := u.pool.loadSession(ctx, u.Username())
	return u.signOutHere(ctx, stored)
}
