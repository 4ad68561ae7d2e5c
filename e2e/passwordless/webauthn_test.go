package passwordless

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// encoded are bytes in base64url.
type encoded []byte

func (e *encoded) UnmarshalJSON(text []byte) error {
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(s)
	*e = decoded
	return err
}

func (e encoded) MarshalJSON() ([]byte, error) {
	return json.Marshal(base64.RawURLEncoding.EncodeToString(e))
}

// credential is a RegistrationResponseJSON or an AuthenticationResponseJSON.
type credential struct {
	ID                      encoded
	RawID                   encoded `json:"rawId"`
	Type                    string
	AuthenticatorAttachment string
	ClientExtensionResults  *map[string]any
	Response                struct {
		ClientDataJSON, AuthenticatorData encoded
		// Of a registration.
		AttestationObject, PublicKey encoded
		PublicKeyAlgorithm           int
		Transports                   *[]string
		// Of an assertion.
		Signature, UserHandle encoded
	}
}

// outcome is what webauthn.js makes of a ceremony.
type outcome struct {
	Credential           *credential
	Code, Message, Cause string
}

// Challenges whose base64url has the characters that base64 does not.
var (
	registrationChallenge = encoded("\xfb\xff\xbe challenge of a registration")
	requestChallenge      = encoded("\xfb\xff\xbe challenge of a request")
	userID                = encoded("5b8a1f0c-52f3-4f43-9c0e-6f0a6d8f0c11")
)

type object = map[string]any

// creationOptions are as Cognito sends them, with changed or further members.
func creationOptions(changed object) object {
	return with(object{
		"rp":               object{"id": relyingParty, "name": relyingParty},
		"user":             object{"id": userID, "name": harness.Username, "displayName": ""},
		"challenge":        registrationChallenge,
		"pubKeyCredParams": []object{{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}},
		"timeout":          60000, "excludeCredentials": []object{},
		"authenticatorSelection": object{"requireResidentKey": true, "residentKey": "required", "userVerification": "required"},
	}, changed)
}

// requestOptions are as Cognito sends them, with changed or further members.
func requestOptions(changed object) object {
	return with(object{
		"rpId": relyingParty, "challenge": requestChallenge, "timeout": 180000, "userVerification": "required",
		"allowCredentials": []object{}, "hints": []string{}, "attestation": "none", "attestationFormats": []string{},
	}, changed)
}

func with(options, changed object) object {
	for name, value := range changed {
		if options[name] = value; value == nil {
			delete(options, name)
		}
	}
	return options
}

// described is a passkey among options.
func described(id encoded) []object {
	return []object{{"type": "public-key", "id": id, "transports": []string{"internal"}}}
}

// create has the page make a passkey.
func create(tb *harness.Tab, changed object) (got outcome) {
	tb.T.Helper()
	tb.Eval("outcome(passwordless.create($0, fail))", &got, creationOptions(changed))
	return got
}

// get has the page use one.
func get(tb *harness.Tab, changed object) (got outcome) {
	tb.T.Helper()
	tb.Eval("outcome(passwordless.get($0, fail))", &got, requestOptions(changed))
	return got
}

// mustCreate returns the id of a new passkey.
func mustCreate(tb *harness.Tab) encoded {
	tb.T.Helper()
	got := create(tb, nil)
	if got.Credential == nil {
		tb.T.Fatalf("no passkey was made: %+v", got)
	}
	return got.Credential.RawID
}

// TestCeremonies checks what the service would, in browsers of different abilities.
func TestCeremonies(t *testing.T) {
	t.Parallel()
	const noParsers = "delete PublicKeyCredential.parseCreationOptionsFromJSON, delete PublicKeyCredential.parseRequestOptionsFromJSON"
	for _, tt := range []struct {
		name, script string
		// getters is whether the page can ask a credential for what is also within
		// its attestation object.
		getters bool
	}{
		{"as it is", "0", true},
		{"without conversions", noParsers + ", delete PublicKeyCredential.prototype.toJSON", true},
		{"conversions that throw", "PublicKeyCredential.parseCreationOptionsFromJSON = PublicKeyCredential.prototype.toJSON = null", true},
		{"plain objects of an extension", "replaceCredentials(plain)", false},
		{"broken objects of an extension", "replaceCredentials(broken)", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tb := newTab(t)
			authenticator := harness.AddAuthenticator(tb)
			tb.Open("/page.html")
			tb.Eval("void ("+tt.script+")", nil)

			made := create(tb, nil)
			if made.Credential == nil {
				t.Fatalf("%+v", made)
			}
			passkeys := authenticator.Passkeys()
			if len(passkeys) != 1 {
				t.Fatalf("the authenticator has %d passkeys", len(passkeys))
			}
			key := publicKey(t, passkeys[0])
			if !bytes.Equal(passkeys[0].UserHandle, userID) || passkeys[0].RpID != relyingParty {
				t.Errorf("the passkey is of user %q at %s", passkeys[0].UserHandle, passkeys[0].RpID)
			}
			checkShape(t, tb, made.Credential, "webauthn.create", registrationChallenge)
			checkRegistration(t, made.Credential, passkeys[0].CredentialID, key, tt.getters)

			for name, changed := range map[string]object{
				"any passkey":    nil,
				"this passkey":   {"allowCredentials": described(made.Credential.RawID)},
				"no list at all": {"allowCredentials": nil},
			} {
				used := get(tb, changed)
				if used.Credential == nil {
					t.Fatalf("%s: %+v", name, used)
				}
				checkShape(t, tb, used.Credential, "webauthn.get", requestChallenge)
				checkAssertion(t, used.Credential, passkeys[0].CredentialID, key)
			}
			// The level that some relays add.
			var nested outcome
			if tb.Eval("outcome(passwordless.get({ publicKey: $0 }, fail))", &nested, requestOptions(nil)); nested.Credential == nil {
				t.Errorf("%+v", nested)
			}
		})
	}
}

