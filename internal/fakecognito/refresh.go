package fakecognito

// refresh is REFRESH_TOKEN_AUTH: new ID and access tokens for a sign-in. The
// refresh token stays the same, so the reply does not repeat it.
func (s *Server) refresh(req *initiateAuthRequest) (*authReply, error) {
	g := s.pool.refreshTokens[req.AuthParameters["REFRESH_TOKEN"]]
	invalid := notAuthorized("Invalid Refresh Token")
	if g == nil {
		return nil, invalid
	}
	if err := s.checkSecretHash(req.AuthParameters, g.user.username); err != nil {
		return nil, err
	}
	switch {
	case g.user.deleted:
		return nil, errUserNotFound
	case !g.user.enabled:
		return nil, errUserDisabled
	case g.revoked:
		return nil, notAuthorized("Refresh Token has been revoked")
	case !s.now().Before(g.expires):
		return nil, notAuthorized("Refresh Token has expired")
	}
	// With device tracking, a sign-in is tied to its device, and refused for
	// as long as that device is not confirmed.
	if s.DeviceTracking != DeviceTrackingOff && g.deviceKey != "" {
		d := g.user.devices[g.deviceKey]
		if d == nil || !d.confirmed || req.AuthParameters["DEVICE_KEY"] != g.deviceKey {
			return nil, invalid
		}
		d.lastAuthenticated = s.now()
	}
	return &authReply{AuthenticationResult: s.tokens(g)}, nil
}
