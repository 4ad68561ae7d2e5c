package passwordless

import (
	"crypto/ecdsa"
	"crypto/x509"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
)

// publicKey returns that of a passkey.
func publicKey(t *testing.T, passkey *webauthn.Credential) *ecdsa.PublicKey {
	t.Helper()
	key, err := x509.ParsePKCS8PrivateKey(passkey.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return &key.(*ecdsa.PrivateKey).PublicKey
}
