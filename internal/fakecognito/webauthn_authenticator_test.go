package fakecognito_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math/big"
	"sync"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// The algorithms of COSE that the authenticator has.
const (
	es256 = -7
	edDSA = -8
	es384 = -35
	ps256 = -37
	rs256 = -257
)

// Flags of authenticator data.
const (
	userPresent    = 0x01
	userVerified   = 0x04
	backupEligible = 0x08
	backedUp       = 0x10
	attested       = 0x40
)

// authenticator is an authenticator and the browser around it, without any security: what it
// does can be changed for each ceremony.
type authenticator struct {
	t      *testing.T
	origin string
	keys   []*authenticatorKey
}

// authenticatorKey is a credential.
type authenticatorKey struct {
	id        string
	algorithm int
	private   crypto.Signer
	handle    string
	counter   uint32
}

// ceremony is a registration or sign-in just before its response is made.
type ceremony struct {
	kind, challenge, origin, rpID string
	crossOrigin                   bool
	flags                         byte
	// format and statement are the attestation.
	format    string
	statement map[string]any
	key       *authenticatorKey
	// editData changes the authenticator data before they are signed, edit the response
	// afterwards.
	editData func([]byte) []byte
	edit     func(response map[string]any)
}

// creationOptions and requestOptions are what the authenticator reads of the server's options.
type creationOptions struct {
	RP        struct{ ID, Name string }
	User      struct{ ID, Name, DisplayName string }
	Challenge string

	PubKeyCredParams []struct {
		Type string
		Alg  int
	}
	Timeout            int
	ExcludeCredentials []struct{ ID, Type string }

	AuthenticatorSelection struct {
		RequireResidentKey            bool
		ResidentKey, UserVerification string
	}
}

