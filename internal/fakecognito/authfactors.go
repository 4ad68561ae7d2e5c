package fakecognito

type getUserAuthFactorsRequest struct {
	AccessToken string `json:"AccessToken" api:"required,pattern=token"`
}

type getUserAuthFactorsReply struct {
	ConfiguredUserAuthFactors []string
	PreferredMfaSetting       string   `json:",omitempty"`
	UserMFASettingList        []string `json:",omitempty"`
	Username                  string
}

// getUserAuthFactors lists how the user can sign in by USER_AUTH. That pools without it list
// the password is an assumption.
func (s *Server) getUserAuthFactors(req *getUserAuthFactorsRequest) (*getUserAuthFactorsReply, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	u := g.user
	factors := s.firstFactors(u)
	if len(s.FirstFactors) == 0 && u.password.set() {
		factors = []string{PasswordFactor}
	}
	if factors == nil {
		factors = []string{}
	}
	return &getUserAuthFactorsReply{factors, u.mfa.preferred, u.mfa.enabled, u.username}, nil
}
