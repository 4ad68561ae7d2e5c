package fakecognito

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// checkClient refuses a request for an app client that is not the pool's.
func (s *Server) checkClient(clientID string) error {
	if clientID != s.clientID() {
		return resourceNotFound("User pool client " + clientID + " does not exist.")
	}
	return nil
}

// checkClientSecret checks the member ClientSecret, which some operations have in place of a
// hash. The service's message is not known.
func (s *Server) checkClientSecret(secret string) error {
	if !hmac.Equal([]byte(secret), []byte(s.ClientSecret)) {
		return notAuthorized("Invalid client secret for client " + s.clientID())
	}
	return nil
}

// checkSecretHash checks the SECRET_HASH in a flow's parameters, which proves that the caller
// knows the client secret. In the first step it is the hash of the username that the caller
// has sent, and later of the user's own name: clients that continued with an alias were
// refused (alexrudd/cognito-srp, pull request 8).
func (s *Server) checkSecretHash(parameters map[string]string, username string) error {
	return s.checkHash(parameters["SECRET_HASH"], username)
}

// checkHash does the same for operations with a member SecretHash.
func (s *Server) checkHash(hash, username string) error {
	if s.ClientSecret == "" && hash == "" {
		return nil
	}
	if hash == "" {
		return notAuthorized("Client " + s.clientID() + " is configured with secret but SECRET_HASH was not received")
	}
	mac := hmac.New(sha256.New, []byte(s.ClientSecret))
	mac.Write([]byte(username + s.clientID()))
	want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if s.ClientSecret == "" || !hmac.Equal([]byte(want), []byte(hash)) {
		return notAuthorized("Unable to verify secret hash for client " + s.clientID())
	}
	return nil
}
