package fakecognito

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"maps"
	"math/big"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
)

const (
	// registrationLifetime is how long a started registration can be completed. The service's
	// own figure is not documented.
	registrationLifetime = 5 * time.Minute
	// maxPasskeys is how many passkeys a user can have.
	maxPasskeys = 20
)

type startWebAuthnRegistrationRequest struct {
	AccessToken string `json:"AccessToken" api:"required,pattern=token"`
}

type startWebAuthnRegistrationReply struct {
	CredentialCreationOptions creationOptions
}

// creationOptions are a PublicKeyCredentialCreationOptionsJSON with the members that the
// service sends.
type creationOptions struct {
	RP                     relyingParty                   `json:"rp"`
	User                   passkeyUser                    `json:"user"`
	Challenge              string                         `json:"challenge"`
	PubKeyCredParams       []protocol.CredentialParameter `json:"pubKeyCredParams"`
	Timeout                int64                          `json:"timeout"`
	ExcludeCredentials     []credentialDescriptor         `json:"excludeCredentials"`
	AuthenticatorSelection authenticatorSelection         `json:"authenticatorSelection"`
}

type relyingParty struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type passkeyUser struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

type authenticatorSelection struct {
	RequireResidentKey bool   `json:"requireResidentKey"`
	ResidentKey        string `json:"residentKey"`
	UserVerification   string `json:"userVerification"`
}

// startWebAuthnRegistration returns the options for creating a passkey. A user may start
// several registrations, in several tabs for instance.
func (s *Server) startWebAuthnRegistration(req *startWebAuthnRegistrationRequest) (*startWebAuthnRegistrationReply, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	if err := s.checkPasskeysEnabled(); err != nil {
		return nil, err
	}
	u := g.user
	if len(u.passkeys.list) >= maxPasskeys {
		return nil, errPasskeyLimit
	}
	exclude := []credentialDescriptor{}
	for _, k := range u.passkeys.list {
		exclude = append(exclude, credentialDescriptor{Type: publicKeyType, ID: k.id})
	}
	u.passkeys.handle = orDefault(u.passkeys.handle, newUUID())
	return &startWebAuthnRegistrationReply{creationOptions{
		RP:                 relyingParty{s.RelyingPartyID, s.RelyingPartyID},
		User:               passkeyUser{base64.RawURLEncoding.EncodeToString([]byte(u.passkeys.handle)), u.username, ""},
		Challenge:          u.passkeys.start(s.now()),
		PubKeyCredParams:   passkeyAlgorithms,
		Timeout:            time.Minute.Milliseconds(),
		ExcludeCredentials: exclude,
		AuthenticatorSelection: authenticatorSelection{
			RequireResidentKey: true, ResidentKey: "required", UserVerification: s.userVerification(u),
		},
	}}, nil
}

// start begins a registration and returns its challenge.
func (p *passkeys) start(now time.Time) string {
	maps.DeleteFunc(p.registrations, func(_ string, expires time.Time) bool { return !now.Before(expires) })
	if p.registrations == nil {
		p.registrations = map[string]time.Time{}
	}
	challenge := newWebAuthnChallenge()
	p.registrations[challenge] = now.Add(registrationLifetime)
	return challenge
}

// take removes the registration with a challenge, and reports whether there was one that had
// not expired.
func (p *passkeys) take(challenge string, now time.Time) bool {
	expires, ok := p.registrations[challenge]
	delete(p.registrations, challenge)
	return ok && now.Before(expires)
}

type completeWebAuthnRegistrationRequest struct {
	AccessToken string                `json:"AccessToken" api:"required,pattern=token"`
	Credential  *registrationResponse `json:"Credential" api:"required"`
}

// registrationResponse is a RegistrationResponseJSON. Only the members that every browser
// has are required.
type registrationResponse struct {
	ID                      string              `json:"id" api:"required"`
	RawID                   string              `json:"rawId" api:"required"`
	Type                    string              `json:"type" api:"required,enum=public-key"`
	AuthenticatorAttachment string              `json:"authenticatorAttachment" api:"enum=platform|cross-platform"`
	ClientExtensionResults  *extensionOutputs   `json:"clientExtensionResults"`
	Response                attestationResponse `json:"response" api:"required"`
}

type attestationResponse struct {
	ClientDataJSON     string   `json:"clientDataJSON" api:"required"`
	AttestationObject  string   `json:"attestationObject" api:"required"`
	Transports         []string `json:"transports"`
	AuthenticatorData  string   `json:"authenticatorData"`
	PublicKey          string   `json:"publicKey"`
	PublicKeyAlgorithm int      `json:"publicKeyAlgorithm"`
}

// completeWebAuthnRegistration adds a new passkey to the user.
func (s *Server) completeWebAuthnRegistration(req *completeWebAuthnRegistrationRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	if err := s.checkPasskeysEnabled(); err != nil {
		return nil, err
	}
	k, err := s.verifyRegistration(g.user, req.Credential)
	if err != nil {
		return nil, err
	}
	p := &g.user.passkeys
	if len(p.list) >= maxPasskeys {
		return nil, errPasskeyLimit
	}
	p.registered++
	k.name = fmt.Sprintf("Passkey %d", p.registered)
	p.list = append(p.list, k)
	return &empty{}, nil
}

