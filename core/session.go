package core

import (
	"cmp"
	"context"
	"math"
	"time"
)

// Session is a user's three tokens.
type Session struct {
	// IDToken says who the user is, AccessToken what the user may do. Both are JWTs,
	// and expire. RefreshToken is opaque and is exchanged for new ones; it may be "".
	IDToken, AccessToken, RefreshToken string
	// ClockDrift is the local time minus the service's when the tokens were received,
	// in whole seconds, or NaN if the tokens do not say when they were issued.
	ClockDrift float64

	// Unsaved is why the session could not be stored, or nil. The session is valid, but
	// storage is unchanged. The Pool keeps the session, and tries to store it again at the
	// next call of [User.Session]. (Where GOOS is js the page keeps it.)
	Unsaved error

	idClaims, accessClaims Object
}

// IDClaims returns the claims of the ID token. Their signature has been verified if the
// pool has a TokenVerifier. Otherwise they may be displayed, but a server must not rely on
// them.
func (s *Session) IDClaims() Object { return s.idClaims }

// AccessClaims returns the claims of the access token, verified or not as for IDClaims.
func (s *Session) AccessClaims() Object { return s.accessClaims }

// Valid reports whether neither token has expired at the local time now, corrected by
// ClockDrift. It is upstream's formula, which has no margin.
func (s *Session) Valid(now time.Time) bool {
	t := float64(now.Unix()) - s.ClockDrift
	return t < numericClaim(s.accessClaims, "exp") && t < numericClaim(s.idClaims, "exp")
}

// newSession decodes the tokens. Text that is not a JWT makes a session that is never
// valid.
func (p *Pool) newSession(idToken, accessToken, refreshToken string, drift float64) *Session {
	return &Session{
		IDToken:      idToken,
		AccessToken:  accessToken,
		RefreshToken: refreshToken,
		ClockDrift:   drift,
		idClaims:     unverifiedClaims(idToken, p.config.JSON),
		accessClaims: unverifiedClaims(accessToken, p.config.JSON),
	}
}

// receiveSession returns the session of a reply's AuthenticationResult. Tokens that the
// reply does not have are those of before.
//
// Text that is not a JWT makes a session without claims, which is never valid, as
// upstream does: tests and emulators send such tokens. A pool that verifies tokens
// refuses it.
func (p *Pool) receiveSession(ctx context.Context, operation string, reply Object, before Session) (*Session, error) {
	result := reply.Object("AuthenticationResult")
	if result == nil {
		return nil, invalidResponse(operation, "has no AuthenticationResult")
	}
	s := p.newSession(
		cmp.Or(result.Text("IdToken"), before.IDToken),
		cmp.Or(result.Text("AccessToken"), before.AccessToken),
		cmp.Or(result.Text("RefreshToken"), before.RefreshToken), 0)
	if p.config.TokenVerifier != nil && (s.idClaims == nil || s.accessClaims == nil) {
		return nil, invalidResponse(operation, "has a token that is not a JWT")
	}
	issued := math.Min(numericClaim(s.accessClaims, "iat"), numericClaim(s.idClaims, "iat"))
	s.ClockDrift = float64(p.config.Clock.Now().Unix()) - issued
	if err := p.verified(ctx, s); err != nil {
		return nil, err
	}
	return s, nil
}
