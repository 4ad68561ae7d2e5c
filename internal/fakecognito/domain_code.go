package fakecognito

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"time"
)

// authorizationCodeLifetime is how long an authorization code is valid.
const authorizationCodeLifetime = 5 * time.Minute

// authorization is what was granted at the domain. Tokens of a sign-in by the API have none,
// and the API's scope.
type authorization struct {
	scopes   []string
	resource string // aud of access tokens
}

// authorizationCode waits to be exchanged for tokens. A used one is kept, to notice when it
// comes again.
type authorizationCode struct {
	authorization
	session     cookieSession // as it was
	redirectURI string
	challenge   string
	nonce       string
	expires     time.Time
	group       *tokenGroup // of the tokens that it was exchanged for
}

// sendAuthorizationCode sends the browser back to the application with a code.
func (s *Server) sendAuthorizationCode(req *authorizeRequest, session *cookieSession) reply {
	code := newUUID()
	s.pool.codes[code] = &authorizationCode{
		authorization: authorization{req.scopes, req.resource},
		session:       *session,
		redirectURI:   req.redirectURI,
		challenge:     req.challenge,
		nonce:         req.nonce,
		expires:       s.now().Add(authorizationCodeLifetime),
	}
	return req.back("code", code)
}

// redeem exchanges a code for the tokens of a new sign-in. Codes have one use. That another
// one revokes the tokens of the first is OAuth's rule (RFC 6749, 4.1.2); what the service
// does then is not known. A request that is refused for what it says beside the code does not
// use it up, which is not known of the service either.
func (s *Server) redeem(code, redirectURI, verifier string) (*authorizationCode, error) {
	c := s.pool.codes[code]
	switch {
	case c == nil:
		return nil, invalidGrant("the code is unknown")
	case c.group != nil:
		c.group.revoked = true
		return nil, invalidGrant("the code has been used")
	case !s.now().Before(c.expires):
		return nil, invalidGrant("the code has expired")
	case redirectURI != c.redirectURI:
		return nil, invalidGrant("redirect_uri is not that of the code")
	case verifier != "" && !codeChallengePattern.MatchString(verifier):
		return nil, invalidRequest("code_verifier is malformed")
	case (verifier != "") != (c.challenge != ""):
		return nil, invalidGrant("code_verifier goes with code_challenge")
	case verifier != "" && !verifies(verifier, c.challenge):
		return nil, invalidGrant("code_verifier is wrong")
	case c.session.user.deleted:
		return nil, asOAuthError(errUserNotFound)
	case !c.session.user.enabled:
		return nil, asOAuthError(errUserDisabled)
	}
	c.group = s.newTokenGroup(c.session.user, "")
	c.group.authTime, c.group.proven = c.session.authTime, c.session.proven
	c.group.authorization = &c.authorization
	return c, nil
}

// verifies reports whether a verifier is that of a challenge (RFC 7636, 4.6).
func verifies(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}
