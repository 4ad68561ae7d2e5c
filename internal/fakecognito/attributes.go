package fakecognito

import "strings"

// verifiable are the attributes that a code can be sent to.
var verifiable = map[string]bool{"email": true, "phone_number": true}

type updateUserAttributesRequest struct {
	AccessToken    string            `json:"AccessToken" api:"required,pattern=token"`
	ClientMetadata map[string]string `json:"ClientMetadata"`
	UserAttributes []attribute       `json:"UserAttributes" api:"required"`
}

type updateUserAttributesReply struct {
	CodeDeliveryDetailsList []*codeDelivery
}

// updateUserAttributes changes attributes. A new address is not verified, and a
// code goes to it.
func (s *Server) updateUserAttributes(req *updateUserAttributesRequest) (*updateUserAttributesReply, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	for _, a := range req.UserAttributes {
		if err := checkAttributeName(a.Name); err != nil {
			return nil, err
		}
		if a.Name == "email" && !looksLikeEmail(a.Value) {
			return nil, invalidParameter("Invalid email address format.")
		}
	}
	reply := &updateUserAttributesReply{CodeDeliveryDetailsList: []*codeDelivery{}}
	for _, a := range req.UserAttributes {
		changed := g.user.attributes[a.Name] != a.Value
		g.user.attributes[a.Name] = a.Value
		if verifiable[a.Name] && changed {
			g.user.attributes[a.Name+"_verified"] = "false"
			reply.CodeDeliveryDetailsList = append(reply.CodeDeliveryDetailsList, s.sendVerification(g.user, a.Name))
		}
	}
	return reply, nil
}

type deleteUserAttributesRequest struct {
	AccessToken        string   `json:"AccessToken" api:"required,pattern=token"`
	UserAttributeNames []string `json:"UserAttributeNames" api:"required"`
}

func (s *Server) deleteUserAttributes(req *deleteUserAttributesRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	for _, name := range req.UserAttributeNames {
		if err := checkAttributeName(name); err != nil {
			return nil, err
		}
	}
	for _, name := range req.UserAttributeNames {
		delete(g.user.attributes, name)
		delete(g.user.attributes, name+"_verified")
	}
	return &empty{}, nil
}

type getUserAttributeVerificationCodeRequest struct {
	AccessToken    string            `json:"AccessToken" api:"required,pattern=token"`
	AttributeName  string            `json:"AttributeName" api:"required,min=1,max=32"`
	ClientMetadata map[string]string `json:"ClientMetadata"`
}

type getUserAttributeVerificationCodeReply struct {
	CodeDeliveryDetails *codeDelivery
}

// getUserAttributeVerificationCode sends a code to the user's own address. The
// service's text for attributes without one is not known.
func (s *Server) getUserAttributeVerificationCode(req *getUserAttributeVerificationCodeRequest) (*getUserAttributeVerificationCodeReply, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	if !verifiable[req.AttributeName] || g.user.attributes[req.AttributeName] == "" {
		return nil, invalidParameter("User does not have " + req.AttributeName + " to verify.")
	}
	return &getUserAttributeVerificationCodeReply{s.sendVerification(g.user, req.AttributeName)}, nil
}

type verifyUserAttributeRequest struct {
	AccessToken   string `json:"AccessToken" api:"required,pattern=token"`
	AttributeName string `json:"AttributeName" api:"required,min=1,max=32"`
	Code          string `json:"Code" api:"required,min=1,max=2048,pattern=code"`
}

func (s *Server) verifyUserAttribute(req *verifyUserAttributeRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	kind := verificationOf(req.AttributeName)
	if err := g.user.redeem(kind, req.Code, s.now(), errLimitExceeded); err != nil {
		return nil, err
	}
	delete(g.user.codes, kind)
	g.user.attributes[req.AttributeName+"_verified"] = "true"
	return &empty{}, nil
}

// verificationOf returns the kind of the code that verifies an attribute.
func verificationOf(attribute string) MessageKind {
	return MessageKind("verify-" + strings.ReplaceAll(attribute, "_", "-"))
}

func (s *Server) sendVerification(u *user, attribute string) *codeDelivery {
	return s.sendCode(u, verificationOf(attribute), attribute, "Your verification code")
}