// verifyRegistration returns the passkey that an authenticator has made for a user.
//
// The codes of refusals that the service does not document are those of its nearest
// errors. WebAuthnClientMismatchException cannot occur: the pool has one app client.
func (s *Server) verifyRegistration(u *user, credential *registrationResponse) (*passkey, error) {
	parsed, err := credential.parse()
	if err != nil {
		return nil, err
	}
	client, data := &parsed.Response.CollectedClientData, &parsed.Response.AttestationObject.AuthData
	if !u.passkeys.take(client.Challenge, s.now()) {
		return nil, errWebAuthnChallengeNotFound
	}
	if err := s.checkCeremony(u, client, data); err != nil {
		return nil, err
	}
	key, err := supportedKey(data.AttData.CredentialPublicKey)
	if err != nil {
		return nil, err
	}
	// The options ask for no attestation, so there is usually no statement. One that is there
	// all the same must be true, whoever has made the authenticator.
	_, err = parsed.Verify(client.Challenge, s.RelyingPartyID, []string{client.Origin}, nil, nil,
		protocol.TopOriginExplicitVerificationMode, false, s.userVerificationRequired(u), true,
		nil, passkeyAlgorithms, protocol.AttestationPolicy{}, protocol.SignaturePolicy{})
	if err != nil {
		return nil, invalidParameter("Credential: " + err.Error())
	}
	if err := credential.Response.agree(&parsed.Response.AttestationObject, key); err != nil {
		return nil, err
	}
	for _, other := range s.pool.users {
		if other.passkeys.find(credential.ID) != nil {
			return nil, invalidParameter("The credential is registered already.")
		}
	}
	return &passkey{
		id:             credential.ID,
		publicKey:      data.AttData.CredentialPublicKey,
		counter:        data.Counter,
		backupEligible: data.Flags.HasBackupEligible(),
		attachment:     credential.AuthenticatorAttachment,
		transports:     credential.Response.Transports,
		created:        s.now(),
	}, nil
}

// parse reads the credential's encodings.
func (r *registrationResponse) parse() (*protocol.ParsedCredentialCreationData, error) {
	for _, m := range []struct{ name, value string }{
		{"id", r.ID},
		{"rawId", r.RawID},
		{"response.clientDataJSON", r.Response.ClientDataJSON},
		{"response.attestationObject", r.Response.AttestationObject},
	} {
		if err := checkBase64URL("credential."+m.name, m.value); err != nil {
			return nil, err
		}
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(mustJSON(r))
	if err != nil {
		return nil, invalidParameter("Credential: " + err.Error())
	}
	return parsed, nil
}

// agree checks the members that only repeat what the attestation object says, since a client
// may fill them in itself. The service is not known to read them.
func (r *attestationResponse) agree(object *protocol.AttestationObject, key *supportedPublicKey) error {
	spki, err := x509.MarshalPKIXPublicKey(key.public)
	if err != nil {
		return credentialNotSupported("The public key cannot be encoded.")
	}
	for _, m := range []struct {
		name, value string
		want        []byte
	}{
		{"authenticatorData", r.AuthenticatorData, object.RawAuthData},
		{"publicKey", r.PublicKey, spki},
	} {
		if m.value == "" {
			continue
		}
		value, err := base64.RawURLEncoding.Strict().DecodeString(m.value)
		if err != nil || !bytes.Equal(value, m.want) {
			return invalidParameter("credential.response." + m.name + " is not that of the attestation object")
		}
	}
	if r.PublicKeyAlgorithm != 0 && r.PublicKeyAlgorithm != key.algorithm {
		return invalidParameter("credential.response.publicKeyAlgorithm is not that of the attestation object")
	}
	return nil
}

// supportedPublicKey is a public key for one of passkeyAlgorithms.
type supportedPublicKey struct {
	algorithm int
	public    crypto.PublicKey
}

// supportedKey returns the public key in a COSE key.
func supportedKey(cose []byte) (*supportedPublicKey, error) {
	parsed, err := webauthncose.ParsePublicKey(cose)
	if err != nil {
		return nil, credentialNotSupported("The public key is not supported.")
	}
	switch key := parsed.(type) {
	case webauthncose.EC2PublicKeyData:
		if key.Algorithm == int64(webauthncose.AlgES256) {
			public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, key.XCoord...), key.YCoord...))
			if err == nil {
				return &supportedPublicKey{int(key.Algorithm), public}, nil
			}
		}
	case webauthncose.RSAPublicKeyData:
		if key.Algorithm == int64(webauthncose.AlgRS256) {
			exponent, err := webauthncose.ParseRSAPublicKeyDataExponent(&key)
			if err == nil {
				public := &rsa.PublicKey{N: new(big.Int).SetBytes(key.Modulus), E: exponent}
				return &supportedPublicKey{int(key.Algorithm), public}, nil
			}
		}
	}
	return nil, credentialNotSupported("Only keys for ES256 and RS256 are supported.")
}
