package fakecognito

import (
	"crypto/subtle"
	"mime"
	"net/http"
	"net/url"
)

// tokenParameters are those of all grants. Clients send scope and resource with a refresh,
// which have no effect there.
var tokenParameters = nameSet(
	"grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier",
	"refresh_token", "scope", "resource", "aws_client_metadata",
)

// tokenReply is the reply of the token endpoint.
type tokenReply struct {
	AccessToken  string `json:"access_token"`
	ExpiresIn    int64  `json:"expires_in"`
	IDToken      string `json:"id_token,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"`
	TokenType    string `json:"token_type"`
}

// tokenEndpoint answers POST /oauth2/token.
func (s *Server) tokenEndpoint(r *http.Request, body []byte) (any, error) {
	given, err := s.clientForm(r, body, tokenParameters)
	if err != nil {
		return nil, err
	}
	var result *authenticationResult
	switch given.Get("grant_type") {
	case "authorization_code":
		if given.Get("code") == "" || given.Get("redirect_uri") == "" {
			return nil, invalidRequest("code and redirect_uri are needed")
		}
		code, err := s.redeem(given.Get("code"), given.Get("redirect_uri"), given.Get("code_verifier"))
		if err != nil {
			return nil, err
		}
		result = s.tokensWith(code.group, code.nonce)
		result.RefreshToken = s.issueRefreshToken(code.group)
	case "refresh_token":
		t := s.pool.refreshTokens[given.Get("refresh_token")]
		if t == nil {
			return nil, asOAuthError(errBadRefreshToken)
		}
		// There is no parameter for a device: the API refreshes a sign-in that has one.
		if result, err = s.exchange(t, ""); err != nil {
			return nil, asOAuthError(err)
		}
	case "client_credentials":
		return nil, &oauthError{"unauthorized_client", "the client credentials grant is off for this client"}
	case "":
		return nil, invalidRequest("grant_type is needed")
	default:
		return nil, &oauthError{"unsupported_grant_type", "grant_type is not supported"}
	}
	return &tokenReply{
		AccessToken:  result.AccessToken,
		ExpiresIn:    result.ExpiresIn,
		IDToken:      result.IdToken,
		RefreshToken: result.RefreshToken,
		TokenType:    result.TokenType,
	}, nil
}

// clientForm reads the form of an app client, and checks that it is the client's.
func (s *Server) clientForm(r *http.Request, body []byte, known map[string]bool) (url.Values, error) {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/x-www-form-urlencoded" {
		return nil, invalidRequest("the request is not a form")
	}
	given, err := readParameters(string(body), known)
	if err != nil {
		return nil, err
	}
	id, secret := given.Get("client_id"), given.Get("client_secret")
	if user, password, basic := basicCredentials(r); basic {
		if id != "" && id != user || secret != "" {
			return nil, invalidClient("the client is named twice")
		}
		id, secret = user, password
	}
	if id != s.clientID() || subtle.ConstantTimeCompare([]byte(secret), []byte(s.ClientSecret)) != 1 {
		return nil, invalidClient("the client or its secret is wrong")
	}
	return given, nil
}

// basicCredentials returns the client of the header Authorization. Its two halves are encoded
// as in a form (RFC 6749, 2.3.1).
func basicCredentials(r *http.Request) (id, secret string, ok bool) {
	id, secret, ok = r.BasicAuth()
	if !ok {
		return "", "", r.Header.Get("Authorization") != ""
	}
	id, errID := url.QueryUnescape(id)
	secret, errSecret := url.QueryUnescape(secret)
	if errID != nil || errSecret != nil {
		return "", "", true
	}
	return id, secret, true
}
