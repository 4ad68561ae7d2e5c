package core

import (
	"context"
	"errors"
	"sync"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

// VerifyTokens verifies a pair of tokens with the pool's TokenVerifier, even if they have
// been verified before. Its error has reason [TokenUnverified] if one of them was not issued by
// the pool for this app client, has expired, or belongs to another user than the other one;
// any other reason means that the pool's keys are unavailable.
//
// Storage is not changed, because the stored session may be good and the machine's clock or
// the configuration wrong, and a session that was removed by mistake is lost.
// [User.SignOut] removes it.
func (p *Pool) VerifyTokens(ctx context.Context, idToken, accessToken string) error {
	if p.config.TokenVerifier == nil {
		return &Error{Reason: InvalidParameter, Message: "PoolConfig.TokenVerifier (in a page, the option verifyTokens) is required to verify tokens."}
	}
	return p.verify(ctx, p.newSession(idToken, accessToken, "", 0))
}

// verified verifies a session that was received or loaded, once, if the pool verifies
// tokens.
func (p *Pool) verified(ctx context.Context, s *Session) error {
	if p.config.TokenVerifier == nil || p.config.Verified.seen(p.verifiedName(s), false) {
		return nil
	}
	return p.verify(ctx, s)
}

// canVerify makes sure, before a refresh token is spent, that the new tokens can be
// verified: a rotated token would be lost if they could not. Verifying the old access token
// shows whether the keys are available, even if that token itself is refused.
func (p *Pool) canVerify(ctx context.Context, accessToken string) error {
	if p.config.TokenVerifier == nil || accessToken == "" {
		return nil
	}
	err := p.verify(ctx, &Session{AccessToken: accessToken})
	if errors.Is(err, TokenUnverified) {
		return nil
	}
	return err
}

// verify waits for keys, but not forever.
func (p *Pool) verify(ctx context.Context, s *Session) error {
	ctx, cancel := p.limited(ctx, 1, 0)
	defer cancel()
	at := p.serviceTime()
	_, err := p.config.TokenVerifier.VerifyToken(ctx, s.AccessToken, AccessToken, at)
	if err == nil {
		_, err = p.config.TokenVerifier.VerifyToken(ctx, s.IDToken, IDToken, at)
	}
	switch {
	case err != nil:
		return whyEnded(ctx, err)
	case s.idClaims.Text("sub") != s.accessClaims.Text("sub"):
		return &Error{Reason: TokenUnverified, Message: "The ID token and the access token belong to different users."}
	}
	p.config.Verified.seen(p.verifiedName(s), true)
	return nil
}

// verifiedName identifies both tokens of a session, and the app client that they are for.
// Neither ids nor verified tokens contain a space.
func (p *Pool) verifiedName(s *Session) [sha256.Size]byte {
	return sha256.Sum([]byte(p.config.UserPoolID + " " + p.config.ClientID + " " + s.IDToken + " " + s.AccessToken))
}

// VerifiedTokens remembers the last sessions whose tokens have been verified, by a
// digest. Pools may share one; its zero value is ready to use.
type VerifiedTokens struct {
	mu   sync.Mutex
	last [][sha256.Size]byte
}

// seen reports whether a session is among the last, and adds it if add is true.
func (v *VerifiedTokens) seen(name [sha256.Size]byte, add bool) (found bool) {
	v.mu.Lock()
	for i := range v.last {
		if v.last[i] == name {
			found = true
		}
	}
	if add && !found {
		v.last = append(v.last[max(0, len(v.last)+1-verifiedSessions):], name)
	}
	v.mu.Unlock()
	return found
}
