package fakecognito

type forgotPasswordRequest struct {
	AnalyticsMetadata *analyticsMetadata `json:"AnalyticsMetadata"`
	ClientID          string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata    map[string]string  `json:"ClientMetadata"`
	SecretHash        string             `json:"SecretHash"`
	UserContextData   *userContextData   `json:"UserContextData"`
	Username          string             `json:"Username" api:"required,min=1,max=128,pattern=username"`
}

type forgotPasswordReply struct {
	CodeDeliveryDetails *codeDelivery
}

// forgotPassword sends a code that resets the password to the user's verified
// address.
func (s *Server) forgotPassword(req *forgotPasswordRequest) (*forgotPasswordReply, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	if err := s.checkHash(req.SecretHash, req.Username); err != nil {
		return nil, err
	}
	u := s.find(req.Username)
	switch {
	case u == nil && s.PreventUserExistenceErrors:
		return &forgotPasswordReply{emailDelivery(req.Username)}, nil
	case u == nil:
		return nil, errNoSuchName
	case !u.enabled:
		return nil, errUserDisabled
	case u.status == StatusForceChangePassword, u.identity != nil:
		return nil, notAuthorized("User password cannot be reset in the current state.")
	case !u.emailVerified():
		return nil, invalidParameter("Cannot reset password for the user as there is no registered/verified email or phone_number")
	}
	return &forgotPasswordReply{s.sendCode(u, KindResetPassword, "email", "Your password reset code")}, nil
}

type confirmForgotPasswordRequest struct {
	AnalyticsMetadata *analyticsMetadata `json:"AnalyticsMetadata"`
	ClientID          string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata    map[string]string  `json:"ClientMetadata"`
	ConfirmationCode  string             `json:"ConfirmationCode" api:"required,min=1,max=2048,pattern=code"`
	Password          string             `json:"Password" api:"required,max=256,pattern=password"`
	SecretHash        string             `json:"SecretHash"`
	UserContextData   *userContextData   `json:"UserContextData"`
	Username          string             `json:"Username" api:"required,min=1,max=128,pattern=username"`
}

// confirmForgotPassword sets a new password with that code.
func (s *Server) confirmForgotPassword(req *confirmForgotPasswordRequest) (*empty, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	if err := s.checkHash(req.SecretHash, req.Username); err != nil {
		return nil, err
	}
	u := s.find(req.Username)
	switch {
	case u == nil && s.PreventUserExistenceErrors:
		return nil, errCodeExpired
	case u == nil:
		return nil, errNoSuchName
	}
	if err := u.redeem(KindResetPassword, req.ConfirmationCode, s.now(), errTooManyFailures); err != nil {
		return nil, err
	}
	if err := s.checkPolicy(req.Password); err != nil {
		return nil, err
	}
	delete(u.codes, KindResetPassword)
	u.password = newVerifier(s.poolName(), u.username, req.Password)
	u.status = StatusConfirmed
	u.lockout.succeeded()
	return &empty{}, nil
}

type changePasswordRequest struct {
	AccessToken      string            `json:"AccessToken" api:"required,pattern=token"`
	ClientMetadata   map[string]string `json:"ClientMetadata"`
	PreviousPassword string            `json:"PreviousPassword" api:"max=256,pattern=password"`
	ProposedPassword string            `json:"ProposedPassword" api:"required,max=256,pattern=password"`
}

// changePassword sets a new password for a user who knows the old one, or who has none and
// names none. A wrong old one counts towards the lockout, as in a sign-in.
func (s *Server) changePassword(req *changePasswordRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	u := g.user
	switch {
	case u.lockout.locked(s.now()):
		return nil, errLimitExceeded
	case !u.password.set() && req.PreviousPassword == "":
	case !u.password.matches(s.poolName(), u.username, req.PreviousPassword):
		u.lockout.failed(s.now())
		return nil, errWrongPassword
	}
	if err := s.checkPolicy(req.ProposedPassword); err != nil {
		return nil, err
	}
	u.password = newVerifier(s.poolName(), u.username, req.ProposedPassword)
	u.lockout.succeeded()
	return &empty{}, nil
}