type requestOptions struct {
	Challenge        string
	Timeout          int
	RPID             string
	AllowCredentials []struct {
		ID, Type   string
		Transports []string
	}
	UserVerification string
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// rsaKey is the key of all RS256 credentials: making one takes too long.
var rsaKey = sync.OnceValues(func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// newKey returns a credential that is not registered.
func newKey(t *testing.T, algorithm int) *authenticatorKey {
	t.Helper()
	var private crypto.Signer
	var err error
	switch algorithm {
	case es256:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case es384:
		private, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case rs256, ps256:
		private, err = rsaKey()
	case edDSA:
		_, private, err = ed25519.GenerateKey(rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	rand.Read(id)
	return &authenticatorKey{id: base64url(id), algorithm: algorithm, private: private}
}

// cose returns the public key in COSE's form.
func (k *authenticatorKey) cose() map[int]any {
	switch public := k.private.Public().(type) {
	case *ecdsa.PublicKey:
		curve := 1
		if public.Curve == elliptic.P384() {
			curve = 2
		}
		point, err := public.Bytes()
		if err != nil {
			panic(err) // the key has just been made
		}
		x, y := point[1:len(point)/2+1], point[len(point)/2+1:]
		return map[int]any{1: 2, 3: k.algorithm, -1: curve, -2: x, -3: y}
	case *rsa.PublicKey:
		return map[int]any{1: 3, 3: k.algorithm, -1: public.N.Bytes(), -2: big.NewInt(int64(public.E)).Bytes()}
	case ed25519.PublicKey:
		return map[int]any{1: 1, 3: k.algorithm, -1: 6, -2: []byte(public)}
	}
	panic("no COSE form of this key")
}

func (k *authenticatorKey) sign(t *testing.T, data []byte) []byte {
	t.Helper()
	digest, hash := data, crypto.Hash(0)
	switch k.algorithm {
	case es256, rs256:
		sum := sha256.Sum256(data)
		digest, hash = sum[:], crypto.SHA256
	case es384:
		sum := sha512.Sum384(data)
		digest, hash = sum[:], crypto.SHA384
	}
	signature, err := k.private.Sign(rand.Reader, digest, hash)
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

func (a *authenticator) encode(v any) []byte {
	a.t.Helper()
	b, err := cbor.Marshal(v)
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

func (c *ceremony) clientData() []byte {
	text, err := json.Marshal(map[string]any{
		"type": c.kind, "challenge": c.challenge, "origin": c.origin, "crossOrigin": c.crossOrigin,
	})
	if err != nil {
		panic(err) // texts can always be encoded
	}
	return text
}

// data returns the authenticator data, with the attested credential if there is one.
func (c *ceremony) data(credential []byte) []byte {
	rpIDHash := sha256.Sum256([]byte(c.rpID))
	data := append(rpIDHash[:], c.flags)
	data = binary.BigEndian.AppendUint32(data, c.key.counter)
	data = append(data, credential...)
	if c.editData != nil {
		data = c.editData(data)
	}
	return data
}

// create makes a credential with a key, and returns the RegistrationResponseJSON. edit may be nil.
func (a *authenticator) create(o creationOptions, key *authenticatorKey, edit func(*ceremony)) map[string]any {
	a.t.Helper()
	c := &ceremony{
		kind: "webauthn.create", challenge: o.Challenge, origin: a.origin, rpID: o.RP.ID,
		flags: userPresent | userVerified | attested, format: "none", statement: map[string]any{}, key: key,
	}
	if edit != nil {
		edit(c)
	}
	key.handle = o.User.ID
	a.keys = append(a.keys, key)
	id, err := base64.RawURLEncoding.DecodeString(key.id)
	if err != nil {
		a.t.Fatal(err)
	}
	credential := make([]byte, 16) // the AAGUID, all zero
	credential = binary.BigEndian.AppendUint16(credential, uint16(len(id)))
	credential = append(append(credential, id...), a.encode(key.cose())...)
	data, client := c.data(credential), c.clientData()
	if c.format == "packed" && c.statement == nil {
		sum := sha256.Sum256(client)
		c.statement = map[string]any{"alg": key.algorithm, "sig": key.sign(a.t, append(data[:len(data):len(data)], sum[:]...))}
	}
	spki, err := x509.MarshalPKIXPublicKey(key.private.Public())
	if err != nil {
		a.t.Fatal(err)
	}
	response := map[string]any{
		"id": key.id, "rawId": key.id, "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON":     base64url(client),
			"attestationObject":  base64url(a.encode(map[string]any{"fmt": c.format, "attStmt": c.statement, "authData": data})),
			"transports":         []string{"internal", "hybrid"},
			"authenticatorData":  base64url(data),
			"publicKey":          base64url(spki),
			"publicKeyAlgorithm": key.algorithm,
		},
	}
	if c.edit != nil {
		c.edit(response)
	}
	return response
}

// get signs in with the last key that the options allow, and returns the
// AuthenticationResponseJSON as text. edit may be nil.
func (a *authenticator) get(options string, edit func(*ceremony)) string {
	a.t.Helper()
	var o requestOptions
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		a.t.Fatal(err)
	}
	c := &ceremony{
		kind: "webauthn.get", challenge: o.Challenge, origin: a.origin, rpID: o.RPID,
		flags: userPresent | userVerified, key: a.allowed(o),
	}
	if c.key != nil && c.key.counter > 0 {
		c.key.counter++
	}
	if edit != nil {
		edit(c)
	}
	if c.key == nil {
		a.t.Fatal("the authenticator has no key that the options allow")
	}
	data, client := c.data(nil), c.clientData()
	sum := sha256.Sum256(client)
	response := map[string]any{
		"id": c.key.id, "rawId": c.key.id, "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON":    base64url(client),
			"authenticatorData": base64url(data),
			"signature":         base64url(c.key.sign(a.t, append(data[:len(data):len(data)], sum[:]...))),
			"userHandle":        c.key.handle,
		},
	}
	if c.edit != nil {
		c.edit(response)
	}
	text, err := json.Marshal(response)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

// allowed returns the last key that the options allow, or nil.
func (a *authenticator) allowed(o requestOptions) (found *authenticatorKey) {
	for _, key := range a.keys {
		for _, allowed := range o.AllowCredentials {
			if allowed.ID == key.id {
				found = key
			}
		}
	}
	return found
}

// response returns a credential's member response, for an edit.
func response(credential map[string]any) map[string]any {
	return credential["response"].(map[string]any)
}
