package fakecognito

type getUserRequest struct {
	AccessToken string `json:"AccessToken" api:"required,pattern=token"`
}

type getUserReply struct {
	MFAOptions          []mfaOption `json:",omitempty"`
	PreferredMfaSetting string      `json:",omitempty"`
	UserAttributes      []attribute
	UserMFASettingList  []string `json:",omitempty"`
	Username            string
}

// getUser describes the user whose access token this is.
func (s *Server) getUser(req *getUserRequest) (*getUserReply, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	u := g.user
	return &getUserReply{u.mfa.settings, u.mfa.preferred, u.wireAttributes(), u.mfa.enabled, u.username}, nil
}

type deleteUserRequest struct {
	AccessToken    string            `json:"AccessToken" api:"required,pattern=token"`
	ClientMetadata map[string]string `json:"ClientMetadata"`
}

// deleteUser deletes the user whose access token this is.
func (s *Server) deleteUser(req *deleteUserRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	s.remove(g.user)
	return nil, nil
}

type globalSignOutRequest struct {
	AccessToken string `json:"AccessToken" api:"required,pattern=token"`
}

// globalSignOut revokes all tokens of the user, of every sign-in.
func (s *Server) globalSignOut(req *globalSignOutRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	s.revokeAll(g.user)
	return &empty{}, nil
}

type revokeTokenRequest struct {
	ClientID     string `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientSecret string `json:"ClientSecret" api:"min=1,max=64"`
	Token        string `json:"Token" api:"required,pattern=token"`
}

// revokeToken revokes a refresh token and all tokens of its sign-in, whichever of
// the sign-in's refresh tokens it is.
// Revoking a token again is a success, so a client may repeat the request. The
// codes are those that the API reference lists; the service's texts for them are
// not known.
func (s *Server) revokeToken(req *revokeTokenRequest) (*empty, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	if err := s.checkClientSecret(req.ClientSecret); err != nil {
		return nil, err
	}
	if s.DisableTokenRevocation {
		return nil, &apiError{"UnsupportedOperationException", "Token revocation is not enabled for this client"}
	}
	if looksLikeJWT(req.Token) {
		return nil, &apiError{"UnsupportedTokenTypeException", "Token type is not supported"}
	}
	t := s.pool.refreshTokens[req.Token]
	if t == nil {
		return nil, invalidParameter("Invalid refresh token")
	}
	t.group.revoked = true
	return nil, nil
}
