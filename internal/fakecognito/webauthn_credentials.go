package fakecognito

import (
	"encoding/base64"
	"slices"
)

type listWebAuthnCredentialsRequest struct {
	AccessToken string `json:"AccessToken" api:"required,pattern=token"`
	MaxResults  int    `json:"MaxResults" api:"min=0,max=20"`
	NextToken   string `json:"NextToken" api:"min=1"`
}

type listWebAuthnCredentialsReply struct {
	Credentials []wirePasskey
	NextToken   string `json:",omitempty"`
}

// wirePasskey is a passkey as replies have it; the date is seconds since 1970.
type wirePasskey struct {
	AuthenticatorAttachment string `json:",omitempty"`
	AuthenticatorTransports []string
	CreatedAt               float64
	CredentialID            string `json:"CredentialId"`
	FriendlyCredentialName  string
	RelyingPartyID          string `json:"RelyingPartyId"`
}

// listWebAuthnCredentials lists the user's passkeys, oldest first. The next token is the id
// of the last passkey of the page before, in base64; the service's text for a bad
// one is not known.
func (s *Server) listWebAuthnCredentials(req *listWebAuthnCredentialsRequest) (*listWebAuthnCredentialsReply, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	list := g.user.passkeys.list
	if req.NextToken != "" {
		id, err := base64.StdEncoding.DecodeString(req.NextToken)
		i := slices.IndexFunc(list, func(k *passkey) bool { return k.id == string(id) })
		if err != nil || i < 0 {
			return nil, invalidParameter("Invalid pagination token.")
		}
		list = list[i+1:]
	}
	reply := &listWebAuthnCredentialsReply{Credentials: []wirePasskey{}}
	limit := orDefault(req.MaxResults, orDefault(s.PasskeysPerPage, maxPasskeys))
	if len(list) > limit {
		list = list[:limit]
		reply.NextToken = base64.StdEncoding.EncodeToString([]byte(list[limit-1].id))
	}
	for _, k := range list {
		reply.Credentials = append(reply.Credentials, wirePasskey{
			AuthenticatorAttachment: k.attachment,
			AuthenticatorTransports: append([]string{}, k.transports...),
			CreatedAt:               wireDate(k.created),
			CredentialID:            k.id,
			FriendlyCredentialName:  k.name,
			RelyingPartyID:          s.RelyingPartyID,
		})
	}
	return reply, nil
}

type deleteWebAuthnCredentialRequest struct {
	AccessToken  string `json:"AccessToken" api:"required,pattern=token"`
	CredentialID string `json:"CredentialId" api:"required"`
}

// deleteWebAuthnCredential removes one of the user's passkeys.
func (s *Server) deleteWebAuthnCredential(req *deleteWebAuthnCredentialRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	p := &g.user.passkeys
	k := p.find(req.CredentialID)
	if k == nil {
		return nil, errNoPasskey
	}
	p.list = slices.DeleteFunc(p.list, func(other *passkey) bool { return other == k })
	return &empty{}, nil
}
