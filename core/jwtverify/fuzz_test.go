//go:build !js

package jwtverify_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

// signedBy reports whether the token is signed with a JWK of this document (RFC 7515, section
// 5.2). It is a second implementation, which uses only the standard library.
func signedBy(document, token string) bool {
	parts := strings.Split(token, ".")
	var set struct{ Keys []json.RawMessage }
	if json.Unmarshal([]byte(document), &set) != nil || len(parts) != 3 {
		return false
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	for _, text := range set.Keys {
		var jwk struct{ N string }
		if json.Unmarshal(text, &jwk) != nil {
			continue
		}
		n, err2 := base64.RawURLEncoding.DecodeString(jwk.N)
		key := rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}
		if err == nil && err2 == nil && key.N.BitLen() >= 2040 && rsa.VerifyPKCS1v15(&key, crypto.SHA256, sum[:], signature) == nil {
			return true
		}
	}
	return false
}

// FuzzToken verifies anything as a token. The verifier accepts no token that the pool has not
// signed, does not quote those that it refuses, and requests nothing but the pool's keys.
func FuzzToken(f *testing.F) {
	for _, token := range conformance.Tokens() {
		if len(token.Text) < 4096 {
			f.Add(token.Text)
		}
	}
	document := conformance.KeySet()
	keys := transport(func(url string) (int, string, bool) {
		if !strings.HasSuffix(url, "cognito-idp.us-east-1.amazonaws.com/"+conformance.TokensPoolID+"/.well-known/jwks.json") {
			f.Errorf("it asked %s", url)
		}
		return 200, document, true
	})
	v := newVerifier(f, jwtverify.Config{HTTPClient: &http.Client{Transport: keys}, Clock: then{}})
	f.Fuzz(func(t *testing.T, token string) {
		claims, err := v.Verify(t.Context(), token, core.IDToken)
		if err == nil {
			if !signedBy(document, token) || claims.Text("token_use") != "id" || claims.Text("aud") == "" {
				t.Errorf("it accepts %q", token)
			}
			return
		}
		if claims != nil || !errors.Is(err, core.TokenUnverified) {
			t.Errorf("got %v, %v", claims, err)
		}
		for part := range strings.SplitSeq(token, ".") {
			if len(part) > 16 && strings.Contains(err.Error(), part) {
				t.Errorf("the error repeats the token: %v", err)
			}
		}
	})
}

// FuzzKeySet makes a key server answer anything. Tokens are accepted only if they are signed
// with one of its keys, and each error has a type that says whose fault it is.
func FuzzKeySet(f *testing.F) {
	good := conformance.KeySet()
	n := base64.RawURLEncoding.EncodeToString
	f.Add(200, good)
	f.Add(503, good)
	f.Add(200, strings.Replace(good, `"keys"`, `"Keys"`, 1))
	f.Add(200, strings.ReplaceAll(good, "AQAB", "AQ"))
	f.Add(200, strings.ReplaceAll(good, `"n":"`, `"n":"AAAA`))
	f.Add(200, strings.ReplaceAll(good, `"n":"`, `"n":"","N":"`))
	f.Add(200, strings.ReplaceAll(good, "the access key", "the id key"))
	f.Add(200, strings.ReplaceAll(good, `"kid"`, `"kid":7,"KID"`))
	for _, modulus := range [][]byte{make([]byte, 256), append(make([]byte, 255), 1), append(make([]byte, 128), []byte(strings.Repeat("\xff", 128))...), []byte(strings.Repeat("\xfe", 1024))} {
		f.Add(200, `{"keys":[{"kty":"RSA","kid":"the id key","e":"AQAB","n":"`+n(modulus)+`"}]}`)
	}
	for _, text := range []string{"", "null", "[]", "{}", `{"keys":null}`, `{"keys":[[]]}`, `{"keys":[{}]}`, `{"keys":[` + strings.Repeat(`[`, 10_000), "<html>"} {
		f.Add(200, text)
	}
	tokens := table("an ID token", "an ID token by the other key", "a signature by another key", "a signature of zeros", "an unknown key")
	f.Fuzz(func(t *testing.T, status int, document string) {
		keys := transport(func(string) (int, string, bool) { return status, document, true })
		v := newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: keys}, Clock: then{}})
		for _, token := range tokens {
			_, err := v.Verify(t.Context(), token.Text, token.Use)
			switch {
			case err == nil:
				if status != 200 || !signedBy(document, token.Text) {
					t.Errorf("it accepts %s", token.Name)
				}
			case !errors.Is(err, core.TokenUnverified) && !errors.Is(err, core.InvalidResponse):
				t.Errorf("%s: %v", token.Name, err)
			}
		}
		if _, err := v.Verify(t.Context(), tokens[0].Text, core.IDToken); err != nil && status == 200 && document == good {
			t.Error(err)
		}
	})
}
