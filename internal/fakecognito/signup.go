package fakecognito

import (
	"slices"
	"strings"
)

type signUpRequest struct {
	AnalyticsMetadata *analyticsMetadata `json:"AnalyticsMetadata"`
	ClientID          string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata    map[string]string  `json:"ClientMetadata"`
	Password          string             `json:"Password" api:"max=256,pattern=password"`
	SecretHash        string             `json:"SecretHash"`
	UserAttributes    []attribute        `json:"UserAttributes"`
	UserContextData   *userContextData   `json:"UserContextData"`
	Username          string             `json:"Username" api:"required,min=1,max=128,pattern=username"`
	ValidationData    []attribute        `json:"ValidationData"`
}

type signUpReply struct {
	CodeDeliveryDetails *codeDelivery `json:",omitempty"`
	Session             string        `json:",omitempty"`
	UserConfirmed       bool
	UserSub             string
}

// standardAttributes are the attributes of the default schema that users may
// write; others need the prefix custom:.
var standardAttributes = []string{
	"address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name",
	"nickname", "phone_number", "picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo",
}

func checkAttributeName(name string) error {
	switch {
	case name == "sub" || strings.HasSuffix(name, "_verified"):
		return notAuthorized("A client attempted to write unauthorized attribute")
	case !slices.Contains(standardAttributes, name) && !strings.HasPrefix(name, "custom:"):
		return invalidParameter("Attributes did not conform to the schema: Type for attribute {" + name + "} could not be determined")
	}
	return nil
}

func (s *Server) signUp(req *signUpRequest) (*signUpReply, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	if err := s.checkHash(req.SecretHash, req.Username); err != nil {
		return nil, err
	}
	attributes := map[string]string{}
	for _, a := range req.UserAttributes {
		if err := checkAttributeName(a.Name); err != nil {
			return nil, err
		}
		attributes[a.Name] = a.Value
	}
	username, sub := req.Username, newUUID()
	switch s.SignInNames {
	case UsernameOrEmail:
		if looksLikeEmail(username) {
			return nil, invalidParameter("Username cannot be of email format, since user pool is configured for email alias.")
		}
	case EmailAsUsername:
		if !looksLikeEmail(username) {
			return nil, invalidParameter("Username should be an email.")
		}
		attributes["email"] = username
		username = sub
	}
	for _, name := range s.missingAttributes(attributes) {
		return nil, invalidParameter("Attributes did not conform to the schema: " + name + ": The attribute is required")
	}
	email := attributes["email"]
	if email != "" && !looksLikeEmail(email) {
		return nil, invalidParameter("Invalid email address format.")
	}
	if req.Password != "" {
		if err := s.checkPolicy(req.Password); err != nil {
			return nil, err
		}
	} else if !s.passwordless() {
		return nil, invalidParameter("1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null")
	}
	if s.pool.users[s.fold(username)] != nil ||
		s.SignInNames == EmailAsUsername && s.findByEmail(email, nil) != nil {
		return nil, &apiError{"UsernameExistsException", "User already exists"}
	}
	u := s.addUser(username, sub, req.Password, attributes)
	reply := &signUpReply{UserSub: sub, Session: s.newSignUpSession(u, false)}
	if attribute := s.confirmationAttribute(u); attribute != "" {
		u.attributes[attribute+"_verified"] = "false"
		reply.CodeDeliveryDetails = s.sendConfirmation(u)
	}
	return reply, nil
}

func (s *Server) sendConfirmation(u *user) *codeDelivery {
	return s.sendCode(u, KindConfirmSignUp, s.confirmationAttribute(u), "Your verification code")
}

type confirmSignUpRequest struct {
	AnalyticsMetadata  *analyticsMetadata `json:"AnalyticsMetadata"`
	ClientID           string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata     map[string]string  `json:"ClientMetadata"`
	ConfirmationCode   string             `json:"ConfirmationCode" api:"required,min=1,max=2048,pattern=code"`
	ForceAliasCreation bool               `json:"ForceAliasCreation"`
	SecretHash         string             `json:"SecretHash"`
	Session            string             `json:"Session"`
	UserContextData    *userContextData   `json:"UserContextData"`
	Username           string             `json:"Username" api:"required,min=1,max=128,pattern=username"`
}

// errNoSuchName is the error of the operations around sign-up for unknown users.
var errNoSuchName = &apiError{"UserNotFoundException", "Username/client id combination not found."}

// errAliasExists is the error of verifying an address that another user has verified.
var errAliasExists = &apiError{"AliasExistsException", "An account with the email already exists."}

type confirmSignUpReply struct {
	Session string `json:",omitempty"`
}

// confirmSignUp confirms a user with the code that was sent. The Session of SignUp may be
// omitted, but must be right if it is sent.
func (s *Server) confirmSignUp(req *confirmSignUpRequest) (*confirmSignUpReply, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	if err := s.checkHash(req.SecretHash, req.Username); err != nil {
		return nil, err
	}
	u := s.find(req.Username)
	if u == nil {
		if s.PreventUserExistenceErrors {
			return nil, errCodeExpired
		}
		return nil, errNoSuchName
	}
	if u.status != StatusUnconfirmed {
		return nil, notAuthorized("User cannot be confirmed. Current status is " + string(u.status))
	}
	var session *signUpSession
	if req.Session != "" {
		var err error
		if session, err = s.findSignUpSession(req.Session, u, false); err != nil {
			return nil, err
		}
	}
	if err := u.redeem(KindConfirmSignUp, req.ConfirmationCode, s.now(), errTooManyFailures); err != nil {
		return nil, err
	}
	// Two users cannot sign in with the same address: the first user keeps it, unless
	// the request says otherwise.
	if other := s.findByEmail(u.attributes["email"], u); other != nil {
		if !req.ForceAliasCreation {
			return nil, errAliasExists
		}
		other.setEmailVerified(false)
	}
	delete(u.codes, KindConfirmSignUp)
	if session != nil {
		session.used = true
	}
	u.status = StatusConfirmed
	u.attributes[s.confirmationAttribute(u)+"_verified"] = "true"
	return &confirmSignUpReply{s.newSignUpSession(u, true)}, nil
}

type resendConfirmationCodeRequest struct {
	AnalyticsMetadata *analyticsMetadata `json:"AnalyticsMetadata"`
	ClientID          string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata    map[string]string  `json:"ClientMetadata"`
	SecretHash        string             `json:"SecretHash"`
	UserContextData   *userContextData   `json:"UserContextData"`
	Username          string             `json:"Username" api:"required,min=1,max=128,pattern=username"`
}

type resendConfirmationCodeReply struct {
	CodeDeliveryDetails *codeDelivery
}

func (s *Server) resendConfirmationCode(req *resendConfirmationCodeRequest) (*resendConfirmationCodeReply, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	if err := s.checkHash(req.SecretHash, req.Username); err != nil {
		return nil, err
	}
	u := s.find(req.Username)
	switch {
	case u == nil && s.PreventUserExistenceErrors:
		// The same reply as if a message had been sent.
		return &resendConfirmationCodeReply{emailDelivery(req.Username)}, nil
	case u == nil:
		return nil, errNoSuchName
	case u.status != StatusUnconfirmed:
		return nil, invalidParameter("User is already confirmed.")
	case s.confirmationAttribute(u) == "":
		return nil, invalidParameter("Cannot resend codes. Auto verification not turned on.")
	}
	return &resendConfirmationCodeReply{s.sendConfirmation(u)}, nil
}
