package fakecognito

// The operations whose names begin with Admin are for whoever has credentials of the pool's
// AWS account: see signature.go.

// contextData describes the user's device for threat protection, and is ignored.
type contextData struct {
	EncodedData string       `json:"EncodedData"`
	HTTPHeaders []httpHeader `json:"HttpHeaders"`
	IPAddress   string       `json:"IpAddress"`
	ServerName  string       `json:"ServerName"`
	ServerPath  string       `json:"ServerPath"`
}

type httpHeader struct {
	Name  string `json:"headerName"`
	Value string `json:"headerValue"`
}

type adminInitiateAuthRequest struct {
	AnalyticsMetadata *analyticsMetadata `json:"AnalyticsMetadata"`
	AuthFlow          string             `json:"AuthFlow" api:"required,enum=USER_SRP_AUTH|REFRESH_TOKEN_AUTH|REFRESH_TOKEN|CUSTOM_AUTH|ADMIN_NO_SRP_AUTH|USER_PASSWORD_AUTH|ADMIN_USER_PASSWORD_AUTH|USER_AUTH"`
	AuthParameters    map[string]string  `json:"AuthParameters"`
	ClientID          string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata    map[string]string  `json:"ClientMetadata"`
	ContextData       *contextData       `json:"ContextData"`
	Session           string             `json:"Session"`
	UserPoolID        string             `json:"UserPoolId" api:"required,min=1,max=55"`
}

// adminInitiateAuth starts a sign-in or a refresh for an administrator. Tokens by the flow
// ADMIN_USER_PASSWORD_AUTH come without NewDeviceMetadata, although the pool tracks devices and
// the refresh token is bound to one.
func (s *Server) adminInitiateAuth(req *adminInitiateAuthRequest) (*authReply, error) {
	if err := s.checkPool(req.UserPoolID); err != nil {
		return nil, err
	}
	begin := &initiateAuthRequest{
		AuthFlow: req.AuthFlow, AuthParameters: req.AuthParameters, ClientID: req.ClientID,
		ClientMetadata: req.ClientMetadata, Session: req.Session,
	}
	switch req.AuthFlow {
	case "USER_PASSWORD_AUTH":
		return nil, invalidParameter("Initiate Auth method not supported.")
	case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH":
		if err := s.checkClient(req.ClientID); err != nil {
			return nil, err
		}
		// The setting DisableUserPasswordAuth is about the other flow.
		reply, err := s.begin(authFlows["USER_PASSWORD_AUTH"], begin)
		if err == nil && reply.AuthenticationResult != nil {
			reply.AuthenticationResult.NewDeviceMetadata = nil
		}
		return reply, err
	}
	return s.initiateAuth(begin)
}

type adminRespondToAuthChallengeRequest struct {
	AnalyticsMetadata  *analyticsMetadata `json:"AnalyticsMetadata"`
	ChallengeName      string             `json:"ChallengeName" api:"required"`
	ChallengeResponses map[string]string  `json:"ChallengeResponses"`
	ClientID           string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata     map[string]string  `json:"ClientMetadata"`
	ContextData        *contextData       `json:"ContextData"`
	Session            string             `json:"Session"`
	UserPoolID         string             `json:"UserPoolId" api:"required,min=1,max=55"`
}

// adminRespondToAuthChallenge continues a sign-in for an administrator.
func (s *Server) adminRespondToAuthChallenge(req *adminRespondToAuthChallengeRequest) (*authReply, error) {
	if err := s.checkPool(req.UserPoolID); err != nil {
		return nil, err
	}
	return s.respondToAuthChallenge(&respondToAuthChallengeRequest{
		ChallengeName: req.ChallengeName, ChallengeResponses: req.ChallengeResponses, ClientID: req.ClientID,
		ClientMetadata: req.ClientMetadata, Session: req.Session,
	})
}

type adminUserGlobalSignOutRequest struct {
	UserPoolID string `json:"UserPoolId" api:"required,min=1,max=55"`
	Username   string `json:"Username" api:"required,min=1,max=128"`
}

// adminUserGlobalSignOut revokes all tokens of a user.
func (s *Server) adminUserGlobalSignOut(req *adminUserGlobalSignOutRequest) (*empty, error) {
	if err := s.checkPool(req.UserPoolID); err != nil {
		return nil, err
	}
	u := s.find(req.Username)
	if u == nil {
		return nil, errUserNotFound
	}
	s.revokeAll(u)
	return &empty{}, nil
}

func (s *Server) checkPool(userPoolID string) error {
	if userPoolID != s.poolID() {
		return resourceNotFound("User pool " + userPoolID + " does not exist.")
	}
	return nil
}
