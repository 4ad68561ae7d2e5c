package fakeidentitypool

import (
	"crypto/rand"
	"fmt"
	"strings"
)

type getIDRequest struct {
	AccountID      string            `json:"AccountId"`
	IdentityPoolID string            `json:"IdentityPoolId"`
	Logins         map[string]string `json:"Logins"`
}

type getIDReply struct {
	IdentityID string `json:"IdentityId"`
}

// getID returns the identity of a user, which is the same each time.
func (s *Server) getID(req *getIDRequest) (*getIDReply, error) {
	if req.IdentityPoolID != s.id() {
		return nil, &apiError{"ResourceNotFoundException", "IdentityPool '" + req.IdentityPoolID + "' not found."}
	}
	sub, err := s.checkLogins(req.Logins)
	if err != nil {
		return nil, err
	}
	return &getIDReply{s.identity(sub)}, nil
}

type getCredentialsRequest struct {
	CustomRoleARN string            `json:"CustomRoleArn"`
	IdentityID    string            `json:"IdentityId"`
	Logins        map[string]string `json:"Logins"`
}

// credentials are made up: nothing accepts them.
type credentials struct {
	AccessKeyID  string `json:"AccessKeyId"`
	Expiration   float64
	SecretKey    string
	SessionToken string
}

type getCredentialsReply struct {
	Credentials credentials
	IdentityID  string `json:"IdentityId"`
}

// getCredentialsForIdentity returns credentials to the user whose identity it is.
func (s *Server) getCredentialsForIdentity(req *getCredentialsRequest) (*getCredentialsReply, error) {
	sub, err := s.checkLogins(req.Logins)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	known := false
	for _, id := range s.identities {
		known = known || id == req.IdentityID
	}
	mine := known && s.identities[sub] == req.IdentityID
	s.mu.Unlock()
	switch {
	case !known:
		return nil, &apiError{"ResourceNotFoundException", "Identity '" + req.IdentityID + "' not found."}
	case !mine:
		return nil, notAuthorized("Logins don't match. Please include at least one valid login for this identity or identity pool.")
	}
	return &getCredentialsReply{
		Credentials: credentials{
			AccessKeyID:  "ASIA" + strings.ToUpper(rand.Text()[:16]),
			Expiration:   float64(s.now().Add(credentialsLifetime).Unix()),
			SecretKey:    rand.Text() + rand.Text(),
			SessionToken: rand.Text() + rand.Text() + rand.Text(),
		},
		IdentityID: req.IdentityID,
	}, nil
}

// identity returns the id of a user's identity, which the first call makes.
func (s *Server) identity(sub string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.identities == nil {
		s.identities = map[string]string{}
	}
	if s.identities[sub] == "" {
		region, _, _ := strings.Cut(s.id(), ":")
		s.identities[sub] = region + ":" + newUUID()
	}
	return s.identities[sub]
}

func newUUID() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
