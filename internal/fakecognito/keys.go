package fakecognito

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"sync"
)

// signingKey is an RSA key with its name in tokens.
type signingKey struct {
	kid     string
	private *rsa.PrivateKey
}

// signingKeys are the keys of all servers of this process: making an RSA key takes so long
// that it would slow down every test. As in the service, ID and access tokens are signed with
// different keys.
var signingKeys = sync.OnceValue(func() (keys struct{ id, access signingKey }) {
	keys.id, keys.access = newSigningKey(), newSigningKey()
	return keys
})

func newSigningKey() signingKey {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // the reader never fails
	}
	sum := sha256.Sum256(private.N.Bytes())
	return signingKey{base64.StdEncoding.EncodeToString(sum[:]), private}
}

func (k signingKey) sign(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.private, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // only a key too small for the hash fails
	}
	return signature
}

func (k signingKey) verify(text string, signature []byte) bool {
	sum := sha256.Sum256([]byte(text))
	return rsa.VerifyPKCS1v15(&k.private.PublicKey, crypto.SHA256, sum[:], signature) == nil
}

// jwk is a public key as the JWKS document has it.
type jwk struct {
	Alg string `json:"alg"`
	E   string `json:"e"`
	Kid string `json:"kid"`
	Kty string `json:"kty"`
	N   string `json:"n"`
	Use string `json:"use"`
}

func (k signingKey) public() jwk {
	return jwk{
		Alg: "RS256",
		E:   base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.private.E)).Bytes()),
		Kid: k.kid,
		Kty: "RSA",
		N:   base64.RawURLEncoding.EncodeToString(k.private.N.Bytes()),
		Use: "sig",
	}
}

// JWKS returns the JSON Web Key Set that verifies the server's tokens, as served at
// /<PoolID>/.well-known/jwks.json.
func (s *Server) JWKS() []byte {
	keys := signingKeys()
	return mustJSON(map[string][]jwk{"keys": {keys.id.public(), keys.access.public()}})
}

// serveWellKnown answers GET for the pool's public documents.
func (s *Server) serveWellKnown(w http.ResponseWriter, r *http.Request) {
	var body []byte
	switch strings.TrimPrefix(r.URL.Path, "/"+s.poolID()+"/.well-known/") {
	case "jwks.json":
		body = s.JWKS()
	case "openid-configuration":
		body = mustJSON(s.discovery())
	default:
		http.NotFound(w, r)
		return
	}
	// The keys are public, whatever origins may use the API.
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Write(body)
}

// mustJSON encodes a value of the server's own making.
func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // the server makes no value that cannot be encoded
	}
	return text
}
