package fakecognito

import (
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
)

// passkeyRequest is the WebAuthn challenge of a sign-in.
type passkeyRequest struct {
	challenge string
	expires   time.Time
}

// assertionOptions are a PublicKeyCredentialRequestOptionsJSON with the members that the
// service sends.
type assertionOptions struct {
	Challenge        string                 `json:"challenge"`
	Timeout          int64                  `json:"timeout"`
	RPID             string                 `json:"rpId"`
	AllowCredentials []credentialDescriptor `json:"allowCredentials"`
	UserVerification string                 `json:"userVerification"`
}

// requestOptions returns the challenge parameter CREDENTIAL_REQUEST_OPTIONS of WEB_AUTHN, and
// remembers the WebAuthn challenge in it for checkAssertion. Only the last one
// of a sign-in counts.
func (s *Server) requestOptions(c *challenge) (string, error) {
	if err := s.checkPasskeysEnabled(); err != nil {
		return "", err
	}
	lifetime := s.authSessionLifetime()
	c.passkey = &passkeyRequest{newWebAuthnChallenge(), s.now().Add(lifetime)}
	allow := []credentialDescriptor{}
	if c.user != nil {
		for _, k := range c.user.passkeys.list {
			allow = append(allow, credentialDescriptor{publicKeyType, k.id, k.transports})
		}
	}
	return string(mustJSON(assertionOptions{
		Challenge:        c.passkey.challenge,
		Timeout:          lifetime.Milliseconds(),
		RPID:             s.RelyingPartyID,
		AllowCredentials: allow,
		UserVerification: s.userVerification(c.user),
	})), nil
}

// assertionResponse is an AuthenticationResponseJSON.
type assertionResponse struct {
	ID                      string             `json:"id" api:"required"`
	RawID                   string             `json:"rawId" api:"required"`
	Type                    string             `json:"type" api:"required,enum=public-key"`
	AuthenticatorAttachment string             `json:"authenticatorAttachment" api:"enum=platform|cross-platform"`
	ClientExtensionResults  *extensionOutputs  `json:"clientExtensionResults"`
	Response                assertionSignature `json:"response" api:"required"`
}

type assertionSignature struct {
	ClientDataJSON    string `json:"clientDataJSON" api:"required"`
	AuthenticatorData string `json:"authenticatorData" api:"required"`
	Signature         string `json:"signature" api:"required"`
	UserHandle        string `json:"userHandle"`
}

// checkAssertion checks CREDENTIAL, the answer to requestOptions. There is only one attempt:
// right or wrong, the WebAuthn challenge is used up.
//
// The reply to every refusal is that to a wrong password. What was wrong is in the error's
// text, which does not leave the server.
func (s *Server) checkAssertion(c *challenge, credential string) error {
	request := c.passkey
	c.passkey = nil
	switch {
	case request == nil:
		return refusedAssertion("no challenge is open")
	case !s.now().Before(request.expires):
		return refusedAssertion("the challenge has expired")
	}
	parsed, err := parseAssertion(credential)
	if err != nil {
		return refusedAssertion(err.Error())
	}
	client, data := &parsed.Response.CollectedClientData, &parsed.Response.AuthenticatorData
	var k *passkey
	if c.user != nil {
		k = c.user.passkeys.find(parsed.ID)
	}
	if k == nil {
		return refusedAssertion("the user has no such credential")
	}
	if handle := parsed.Response.UserHandle; len(handle) > 0 && string(handle) != c.user.passkeys.handle {
		return refusedAssertion("the user handle is another user's")
	}
	if err := s.checkCeremony(c.user, client, data); err != nil {
		return refusedAssertion(err.Error())
	}
	if data.Flags.HasBackupEligible() != k.backupEligible {
		return refusedAssertion("backup eligibility has changed")
	}
	err = parsed.Verify(request.challenge, s.RelyingPartyID, "", []string{client.Origin}, nil, nil,
		protocol.TopOriginExplicitVerificationMode, false, s.userVerificationRequired(c.user), true,
		k.publicKey, protocol.SignaturePolicy{})
	if err != nil {
		return refusedAssertion(err.Error())
	}
	// Authenticators without a counter always send 0.
	if (data.Counter != 0 || k.counter != 0) && data.Counter <= k.counter {
		return refusedAssertion("the counter has not gone up")
	}
	k.counter = data.Counter
	c.passed(k.method())
	return nil
}

// refusedAssertion returns errWrongPassword with a reason.
func refusedAssertion(reason string) error { return fmt.Errorf("%w (%s)", errWrongPassword, reason) }

// parseAssertion reads CREDENTIAL, as strictly as request bodies are read.
func parseAssertion(credential string) (*protocol.ParsedCredentialAssertionData, error) {
	var r assertionResponse
	if err := decode([]byte(credential), &r); err != nil {
		return nil, err
	}
	for _, m := range []struct{ name, value string }{
		{"id", r.ID},
		{"rawId", r.RawID},
		{"response.clientDataJSON", r.Response.ClientDataJSON},
		{"response.authenticatorData", r.Response.AuthenticatorData},
		{"response.signature", r.Response.Signature},
	} {
		if err := checkBase64URL("CREDENTIAL."+m.name, m.value); err != nil {
			return nil, err
		}
	}
	if r.Response.UserHandle != "" {
		if err := checkBase64URL("CREDENTIAL.response.userHandle", r.Response.UserHandle); err != nil {
			return nil, err
		}
	}
	return protocol.ParseCredentialRequestResponseBytes(mustJSON(r))
}
