package core

import (
	"cmp"
	"context"
	"math"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/calloption"
)

// Session is a user's three tokens.
type Session struct {
	// IDToken says who the user is, AccessToken what the user may do. Both are JWTs,
	// and expire. RefreshToken is opaque and is exchanged for new ones; it may be "".
	IDToken, AccessToken, RefreshToken string

	// Unsaved is why the session could not be stored, or nil. The session is valid, but
	// storage is unchanged. The Pool keeps the session, and tries to store it again at the
	// next call of [User.Session]. (Where GOOS is js the page keeps it.)
	Unsaved error

	// clockDrift is the local time minus the service's when the tokens were received, in
	// whole seconds, or NaN if the tokens do not say when they were issued.
	clockDrift float64

	idClaims, accessClaims Object
}

func init() {
	calloption.ClockDrift = func(s any) float64 { return s.(*Session).clockDrift }
}

// Username returns the user's own name in the pool, "" if the access token has none.
func (s *Session) Username() string { return s.accessClaims.Text("username") }

// Sub returns the user's id, which stays the same whatever name the user has.
func (s *Session) Sub() string { return s.idClaims.Text("sub") }

// Expiry returns the local time at which the first of the two tokens expires, or the zero Time
// if they do not say.
func (s *Session) Expiry() time.Time {
	expires := math.Min(numericClaim(s.accessClaims, "exp"), numericClaim(s.idClaims, "exp")) + s.clockDrift
	if !(math.Abs(expires) < 1<<53) {
		return time.Time{}
	}
	return time.Unix(int64(expires), 0)
}

// IDClaims returns the claims of the ID token. Their signature has been verified if the
// pool has a TokenVerifier. Otherwise they may be displayed, but a server must not rely on
// them.
func (s *Session) IDClaims() Object { return s.idClaims }

// AccessClaims returns the claims of the access token, verified or not as for IDClaims.
func (s *Session) AccessClaims() Object { return s.accessClaims }

// Valid reports whether neither token has expired at the local time now, corrected by
// how far the local clock was wrong when the tokens came. It is upstream's formula, which has no margin.
func (s *Session) Valid(now time.Time) bool {
	t := float64(now.Unix()) - s.clockDrift
	return t < numericClaim(s.accessClaims, "exp") && t < numericClaim(s.idClaims, "exp")
}

// newSession decodes the tokens. Text that is not a JWT makes a session that is never
// valid.
func (p *Pool) newSession(idToken, accessToken, refreshToken string, drift float64) *Session {
	return &Session{
		IDToken:      idToken,
		AccessToken:  accessToken,
		RefreshToken: refreshToken,
		clockDrift:   drift,
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
	s.clockDrift = float64(p.config.Clock.Now().Unix()) - issued
	if err := p.verified(ctx, s); err != nil {
		return nil, err
	}
	return s, nil
}
