package core

import (
	"cmp"
	"context"
	"math"
	"time"
)

// Session is a user's three tokens.
type Session struct {
	// IDToken says who the user is, AccessToken what the user may do: both
	// JWTs, which end. RefreshToken is opaque and gets new ones; it may be "".
	IDToken, AccessToken, RefreshToken string
	// ClockDrift is the local time minus the service's when the tokens came,
	// in whole seconds; NaN when they do not say when they were issued.
	ClockDrift float64

	// Unsaved is why the session could not be stored: it is good, but storage has what
	// it had before. The Pool keeps the session, and tries again to store it when it is
	// asked for it the next time. (Where GOOS is js the page keeps it.)
	Unsaved error

	idClaims, accessClaims Object
}

// IDClaims gives the claims of the ID token. Their signature has been checked
// where the pool has a TokenVerifier; otherwise show them, but let a server decide
// on verified ones only.
func (s *Session) IDClaims() Object { return s.idClaims }

// AccessClaims gives the claims of the access token, checked or not as well.
func (s *Session) AccessClaims() Object { return s.accessClaims }

// Valid tells whether both tokens are still good at the local time now, the
// drift taken into account. It is the peer's formula: there is no margin.
func (s *Session) Valid(now time.Time) bool {
	t := float64(now.Unix()) - s.ClockDrift
	return t < numericClaim(s.accessClaims, "exp") && t < numericClaim(s.idClaims, "exp")
}

// newSession decodes the tokens. Text that is no JWT makes a session that is
// never valid.
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

// receiveSession makes a session of a reply's AuthenticationResult, with the tokens of
// before, if there are any, where the reply has none.
//
// Text that is no JWT makes a session without claims, which is never valid, as
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