// checkShape checks what both kinds of credentials have.
func checkShape(t *testing.T, tb *harness.Tab, c *credential, kind string, challenge encoded) {
	t.Helper()
	if !bytes.Equal(c.ID, c.RawID) || c.Type != "public-key" || c.AuthenticatorAttachment != "platform" || c.ClientExtensionResults == nil {
		t.Errorf("%s: %+v", kind, c)
	}
	var client struct {
		Type, Origin string
		Challenge    encoded
	}
	if err := json.Unmarshal(c.Response.ClientDataJSON, &client); err != nil {
		t.Fatalf("%s: %v in %q", kind, err, c.Response.ClientDataJSON)
	}
	if client.Type != kind || client.Origin != tb.Site.URL || !bytes.Equal(client.Challenge, challenge) {
		t.Errorf("client data of %s: %+v", kind, client)
	}
}

// Flags of authenticator data.
const (
	userPresent    = 1 << 0
	userVerified   = 1 << 2
	attestedFollow = 1 << 6
)

// checkData checks the beginning of authenticator data.
func checkData(t *testing.T, data []byte, flags byte) {
	t.Helper()
	hash := sha256.Sum256([]byte(relyingParty))
	if len(data) < 37 || !bytes.HasPrefix(data, hash[:]) || data[32]&flags != flags {
		t.Fatalf("authenticator data are %x", data)
	}
}

func checkRegistration(t *testing.T, c *credential, id []byte, key *ecdsa.PublicKey, getters bool) {
	t.Helper()
	// Authenticator data are the last member of the attestation object.
	hash := sha256.Sum256([]byte(relyingParty))
	data := c.Response.AttestationObject[max(0, bytes.Index(c.Response.AttestationObject, hash[:])):]
	checkData(t, data, userPresent|userVerified|attestedFollow)
	if !bytes.HasPrefix(data[37+16+2:], id) || !bytes.Equal(c.RawID, id) {
		t.Errorf("the passkey %x is registered as %x", id, c.RawID)
	}
	r := c.Response
	if r.Transports == nil || r.Signature != nil || r.UserHandle != nil {
		t.Fatalf("%+v", r)
	}
	if !getters {
		if len(*r.Transports) > 0 || r.PublicKey != nil || r.PublicKeyAlgorithm != 0 || r.AuthenticatorData != nil {
			t.Errorf("%+v", r)
		}
		return
	}
	if !slices.Equal(*r.Transports, []string{"internal"}) || r.PublicKeyAlgorithm != -7 || !bytes.Equal(r.AuthenticatorData, data) {
		t.Errorf("%+v", r)
	}
	if parsed, err := x509.ParsePKIXPublicKey(r.PublicKey); err != nil || !key.Equal(parsed) {
		t.Errorf("the public key is %x, %v", r.PublicKey, err)
	}
}

func checkAssertion(t *testing.T, c *credential, id []byte, key *ecdsa.PublicKey) {
	t.Helper()
	r := c.Response
	checkData(t, r.AuthenticatorData, userPresent|userVerified)
	client := sha256.Sum256(r.ClientDataJSON)
	signed := sha256.Sum256(slices.Concat(r.AuthenticatorData, client[:]))
	if !ecdsa.VerifyASN1(key, signed[:], r.Signature) {
		t.Error("the signature is wrong")
	}
	if !bytes.Equal(c.RawID, id) || !bytes.Equal(r.UserHandle, userID) || r.AttestationObject != nil || r.Transports != nil {
		t.Errorf("%+v", c)
	}
}
