package core

import (
	"context"
	"errors"
	"sync"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

// VerifyTokens checks a pair of tokens by the pool's TokenVerifier, whether they
// have been checked before or not. Its error has code [TokenInvalid] when one of
// them is not the pool's for this app client, has ended, or belongs to another
// user than the other; another code says that the pool's keys could not be had.
//
// Storage is left as it is. What is there may be good: the machine's clock may be
// wrong, or the configuration; and a session that was removed by mistake cannot
// be had back. [User.SignOut] removes it.
func (p *Pool) VerifyTokens(ctx context.Context, idToken, accessToken string) error {
	if p.config.TokenVerifier == nil {
		return &Error{Code: InvalidParameter, Message: "PoolConfig.TokenVerifier, in a page the option verifyTokens, is required to verify tokens."}
	}
	return p.verify(ctx, p.newSession(idToken, accessToken, "", 0))
}

// verified checks a session that comes in, once, where the pool verifies tokens.
func (p *Pool) verified(ctx context.Context, s *Session) error {
	if p.config.TokenVerifier == nil || p.config.Verified.seen(p.verifiedName(s), false) {
		return nil
	}
	return p.verify(ctx, s)
}

// canVerify makes sure that what a refresh gives can be verified, before its token
// is spent: one that rotates would be lost with an answer that cannot be. The access
// token of before tells whether the keys can be had, whatever has become of it.
func (p *Pool) canVerify(ctx context.Context, accessToken string) error {
	if p.config.TokenVerifier == nil || accessToken == "" {
		return nil
	}
	err := p.verify(ctx, &Session{AccessToken: accessToken})
	if errors.Is(err, TokenInvalid) {
		return nil
	}
	return err
}

// verify waits for keys, but not for ever.
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
		return &Error{Code: TokenInvalid, Message: "The ID token and the access token are not those of one user."}
	}
	p.config.Verified.seen(p.verifiedName(s), true)
	return nil
}

// verifiedName stands for both tokens of a session, and for whom they are good.
// Verified ones have no space, nor have the ids.
func (p *Pool) verifiedName(s *Session) [sha256.Size]byte {
	return sha256.Sum([]byte(p.config.UserPoolID + " " + p.config.ClientID + " " + s.IDToken + " " + s.AccessToken))
}

// VerifiedTokens remembers the last sessions whose tokens have been verified, by a
// digest. Pools may share one; its zero value is ready.
type VerifiedTokens struct {
	mu   sync.Mutex
	last [][sha256.Size]byte
}

// seen tells whether a session is among the last, and adds it when told to.
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
