package fakecognito

import "fmt"

// refresh processes REFRESH_TOKEN_AUTH: new ID and access tokens for a sign-in. The refresh
// token stays the same, so the reply does not repeat it.
func (s *Server) refresh(req *initiateAuthRequest) (*authReply, error) {
	t := s.pool.refreshTokens[req.AuthParameters["REFRESH_TOKEN"]]
	if t == nil {
		return nil, errBadRefreshToken
	}
	if err := s.checkSecretHash(req.AuthParameters, t.group.user.username); err != nil {
		return nil, err
	}
	if err := s.checkRefresh(t.group, req.AuthParameters["DEVICE_KEY"]); err != nil {
		return nil, err
	}
	return &authReply{AuthenticationResult: s.spend(t)}, nil
}

type getTokensFromRefreshTokenRequest struct {
	ClientID       string            `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata map[string]string `json:"ClientMetadata"`
	ClientSecret   string            `json:"ClientSecret" api:"min=1,max=64"`
	DeviceKey      string            `json:"DeviceKey" api:"min=1,max=55,pattern=deviceKey"`
	RefreshToken   string            `json:"RefreshToken" api:"required,pattern=token"`
}

type getTokensFromRefreshTokenReply struct {
	AuthenticationResult *authenticationResult
}

// getTokensFromRefreshToken is the refresh of clients that rotate, and works for
// others too. Only with rotation does the reply have a refresh token, which is
// valid for what remains of the first one's lifetime.
//
// The documentation has an error for the reuse of a rotated token, but does not say what
// else happens. Here the whole sign-in ends, which is the strictest possibility. Neither the
// message nor the order of the checks is known: here a token that can be refused for another
// reason is refused for that reason, so that a reuse ends a sign-in only once, and not
// without its device key.
func (s *Server) getTokensFromRefreshToken(req *getTokensFromRefreshTokenRequest) (*getTokensFromRefreshTokenReply, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	if err := s.checkClientSecret(req.ClientSecret); err != nil {
		return nil, err
	}
	t := s.pool.refreshTokens[req.RefreshToken]
	if t == nil {
		return nil, errBadRefreshToken
	}
	result, err := s.exchange(t, req.DeviceKey)
	if err != nil {
		return nil, err
	}
	return &getTokensFromRefreshTokenReply{result}, nil
}

// exchange processes a refresh that rotates the token if the app client does.
func (s *Server) exchange(t *refreshToken, deviceKey string) (*authenticationResult, error) {
	if err := s.checkRefresh(t.group, deviceKey); err != nil {
		return nil, err
	}
	if s.rotatedOut(t) {
		t.spent++
		t.group.revoked = true
		s.pool.reuseRevocations++
		return nil, errTokenReused
	}
	result := s.spend(t)
	if s.RefreshTokenRotation {
		if !t.rotated {
			// Further uses within the grace period do not extend it.
			t.rotated, t.graceEnds = true, s.now().Add(s.RotationGrace)
		}
		result.RefreshToken = s.issueRefreshToken(t.group)
	}
	return result, nil
}

// rotatedOut reports whether a token has been exchanged and its grace period is over.
func (s *Server) rotatedOut(t *refreshToken) bool {
	return t.rotated && !s.now().Before(t.graceEnds)
}

// checkRefresh checks what every refresh needs: a user who may sign in, a sign-in that has not
// expired and, with device tracking, its device.
func (s *Server) checkRefresh(g *tokenGroup, deviceKey string) error {
	switch {
	case g.user.deleted:
		return errUserNotFound
	case !g.user.enabled:
		return errUserDisabled
	case g.revoked:
		return notAuthorized("Refresh Token has been revoked")
	case !s.now().Before(g.expires):
		return notAuthorized("Refresh Token has expired")
	}
	// With device tracking, a sign-in is tied to its device, and refused for
	// as long as that device is not confirmed.
	if s.tracksDevice(g) {
		d := g.user.devices[g.deviceKey]
		if d == nil || !d.confirmed || deviceKey != g.deviceKey {
			return errBadRefreshToken
		}
	}
	return nil
}

// tracksDevice reports whether a sign-in is tied to a device.
func (s *Server) tracksDevice(g *tokenGroup) bool {
	return s.DeviceTracking != DeviceTrackingOff && g.deviceKey != ""
}

// spend issues tokens for a refresh token that has passed all checks.
func (s *Server) spend(t *refreshToken) *authenticationResult {
	t.spent++
	if s.tracksDevice(t.group) {
		t.group.user.devices[t.group.deviceKey].lastAuthenticated = s.now()
	}
	return s.tokens(t.group)
}

// RefreshToken is what the server knows about a refresh token.
type RefreshToken struct {
	// Token is the token itself; printing the struct hides it.
	Token string
	// Username is the name of its user.
	Username string
	// Family is the number of its sign-in, from 1 in the order of sign-ins. Rotated
	// tokens belong to the family of the first.
	Family int
	// Spent is how many requests were answered with new tokens for it, plus one for each
	// refusal as a reuse. Requests that were refused for another reason, or not processed
	// because of a fault, do not count. So with rotation a value above 1 means that a
	// client spent a token twice.
	Spent int
	// Rotated says whether the token has been exchanged for another. It may still be
	// Live then, within the grace period.
	Rotated bool
	// Live says whether a refresh from the right device would be accepted now.
	Live bool
}

// String returns everything but the token.
func (t RefreshToken) String() string {
	return fmt.Sprintf("refresh token of %s, family %d, spent %d, rotated %t, live %t", t.Username, t.Family, t.Spent, t.Rotated, t.Live)
}

// GoString returns the same as String, for %#v.
func (t RefreshToken) GoString() string { return t.String() }

// RefreshTokens lists all refresh tokens ever issued, in the order of issue.
func (s *Server) RefreshTokens() []RefreshToken {
	s.lock()
	defer s.mu.Unlock()
	families := map[*tokenGroup]int{}
	var list []RefreshToken
	for _, t := range s.pool.issued {
		g := t.group
		if families[g] == 0 {
			families[g] = len(families) + 1
		}
		list = append(list, RefreshToken{
			Token:    t.text,
			Username: g.user.username,
			Family:   families[g],
			Spent:    t.spent,
			Rotated:  t.rotated,
			Live:     s.checkRefresh(g, g.deviceKey) == nil && !s.rotatedOut(t),
		})
	}
	return list
}

// ReuseRevocations returns how many sign-ins were ended because one of their refresh
// tokens was used again after its grace.
func (s *Server) ReuseRevocations() int {
	s.lock()
	defer s.mu.Unlock()
	return s.pool.reuseRevocations
}
