package fakecognito

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
)

// passkey is a public-key credential of a user.
type passkey struct {
	id             string // in base64url, as everywhere in the API
	name           string
	publicKey      []byte // a COSE key
	counter        uint32
	backupEligible bool
	attachment     string
	transports     []string
	created        time.Time
}

// passkeys are a user's credentials, and the registrations that are not complete.
type passkeys struct {
	// handle is the user's id for authenticators.
	handle string
	list   []*passkey // oldest first
	// registrations says when the registration with a challenge expires.
	registrations map[string]time.Time
	// registered counts the credentials that have ever been added, for their names.
	registered int
}

// find returns the credential with an id, or nil if the user has none.
func (p *passkeys) find(id string) *passkey {
	i := slices.IndexFunc(p.list, func(k *passkey) bool { return k.id == id })
	if i < 0 {
		return nil
	}
	return p.list[i]
}

// hasPasskeys reports whether the user can sign in with a passkey.
func (u *user) hasPasskeys() bool { return len(u.passkeys.list) > 0 }

// The errors of passkeys. The codes are the service's, its texts are not documented.
var (
	errWebAuthnNotEnabled           = &apiError{"WebAuthnNotEnabledException", "Passkeys are not enabled for this user pool."}
	errWebAuthnConfigurationMissing = &apiError{"WebAuthnConfigurationMissingException", "The user pool has no relying party id."}
	errWebAuthnChallengeNotFound    = &apiError{"WebAuthnChallengeNotFoundException", "The challenge has expired or does not exist."}
	errWebAuthnOriginNotAllowed     = &apiError{"WebAuthnOriginNotAllowedException", "The origin does not belong to the relying party."}
	errRelyingPartyMismatch         = &apiError{"WebAuthnRelyingPartyMismatchException", "The credential belongs to another relying party."}
	errPasskeyLimit                 = &apiError{"LimitExceededException", "The user has the maximum number of passkeys."}
	errNoPasskey                    = resourceNotFound("Passkey does not exist.")
)

func credentialNotSupported(message string) error {
	return &apiError{"WebAuthnCredentialNotSupportedException", message}
}

// checkPasskeysEnabled refuses passkeys if the pool is not set up for them.
func (s *Server) checkPasskeysEnabled() error {
	switch {
	case !slices.Contains(s.FirstFactors, "WEB_AUTHN"):
		return errWebAuthnNotEnabled
	case s.RelyingPartyID == "":
		return errWebAuthnConfigurationMissing
	}
	return nil
}

// userVerification is what a ceremony of a user asks for. A passkey is two factors only with
// it.
func (s *Server) userVerification(u *user) string {
	if u != nil && u.mfa.passkey {
		return "required"
	}
	return orDefault(s.PasskeyUserVerification, "preferred")
}

func (s *Server) userVerificationRequired(u *user) bool { return s.userVerification(u) == "required" }

// newWebAuthnChallenge returns a challenge in base64url: client data repeat it as this text.
func newWebAuthnChallenge() string { return base64.RawURLEncoding.EncodeToString(randomBytes(32)) }

// publicKeyType is the type of every credential.
const publicKeyType = string(protocol.PublicKeyCredentialType)

// passkeyAlgorithms are the algorithms that the service supports, best first.
var passkeyAlgorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// credentialDescriptor names a credential in both kinds of options.
type credentialDescriptor struct {
	Type       string   `json:"type"`
	ID         string   `json:"id"`
	Transports []string `json:"transports,omitempty"`
}

// extensionOutputs are the extensions that a client may report: browsers and password
// managers send credProps unasked. The service ignores all others, since it asks for none.
type extensionOutputs struct {
	CredProps *struct {
		RK bool `json:"rk"`
	} `json:"credProps"`
}

// checkBase64URL refuses a member that is not base64url without padding. The library
// accepts padding and line breaks, which would hide a client's mistake.
func checkBase64URL(member, text string) error {
	_, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return invalidParameter(member + " is not base64url without padding")
	}
	return nil
}

// checkCeremony checks what registration and sign-in have in common and the library has no
// distinct errors for: the page, the relying party, and what the authenticator did.
func (s *Server) checkCeremony(u *user, client *protocol.CollectedClientData, data *protocol.AuthenticatorData) error {
	rpIDHash := sha256.Sum256([]byte(s.RelyingPartyID))
	switch {
	case !s.allowsPasskeyOrigin(client.Origin):
		return errWebAuthnOriginNotAllowed
	case !bytes.Equal(data.RPIDHash, rpIDHash[:]):
		return errRelyingPartyMismatch
	case !data.Flags.HasUserPresent():
		return credentialNotSupported("The authenticator did not see the user.")
	case s.userVerificationRequired(u) && !data.Flags.HasUserVerified():
		return credentialNotSupported("The authenticator did not verify the user.")
	case data.Flags.HasBackupState() && !data.Flags.HasBackupEligible():
		return invalidParameter("A credential that cannot be backed up is backed up.")
	}
	return nil
}

// allowsPasskeyOrigin reports whether pages of an origin may use the pool's passkeys.
func (s *Server) allowsPasskeyOrigin(origin string) bool {
	if len(s.RelyingPartyOrigins) > 0 {
		return slices.Contains(s.RelyingPartyOrigins, origin)
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme+"://"+u.Host != origin {
		return false
	}
	host := u.Hostname()
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	return (u.Scheme == "https" || u.Scheme == "http" && local) &&
		(host == s.RelyingPartyID || strings.HasSuffix(host, "."+s.RelyingPartyID))
}
