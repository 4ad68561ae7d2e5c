package fakecognito

import "net/http"

var revokeParameters = nameSet("token", "token_type_hint", "client_id", "client_secret")

// revokeEndpoint answers POST /oauth2/revoke. It revokes a sign-in by any of its refresh
// tokens; an unknown token is none that is still valid, so it is a success. Unlike in RFC 7009,
// an access or ID token is refused.
func (s *Server) revokeEndpoint(r *http.Request, body []byte) (any, error) {
	given, err := s.clientForm(r, body, revokeParameters)
	if err != nil {
		return nil, err
	}
	token := given.Get("token")
	switch {
	case token == "":
		return nil, invalidRequest("token is needed")
	case s.DisableTokenRevocation:
		return nil, invalidRequest("token revocation is off for this client")
	case looksLikeJWT(token):
		return nil, &oauthError{"unsupported_token_type", "only refresh tokens can be revoked"}
	}
	if t := s.pool.refreshTokens[token]; t != nil {
		t.group.revoked = true
	}
	return nil, nil
}
